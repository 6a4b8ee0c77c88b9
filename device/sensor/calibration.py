"""What corrects a sensor's measurements, how that follows from positions in which it lay still, and where it is kept.

Knows gravity, and the file of calibrations beside the database: the newest in use, the earlier ones to go back to; must
never know chips, or how a person is told to hold the sensor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np

from device.records.calendar import LAST_UTC_S
from device.records.decoding import BadValue, Range, from_plain, to_plain
from device.signals.samples import Floats, Samples
from device.store.versions import read_kept, whole_versions, write_kept

POSITIONS: Final = 6  # each of three axes up and down: six numbers are looked for
CALIBRATED_AXES: Final = 3
# Two to three times what the product specification allows (20 deg/s; 50 and 80 mg; 3 %): soldering bends chips.
Dps = Annotated[float, Range(-40.0, 40.0)]
G = Annotated[float, Range(-0.2, 0.2)]
Scale = Annotated[float, Range(0.9, 1.1)]


class CannotCalibrate(Exception):
    """What was measured makes no calibration; the message says what was seen, what was expected, and what to do."""


@dataclass(frozen=True)
class Calibration:
    """acceleration = (measured - `accel_offset_g`) * `accel_scale`; rotation = measured - `gyro_bias_dps`. All x, y, z.

    temperature_c: the sensor's own while its gyroscope was calibrated, at `made_utc_s`.
    """

    made_utc_s: Annotated[float, Range(0, LAST_UTC_S)]
    temperature_c: float
    gyro_bias_dps: tuple[Dps, Dps, Dps]
    accel_offset_g: tuple[G, G, G] = (0.0, 0.0, 0.0)
    accel_scale: tuple[Scale, Scale, Scale] = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Position:
    """The means [3] of what the sensor measured while it lay still."""

    acceleration_g: Floats
    rotation_dps: Floats
    temperature_c: float


def corrected(samples: Samples, calibration: Calibration | None) -> Samples:
    """The samples as a perfect sensor would have measured them; the same samples without a calibration."""
    if calibration is None:
        return samples
    rotation_dps = samples.rotation_dps
    return replace(
        samples,
        acceleration_g=corrected_acceleration(samples.acceleration_g, calibration),
        rotation_dps=None if rotation_dps is None else rotation_dps - calibration.gyro_bias_dps,
    )


def corrected_acceleration(acceleration_g: Floats, calibration: Calibration | None) -> Floats:
    """[3] or [n, 3] in g, as a perfect sensor would have measured it."""
    if calibration is None:
        return acceleration_g
    return (acceleration_g - calibration.accel_offset_g) * calibration.accel_scale


def calibration_in_words(calibration: Calibration) -> list[str]:
    """When it was made and what it corrects, a line each."""
    made = datetime.fromtimestamp(calibration.made_utc_s, UTC)
    return [
        f"made {made:%Y-%m-%d %H:%M} UTC, sensor at {calibration.temperature_c:.1f} degrees C",
        f"gyroscope bias        {_xyz(calibration.gyro_bias_dps, '+.3f')} deg/s",
        f"accelerometer offset  {_xyz(calibration.accel_offset_g, '+.4f')} g",
        f"accelerometer scale   {_xyz(calibration.accel_scale, '.4f')}",
    ]


def _xyz(values: Sequence[float], digits: str) -> str:
    return "  ".join(f"{axis} {value:{digits}}" for axis, value in zip("xyz", values, strict=True))


def bias_only(position: Position, made_utc_s: float, before: Calibration | None) -> Calibration:
    """The gyroscope's bias from one still position; the accelerometer stays as `before`. Raises CannotCalibrate."""
    x, y, z = position.rotation_dps.tolist()
    known = before or Calibration(made_utc_s, position.temperature_c, (x, y, z))
    return _plausible(
        replace(known, made_utc_s=made_utc_s, temperature_c=position.temperature_c, gyro_bias_dps=(x, y, z))
    )


def six_positions(positions: Sequence[Position], made_utc_s: float) -> Calibration:
    """Both sensors' calibration from six still positions, each with another side down. Raises CannotCalibrate."""
    offset_g, scale = _ellipsoid(np.array([position.acceleration_g for position in positions]))
    bias_dps = np.mean([position.rotation_dps for position in positions], axis=0)
    temperature_c = float(np.mean([position.temperature_c for position in positions]))
    bias, offset, scales = (_triple(values) for values in (bias_dps, offset_g, scale))
    return _plausible(Calibration(made_utc_s, temperature_c, bias, offset, scales))


def _ellipsoid(measured_g: Floats) -> tuple[Floats, Floats]:
    """Offset and scale [3] that put every position [n, 3] at 1 g from the centre, however it is tilted.

    m: measured. o: offset. s: scale. The sum over the axes of (s (m - o))^2 = 1 is linear in a = s^2 / r and b = -a o,
    where r = 1 - sum (s o)^2 makes the right side 1: sum a m^2 + 2 b m = 1.
    """
    found = np.linalg.lstsq(np.hstack([measured_g**2, 2 * measured_g]), np.ones(len(measured_g)))[0]
    a, b = found[:CALIBRATED_AXES], found[CALIBRATED_AXES:]
    if (a <= 0).any():
        raise CannotCalibrate(
            "gravity did not reach 1 g on every axis in the six positions: expected each of the six sides down once; "
            "repeat all six"
        )
    return -b / a, np.sqrt(a / (1 + (b**2 / a).sum()))


def _triple(values: Floats) -> tuple[float, float, float]:
    x, y, z = values.tolist()
    return x, y, z


def _plausible(calibration: Calibration) -> Calibration:
    try:
        return from_plain(Calibration, to_plain(calibration))
    except BadValue as error:
        raise CannotCalibrate(
            f"{error}: no healthy sensor is that far off; repeat it, and if that does not help, replace the sensor"
        ) from error


NAME: Final = "calibration.json"
MOST_KEPT: Final = 10  # ours: enough to go back to before a bad afternoon


@dataclass(frozen=True)
class _File:
    version: Literal[1]
    calibrations: tuple[Calibration, ...]  # oldest first


def calibration_beside(database: str) -> Path:
    """Where the calibrations of the device with this database are."""
    return Path(database).with_name(NAME)


def read_calibrations(path: Path) -> tuple[Calibration, ...]:
    """Oldest first, the last in use; none if there is no file. Raises BadKeptFile."""
    kept = read_kept(path, _File, "calibrate")
    return kept.calibrations if kept else ()


def whole_calibrations(path: Path) -> tuple[Calibration, ...]:
    """Those in a damaged file that are whole, oldest first."""
    return whole_versions(path, "calibrations", Calibration)


def write_calibrations(path: Path, calibrations: tuple[Calibration, ...]) -> None:
    """Keep the newest of these, oldest first. Raises BadKeptFile."""
    write_kept(path, _File(1, calibrations[-MOST_KEPT:]))
