"""From still positions to a calibration, from a calibration to right samples, and its file."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.program.parts import calibration_in_use
from device.sensor.calibration import (
    MOST_KEPT,
    Calibration,
    CannotCalibrate,
    Position,
    bias_only,
    calibration_beside,
    calibration_in_words,
    corrected,
    read_calibrations,
    six_positions,
    write_calibrations,
)
from device.sensor.on_bus import SensorOnBus
from device.sensor.positions import LYING_STILL_DPS, LYING_STILL_G, Positions, side_up, still_positions
from device.sensor.sensing import Sensing
from device.signals.samples import Floats, Samples
from device.store.versions import BadKeptFile
from device.system.clock import PacedClock
from device.system.config import Sensor
from drivers.mpu6050.frames import Frames
from drivers.simulated.chip import SimulatedChip
from drivers.simulated.kernel import simulated_i2c
from tests.support.examples import examples
from tests.support.figures import DATA_SHEET_DPS, DATA_SHEET_G

FACES = np.array([(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)], dtype=np.float64)
NO_ERROR = Calibration(0.0, 25.0, (0.0, 0.0, 0.0))


def triples(low: float, high: float) -> st.SearchStrategy[tuple[float, float, float]]:
    number = st.floats(low, high)
    return st.tuples(number, number, number)


SENSORS = st.builds(
    Calibration,
    made_utc_s=st.just(1.8e9),
    temperature_c=st.floats(-40, 85),
    gyro_bias_dps=triples(-20, 20),
    accel_offset_g=triples(-0.1, 0.1),
    accel_scale=triples(0.95, 1.05),
)
CALIBRATIONS = st.builds(
    Calibration,
    made_utc_s=st.floats(0, 2e11),
    temperature_c=st.floats(-40, 85),
    gyro_bias_dps=triples(-40, 40),
    accel_offset_g=triples(-0.2, 0.2),
    accel_scale=triples(0.9, 1.1),
)
TILTS = st.lists(st.tuples(st.floats(0, 20), st.floats(0, 360)), min_size=6, max_size=6)
ORDERS = st.permutations(range(6))


def tilted(face: Floats, degrees: float, towards_deg: float) -> Floats:
    """The unit vector `degrees` away from the face."""
    first, second = np.roll(face, 1), np.roll(face, 2)
    aside = np.cos(np.radians(towards_deg)) * first + np.sin(np.radians(towards_deg)) * second
    return np.asarray(np.cos(np.radians(degrees)) * face + np.sin(np.radians(degrees)) * aside)


def measured(true_g: Floats, errors: Calibration) -> Floats:
    """What a sensor with these errors shows."""
    return np.asarray(true_g / errors.accel_scale + errors.accel_offset_g)


def faces(tilts: Sequence[tuple[float, float]], order: Sequence[int]) -> Floats:
    return np.array([tilted(FACES[n], *tilts[n]) for n in order])


def positions(true_g: Floats, errors: Calibration) -> list[Position]:
    bias = np.array(errors.gyro_bias_dps)
    return [Position(measured(up, errors), bias, errors.temperature_c) for up in true_g]


def frames(
    acceleration_g: Sequence[float], seconds: float = 4.0, *, shaking: float = 0.0, seed: int | None = None
) -> Frames:
    """So many seconds in one position, perhaps shaking by so many deg/s."""
    n = round(100 * seconds)
    random = np.random.default_rng(seed)
    noise = random.standard_normal((n, 6)) * (seed is not None)
    shake = shaking * np.sin(np.arange(n))[:, None]
    acceleration = np.array(acceleration_g) + DATA_SHEET_G * noise[:, :3]
    return Frames(acceleration, DATA_SHEET_DPS * noise[:, 3:] + shake, np.full(n, 25.0), 0, 0.0, 0.0)


def kinds(found: Positions[Position], *pushed: Frames) -> list[str]:
    return [step.kind for part in pushed for step in found.push(part)]


# Calibrating


@given(SENSORS, TILTS, ORDERS)
def test_six_positions_in_any_order_tilted_up_to_20_degrees_find_the_errors_exactly(
    errors: Calibration, tilts: list[tuple[float, float]], order: list[int]
) -> None:
    found = six_positions(positions(faces(tilts, order), errors), 1.8e9)
    assert found.gyro_bias_dps == pytest.approx(errors.gyro_bias_dps, abs=1e-9)
    assert found.accel_offset_g == pytest.approx(errors.accel_offset_g, abs=1e-9)
    assert found.accel_scale == pytest.approx(errors.accel_scale, abs=1e-9)
    assert found.temperature_c == pytest.approx(errors.temperature_c)


@settings(max_examples=examples(40))
@given(SENSORS, TILTS, ORDERS, st.integers(0, 1000))
def test_with_the_data_sheets_noise_calibrated_samples_are_right_within_3_mg_and_a_hundredth_of_a_degree_per_second(
    errors: Calibration, tilts: list[tuple[float, float]], order: list[int], seed: int
) -> None:
    collected = still_positions(6)
    for number, up in enumerate(faces(tilts, order)):
        part = frames(measured(up, errors).tolist(), 3.0, seed=seed + number)
        assert part.rotation_dps is not None
        part.rotation_dps[:] += errors.gyro_bias_dps
        collected.push(part)
    found = six_positions(collected.positions, 1.8e9)
    directions = np.random.default_rng(seed).standard_normal((50, 3))
    true_g = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    still = Samples(np.arange(50.0), measured(true_g, errors), np.tile(errors.gyro_bias_dps, (50, 1)))
    right = corrected(still, found)
    assert np.abs(right.acceleration_g - true_g).max() < 0.003
    assert right.rotation_dps is not None
    assert np.abs(right.rotation_dps).max() < 0.01


@given(SENSORS, SENSORS)
def test_one_position_renews_the_gyroscopes_bias_and_nothing_else(errors: Calibration, before: Calibration) -> None:
    (position, *_) = positions(FACES, errors)
    found = bias_only(position, 1.9e9, before)
    assert (found.gyro_bias_dps, found.temperature_c) == (errors.gyro_bias_dps, errors.temperature_c)
    assert (found.accel_offset_g, found.accel_scale) == (before.accel_offset_g, before.accel_scale)
    assert found.made_utc_s == 1.9e9


def test_one_position_alone_leaves_the_accelerometer_as_it_is() -> None:
    found = bias_only(positions(FACES, NO_ERROR)[0], 1.9e9, None)
    assert (found.accel_offset_g, found.accel_scale) == ((0, 0, 0), (1, 1, 1))


@pytest.mark.parametrize(
    ("errors", "place"),
    [
        (Calibration(0.0, 25.0, (0.0, 60.0, 0.0)), r"gyro_bias_dps\[1\]: expected a number from -40 to 40, got 60"),
        (Calibration(0.0, 25.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.3)), r"accel_offset_g\[2\]: expected .* got 0\.3"),
        (Calibration(0.0, 25.0, (0.0, 0.0, 0.0), accel_scale=(1.3, 1.0, 1.0)), r"accel_scale\[0\]: expected .* 1\.1"),
    ],
)
def test_errors_that_no_healthy_sensor_has_are_refused_by_name(errors: Calibration, place: str) -> None:
    with pytest.raises(CannotCalibrate, match=place):
        six_positions(positions(FACES, errors), 0.0)


def test_positions_that_never_turned_one_axis_are_refused() -> None:
    with pytest.raises(CannotCalibrate, match="each of the six sides down once"):
        six_positions(positions(np.repeat(FACES[:2], 3, axis=0), NO_ERROR), 0.0)


# Finding still positions


def test_three_seconds_of_stillness_are_a_position() -> None:
    found = still_positions(1)
    assert kinds(found, frames((0, 0, 1), 3.0, seed=1)) == ["holding"] * 5 + ["taken"]
    assert found.complete
    assert found.positions[0].acceleration_g == pytest.approx([0, 0, 1], abs=0.001)
    assert found.positions[0].temperature_c == 25.0


@pytest.mark.parametrize("shaking", [0.5, 5.0, 100.0])
def test_movement_is_refused_with_what_was_seen_and_what_was_expected(shaking: float) -> None:
    found = still_positions(1)
    steps = found.push(frames((0, 0, 1), 10.0, shaking=shaking, seed=1))
    assert {step.kind for step in steps} == {"moving"}
    assert f"rotation by {shaking / 2**0.5:.1f}"[:-1] in steps[0].text
    assert f"still: up to {LYING_STILL_DPS}" in steps[0].text
    assert f"still: up to {LYING_STILL_G}" in steps[0].text
    assert found.positions == []


def test_movement_starts_the_three_seconds_again() -> None:
    found = still_positions(1)
    still, moved = frames((0, 0, 1), 2.5), frames((0, 0, 1), 0.5, shaking=10.0)
    assert kinds(found, still, moved, still) == ["holding"] * 5 + ["moving"] + ["holding"] * 5
    assert kinds(found, frames((0, 0, 1), 0.5)) == ["taken"]


def test_a_slow_tilt_is_movement() -> None:
    angle = np.radians(np.arange(400) / 100)
    slow = Frames(
        np.column_stack([np.sin(angle), 0 * angle, np.cos(angle)]), np.ones((400, 3)), np.zeros(400), 0, 0.0, 0.0
    )
    found = still_positions(1)
    assert "moving" in kinds(found, slow)
    assert found.positions == []


def test_lost_frames_start_the_three_seconds_again() -> None:
    found = still_positions(1)
    lost = Frames(np.empty((0, 3)), np.empty((0, 3)), np.empty(0), 0, 0.0, 0.0, "overflow")
    assert kinds(found, frames((0, 0, 1), 2.7), lost, frames((0, 0, 1), 2.9)) == ["holding"] * 10


def test_a_side_counts_once() -> None:
    found = still_positions(6)
    assert kinds(found, frames((0, 0, 1), 4.0)) == ["holding"] * 5 + ["taken"] + ["again"] * 2
    assert found.push(frames((0, 0, 1), 0.5))[0].text == "+z up is done; turn it to another of its 6 sides"
    assert kinds(found, frames((0, 0, -1), 3.5)).count("taken") == 1
    assert len(found.positions) == 2


def test_lying_between_two_sides_is_no_position_but_one_is_enough_for_the_gyroscope() -> None:
    between = frames((0.7, 0, 0.7), 3.0)
    (text, *_) = {step.text for step in still_positions(6).push(between)}
    assert text == "it lies 45 degrees off its nearest side (expected under 30): lay it flat on a side"
    assert kinds(still_positions(1), between)[-1] == "taken"


@given(st.sampled_from(range(6)), st.floats(0, 20), st.floats(0, 360), SENSORS)
def test_a_side_tilted_up_to_20_degrees_is_recognised_whatever_the_sensors_errors(
    face: int, degrees: float, towards_deg: float, errors: Calibration
) -> None:
    up = measured(tilted(FACES[face], degrees, towards_deg), errors)
    assert side_up(up) == ("+x", "-x", "+y", "-y", "+z", "-z")[face]


@pytest.mark.parametrize("nothing", [(0.0, 0.0, 0.0), (0.3, 0.0, 0.0)])
def test_a_sensor_that_feels_no_gravity_has_no_side_up(nothing: tuple[float, float, float]) -> None:
    assert side_up(np.array(nothing)) is None


@settings(max_examples=examples(30))
@given(st.lists(st.integers(1, 299), max_size=12).map(sorted))
def test_cutting_the_frames_differently_changes_nothing(places: list[int]) -> None:
    whole = [frames((0, 0, 1), 1.2, seed=3), frames((0, 0, 1), 0.4, shaking=3.0), frames((1, 0, 0), 4.4, seed=4)]
    columns = [np.concatenate([getattr(part, name) for part in whole]) for name in ("acceleration_g", "rotation_dps")]
    temperature_c = np.full(600, 25.0)
    edges = [0, *(2 * place for place in places), 600]
    cut = [
        Frames(columns[0][start:end], columns[1][start:end], temperature_c[start:end], start, 0.0, 0.0)
        for start, end in pairwise(edges)
    ]
    in_parts, at_once = still_positions(6), still_positions(6)
    assert kinds(in_parts, *cut) == kinds(at_once, *whole)


# Applying


def test_without_a_calibration_samples_stay_the_very_same() -> None:
    samples = Samples(np.zeros(1), np.ones((1, 3)), None)
    assert corrected(samples, None) is samples


def test_without_a_gyroscope_there_is_nothing_to_correct_on_it() -> None:
    assert corrected(Samples(np.zeros(1), np.ones((1, 3)), None), NO_ERROR).rotation_dps is None


def test_the_devices_samples_are_corrected() -> None:
    errors = Calibration(0.0, 25.0, (5.0, -3.0, 1.0), (0.05, -0.04, 0.08), (0.98, 1.01, 1.02))
    clock = PacedClock(0.0)

    def lying(time_s: Floats) -> tuple[Floats, Floats]:
        return np.tile(measured(np.array([0, 0.6, 0.8]), errors), (len(time_s), 1)), np.tile(
            errors.gyro_bias_dps, (len(time_s), 1)
        )

    sensing = Sensing(lambda: SensorOnBus(Sensor(), clock), clock, calibration=errors)
    samples: list[Samples] = []
    with simulated_i2c({1: {0x68: SimulatedChip(lying, clock.monotonic_s)}}):
        while not samples:
            samples += sensing.poll().samples
            clock.sleep(0.2)
    rotation_dps = samples[-1].rotation_dps
    assert rotation_dps is not None
    assert samples[-1].acceleration_g[-1] == pytest.approx([0, 0.6, 0.8], abs=2e-4)
    assert rotation_dps[-1] == pytest.approx([0, 0, 0], abs=0.02)


# The file


@given(st.lists(CALIBRATIONS, max_size=MOST_KEPT))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(30))
def test_what_was_written_is_read(tmp_path: Path, calibrations: list[Calibration]) -> None:
    path = calibration_beside(str(tmp_path / "device.db"))
    write_calibrations(path, tuple(calibrations))
    assert read_calibrations(path) == tuple(calibrations)
    assert [len(calibration_in_words(calibration)) for calibration in calibrations] == [4] * len(calibrations)


def test_without_a_file_there_is_no_calibration(tmp_path: Path) -> None:
    assert read_calibrations(tmp_path / "calibration.json") == ()


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    made = tuple(Calibration(float(n), 25.0, (0.0, 0.0, 0.0)) for n in range(2 * MOST_KEPT))
    write_calibrations(tmp_path / "calibration.json", made)
    assert read_calibrations(tmp_path / "calibration.json") == made[-MOST_KEPT:]


GOOD = {
    "made_utc_s": 0,
    "temperature_c": 20,
    "gyro_bias_dps": [0, 0, 0],
    "accel_offset_g": [0, 0, 0],
    "accel_scale": [1, 1, 1],
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected JSON"),
        ("[" * 100_000, "expected JSON"),
        ("[]", "expected a table"),
        ('{"version": 2, "calibrations": []}', "version: expected one of 1, got 2"),
        ('{"version": 1}', "calibrations: missing"),
        (json.dumps({"version": 1, "calibrations": [{**GOOD, "temperature_c": None}]}), r"\[0\]\.temperature_c"),
        (json.dumps({"version": 1, "calibrations": [{**GOOD, "accel_scale": [0, 1, 1]}]}), r"accel_scale\[0\]"),
        (json.dumps({"version": 1, "calibrations": [{**GOOD, "made_utc_s": 1e300}]}), r"\[0\]\.made_utc_s"),
        (json.dumps({"version": 1, "calibrations": [{**GOOD, "gyro_bias_dps": [float("nan")] * 3}]}), "gyro_bias_dps"),
    ],
    ids=["empty", "endless", "list", "newer", "missing", "null", "scale", "late", "nan"],
)
def test_a_bad_file_is_explained_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text)
    with pytest.raises(BadKeptFile, match=message) as seen:
        read_calibrations(path)
    assert str(seen.value).startswith(str(path))
    assert str(seen.value).endswith("run `easeband calibrate` again, which replaces it")


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(
        lambda value: json.dumps({"version": 1, "calibrations": value}).encode()
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_calibrations_or_a_clear_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "calibration.json"
    path.write_bytes(data)
    with suppress(BadKeptFile):
        assert isinstance(read_calibrations(path), tuple)


def test_a_file_that_cannot_be_replaced_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    write_calibrations(path, (NO_ERROR,))
    (tmp_path / f".calibration.json.{os.getpid()}.easeband").mkdir()
    with pytest.raises(BadKeptFile, match="Is a directory"):
        write_calibrations(path, ())
    assert read_calibrations(path) == (NO_ERROR,)


def test_half_a_file_of_an_interrupted_write_is_nobodys_concern(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    write_calibrations(path, (NO_ERROR,))
    (tmp_path / ".calibration.json.4711.easeband").write_text('{"version": 1, "calib')
    assert read_calibrations(path) == (NO_ERROR,)
    write_calibrations(path, (NO_ERROR, NO_ERROR))
    assert [file.name for file in tmp_path.iterdir()] == ["calibration.json"]


def test_the_device_goes_on_without_a_bad_file_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "calibration.json"
    path.write_text("x")
    assert calibration_in_use(path) is None
    assert "measuring continues without calibration" in caplog.text
    assert str(path) in caplog.text


def test_the_device_uses_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    assert calibration_in_use(path) is None
    newest = Calibration(1.0, 30.0, (1.0, 2.0, 3.0))
    write_calibrations(path, (NO_ERROR, newest))
    assert calibration_in_use(path) == newest
