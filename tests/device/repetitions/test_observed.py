from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.parameters import PARAMETERS
from device.programme.seen import Watched, WatchLog
from device.repetitions.observed import TurningWatch
from device.signals.axes_alive import AxisWatch
from device.signals.samples import Samples
from tests.support.limbs import cut, still, without
from tests.support.stages import cleaned

LIVING = still(20)
FOREVER_S = 1e6


def stuck_from(samples: Samples, from_s: float) -> Samples:
    assert samples.rotation_dps is not None
    return replace(samples, rotation_dps=np.where(samples.time_s[:, None] < from_s, samples.rotation_dps, 3.0))


def hindered_s(portions: Iterable[Samples], start_s: float = 0.0, end_s: float = 19.99) -> dict[str, float]:
    watch, log = TurningWatch(PARAMETERS.sampling), WatchLog(FOREVER_S)
    axes = AxisWatch(PARAMETERS.liveness, PARAMETERS.sampling)
    for rows in [*(axes.push(cleaned(portion)) for portion in portions), axes.finish()]:
        for watched in watch.push(rows):
            log.push(watched)
    return {why: round(seconds, 2) for why, seconds in log.hindered_s([(start_s, end_s)]).items() if seconds > 1e-6}


def test_a_living_gyroscope_hinders_nothing_even_on_a_limb_that_lies_still() -> None:
    assert hindered_s([LIVING]) == {}


def test_without_a_gyroscope_nothing_is_seen() -> None:
    assert hindered_s([replace(LIVING, rotation_dps=None)]) == {"no gyroscope": 19.99}


def test_a_gyroscope_that_says_the_same_for_long_is_stuck_from_its_last_change_on() -> None:
    assert hindered_s([stuck_from(LIVING, 5.0)]) == {"gyroscope stuck": pytest.approx(14.99, abs=0.02)}


def test_a_stuck_gyroscope_that_recovers_is_seen_at_once() -> None:
    assert LIVING.rotation_dps is not None
    hidden = (LIVING.time_s >= 5) & (LIVING.time_s < 10)
    samples = replace(LIVING, rotation_dps=np.where(hidden[:, None], 3.0, LIVING.rotation_dps))
    assert hindered_s([samples]) == {"gyroscope stuck": pytest.approx(5, abs=0.02)}


def test_a_gap_is_seen_by_nobody() -> None:
    assert hindered_s([without(LIVING, 5, 8)]) == {"no data from the sensor": pytest.approx(3.01)}


def test_what_lies_outside_of_what_is_asked_for_does_not_matter() -> None:
    assert hindered_s([without(LIVING, 5, 8)], 6.0, 7.0) == {"no data from the sensor": 1.0}
    assert hindered_s([without(LIVING, 5, 8)], 9.0, 12.0) == {}


def test_a_gyroscope_that_comes_and_goes_is_told_in_order() -> None:
    watch = TurningWatch(PARAMETERS.sampling)
    first, second = cut(still(4), [200])
    told = [*watch.push(cleaned(replace(first, rotation_dps=None))), *watch.push(cleaned(second))]
    assert [part.hindrance for part in told] == ["no gyroscope", None]
    assert told[0].end_s == told[1].start_s


BROKEN = stuck_from(without(LIVING, 5, 8), 12.0)


@given(st.lists(st.integers(0, len(BROKEN)), max_size=40))
def test_however_the_samples_are_cut_the_same_time_is_hindered(cuts: list[int]) -> None:
    assert hindered_s(cut(BROKEN, cuts)) == hindered_s([BROKEN])


def test_the_log_forgets_what_is_long_over() -> None:
    log = WatchLog(kept_s=10.0)
    for start_s in (0.0, 20.0, 40.0):
        log.push(Watched(start_s, start_s + 5))
    assert log.hindered_s([(20.0, 25.0), (40.0, 45.0)]).get("no data from the sensor") == 5.0
