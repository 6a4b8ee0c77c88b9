"""The document of a day: which numbers it takes, and what its sets come to."""

from typing import Any

import pytest

from device.day import document
from device.day.document import DayDocument, DayEpisode, DaySet, KindCount, Quality, Quarter, Repetitions, Summary
from device.records.decoding import BadValue, from_plain, to_plain

EPISODE = {"start": "2026-03-02T09:00:00+01:00", "duration_s": 3.0, "kind": "jerk", "reason": "because"}
SET = {
    "start": "2026-03-02T09:00:00+01:00",
    "duration_s": 80.0,
    "exercise": "elbow",
    "target_repetitions": 10,
    "stopped": "done",
}
QUARTER = {"quarter": 0, "summary": {}}
LARGEST_DEG = 100_000

BOUNDS: list[tuple[type, dict[str, Any], str, float | None, float | None]] = [
    (Summary, {}, "worn_s", 0, None),  # boots whose clock was never set all fall on one day of 1970
    (Summary, {}, "episodes", 0, None),
    (Summary, {}, "frequency_hz", 0, 100),
    (Summary, {}, "irregularity_hz", 0, 100),
    (Summary, {}, "amplitude_deg", 0, LARGEST_DEG),
    (Quarter, QUARTER, "quarter", 0, 95),
    (KindCount, {"kind": "jerk", "count": 1}, "confirmed", 0, None),
    (DayEpisode, EPISODE, "duration_s", 0, None),
    (DayEpisode, EPISODE, "peak_dps", 0, LARGEST_DEG),
    (DayEpisode, EPISODE, "tilt_deg", 0, 180),
    (DaySet, SET, "duration_s", 0, None),
    (DaySet, SET, "pauses", 0, None),
    (Quality, {"clock": "synced"}, "gap_s", 0, None),
]


@pytest.mark.parametrize(("kind", "rest", "name", "low", "high"), BOUNDS)
def test_a_number_is_taken_within_its_bounds_and_refused_beyond(
    kind: type, rest: dict[str, Any], name: str, low: float | None, high: float | None
) -> None:
    for bound, beyond in ((low, -1), (high, 1)):
        if bound is not None:
            assert getattr(from_plain(kind, rest | {name: bound}), name) == bound
            with pytest.raises(BadValue, match=f"{name}: "):
                from_plain(kind, rest | {name: bound + beyond})


def test_no_upper_end_holds_for_seconds() -> None:
    assert from_plain(Summary, {"worn_s": 10**9}).worn_s == 10**9


def test_a_day_has_96_quarter_hours() -> None:
    assert document.QUARTERS_A_DAY == 96


@pytest.mark.parametrize("change", [{"revision": 0}, {"schema": 3}, {"schema": 0}])
def test_documents_begin_at_revision_1_of_schema_1_and_end_at_2(change: dict[str, int]) -> None:
    whole = DayDocument(
        1, "band-1", "store", "2026-03-02", "UTC", 1, "0", "", Summary(), (), (), (), (), Quality("synced")
    )
    assert from_plain(DayDocument, to_plain(whole)) == whole
    with pytest.raises(BadValue, match=next(iter(change))):
        from_plain(DayDocument, to_plain(whole) | change)


def test_a_summary_of_nothing_has_seen_nothing() -> None:
    nothing = to_plain(Summary())
    assert not nothing.pop("kinds")
    assert not nothing.pop("directions")
    assert {name for name, value in nothing.items() if value is None} == {
        *("frequency_hz", "amplitude_deg", "amplitude_p90_deg", "irregularity_hz", "posture", "width_hz", "sharpness"),
    }
    assert {value for value in nothing.values() if value is not None} == {0}


def test_what_a_document_does_not_say_is_none_or_nothing() -> None:
    assert from_plain(KindCount, {"kind": "jerk", "count": 1}).confirmed == 0
    assert from_plain(Quality, {"clock": "synced"}) == Quality(
        "synced", gaps=0, gap_s=0, lost_samples=0, gap_reasons=()
    )
    assert from_plain(DaySet, SET).pauses == 0
    assert from_plain(DayEpisode, EPISODE).confirmed is True, "older documents hold rhythmic episodes only"


def done(target: int, repetitions: int | None) -> DaySet:
    return DaySet("2026-03-02T09:00:00+01:00", 80.0, "elbow", target, "done", repetitions)


def test_no_sets_are_no_repetitions() -> None:
    assert Repetitions() == document.repetitions([]) == Repetitions(sets=0, sets_not_counted=0, done=0, target=0)


def test_sets_that_were_not_counted_are_no_zero() -> None:
    found = document.repetitions([done(10, 7), done(12, 12), done(10, None), done(5, 0)])
    assert found == Repetitions(sets=4, sets_not_counted=1, done=19, target=27)
