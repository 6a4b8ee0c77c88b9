"""What counts as relief by a trick, and when nobody can tell."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from device.checkups import effect_of
from device.checkups.seconds import CheckupSecond
from device.parameters import PARAMETERS
from device.records.facts import Context, TrickEffect

JUDGING = PARAMETERS.tricks
Sizes = NDArray[np.float64]


def seconds(
    tilts: Sizes | float | None = None, fast_dps: Sizes | float | None = None, context: Context = "rest"
) -> list[CheckupSecond]:
    """Thirty of them."""
    tilt, dps = (np.broadcast_to(np.nan if of is None else of, 30) for of in (tilts, fast_dps))
    return [
        CheckupSecond(
            float(n),
            None,
            None,
            None,
            context,
            None if np.isnan(tilt[n]) else tilt[n],
            {} if np.isnan(dps[n]) else {"middle": 0.0, "fast": dps[n]},
        )
        for n in range(30)
    ]


def eased(level: float, left: float, from_s: int, to_s: int) -> Sizes:
    sizes = np.full(30, level)
    sizes[from_s:to_s] *= left
    return sizes


def effect(without: list[CheckupSecond], having: list[CheckupSecond], **lying: bool) -> TrickEffect:
    return effect_of(without, having, JUDGING, **lying)


@pytest.mark.parametrize(("seconds_of_it", "relief"), [(5, "told"), (2, "none told"), (30, "told")])
def test_a_tilt_that_falls_by_half_on_the_mean_of_five_seconds_is_relief(seconds_of_it: int, relief: str) -> None:
    found = effect(seconds(20.0), seconds(eased(20.0, 0.5, 0, seconds_of_it)))
    assert found.relief == relief
    assert found.tilt_change_deg == (-10.0 if seconds_of_it == 30 else 0.0)


def test_a_tilt_that_falls_by_a_fifth_is_none() -> None:
    found = effect(seconds(20.0), seconds(16.0))
    assert (found.relief, found.why) == ("none told", "neither tilt nor movement fell by 30 % for 5 s")


def test_movement_is_held_against_itself_by_its_rms_and_its_change_told_as_power() -> None:
    found = effect(seconds(fast_dps=10.0), seconds(fast_dps=6.0))
    assert (found.relief, found.why) == ("told", "movement above 1.5 Hz fell by 40 % at best, for 30 s")
    assert found.fast_change == pytest.approx(-0.64)
    assert (found.slow_change, found.tilt_change_deg) == (None, None), "nobody measured these"


def test_what_gets_worse_is_no_relief() -> None:
    assert effect(seconds(20.0, 5.0), seconds(30.0, 9.0)).relief == "none told"


def test_what_comes_and_goes_by_itself_leaves_it_open() -> None:
    waves = 10 * np.exp(0.8 * np.sin(np.arange(30) / 30 * 2 * np.pi * 3))
    found = effect(seconds(fast_dps=waves), seconds(fast_dps=waves))
    assert (found.relief, found.why) == (
        "cannot tell",
        "it comes and goes so much by itself that 30 % would not stand out",
    )


@pytest.mark.parametrize(
    ("without", "having", "why"),
    [
        (seconds(), seconds(), "too little of it could be measured"),
        (seconds(context="vehicle"), seconds(20.0), "the limb rode in a vehicle"),
        (seconds(20.0), seconds(20.0)[:15], "too little of it could be measured"),
        (seconds(3.0, 1.0), seconds(1.0, 0.1), "there was hardly any tilt or movement without the trick"),
    ],
)
def test_why_nobody_can_tell(without: list[CheckupSecond], having: list[CheckupSecond], why: str) -> None:
    found = effect(without, having)
    assert (found.relief, found.why, found.lasted_s) == ("cannot tell", why, 0)


def test_of_somebody_who_lies_down_tilt_says_nothing_but_movement_does() -> None:
    found = effect(seconds(70.0, 1.0), seconds(30.0, 1.0), lying=True)
    assert (found.relief, found.why) == (
        "cannot tell",
        "lying down, tilt says nothing, and there was hardly any movement",
    )
    assert effect(seconds(70.0, 10.0), seconds(30.0, 4.0), lying=True).relief == "told"


def test_a_stretch_with_a_second_missing_is_none() -> None:
    having = seconds(eased(20.0, 0.4, 10, 15))
    assert effect(seconds(20.0), having).relief == "told"
    having[12] = seconds()[12]
    assert effect(seconds(20.0), having).relief == "none told"


def test_where_movement_comes_and_goes_twelve_seconds_must_beat_the_best_so_long_without_the_trick() -> None:
    waves = 10 * np.exp(0.8 * np.sin(np.arange(30) / 30 * 2 * np.pi * 3))
    assert effect(seconds(fast_dps=waves), seconds(fast_dps=waves * eased(1.0, 0.2, 0, 3))).relief == "cannot tell"
    assert effect(seconds(fast_dps=waves), seconds(fast_dps=waves * eased(1.0, 0.2, 0, 20))).relief == "told"


BURSTS = np.repeat(np.tile([1.0, 12], 5), [2, 2, 4, 6, 3, 3, 4, 2, 2, 2])  # deg/s, in pauses and in bursts


@pytest.mark.parametrize(
    ("left", "relief"), [(0.6, "told"), (0.66, "told"), (0.69, "cannot tell"), (0.75, "cannot tell")]
)
def test_bursts_that_are_smaller_by_a_third_are_relief(left: float, relief: str) -> None:
    found = effect(seconds(fast_dps=BURSTS), seconds(fast_dps=BURSTS * left))
    assert found.relief == relief


def test_bursts_as_regular_as_a_clock_still_come_and_go() -> None:
    bursts = np.tile([1.0, 1, 12, 12, 12, 1], 5)  # so that all stretches of five seconds are alike
    assert effect(seconds(fast_dps=bursts), seconds(fast_dps=0.75 * bursts)).relief == "cannot tell"
    assert effect(seconds(fast_dps=bursts + 2), seconds(fast_dps=0.6 * bursts)).relief == "told"


def test_how_much_smaller_bursts_are_is_said_of_the_bursts() -> None:
    found = effect(seconds(fast_dps=BURSTS), seconds(fast_dps=BURSTS * eased(1.0, 0.4, 6, 22)))
    assert (found.why, found.lasted_s) == ("movement above 1.5 Hz fell by 60 % at best, for 20 s", 20)


def test_a_longer_pause_between_bursts_is_no_relief() -> None:
    paused = BURSTS.copy()
    paused[17:20] = 1  # a pause of ten seconds
    assert effect(seconds(fast_dps=BURSTS), seconds(fast_dps=paused)).relief == "cannot tell"


def test_of_bursts_with_a_second_missing_in_each_stretch_nobody_can_tell() -> None:
    missing = np.where(np.arange(30) % 10 == 5, np.nan, BURSTS)
    assert effect(seconds(fast_dps=BURSTS), seconds(fast_dps=missing * 0.3)).relief == "cannot tell"
    assert effect(seconds(fast_dps=missing), seconds(fast_dps=BURSTS * 0.3)).relief == "cannot tell"


def test_a_tremor_that_wanders_from_band_to_band_is_not_relieved() -> None:
    without = seconds(fast_dps=10.0)
    moved = [replace(one, rms_dps={"middle": 10.0, "fast": 1.0}) for one in without]
    found = effect(without, moved)
    assert found.relief == "none told"
    assert found.fast_change == pytest.approx(-0.99)
