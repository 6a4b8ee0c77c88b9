"""What three seconds cannot tell is told two seconds late, and never of a second that does not show it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.samples import Floats, Samples
from device.signals.windows import Window
from device.tremor.features import describe, described
from device.tremor.late import LateVerdicts
from device.tremor.verdict import Reading, judge
from tests.support.limbs import mounting, only, shaken, still, turned, windows_of

LENGTH_S = 24


def waving(peak_dps: float, seed: int = 3) -> Samples:
    """An arm that moves about all axes, the slower the more, up to beyond 10 Hz."""
    samples, random = still(LENGTH_S), np.random.default_rng(seed)
    assert samples.rotation_dps is not None
    slower = np.fft.rfftfreq(len(samples), 0.01)
    shape = peak_dps / np.maximum(slower, 0.5)[:, None]
    noise = np.fft.irfft(np.fft.rfft(random.normal(size=(len(samples), 3)), axis=0) * shape, len(samples), axis=0)
    return replace(samples, rotation_dps=samples.rotation_dps + noise)


def trembling(samples: Samples, peak_dps: float, on: Floats | float = 1.0) -> Samples:
    """At 5 Hz about one axis, each cycle with a length of its own that varies by a tenth."""
    lengths = np.maximum(np.random.default_rng(7).normal(1, 0.1, 8 * LENGTH_S), 0.5) / 5
    cycles = np.interp(samples.time_s, samples.time_s[0] + np.cumsum([0, *lengths]), np.arange(len(lengths) + 1))
    wave = on * peak_dps * np.sin(2 * np.pi * cycles)
    assert samples.rotation_dps is not None
    return replace(samples, rotation_dps=samples.rotation_dps + wave[:, None] * [0.6, 0.8, 0.0])


def at_once(samples: Samples) -> list[Reading]:
    return [judge(describe(window, PARAMETERS), PARAMETERS) for window in windows_of(samples)]


def late(windows: Iterable[Window]) -> list[Reading]:
    verdicts = LateVerdicts(PARAMETERS)
    pushed = [judged for window in windows for judged in verdicts.push(described([window], PARAMETERS))]
    return [reading for _, reading in (*pushed, *verdicts.finish())]


def tremor_s(readings: Iterable[Reading]) -> int:
    return sum(bool(reading.tremor) for reading in readings)


@cache
def irregular() -> Samples:
    return trembling(waving(120), 20)


def test_irregular_tremor_during_movement_is_found_by_the_seconds_around() -> None:
    told = late(windows_of(irregular()))
    assert tremor_s(at_once(irregular())) <= 4
    assert tremor_s(told) >= 20
    found = [reading for reading in told if reading.tremor]
    assert np.median([reading.frequency_hz for reading in found if reading.frequency_hz]) == pytest.approx(5, abs=0.25)
    assert np.median([reading.rms_dps for reading in found if reading.rms_dps]) == pytest.approx(20 / 2**0.5, rel=0.12)
    assert any("lasts" in reading.why for reading in found)


@pytest.mark.parametrize("seed", range(4))
def test_movement_without_a_rhythm_stays_without(seed: int) -> None:
    assert tremor_s(late(windows_of(waving(120, seed)))) == 0


def test_every_second_is_given_out_once_in_order_and_what_was_tremor_stays_as_it_was() -> None:
    strong = trembling(waving(5), 60)
    first, told = at_once(strong), late(windows_of(strong))
    assert [reading.second_s for reading in told] == [reading.second_s for reading in first]
    assert all(after == before for before, after in zip(first, told, strict=True) if before.tremor is not False)


def test_a_verdict_comes_two_seconds_late_and_at_once_before_a_gap() -> None:
    windows = [one for one in windows_of(still(30)) if not 10 <= one.second_s < 20]
    verdicts, given = LateVerdicts(PARAMETERS), {}
    for window in windows:
        for judged, _ in verdicts.push(described([window], PARAMETERS)):
            given[judged.second_s] = window.second_s
    assert [given[second_s] for second_s in (3.0, 7.0, 8.0, 9.0, 20.0)] == [5, 9, 20, 20, 22]
    assert [judged.second_s for judged, _ in verdicts.finish()] == [28, 29]


def test_seconds_after_a_tremor_that_has_ended_are_none_though_nine_seconds_hold_it() -> None:
    ends = trembling(waving(60), 30, on=(np.arange(LENGTH_S * 100) < 1200).astype(float))
    told = late(windows_of(ends))
    assert tremor_s(told[:11]) >= 9
    assert tremor_s(told[13:]) == 0


def test_one_violent_second_decides_for_no_other() -> None:
    samples = waving(60)
    on = (samples.time_s >= 10) & (samples.time_s < 11)
    told = late(windows_of(trembling(samples, 600, on=on.astype(float))))
    assert tremor_s(told[:8]) == tremor_s(told[13:]) == 0


@pytest.mark.costly
@pytest.mark.parametrize("seed", range(3))
def test_which_way_the_sensor_is_mounted_makes_no_difference(seed: int) -> None:
    as_worn, other_way = (late(windows_of(one)) for one in (irregular(), turned(irregular(), mounting(seed))))
    assert [one.tremor for one in other_way] == [one.tremor for one in as_worn]
    for one, other in zip(as_worn, other_way, strict=True):
        assert (other.score or 0) == pytest.approx(one.score or 0, abs=1e-6)
        assert (other.rms_dps or 0) == pytest.approx(one.rms_dps or 0, rel=1e-5)


@pytest.mark.parametrize("swing_hz", [0.8, 1.1, 1.2])
def test_a_low_multiple_of_a_swing_is_no_tremor_however_long_it_lasts(swing_hz: float) -> None:
    swinging = shaken(shaken(waving(4), swing_hz, 200), 3 * swing_hz, 15)
    assert tremor_s(late(windows_of(swinging))) == 0


def test_without_a_gyroscope_nothing_is_added() -> None:
    alone = replace(irregular(), rotation_dps=None)
    assert late(windows_of(alone)) == at_once(alone)


def test_a_recording_that_ends_is_judged_to_its_end() -> None:
    short = only(irregular(), slice(0, 900))
    assert [reading.second_s for reading in late(windows_of(short))] == list(range(9))
    assert tremor_s(late(windows_of(short))) >= 6
