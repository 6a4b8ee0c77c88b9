"""When a better clock dates earlier facts anew."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from device.records.facts import ClockTrust, Dating
from device.store.boots import tells_more
from device.store.reader import DeviceReader
from device.store.writer import Store
from tests.support.processes import minute

KNOWN = Dating("boot", utc_minus_monotonic_s=1_772_409_600.0, timezone="UTC", trust="estimated")


def moved(seconds: float, trust: ClockTrust = "estimated") -> Dating:
    return replace(KNOWN, utc_minus_monotonic_s=KNOWN.utc_minus_monotonic_s + seconds, trust=trust)


@pytest.mark.parametrize(("step_s", "set_right"), [(0, False), (2, False), (-2, False), (2.25, True), (-2.25, True)])
def test_a_clock_that_nobody_vouches_for_was_set_if_it_steps_by_more_than_two_seconds(
    step_s: float, *, set_right: bool
) -> None:
    """Two seconds are this project's choice: a clock drifts by less between two looks, and people set it by more."""
    assert tells_more(moved(step_s), KNOWN) is set_right


def test_a_synced_clock_is_set_right_all_the_time_and_moves_nothing() -> None:
    assert not tells_more(moved(3600, "synced"), replace(KNOWN, trust="synced"))


@pytest.mark.parametrize(
    ("new", "known", "more"),
    [
        *(("estimated", "unknown", True), ("synced", "estimated", True)),
        *(("unknown", "estimated", False), ("estimated", "synced", False)),
    ],
)
def test_more_trust_dates_anew_and_less_never_does(new: ClockTrust, known: ClockTrust, *, more: bool) -> None:
    for step_s in (0, 3600):
        assert tells_more(moved(step_s, new), replace(KNOWN, trust=known)) is more


def test_a_reader_names_the_boots_in_their_order_and_one_of_two_zones_once(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "device.db")) as store:
        store.add([minute(0)], KNOWN)
        store.add([minute(1)], replace(KNOWN, timezone="Asia/Tokyo"))
        store.add([minute(2)], replace(moved(86_400.0), boot="next"))
    with closing(DeviceReader(tmp_path / "device.db")) as reader:
        assert reader.boots() == ["boot", "next"]
