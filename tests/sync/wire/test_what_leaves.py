"""What leaves the device: these fields and no others. Whoever adds one adds it here, and to what patients are told.

A path names the fields from the top; items of a list share one.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from device.day.document import DayDocument
from device.health import PartState, ProgrammeState
from sync.wire.messages import Message, Status, UnsentDay, encode_day, encode_status, encode_today
from tests.support.documents.any import documents
from tests.support.documents.rich import a_rich_day
from tests.support.payloads import plain
from tests.support.schemas import FOLDER

POSTURE = (
    "across_deg across_s against_s along_deg along_s far_s near_s opposite_s tilt_deg tilted_s turned_s "
    "without_neutral_s"
)
DIRECTIONS = "across_share along_share axis band context dispersion_deg of_limb rms_dps seconds up_share"
LEAVES: dict[str, dict[str, str]] = {
    "day": {
        "": (
            "algorithm checkups content day device episodes firmware follows marks passed_over plan privacy quality "
            "quarters revision schema sent_since sessions sets site store symptoms thinned timezone totals"
        ),
        "checkups": "duration_s ended lying_s neutral parts programme site stages start trick version",
        "checkups.stages": (
            "after_s asked_s duration_s ended fast_dps judged_s middle_dps moving_s near_s posture_s slow_dps stage "
            "tilt_deg tremor_deg tremor_hz tremor_s turning_s vehicle_s"
        ),
        "checkups.trick": "fast_change lasted_s middle_change relief slow_change tilt_change_deg why",
        "episodes": (
            "amplitude_deg amplitude_p90_deg confirmed context duration_s frequency_hz irregularity_hz kind "
            "peak_dps reason start tilt_deg"
        ),
        "marks": "start",
        "plan": "checkups due programme version",
        "plan.due": "exercise hold_s repetitions sessions sets",
        "privacy": "duration_s start",
        "quality": "clock gap_reasons gap_s gaps lost_samples unmeasured unreadable",
        "quarters": "quarter summary",
        "quarters.summary": (
            "amplitude_deg amplitude_p90_deg assessable_s directions episodes frequency_hz irregularity_hz kinds "
            "moving_s not_worn_s posture rest_s rest_tremor_s sharpness tremor_s vehicle_s width_hz worn_s"
        ),
        "quarters.summary.directions": DIRECTIONS,
        "quarters.summary.directions.axis": "x y z",
        "quarters.summary.kinds": "confirmed count kind",
        "quarters.summary.posture": POSTURE,
        "sessions": "done_sets due_sets duration_s programme rating start stopped version",
        "sets": (
            "done_repetitions duration_s exercise measures not_counted number pauses range_best_deg "
            "range_median_deg sets start stopped target_repetitions target_s uncounted"
        ),
        "sets.measures": (
            "beat_error_s drift_deg in_band_s peak_dps sparc still_s tempo_variation tremor_end_deg "
            "tremor_hz tremor_start_deg"
        ),
        "symptoms": "answers start stopped",
        "symptoms.answers": "number rating",
        "totals": (
            "amplitude_deg amplitude_p90_deg assessable_s directions episodes frequency_hz irregularity_hz kinds "
            "moving_s not_worn_s posture rest_s rest_tremor_s sharpness tremor_s vehicle_s width_hz worn_s"
        ),
        "totals.directions": DIRECTIONS,
        "totals.directions.axis": "x y z",
        "totals.kinds": "confirmed count kind",
        "totals.posture": POSTURE,
    },
    "today": {
        "": (
            "amplitude_deg amplitude_p90_deg assessable_percent_of_worn assessable_s day device episodes "
            "frequency_hz marks repetitions_done repetitions_target revision schema sets sets_not_counted "
            "tremor_percent_of_assessable tremor_percent_of_rest tremor_s worn_s"
        ),
    },
    "status": {
        "": (
            "algorithm backlog_days certificate_until clock device firmware limits online parts programmes "
            "rests_until schema sensor trouble unreadable_days unreadable_days_in_all"
        ),
        "parts": "part text works",
        "programmes": "id reason since_utc_s state version",
        "unreadable_days": "day reason",
    },
}


def documented(name: str) -> set[str]:
    """Each path that the published schema of one kind of message has."""
    shipped = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return set(_paths_of(shipped, shipped.get("$defs", {}), ""))


def _paths_of(part: dict[str, Any], named: dict[str, Any], place: str) -> Iterator[str]:
    whole = {**named.get(part.get("$ref", "").rpartition("/")[2], {}), **part}
    for name, below in whole.get("properties", {}).items():
        yield f"{place}{name}"
        yield from _paths_of(below, named, f"{place}{name}.")
    for below in (*whole.get("anyOf", []), *([whole["items"]] if isinstance(whole.get("items"), dict) else [])):
        yield from _paths_of(below, named, place)


def sent(value: object, place: str = "") -> Iterator[str]:
    """Each path in what is sent."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield f"{place}{name}"
            yield from sent(below, f"{place}{name}.")
    for below in value if isinstance(value, list) else ():
        yield from sent(below, place)


def listed(name: str) -> set[str]:
    return {".".join(filter(None, (place, field))) for place, names in LEAVES[name].items() for field in names.split()}


@pytest.mark.parametrize("name", LEAVES)
def test_the_published_schemas_know_these_fields_and_no_others(name: str) -> None:
    assert documented(name) == listed(name)


def leaving(message: Message) -> set[str]:
    return set(sent(json.loads(plain(message.payload))))


STATUS = Status(
    *(1, "left-arm", True, "1.0", "7", "estimated", "no gaps", 3, "the broker refuses up/today", "no more"),
    unreadable_days=(UnsentDay("2026-11-20", "torn"),),
    unreadable_days_in_all=1,
    parts=(PartState("sensor", works=False, text="no answer"),),
    programmes=(ProgrammeState("arm-2026", 3, "refused", "it is for another device", 1_772_442_000.0),),
)


@pytest.mark.costly
@given(documents)
def test_a_day_and_its_headlines_hold_no_other(document: DayDocument) -> None:
    assert leaving(encode_day(document)) <= listed("day")
    assert leaving(encode_today(document)) == listed("today")


def test_a_full_status_holds_them_all() -> None:
    assert leaving(encode_status(STATUS)) == listed("status")


def longest_list_of_numbers(value: object) -> int:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    numbers = sum(isinstance(one, float | int) for one in below) if isinstance(value, list) else 0
    return max([numbers, *map(longest_list_of_numbers, below)])


def test_no_raw_movement_is_in_them() -> None:
    """A snippet would be a list of hundreds of numbers; a day has pairs of a name and a number."""
    assert longest_list_of_numbers(json.loads(plain(encode_day(a_rich_day()).payload))) <= 1
