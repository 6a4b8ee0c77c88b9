"""The lights of a rehearsal as SVG: what moves is what the lights do, and flashes no more than they may."""

import re
from bisect import bisect_right
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from device.programme.items import CheckupPlan, Item, Movement, Tempo
from device.rehearsal import Rehearsal, rehearsed, rehearsed_checkup
from sync.clinic.editor.light_pictures import courses_of, played_svg, still_svg
from tests.support.flashes import flash_onsets
from tests.support.programmes import STAY, SWING, bends

HOSTILE = "\"><script>alert('x')</script>"
BEND = rehearsed(bends(sets=2, rest_s=30.0, repetitions=10), "forearm")
QUICK = Movement("elbow-bend", 10, Tempo(2.0, 0.0, 2.0, 0.0), 40.0, 90.0, 120.0)
SHOWN = {
    "bends": BEND,
    "quick": rehearsed(Item(QUICK, sets=3, rest_s=0.0), "forearm"),
    "swing": rehearsed(SWING, "forearm"),
    "hold": rehearsed(STAY, "forearm"),
    "check-up": rehearsed_checkup(CheckupPlan(("rest", "hold", "trick"), (540,)), "forearm"),
}
CALLED: dict[str, str] = {
    moment.signal: f"{HOSTILE} {moment.signal}" for shown in SHOWN.values() for moment in shown.moments
}


def moving(svg: str) -> list[tuple[list[float], list[float], float]]:
    """Times in seconds, brightness, and the length of each light's animation."""
    found = re.findall(r'fill-opacity" values="([^"]*)" keyTimes="([^"]*)" dur="([0-9.]*)s"', svg)
    return [
        ([float(time) * float(length) for time in times.split(";")], [*map(float, values.split(";"))], float(length))
        for values, times, length in found
    ]


def brightness(course: tuple[list[float], list[float], float], at_s: float) -> float:
    """As a browser works it out, over and over."""
    times, values, length_s = course
    into_s = at_s % length_s
    after = min(max(1, bisect_right(times, into_s)), len(times) - 1)
    width_s = times[after] - times[after - 1]
    share = (into_s - times[after - 1]) / width_s if width_s else 1.0
    return values[after - 1] + min(1.0, share) * (values[after] - values[after - 1])


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_browser_shows_is_what_the_lights_do(name: str) -> None:
    left, middle, right = moving(played_svg(SHOWN[name], name, CALLED))
    for moment in SHOWN[name].moments[:-1]:
        seen = [brightness(course, moment.at_s) for course in (left, middle, right)]
        assert seen == pytest.approx([moment.shown.left, moment.shown.middle, moment.shown.right], abs=0.03)


@pytest.mark.parametrize("name", SHOWN)
def test_over_and_over_nothing_flashes_more_than_once_a_second(name: str) -> None:
    left, middle, right = moving(played_svg(SHOWN[name], name, CALLED))
    looks = [step / 20 for step in range(int(2 * left[2] * 20))]
    shown = [(at_s, (brightness(left, at_s), brightness(middle, at_s), brightness(right, at_s))) for at_s in looks]
    onsets = list(flash_onsets(shown))
    assert len(onsets) >= 3
    assert all(after - before >= 0.95 for before, after in pairwise(onsets))  # looked at every 0.05 s


def test_below_the_moving_lights_stands_what_each_signal_is_called() -> None:
    called: dict[str, str] = {moment.signal: f"<{moment.signal.upper()}>" for moment in BEND.moments}
    names = [text.text for text in ET.fromstring(played_svg(BEND, "bends", called)).iter() if text.tag.endswith("text")]  # noqa: S314 - made here
    assert names == ["<READY>", "<PACE>", "<SET DONE>", "<REST>", "<SESSION DONE>"]


@pytest.mark.parametrize("name", SHOWN)
def test_both_pictures_are_whole_and_small(name: str) -> None:
    numbers: dict[str, int] = {moment.signal: 1 for moment in SHOWN[name].moments}
    for svg in (played_svg(SHOWN[name], HOSTILE, CALLED), still_svg(SHOWN[name], numbers, HOSTILE)):
        assert ET.fromstring(svg).get("aria-label") == HOSTILE  # noqa: S314 - made here
        assert len(svg) < 6_000
        assert "style" not in svg


def test_a_light_that_only_stays_has_two_points() -> None:
    still = Rehearsal(tuple(moment for moment in BEND.moments if moment.signal == "ready"))
    assert [len(course) for course in courses_of(still)] == [2, 2, 2]


def test_the_picture_that_stands_still_says_where_something_was_cut_out() -> None:
    assert still_svg(SHOWN["hold"], {}, "hold").count("stroke-dasharray") == 1
    assert still_svg(SHOWN["bends"], {"pace": 2, "rest": 4}, "bends").count(">2</text>") == 2
