"""Every number of a day that is shown has a row in the device's README: how it is measured, and where or of what.

Knows the document's fields and the tables; must never know what is measured. What each word cannot say is the clinic's
glossary's, whose own test asks for it.
"""

import re
from dataclasses import fields

import pytest

from device.day.document import DayEpisode, MovementDirection, PostureProfile, Summary
from device.records.facts import SetMeasures
from tests.house.test_packages import ROOT

PAGE = ROOT / "device" / "README.md"
ROWS_OF = {
    "worn_s": "worn",
    "not_worn_s": "worn",
    "assessable_s": "assessable second",
    "tremor_s": "tremor second",
    "episodes": "rhythmic episode",
    "frequency_hz": "frequency",
    "amplitude_deg": "amplitude",
    "amplitude_p90_deg": "amplitude",
    "rest_s": "rest, moving, vehicle",
    "moving_s": "rest, moving, vehicle",
    "vehicle_s": "rest, moving, vehicle",
    "rest_tremor_s": "rest, moving, vehicle",
    "irregularity_hz": "irregularity",
    "width_hz": "width and sharpness of the peak",
    "sharpness": "width and sharpness of the peak",
    "peak_dps": "jerk",
}
"""The numbers that their row names by a word of the field; all others it names as they stand in the document."""
NO_NUMBERS = {
    *("kinds", "posture", "directions", "band", "context", "of_limb"),  # of other tables, or no number
    *("start", "duration_s", "kind", "reason", "confirmed"),
}
SHOWN = (Summary, PostureProfile, MovementDirection, DayEpisode, SetMeasures)
NUMBERS = sorted({field.name for kind in SHOWN for field in fields(kind)} - NO_NUMBERS)


def rows() -> list[list[str]]:
    """The cells of every row of a table."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.mark.parametrize("number", NUMBERS)
def test_how_a_number_comes_about_is_told(number: str) -> None:
    of_it = [row for row in rows() if row[0] == ROWS_OF.get(number) or number in re.findall(r"`(\w+)`", row[0])]
    assert of_it, f"{number} has no row in {PAGE.relative_to(ROOT)}"
    assert all(len(row) > 1 and all(row) for row in of_it)


def test_no_row_is_named_that_is_no_number_of_a_day() -> None:
    assert set(ROWS_OF) <= set(NUMBERS)
