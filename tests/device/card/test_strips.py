"""The strip beside a signal shows what the lights do."""

from device.card.strips import Box, course, levels, strip_svg
from device.exercise.light_language import LANGUAGE

BOX = Box(0.0, 0.0, 34.0, 5.0)


def test_the_course_is_that_of_the_light_table() -> None:
    left, middle, right = levels(course(LANGUAGE["counted"]))
    assert (len(left), max(middle), max(right)) == (161, 0.0, 0.0), "8 s in steps of a twentieth"
    assert (left[0], left[5], left[7]) == (1.0, 1.0, 0.0), "0.3 s"


def test_a_light_that_stays_dark_is_a_rail_only() -> None:
    assert strip_svg(LANGUAGE["counted"], BOX).count("<path") == 3 + 1
    assert strip_svg(LANGUAGE["set done"], BOX).count("<path") == 3 + 2
