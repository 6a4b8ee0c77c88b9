"""Which way a limb turns, in three bands, whichever way the sensor is mounted."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.analysis import Pipeline
from device.day.directions import directions_of
from device.day.document import MovementDirection
from device.parameters import PARAMETERS
from device.posture import DirectionWatch
from device.records.facts import Directions, Minute
from device.records.limb_axes import LimbAxes
from device.records.person import angle_deg
from device.signals.samples import Samples
from device.tremor import describe
from device.tremor.verdict import judge
from tests.device.signals.test_axes_alive import stopped
from tests.support.examples import examples
from tests.support.limbs import mounting, shaken, still, swing, turned, turning, without
from tests.support.stages import Corrected

AXIS = (0.6, 0.8, 0.0)
AXES = LimbAxes((0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
SECONDS = 40


def records_of(samples: Samples, axes: LimbAxes | None = None) -> list[Directions]:
    pipeline = Pipeline(axes=axes)
    records = [*pipeline.push(samples).records, *pipeline.finish().records]
    return [record for record in records if isinstance(record, Directions)]


def told(samples: Samples, axes: LimbAxes | None = None) -> dict[tuple[str, str], MovementDirection]:
    return {(one.band, one.context): one for one in directions_of(records_of(samples, axes))}


def off_deg(one: MovementDirection, axis: Sequence[float]) -> float:
    angle = angle_deg((one.axis.x, one.axis.y, one.axis.z), axis)
    return min(angle, 180 - angle)


def wobbling(seed: int, frequency_hz: float) -> Samples:
    """Tremor about one axis that wanders about it, with a sensor's noise."""
    samples = still(SECONDS, seed=seed)
    for number, (axis, peak_dps) in enumerate([((0.6, 0.8, 0.0), 40.0), ((-0.8, 0.6, 0.0), 15.0), ((0, 0, 1), 9.0)]):
        samples = shaken(samples, frequency_hz * (1 + 0.03 * number), peak_dps, axis)
    return samples


@pytest.mark.costly
@pytest.mark.parametrize(("frequency_hz", "band"), [(2.8, "middle"), (6.0, "fast")])
def test_tremor_shows_its_axis_in_its_band(frequency_hz: float, band: str) -> None:
    found = told(shaken(still(SECONDS), frequency_hz, 30, AXIS))
    assert set(found) == {(band, "rest")}
    one = found[band, "rest"]
    assert off_deg(one, AXIS) < 0.5
    assert one.dispersion_deg < 1
    assert one.rms_dps == pytest.approx(30 / math.sqrt(2), rel=0.03)
    assert one.seconds >= SECONDS - 3


def test_a_slow_swing_is_slow_and_movement() -> None:
    found = told(turning(still(SECONDS), swing(5, 30, 0.5, 60), AXIS))
    one = found["slow", "moving"]
    assert off_deg(one, AXIS) < 0.5
    assert one.dispersion_deg < 1
    assert one.rms_dps == pytest.approx(math.pi * 0.5 * 60 / math.sqrt(2), rel=0.08), "a sine of 60 degrees end to end"


@pytest.mark.costly
@settings(max_examples=examples(5))
@given(seed=st.integers(0, 10_000), frequency_hz=st.sampled_from([2.5, 5.0, 8.0]))
def test_turning_the_sensor_turns_the_axis_and_leaves_the_dispersion(seed: int, frequency_hz: float) -> None:
    matrix, samples = mounting(seed), wobbling(seed, frequency_hz)
    before, after = told(samples), told(turned(samples, matrix))
    assert set(before) == set(after)
    for place, one in before.items():
        axis = (matrix @ (one.axis.x, one.axis.y, one.axis.z)).tolist()
        assert off_deg(after[place], axis) < 1.0, "both are rounded to hundredths"
        assert after[place].dispersion_deg == pytest.approx(one.dispersion_deg, abs=0.3)


@pytest.mark.costly
def test_shares_are_about_the_limbs_own_axes_where_they_are_known() -> None:
    samples = shaken(still(SECONDS), 6, 30, AXIS)
    one = told(samples, AXES)["fast", "rest"]
    assert one.of_limb
    assert (one.along_share, one.across_share, one.up_share) == (0.64, 0.0, 0.36)
    assert off_deg(one, (0.8, 0.0, 0.6)) < 0.5
    plain = told(samples)["fast", "rest"]
    assert (plain.of_limb, plain.along_share) == (False, None)


def test_a_limb_that_does_not_move_has_no_direction() -> None:
    assert records_of(still(SECONDS)) == []


@pytest.mark.costly
def test_without_a_gyroscope_or_with_a_dead_axis_there_is_no_direction() -> None:
    samples = shaken(still(SECONDS), 6, 30, AXIS)
    assert records_of(replace(samples, rotation_dps=None)) == []
    assert records_of(stopped(samples, [4], 0, SECONDS)) == []
    half = told(stopped(samples, [3], SECONDS / 2, SECONDS))["fast", "rest"]
    assert off_deg(half, AXIS) < 0.5
    assert SECONDS / 2 - 4 <= half.seconds <= SECONDS / 2


def test_an_unknown_offset_hides_slow_movement_and_nothing_else() -> None:
    watch, corrected = DirectionWatch(PARAMETERS.bands, None), Corrected()
    samples = shaken(turning(still(SECONDS), swing(5, 30, 0.5, 60), AXIS), 6, 30, (0, 0, 1))
    for window in corrected.push(samples):
        watch.push(window, judge(describe(window, PARAMETERS), PARAMETERS), offset_known=False)
    (record,) = watch.finish()
    assert {sums.band for sums in record.sums} == {"middle", "fast"}, "the swing begins and ends at once"


def test_a_gap_parts_what_was_before_from_what_came_after() -> None:
    found = told(without(shaken(still(SECONDS), 6, 30, AXIS), 17.3, 21.6))
    assert off_deg(found["fast", "rest"], AXIS) < 0.5
    assert 28 <= found["fast", "rest"].seconds <= 34


def test_a_record_holds_five_minutes() -> None:
    records = records_of(shaken(still(45, start_s=280), 6, 30, AXIS))
    assert [record.start_s for record in records] == [280, 300]
    assert [record.sums[0].seconds for record in records] == [19, 24]
    assert all(np.isfinite(record.sums[0].products).all() for record in records)


def noisy(samples: Samples, size: float, seconds: float) -> Samples:
    """Nothing but white noise for so long, much more of it than a table shows to a sound sensor."""
    noise = np.random.default_rng(7).normal(size=(round(seconds * 100), 6)) * [*[size / 50] * 3, *[size] * 3]
    assert samples.rotation_dps is not None
    acceleration_g, rotation_dps = samples.acceleration_g.copy(), samples.rotation_dps.copy()
    acceleration_g[: len(noise)] += noise[:, :3]
    rotation_dps[: len(noise)] += noise[:, 3:]
    return replace(samples, acceleration_g=acceleration_g, rotation_dps=rotation_dps)


def test_seconds_that_a_minute_leaves_out_are_left_out_of_the_turning_too() -> None:
    trembling = shaken(still(60), 6, 30)
    assert trembling.rotation_dps is not None
    trembling.rotation_dps[:4500] *= 0.001
    trembling.acceleration_g[:4500, 0] *= 0.001
    samples = noisy(trembling, 4, 40)
    pipeline = Pipeline()
    records = [*pipeline.push(samples).records, *pipeline.finish().records]
    (minute,) = (record for record in records if isinstance(record, Minute))
    turned_s = {sums.band: sums.seconds for r in records if isinstance(r, Directions) for sums in r.sums}
    assert dict(minute.unmeasured)["wear"] >= 38
    assert turned_s["fast"] == 15  # from 44 s on, which a filter reaches into; the last cannot be judged
    assert minute.rest_s >= turned_s["fast"]
