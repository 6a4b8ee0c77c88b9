from typing import Any

import pytest

from device.analysis.report import Analysis
from device.pictures.panel_parts import time_marks
from device.pictures.recording import specification
from device.records.facts import Episode
from device.tremor.verdict import Reading


def size_axis(*sizes_dps: float) -> dict[str, Any]:
    readings = tuple(
        Reading(float(n), tremor=False, why="", frequency_hz=5, rms_dps=size) for n, size in enumerate(sizes_dps)
    )
    spec = specification(Analysis("x.csv", 0, len(readings), readings, (), (), 0, None))
    axis: dict[str, Any] = spec["vconcat"][-2]["layer"][-1]["encoding"]["y"]
    return axis


@pytest.mark.costly
@pytest.mark.parametrize(
    ("sizes_dps", "ticks"),
    [
        ((0.25, 9, 70), [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]),
        ((3.0,), [2, 5]),
        ((0.0, 0.0), [0.1, 0.2, 0.5, 1]),
    ],
)
def test_strength_has_ticks_where_the_points_are(sizes_dps: tuple[float, ...], ticks: list[float]) -> None:
    axis = size_axis(*sizes_dps)
    assert axis["axis"]["values"] == pytest.approx(ticks)
    assert axis["scale"]["type"] == "log"
    assert axis["scale"]["domain"] == pytest.approx([ticks[0], ticks[-1]])


def strips(*readings: Reading, episodes: tuple[Episode, ...] = ()) -> tuple[list[dict[str, Any]], list[str]]:
    """The bars above the points, and what the legend names."""
    spec = specification(Analysis("x.csv", 0, len(readings), readings, episodes, (), 0, None))
    panel = spec["vconcat"][0]
    bars, (layer,) = panel["data"]["values"], panel["layer"]
    return bars, layer["encoding"]["color"]["scale"]["domain"]


def test_neighbouring_seconds_of_one_context_are_one_bar() -> None:
    bars, legend = strips(
        Reading(0, tremor=None, why=""),
        *(Reading(second, tremor=False, why="", context="rest") for second in (1, 2)),
        Reading(3, tremor=True, why="", context="vehicle"),
    )
    limb = [(bar["state"], bar["start_s"], bar["end_s"]) for bar in bars if bar["lane"] == "limb"]
    assert limb == [("rest", 1, 3), ("vehicle", 3, 4)]
    assert legend == ["tremor", "no tremor", "not assessable", "rest", "vehicle"]


def test_episodes_are_coloured_by_kind_and_a_jerk_is_wide_enough_to_be_seen() -> None:
    readings = tuple(Reading(float(second), tremor=False, why="") for second in range(900))
    bars, legend = strips(*readings, episodes=(Episode(100.0, 0.1, "jerk", ""), Episode(200.0, 60.0, "rhythmic", "")))
    shown = [(bar["state"], bar["end_s"] - bar["start_s"]) for bar in bars if bar["lane"] == "episodes"]
    assert shown == [("jerk", 2), ("rhythmic", 60)]
    assert legend[-2:] == ["rhythmic", "jerk"]


def test_times_count_from_the_start_as_on_the_page_and_are_written_as_there() -> None:
    readings = tuple(Reading(1000.0 + second, tremor=False, why="", frequency_hz=5.0) for second in range(70))
    episodes = (Episode(1010.0, 3.0, "rhythmic", ""),)
    spec = specification(Analysis("some/folder/x.csv", 1000.0, 1070.0, readings, episodes, (), 0, None))
    strips, points, evidence = spec["vconcat"]
    (bar,) = [bar for bar in strips["data"]["values"] if bar["lane"] == "episodes"]
    assert (bar["start_s"], bar["end_s"]) == (10, 13)
    assert [row["start_s"] for row in points["layer"][-1]["data"]["values"]][:2] == [0.5, 1.5]
    across = points["layer"][-1]["encoding"]["x"]
    assert across["scale"]["domain"] == [0, 70]
    assert evidence["layer"][-1]["encoding"]["x"]["title"] == "time from the start of the first second (h:mm:ss)"
    assert spec["title"]["text"] == "x.csv"


@pytest.mark.parametrize("length_s", [3, 70, 130, 899, 3600, 86_400, 864_000])
def test_there_are_round_times_on_the_axis_few_enough_to_be_read(length_s: int) -> None:
    marks = time_marks(length_s)
    assert 3 <= len(marks) <= 13
    assert marks[0] == 0
    assert marks[-1] <= length_s


@pytest.mark.costly
def test_one_episode_is_one() -> None:
    readings = (Reading(0.0, tremor=False, why=""),)
    for count, words in ((0, "no movement episodes"), (1, "1 movement episode"), (2, "2 movement episodes")):
        spec = specification(Analysis("x", 0, 1, readings, count * (Episode(0.0, 1.0, "rhythmic", ""),), (), 0, None))
        assert spec["title"]["subtitle"].endswith(f", {words}")
