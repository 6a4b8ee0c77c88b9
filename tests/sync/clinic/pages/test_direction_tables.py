"""How the direction of movement is told: each number with what it is of."""

from dataclasses import replace

from device.day.document import Summary
from sync.clinic.pages.direction_tables import direction_quarters, direction_sentence, directions_table
from sync.clinic.stored_day.quarters import QuarterHour
from sync.clinic.wording.words import SPACE
from tests.support.documents.realistic import a_day
from tests.support.documents.rich import TURNED, a_rich_day


def plain(text: str) -> str:
    return text.replace(SPACE, " ").replace("\N{EN DASH}", "-")


def test_the_sentence_names_what_keeps_to_one_axis_and_for_how_long() -> None:
    assert plain(direction_sentence(a_rich_day())) == (
        "Movement kept to one axis most closely above 4.5 Hz at rest: within 16° on average, in the 1 h 45 min of "
        "14 h 45 min worn in which the limb moved like that."
    )


def test_a_day_without_a_gyroscope_shows_no_direction_and_says_why() -> None:
    assert direction_sentence(a_day()).startswith("The direction of movement was not measured")
    assert directions_table(a_day()) is None


def test_the_table_has_a_row_for_each_band_and_context() -> None:
    table = directions_table(a_rich_day())
    assert table
    assert "of 14 h 45 min worn" in plain(table.caption)
    assert [plain("; ".join(row)) for row in table.rows] == [
        "Below 1.5 Hz; at rest; 1 h 10 min; 31°; 3.1 °/s; across the limb; 20 %, 70 %, 10 %",
        "Below 1.5 Hz; moving; 3 h 45 min; 38°; 42 °/s; across the limb; 25 %, 60 %, 15 %",
        "1.5 to 4.5 Hz; at rest; 1 h 25 min; 24°; 2.4 °/s; across the limb; 13 %, 80 %, 7 %",
        "Above 4.5 Hz; at rest; 1 h 45 min; 16°; 9.7 °/s; along the limb; 81 %, 12 %, 7 %",
    ]


def test_an_axis_in_the_sensors_own_frame_is_not_given_out_as_the_limbs() -> None:
    told = replace(TURNED[0], of_limb=False, along_share=None, across_share=None, up_share=None)
    day = a_rich_day()
    table = directions_table(replace(day, totals=replace(day.totals, directions=(told,))))
    assert table
    assert [plain(cell) for cell in table.rows[0][-2:]] == ["known in the sensor's axes only", "-"]


def test_quarter_hours_are_listed_where_something_moved() -> None:
    moved = Summary(worn_s=900, assessable_s=900, rest_s=900, directions=TURNED[2:])
    table = direction_quarters([QuarterHour(39, 900, Summary(worn_s=900)), QuarterHour(40, 900, moved)])
    assert table
    assert [plain("; ".join(row[:3])) for row in table.rows] == [
        "10:00; 1.5 to 4.5 Hz; at rest",
        "10:00; Above 4.5 Hz; at rest",
    ]
    assert direction_quarters([QuarterHour(39, 900, Summary(worn_s=900))]) is None
