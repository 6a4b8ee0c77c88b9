import colorsys
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from device.day.document import DayDocument, DayMark, Quarter, Summary
from device.pictures import palette, render
from sync.clinic.charts import day as charts
from sync.clinic.charts import day_points
from sync.clinic.charts.drawings import day_drawing
from sync.clinic.drawing import day_layouts
from sync.clinic.drawing.drawn import spec_of
from sync.clinic.stored_day.quarters import STATES, quarter_hours
from tests.support.documents.realistic import NOW_UTC_S, a_day, an_empty_day, with_quarters
from tests.support.documents.rich import a_rich_day

DOCUMENT = a_day()
HOURS = quarter_hours(DOCUMENT, NOW_UTC_S)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_parts_of_each_quarter_hour_stand_on_each_other_and_fill_it() -> None:
    points = day_points.share_points(HOURS)
    for number in range(96):
        parts = [point for point in points if point["start"] == number / 4]
        assert parts[0]["bottom"] == 0
        assert parts[-1]["top"] == pytest.approx(1)
        assert all(lower["top"] == upper["bottom"] for lower, upper in pairwise(parts))


def test_each_part_is_as_high_as_its_share_of_the_quarter_hour() -> None:
    drawn = {(p["start"], p["state"]): p["top"] - p["bottom"] for p in day_points.share_points(HOURS)}
    for quarter in HOURS:
        for state, seconds in quarter.seconds.items():
            assert drawn.get((quarter.number / 4, state), 0) == pytest.approx(seconds / 900)


def test_a_gap_is_drawn_as_no_data_and_not_as_no_tremor() -> None:
    in_gap = [point for point in day_points.share_points(HOURS) if 13.25 <= point["start"] < 14]
    assert {point["state"] for point in in_gap} == {"no data"}


def test_amplitude_is_drawn_only_where_there_was_tremor() -> None:
    times = [point["time"] for point in day_points.amplitude_points(HOURS)]
    assert "08:30" in times
    assert not {"03:00", "13:15", "20:00"} & set(times)


def test_events_stand_at_their_local_hour_and_are_never_too_short_to_see() -> None:
    events = day_points.event_points(DOCUMENT)
    first_set = next(event for event in events if event["lane"] == "Exercise")
    assert first_set["start"] == pytest.approx(10 + 5 / 60 + 10 / 3600)
    assert min(event["end"] - event["start"] for event in events) == pytest.approx(0.05)


def test_an_event_whose_start_is_no_time_is_left_out_of_the_chart() -> None:
    assert day_points.event_points(replace(DOCUMENT, episodes=(), sets=(), marks=(DayMark("breakfast"),))) == []


def test_every_episode_of_every_kind_is_drawn_in_a_lane_of_its_own() -> None:
    document = a_rich_day()
    drawn = Counter(event["lane"] for event in day_points.event_points(document))
    told = {day_points.KIND_LANES[kind.kind].name: kind.count for kind in document.totals.kinds}
    assert drawn == told | {"Exercise": 2, "Marks": 2}
    assert len(told) == 5


def test_nothing_unconfirmed_hides_what_is_confirmed() -> None:
    episodes = [event["confirmed"] for event in day_points.event_points(a_rich_day())]
    assert episodes == sorted(episodes)


def test_only_kinds_that_were_seen_have_a_lane() -> None:
    lanes = {
        day.revision: spec_of(day_drawing("hours", day, HOURS, "wide"))["vconcat"][0]["layer"][0]["encoding"]["y"][
            "scale"
        ]["domain"]
        for day in (DOCUMENT, replace(a_rich_day(), revision=8))
    }
    assert lanes[7] == ["Tremor", "Exercise", "Marks"]
    assert lanes[8] == ["Tremor", "Jerk", "Posture", "Spasm", "Repetitive", "Exercise", "Marks"]


@pytest.mark.costly
def test_what_is_unconfirmed_is_drawn_hollow_and_not_only_in_another_colour() -> None:
    drawn = render.svg(spec_of(day_drawing("hours", a_rich_day(), HOURS, "wide")))
    jerks = [
        mark for mark in re.findall("<path[^>]*>", drawn) if f'fill="{day_points.KIND_LANES["jerk"].colour}"' in mark
    ]
    hollow = [f'fill-opacity="{day_layouts.PALE}"' in mark and "stroke=" in mark for mark in jerks]
    assert (hollow.count(True), hollow.count(False)) == (200, 1)


def test_no_two_lanes_look_alike() -> None:
    lanes = (*day_points.KIND_LANES.values(), day_points.EXERCISE_LANE, day_points.MARKS_LANE)
    assert len({lane.colour for lane in lanes}) == len({lane.name for lane in lanes}) == len(lanes)


@pytest.mark.costly
@pytest.mark.parametrize("shape", ["wide", "narrow"])
@pytest.mark.parametrize("document", [DOCUMENT, an_empty_day(), a_rich_day()])
def test_every_chart_can_be_drawn_with_and_without_data(document: object, shape: str) -> None:
    assert isinstance(document, type(DOCUMENT))
    hours = quarter_hours(document, NOW_UTC_S)
    for name in ("hours", "amplitude"):
        assert render.svg(spec_of(day_drawing(name, document, hours, shape))).startswith("<svg")


def amplitude_of(day: DayDocument) -> dict[str, Any]:
    return spec_of(day_drawing("amplitude", day, quarter_hours(day, NOW_UTC_S), "wide"))


def test_the_amplitude_axis_is_the_same_on_every_day_until_a_value_would_not_fit() -> None:
    wild = with_quarters(DOCUMENT, (Quarter(40, Summary(900, 0, 900, 90, 1, 5.0, 80.0, 340.0)),))
    domains = [
        amplitude_of(day)["layer"][0]["encoding"]["y"]["scale"]["domain"] for day in (DOCUMENT, an_empty_day(), wild)
    ]
    assert domains == [[0.1, 100], [0.1, 100], [0.1, 1000]]


def test_states_differ_in_grey_and_none_alarms_in_red() -> None:
    by_brightness = sorted(luminance(palette.STATE_COLOURS[state]) for state in STATES)
    assert all((lighter + 0.05) / (darker + 0.05) > 1.3 for darker, lighter in pairwise(by_brightness))
    for colour in palette.STATE_COLOURS.values():
        hue, _, saturation = colorsys.rgb_to_hls(*(int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)))
        assert saturation < 0.3 or 0.08 < hue < 0.9


def test_the_sentences_say_what_the_charts_show() -> None:
    day, amplitude = charts.day_sentence(DOCUMENT, HOURS), charts.amplitude_sentence(DOCUMENT, HOURS)
    assert day.replace("\N{NO-BREAK SPACE}", " ") == (
        "Tremor in 15 % of 13 h 30 min assessable; worn for 14 h 45 min; "
        "most tremor from 08:15 to 08:30; no data for 45 min."
    )
    assert amplitude.replace("\N{NO-BREAK SPACE}", " ") == (
        "Tremor in 29 quarter-hours; median of the day 4.2°; highest quarter-hour median 7.6° at 08:30."
    )


def test_the_sentence_tells_of_other_kinds_with_how_many_are_confirmed() -> None:
    assert "218\N{NO-BREAK SPACE}other episodes, 2 confirmed;" in charts.day_sentence(a_rich_day(), HOURS)


def test_the_sentences_of_an_empty_day_say_so() -> None:
    empty = an_empty_day()
    hours = quarter_hours(empty, NOW_UTC_S)
    assert charts.day_sentence(empty, hours) == "No data for this day."
    assert charts.amplitude_sentence(empty, hours) == "No tremor amplitude was measured on this day."
