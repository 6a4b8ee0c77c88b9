"""Each exercise of the catalogue once, done by a made-up limb, and the result says what it did.

The sensor is mounted somehow, as noisy as its data sheet allows, and its gyroscope is 10 deg/s off about each axis.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from device.programme.catalogue import CATALOGUE
from device.programme.items import BeatSwing, Hold, Movement, Tempo
from device.records.facts import SetResult
from device.signals.samples import Samples
from tests.support.done_sets import (
    ROLL,
    START_S,
    TILT,
    VERTICAL,
    changed_from,
    held,
    limb,
    out_and_back,
    repeated,
    sensed,
)
from tests.support.limbs import mounting, reach, shaken, swing, turned

EVENLY = (1.0,) * 4
UNEVENLY = (0.8, 1.2, 0.8, 1.2, 1.0)  # by a standard deviation of 0.2 of the mean
EXACTLY = 1e-9


def mounted(samples: Samples) -> Samples:
    return sensed(turned(samples, mounting(5)))


def resting() -> SetResult:
    moved = limb(60, reach(START_S + 20, 2, 30), reach(START_S + 22, 2, -30))
    return held(mounted(moved), Hold("supported-rest", 60.0)).measured()


def holding() -> SetResult:
    """It sinks by 3 degrees, and trembles at 5 Hz by 2 degrees from peak to peak in the last twelve seconds."""
    sinking = limb(30, reach(START_S + 4, 20, 3))
    trembling = changed_from(START_S + 18, sinking, shaken(sinking, 5, 31.4, TILT))
    return held(mounted(trembling), Hold("postural-hold", 30.0)).measured()


def stretching() -> SetResult:
    """It gives way by 20 degrees at 10 s, and is back at 15 s."""
    giving_way = limb(25, reach(START_S + 10, 1, 20), reach(START_S + 15, 1, -20))
    return held(mounted(giving_way), Hold("gentle-stretch", 25.0)).measured()


def swinging() -> SetResult:
    """Out and back once from 0.1 s after each beat on, nine times."""
    samples = limb(26, swing(START_S + 0.1, 25, 0.4, 50), axis=ROLL)
    return repeated(mounted(samples), BeatSwing("paced-swing", 9, 2.5, 30, 40, 80)).measured()


def moving(
    exercise: str,
    tempo: Tempo,
    degrees: float,
    axis: Sequence[float] = TILT,
    pace: Sequence[float] = EVENLY,
) -> SetResult:
    """Its target is four fifths of what it does."""
    course, end_s = out_and_back(START_S + 1, tempo, degrees, pace)
    samples = limb(end_s - START_S, course, axis=axis)
    movement = Movement(exercise, len(pace), tempo, 15, 0.8 * degrees, CATALOGUE[exercise].cap_deg or 180)
    return repeated(mounted(samples), movement).measured()


SLOWLY = Tempo(out_s=3, hold_s=1, back_s=3, pause_s=1)
HOLDING = Tempo(out_s=2, hold_s=3, back_s=2, pause_s=1)
THERE_AND_BACK = Tempo(out_s=2, hold_s=0, back_s=2, pause_s=1)
NO_TREMOR = {"tremor_start_deg": (0, EXACTLY), "tremor_end_deg": (0, EXACTLY)}
EVEN = {"tempo_variation": (0, 0.01)}
SMOOTH = {"sparc": (-1.41, 0.02)}  # a smooth turn's: see test_smoothness.py
DEEDS: dict[str, tuple[Callable[[], SetResult], dict[str, tuple[float, float]]]] = {
    "supported-rest": (resting, {"still_s": (56, 1.0), **NO_TREMOR}),
    "postural-hold": (
        holding,
        {
            "in_band_s": (30, EXACTLY),
            "drift_deg": (3, 0.3),
            "tremor_start_deg": (0, EXACTLY),
            "tremor_end_deg": (2, 0.1),
            "tremor_hz": (5, 0.1),
        },
    ),
    "forearm-turn": (
        lambda: moving("forearm-turn", SLOWLY, 100, ROLL, UNEVENLY),
        {"range": (100, 2), "tempo_variation": (0.2, 0.01), **SMOOTH, **NO_TREMOR},
    ),
    "wrist-opposite": (
        lambda: moving("wrist-opposite", HOLDING, 40),
        {"range": (40, 1), "in_band_s": (4.3, 0.2), **NO_TREMOR},  # 3 s, and 0.67 s of each way are beyond 4/5
    ),
    "elbow-bend": (
        lambda: moving("elbow-bend", SLOWLY, 90, pace=UNEVENLY),
        {"range": (90, 2), "tempo_variation": (0.2, 0.01), **SMOOTH, **NO_TREMOR},
    ),
    "arm-raise": (
        lambda: moving("arm-raise", SLOWLY, 110),
        {"range": (110, 2), **EVEN, **SMOOTH},
    ),
    "reach": (
        lambda: moving("reach", THERE_AND_BACK, 60, (0.6, 0, 0.8)),
        {"range": (60, 1.5), "peak_dps": (56.25, 1), **EVEN, **SMOOTH, **NO_TREMOR},  # 1.875 times the mean speed
    ),
    "paced-swing": (swinging, {"range": (50, 3), "beat_error_s": (0.1, 0.02), **EVEN}),
    "toes-up": (
        lambda: moving("toes-up", HOLDING, 25),
        {"range": (25, 1), "in_band_s": (4.3, 0.2), **EVEN},
    ),
    "knee-straighten": (
        lambda: moving("knee-straighten", HOLDING, 75),
        {"range": (75, 2), "in_band_s": (4.3, 0.2), **EVEN, **SMOOTH},
    ),
    "gentle-stretch": (
        stretching,
        {"in_band_s": (20, 0.2), "still_s": (23, 1.0), "drift_deg": (0, 0.3)},  # 1 s of turning each way
    ),
    "head-turn": (
        lambda: moving("head-turn", SLOWLY, 50, VERTICAL, UNEVENLY),
        {"range": (50, 1.5), "tempo_variation": (0.2, 0.01), **NO_TREMOR},
    ),
}


def test_all_twelve_are_done_here() -> None:
    assert list(DEEDS) == list(CATALOGUE)
    assert np.std(UNEVENLY, ddof=1) / np.mean(UNEVENLY) == pytest.approx(0.2)


@pytest.mark.costly
@pytest.mark.parametrize("exercise", DEEDS)
def test_the_result_says_what_the_limb_did_by_what_the_exercise_is_measured_by_and_nothing_else(exercise: str) -> None:
    do, expected = DEEDS[exercise]
    result = do()
    told = {"range": result.range_median_deg, **vars(result.measures)}
    said = {name: value for name, value in told.items() if value is not None}
    assert said == {name: pytest.approx(value, abs=near) for name, (value, near) in expected.items()}
