"""How a day's posture is told: each time with what it is of, and why there is none."""

from dataclasses import replace

import pytest

from device.day.document import DayDocument, PostureProfile, Quarter, Summary
from sync.clinic.pages.posture_tables import (
    SIDES,
    posture_quarters,
    posture_sentence,
    posture_table,
    sides_table,
)
from sync.clinic.stored_day.quarters import QuarterHour
from sync.clinic.wording.words import SPACE
from tests.support.documents.realistic import a_day, an_empty_day
from tests.support.documents.rich import HELD, a_rich_day


def with_held(held: PostureProfile | None, site: str = "") -> DayDocument:
    day = a_rich_day()
    return replace(day, site=site, totals=replace(day.totals, posture=held))


def moving_all_day() -> DayDocument:
    day = a_day()
    return replace(day, totals=replace(day.totals, moving_s=day.totals.assessable_s))


def plain(text: str) -> str:
    return text.replace(SPACE, " ").replace("\N{EN DASH}", "-")


def rows(cells: tuple[tuple[str, ...], ...]) -> list[str]:
    return [plain("; ".join(row)) for row in cells]


def test_the_sentence_says_of_what_time_it_is() -> None:
    assert plain(posture_sentence(a_rich_day())) == (
        "Of 7 h 12 min at rest in which posture could be judged, the limb was within 15° of neutral for 5 h, "
        "15 to 35° for 2 h, and beyond 35° for 12 min. The median tilt was 12°."
    )


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (a_day(), "Posture was not recorded"),
        (with_held(None), "Posture was not recorded"),
        (moving_all_day(), "Posture could not be judged: the limb was never at rest."),
        (an_empty_day(), "Posture was not recorded"),
        (with_held(PostureProfile(without_neutral_s=900)), "Posture is not known: the device has no neutral position"),
        (with_held(PostureProfile(turned_s=900)), "For 15 min at rest posture was not counted: the sensor seems"),
    ],
)
def test_a_day_without_posture_says_why_and_shows_no_zero(document: DayDocument, said: str) -> None:
    assert plain(posture_sentence(document)).startswith(said)
    assert posture_table(document) is sides_table(document) is None


def test_time_that_is_left_out_since_the_sensor_turned_is_told_beside_the_rest() -> None:
    assert "For 15 min at rest posture was not counted" in plain(
        posture_sentence(with_held(replace(HELD, turned_s=900)))
    )


def test_no_part_is_longer_than_the_time_that_it_is_of() -> None:
    """Both to the second: "within 15° for 16 min 58 s of 16 min" was seen."""
    held = PostureProfile(near_s=1018, tilt_deg=2.5)
    assert plain(posture_sentence(with_held(held))).startswith(
        "Of 16 min 58 s at rest in which posture could be judged"
    )


def test_the_bands_are_shares_of_the_time_that_could_be_judged() -> None:
    table = posture_table(a_rich_day())
    assert table
    assert "of 7 h 12 min at rest" in plain(table.caption)
    assert rows(table.rows) == ["within 15°; 5 h; 69 %", "15 to 35°; 2 h; 28 %", "beyond 35°; 12 min; 3 %"]


def test_the_sides_are_called_as_on_that_site() -> None:
    table = sides_table(with_held(HELD, "head"))
    assert table
    assert "of 2 h 12 min tilted by 15° and more" in plain(table.caption)
    assert rows(table.rows) == [
        "forward or backward; 1 h 50 min; 2 min; 23°",
        "to the side; 15 min; 5 min; 7.6°",
    ]
    anywhere = sides_table(with_held(HELD))
    assert anywhere
    assert [row[0] for row in anywhere.rows] == ["along the limb", "across the limb"]
    assert len(SIDES) == 9


def test_quarter_hours_are_listed_where_posture_was_judged() -> None:
    held = PostureProfile(60, 30, tilt_deg=13.0)
    known = Quarter(40, Summary(worn_s=900, assessable_s=900, rest_s=900, posture=held))
    hours = [QuarterHour(39, 900, Summary(worn_s=900)), QuarterHour(40, 900, known.summary)]
    table = posture_quarters(hours)
    assert table
    assert rows(table.rows) == ["10:00; 1 min 30 s; 1 min; 30 s; -; 13°"]
    assert posture_quarters(hours[:1]) is None
