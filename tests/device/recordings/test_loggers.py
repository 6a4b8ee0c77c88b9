"""What public loggers write is taken as what it is, or refused with what to say of it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from device.recordings import AS_NAMED, Asked, BadRecording, Recording, columns_from, joined_by_time, units_from
from device.recordings.naming.names import AN_ACCELERATION
from device.signals.samples import Samples
from tests.support import loggers
from tests.support.loggers import limb

RATES = units_from("acceleration=mps2,rotation=radps")
BY_PLACE = columns_from("t=1,ax=2,ay=3,az=4,gx=5,gy=6,gz=7")
SIX = columns_from("ax=1,ay=2,az=3,gx=4,gy=5,gz=6")
COUNTED = Asked(rate_hz=100, range_g=2, range_dps=250)


def read(path: Path, text: str, asked: Asked = AS_NAMED) -> tuple[Samples, list[str]]:
    path.write_text(text, encoding="utf-8")
    recording = Recording(path, asked)
    return recording.settled(recording.portions()), recording.told


def without_axivity_header(samples: Samples) -> str:
    return loggers.axivity(samples, header=False)


def arduino_without_header(samples: Samples) -> str:
    return loggers.arduino(samples, header=False)


@pytest.mark.parametrize(
    ("write", "asked"),
    [
        (loggers.own, AS_NAMED),
        (loggers.physics_toolbox, Asked(units=units_from("rotation=radps"))),
        (loggers.witmotion, AS_NAMED),
        (loggers.axivity, AS_NAMED),
        (without_axivity_header, Asked(columns=BY_PLACE, units=units_from("acceleration=g,rotation=dps"))),
        (loggers.shimmer, AS_NAMED),
        (loggers.arduino, COUNTED),
        (arduino_without_header, Asked(columns=SIX, rate_hz=100, range_g=2, range_dps=250)),
        (loggers.arduino_with_millis, Asked(range_g=2, range_dps=250)),
    ],
)
def test_both_sensors_in_one_file_are_taken(tmp_path: Path, write: Callable[[Samples], str], asked: Asked) -> None:
    expected, (seen, told) = limb(), read(tmp_path / "x.csv", write(limb()), asked)
    assert seen.rotation_dps is not None
    assert expected.rotation_dps is not None
    assert np.allclose(seen.time_s - seen.time_s[0], expected.time_s, atol=0.0011)
    assert np.allclose(seen.acceleration_g, expected.acceleration_g, atol=1e-4)
    assert np.allclose(seen.rotation_dps, expected.rotation_dps, atol=0.01)
    assert bool(told) == (write is not loggers.own)


@pytest.mark.parametrize(
    ("write", "asked"),
    [
        (loggers.phyphox_acceleration, AS_NAMED),
        (loggers.metabase_acceleration, AS_NAMED),
        (loggers.actigraph, Asked(units=units_from("acceleration=g"))),
        (
            loggers.sensor_logger_acceleration,
            Asked(columns=columns_from("ax=x,ay=y,az=z"), units=units_from("acceleration=mps2")),
        ),
    ],
)
def test_an_accelerometer_alone_is_taken(tmp_path: Path, write: Callable[[Samples], str], asked: Asked) -> None:
    expected, (seen, told) = limb(), read(tmp_path / "x.csv", write(limb()), asked)
    assert seen.rotation_dps is None
    assert np.allclose(seen.time_s - seen.time_s[0], expected.time_s, atol=0.0011)
    assert np.allclose(seen.acceleration_g, expected.acceleration_g, atol=1e-4)
    assert any(words.startswith("acceleration: ") for words in told)


def test_an_empatica_file_says_its_rate_and_is_in_64ths_of_a_g(tmp_path: Path) -> None:
    samples = limb(4, 32)
    seen, told = read(tmp_path / "ACC.csv", loggers.empatica(samples))
    assert np.allclose(seen.time_s, samples.time_s)
    assert np.allclose(seen.acceleration_g, samples.acceleration_g, atol=0.5 / 64 + 1e-9)
    assert (
        "text: as of an Empatica E4, begun at 2026-03-02T09:14:05+00:00, 32 samples a second, 64 counts in a g" in told
    )


@pytest.mark.parametrize(
    ("acceleration", "gyroscope", "asked"),
    [
        (loggers.phyphox_acceleration, loggers.phyphox_gyroscope, AS_NAMED),
        (loggers.metabase_acceleration, loggers.metabase_gyroscope, AS_NAMED),
        (loggers.sensor_logger_acceleration, loggers.sensor_logger_gyroscope, Asked(units=RATES)),
    ],
)
def test_two_files_of_one_recording_become_one(
    tmp_path: Path, acceleration: Callable[[Samples], str], gyroscope: Callable[[Samples], str], asked: Asked
) -> None:
    samples = limb()
    assert samples.rotation_dps is not None
    other = tmp_path / "Gyroscope.csv"
    other.write_text(gyroscope(samples), encoding="utf-8")
    (tmp_path / "Accelerometer.csv").write_text(acceleration(samples), encoding="utf-8")
    recording = Recording(tmp_path / "Accelerometer.csv", asked.of(AN_ACCELERATION))
    seen = joined_by_time(recording.settled(recording.portions()), other, recording)
    assert seen.rotation_dps is not None
    inside = slice(5, -5)
    late_s = 0.003 if gyroscope is loggers.phyphox_gyroscope else 0.0
    expected = [np.interp(seen.time_s - late_s, seen.time_s, axis) for axis in samples.rotation_dps.T]
    assert np.allclose(seen.rotation_dps[inside], np.transpose(expected)[inside], atol=0.6)
    assert any(words.startswith("gyroscope: from ") for words in recording.told)


def test_two_files_of_different_times_are_refused(tmp_path: Path) -> None:
    samples = limb()
    other = tmp_path / "Gyroscope.csv"
    other.write_text(
        loggers.phyphox_gyroscope(Samples(samples.time_s + 100, samples.acceleration_g, samples.rotation_dps))
    )
    recording = Recording(tmp_path / "Acceleration.csv", AS_NAMED.of(AN_ACCELERATION))
    recording.path.write_text(loggers.phyphox_acceleration(samples))
    with pytest.raises(BadRecording, match=r"its times \(100.003 to 103.993 s\) are mostly not those"):
        joined_by_time(recording.settled(recording.portions()), other, recording)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (
            loggers.physics_toolbox,
            "columns wx, wy, wz look like a gyroscope's, of unknown unit: .*--units rotation=dps",
        ),
        (loggers.sensor_logger_acceleration, "z, y, x: what they are is not said: --columns ax=x,ay=y,az=z --units"),
        (loggers.phyphox_gyroscope, "are a gyroscope's alone: .*--gyroscope FILE"),
        (loggers.actigraph, "Accelerometer X, .*: the unit is not said, say it: --units acceleration=g"),
        (loggers.arduino, "ax, ay, az: the unit is not said.*gx, gy, gz: the unit is not said.*--rate 100"),
        (arduino_without_header, "the first line has numbers, no names"),
        (without_axivity_header, "no column t_s, ax_g, ay_g, az_g in the header line"),
        (loggers.arduino_with_millis, "columns ax_raw, ay_raw, az_raw hold raw counts.*--range-g 2"),
    ],
)
def test_what_a_file_does_not_say_is_asked_for(tmp_path: Path, write: Callable[[Samples], str], message: str) -> None:
    with pytest.raises(BadRecording, match=message):
        read(tmp_path / "x.csv", write(limb()))
