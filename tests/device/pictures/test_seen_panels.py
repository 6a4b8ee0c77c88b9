"""What the chart of a recording shows besides tremor: check-ups, tilt, and turning about each axis in three bands."""

from collections.abc import Sequence
from typing import Any

import pytest

from device.analysis.report import Analysis
from device.checkups import CheckupSecond
from device.pictures.recording import specification
from device.records.facts import Checkup, StageResult, TurnBand
from device.records.person import Direction
from device.tremor.verdict import Reading

pytestmark = pytest.mark.costly

FIRST_S = 1000.0


def second(at_s: float, tilt_deg: float | None = None, **about: Direction) -> CheckupSecond:
    bands: dict[str, TurnBand] = {"slow": "slow", "middle": "middle", "fast": "fast"}
    squares = {bands[name]: value for name, value in about.items()}
    rms_dps = {band: sum(value) ** 0.5 for band, value in squares.items()}
    return CheckupSecond(FIRST_S + at_s, None, None, None, None, tilt_deg, rms_dps, squares)


def panels(
    seen: Sequence[CheckupSecond], *, checkups: Sequence[Checkup] = (), length_s: int = 60, of_limb: bool = False
) -> list[Any]:
    """Between the strips above and the two of the rhythm below."""
    readings = tuple(Reading(FIRST_S + n, tremor=None if 20 <= n < 30 else False, why="") for n in range(length_s))
    whole = Analysis(
        *("x.csv", FIRST_S, FIRST_S + length_s, readings, (), (), 0, None),
        seen=tuple(seen),
        checkups=tuple(checkups),
        of_limb=of_limb,
    )
    drawn: list[Any] = specification(whole)["vconcat"][1:-2]
    return drawn


def title(panel: Any) -> str:
    return " ".join(panel["layer"][-1]["encoding"]["y"]["title"])


def values(panel: Any, layer: int = -1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = panel["layer"][layer]["data"]["values"]
    return found


def test_tilt_stands_over_the_bands_of_15_and_35_degrees() -> None:
    (tilts,) = panels([second(0, 10.0), second(1, None), second(2, 70.0)])
    assert title(tilts) == "tilt from neutral (deg)"
    assert values(tilts) == [{"start_s": 0.5, "value": 10.0}, {"start_s": 2.5, "value": 70.0}]
    assert [edge["value"] for edge in values(tilts, -2)] == [15, 35]
    assert tilts["layer"][-1]["encoding"]["y"]["scale"]["domain"] == [0, 70.0]


def test_a_panel_s_background_says_where_nothing_could_be_judged() -> None:
    (tilts,) = panels([second(0, 10.0)])
    assert values(tilts, 0) == [{"start_s": 20, "end_s": 30}]


def test_without_a_neutral_position_no_tilt_is_drawn_and_the_heading_says_why() -> None:
    readings = (Reading(0.0, tremor=False, why=""),)
    spec = specification(Analysis("x.csv", 0, 1, readings, (), (), 0, None, seen=(second(0),)))
    assert len(spec["vconcat"]) == 3
    assert spec["title"]["subtitle"].endswith("tilt is not known, see --baseline")


def test_each_band_shows_how_much_the_limb_turned_and_about_which_axes() -> None:
    slow, fast = panels([second(0, slow=(9.0, 16.0, 0.0), fast=(0.0, 0.0, 4.0)), second(1, slow=(0.0, 0.0, 0.0))])
    assert title(slow) == "turning below 1.5 Hz (deg/s, rms)"
    assert title(fast) == "turning above 4.5 Hz (deg/s, rms)"
    first = [(bar["axis"], bar["from"], bar["to"]) for bar in values(slow) if bar["start_s"] == 0]
    assert first == [("x", 0.0, 1.8), ("y", 1.8, 5.0), ("z", 5.0, 5.0)], "of the square 9 and 16 of 25, and 5 in all"
    assert [bar["to"] for bar in values(slow) if bar["start_s"] == 1] == [0, 0, 0]
    assert {(bar["start_s"], bar["end_s"]) for bar in values(fast)} == {(0, 1)}, "not measured is no bar"


def test_a_long_recording_has_wider_bars_of_the_root_mean_square() -> None:
    seen = [second(n, fast=(100.0 * (n % 2), 0.0, 0.0)) for n in range(900)]
    (fast,) = panels(seen, length_s=900)
    bars = [bar for bar in values(fast) if bar["axis"] == "x"]
    assert (len(bars), bars[0]["end_s"]) == (300, 3)
    assert bars[1]["to"] == pytest.approx((200 / 3) ** 0.5)


def test_the_limb_s_own_axes_are_named_where_they_are_known() -> None:
    for of_limb, words in ((True, ["along the limb", "across it", "up"]), (False, ["x", "y", "z"])):
        (fast,) = panels([second(0, fast=(1.0, 1.0, 1.0))], of_limb=of_limb)
        assert fast["layer"][-1]["encoding"]["color"]["scale"]["domain"] == words


def test_the_stages_of_a_check_up_are_bars_with_as_much_of_their_names_as_fits() -> None:
    stages = (StageResult("rest", 0.0, 30.0, 30.0, "done"), StageResult("without trick", 34.0, 4.0, 4.0, "cut off"))
    checkup = Checkup(FIRST_S + 10.0, 38.0, "", 0, "", ("rest",), "done", stages)
    (shown,) = panels([], checkups=[checkup])
    assert [(bar["start_s"], bar["end_s"], bar["name"]) for bar in shown["data"]["values"]] == [
        (10.0, 40.0, "rest"),
        (44.0, 48.0, "without tri…"),
    ]
