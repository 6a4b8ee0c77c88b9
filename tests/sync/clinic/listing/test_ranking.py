"""An order that is remembered is never out of date, and only who has changed is judged anew."""

from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.clinic.database.clinic import Clinic
from sync.clinic.database.refusals import Refusal
from sync.clinic.database.schema import OUTLINES_TABLE
from sync.clinic.database.values import PatientRow
from sync.clinic.listing import Ranking
from tests.support.clinics import store_day, store_status
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day
from tests.support.examples import examples

REFUSAL = Refusal("busy-wren", "2026-03-02", "0", "easeband/v1/busy-wren/up/day/2026-03-02", "no day", 3, "'{'")


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        store_day(opened, a_day(), NOW_UTC_S - 600)
        yield opened


def seen(ranking: Ranking, now_utc_s: float = NOW_UTC_S) -> list[tuple[str, set[str]]]:
    return [(one.device, set(one.kinds)) for one in ranking.now(now_utc_s).ranked]


def test_whatever_changes_in_the_database_changes_the_order_at_once(clinic: Clinic) -> None:
    ranking = Ranking(clinic, "Europe/Berlin")
    assert seen(ranking) == [(DEVICE, set())]
    store_day(clinic, a_day("amber-crane"), NOW_UTC_S - 30 * 3600)
    assert seen(ranking) == [("amber-crane", {"silent"}), (DEVICE, set())]
    store_status(clinic, DEVICE, {"parts": [{"part": "panel", "works": False, "text": "its pins are busy"}]}, NOW_UTC_S)
    assert seen(ranking)[1] == (DEVICE, {"data"})
    clinic.refuse([REFUSAL], NOW_UTC_S)
    assert seen(ranking)[2] == ("busy-wren", {"new", "message"})
    store_day(clinic, replace(a_day("amber-crane"), revision=8), NOW_UTC_S)
    assert seen(ranking)[0] == (DEVICE, {"data"})
    clinic.rename(DEVICE, "Anna")
    (line,) = ranking.now(NOW_UTC_S).lines([DEVICE])
    assert line.name.text == "Anna"


def test_an_hour_later_silence_has_grown_although_nothing_has_changed(clinic: Clinic) -> None:
    ranking = Ranking(clinic, "Europe/Berlin")
    assert seen(ranking) == [(DEVICE, set())]
    assert seen(ranking, NOW_UTC_S + 26 * 3600) == [(DEVICE, {"silent"})]


def test_as_long_as_nothing_changes_it_is_the_same_order(clinic: Clinic) -> None:
    ranking = Ranking(clinic, "Europe/Berlin")
    first = ranking.now(NOW_UTC_S)
    assert ranking.now(NOW_UTC_S + 1) is first


class WatchedClinic(Clinic):
    """Remembers of which patients all was read."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.read: list[str] = []

    def patients(self, today: date, devices: Collection[str] | None = None) -> list[PatientRow]:
        rows = super().patients(today, devices)
        self.read += [row.device for row in rows]
        return rows

    def read_for(self, ranking: Ranking, now_utc_s: float) -> list[str]:
        """Of whom, for an order and the lines of all."""
        self.read.clear()
        ordered = ranking.now(now_utc_s)
        ordered.lines([one.device for one in ordered.ranked])
        return sorted(self.read)


def test_of_three_patients_the_one_who_has_changed_is_read_and_no_other(tmp_path: Path) -> None:
    with closing(WatchedClinic(f"sqlite:///{tmp_path}/clinic.db")) as clinic:
        for number, device in enumerate(("a-1", "b-2", "c-3")):
            store_day(clinic, a_day(device), NOW_UTC_S - 600 * (number + 1))
        ranking = Ranking(clinic, "Europe/Berlin")
        assert clinic.read_for(ranking, NOW_UTC_S) == ["a-1", "a-1", "b-2", "b-2", "c-3", "c-3"]  # judged, and drawn
        assert clinic.read_for(ranking, NOW_UTC_S + 1) == []
        store_day(clinic, replace(a_day("b-2"), revision=8), NOW_UTC_S)
        assert clinic.read_for(ranking, NOW_UTC_S + 2) == ["b-2", "b-2"]
        clinic.rename("a-1", "Anna")
        assert clinic.read_for(ranking, NOW_UTC_S + 3) == ["a-1", "a-1"]
        assert clinic.read_for(ranking, NOW_UTC_S + 60) == ["a-1", "b-2", "c-3"]  # "a minute ago" is drawn, not judged
        assert clinic.read_for(ranking, NOW_UTC_S + 17 * 3600)[:2] == ["a-1", "a-1"]  # another day: all
        silent_utc_s = NOW_UTC_S - 1800 + 26 * 3600  # since the third one's last day
        assert clinic.read_for(ranking, silent_utc_s - 60) == ["a-1", "b-2", "c-3"]
        assert clinic.read_for(ranking, silent_utc_s + 60) == ["a-1", "b-2", "c-3", "c-3"]


Change = tuple[str, str, float]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("day", "later day", "status", "name", "refusal", "erased outline", "nothing")),
        st.sampled_from(("a-1", "b-2", "c-3")),
        st.sampled_from((0.0, 1.0, 59.0, 600.0, 7 * 3600.0, 26 * 3600.0, 73 * 3600.0, -120.0)),
    ),
    max_size=8,
)


def change(clinic: Clinic, what: str, device: str, now_utc_s: float) -> None:
    match what:
        case "day":
            store_day(clinic, replace(a_day(device), revision=int(now_utc_s)), now_utc_s)
        case "later day":
            store_day(clinic, replace(a_day(device), day="2026-03-04", revision=int(now_utc_s)), now_utc_s)
        case "status":
            parts = [{"part": "panel", "works": bool(int(now_utc_s) % 2), "text": "its pins are busy"}]
            store_status(clinic, device, {"parts": parts}, now_utc_s)
        case "name":
            clinic.rename(device, f"Anna {now_utc_s}")
        case "refusal":
            clinic.refuse([replace(REFUSAL, device=device)], now_utc_s)
        case "erased outline":
            with clinic.access.transaction() as connection:
                connection.execute(OUTLINES_TABLE.delete().where(OUTLINES_TABLE.c.device == device))


@settings(max_examples=examples(50))
@given(CHANGES)
def test_whatever_happens_it_is_the_order_of_one_who_looks_for_the_first_time(changes: list[Change]) -> None:
    now_utc_s = NOW_UTC_S
    with TemporaryDirectory() as folder, closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        store_day(clinic, a_day("a-1"), NOW_UTC_S - 600)
        store_day(clinic, a_day("b-2"), NOW_UTC_S - 25 * 3600)
        ranking = Ranking(clinic, "Europe/Berlin")
        for what, device, passed_s in changes:
            change(clinic, what, device, now_utc_s)
            now_utc_s += passed_s
            kept, new = ranking.now(now_utc_s), Ranking(clinic, "Europe/Berlin").now(now_utc_s)
            assert kept.ranked == new.ranked
            devices = [one.device for one in new.ranked]
            same_minute = [replace(line, synced="") for line in kept.lines(devices)]
            assert same_minute == [replace(line, synced="") for line in new.lines(devices)]
