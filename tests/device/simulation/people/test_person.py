import numpy as np
import pytest

from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats
from device.simulation.bench import living_person
from device.simulation.people.person import (
    LYING_LEVEL_G,
    NOT_WORN,
    REST,
    RESTING_TREMOR,
    SCRIPTED_HOUR_S,
    SENSOR_M,
    Activity,
    growing,
    moved,
    wave,
)

LENGTH_S = 40.0
TIME_S = np.arange(0, LENGTH_S, 0.002)
STEADY = (TIME_S > 5) & (TIME_S < LENGTH_S - 5)  # nothing fades in or out
ROUND = Activity("forearm around itself", wave(5.0, 3.0), axis=(1.0, 0.0, 0.0))


def placed(activity: Activity) -> Floats:
    """Where the sensor is, in axes that do not move: SENSOR_M turned about the elbow, metres."""
    angle = np.radians(activity.swing(TIME_S)[0])
    axis = np.array(activity.axis)
    across = np.cross(axis, SENSOR_M)
    along = axis * (axis @ SENSOR_M)
    return np.asarray(along + (SENSOR_M - along) * np.cos(angle)[:, None] + across * np.sin(angle)[:, None])


def felt_g(activity: Activity) -> Floats:
    """The size of what an accelerometer feels: gravity and the second difference of where the sensor is."""
    moved_m_s2 = np.gradient(np.gradient(placed(activity), TIME_S, axis=0), TIME_S, axis=0)
    return np.asarray(np.linalg.norm(LYING_LEVEL_G + moved_m_s2 / STANDARD_GRAVITY_MPS2, axis=1))


@pytest.mark.costly
@pytest.mark.parametrize(
    "activity",
    [
        Activity("tremor", wave(4.8, 3.0)),
        Activity("swing", wave(0.9, 60.0)),
        Activity("oblique", wave(2.0, 20.0), axis=(0.6, 0.8, 0.0)),
        Activity("slow bend", wave(0.125, 90.0)),
        ROUND,
    ],
    ids=lambda activity: activity.name,
)
def test_the_accelerometer_feels_where_the_arm_takes_it(activity: Activity) -> None:
    acceleration_g, _ = moved(activity, TIME_S, LENGTH_S)
    size_g = np.linalg.norm(acceleration_g, axis=1)
    assert size_g[STEADY] == pytest.approx(felt_g(activity)[STEADY], abs=0.002)


def test_tremor_shakes_the_accelerometer_by_as_much_as_its_angle_and_frequency_ask() -> None:
    acceleration_g, _ = moved(Activity("tremor", wave(5.0, 3.0)), TIME_S, LENGTH_S)
    tangential_g = np.radians(1.5) * (2 * np.pi * 5.0) ** 2 * 0.2 / STANDARD_GRAVITY_MPS2
    assert np.ptp(acceleration_g[STEADY, 2]) / 2 == pytest.approx(tangential_g, rel=0.02)


def test_turning_around_itself_moves_the_sensor_nowhere() -> None:
    acceleration_g, _ = moved(ROUND, TIME_S, LENGTH_S)
    assert np.linalg.norm(acceleration_g, axis=1) == pytest.approx(1.0)


@pytest.mark.costly
def test_a_band_on_the_table_feels_gravity_alone() -> None:
    acceleration_g, rotation_dps = moved(NOT_WORN, TIME_S, LENGTH_S)
    assert acceleration_g == pytest.approx(np.tile(LYING_LEVEL_G, (len(TIME_S), 1)))
    assert not rotation_dps.any()


def test_rest_shakes_the_accelerometer_less_than_a_tremor_does() -> None:
    shaken_g = [moved(activity, TIME_S, LENGTH_S)[0][STEADY].std(axis=0).max() for activity in (REST, RESTING_TREMOR)]
    assert 10 * shaken_g[0] < 0.1 < shaken_g[1]


def test_any_moment_is_the_same_whenever_and_with_whatever_else_it_is_asked_for() -> None:
    time_s = np.sort(np.random.default_rng(1).uniform(0, 2 * SCRIPTED_HOUR_S, 500))
    whole = np.hstack(living_person()(time_s))
    pieces = [np.hstack(living_person()(part)) for part in np.array_split(time_s, 37)]
    assert np.array_equal(np.concatenate(pieces), whole)


def test_a_swing_that_grows_is_as_it_was_until_then_and_turns_as_its_angle_says() -> None:
    angle_deg, rate_dps = growing(wave(5.0, 2.0), 10.0, 0.1)(TIME_S)
    assert np.abs(angle_deg[TIME_S < 10]).max() == pytest.approx(1.0, abs=0.001)
    assert np.abs(angle_deg[TIME_S > LENGTH_S - 0.5]).max() == pytest.approx(4.0, abs=0.06), "three times 1 deg more"
    assert np.gradient(angle_deg, TIME_S)[1:-1] == pytest.approx(rate_dps[1:-1], abs=0.2)
