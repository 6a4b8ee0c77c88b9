"""An order that is remembered is never out of date."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sync.clinic.database.clinic import Clinic
from sync.clinic.database.refusals import Refusal
from sync.clinic.listing import Ranking
from tests.support.clinics import store_day, store_status
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day

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
