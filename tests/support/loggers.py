"""Files in the shapes that public loggers write, from a made-up limb.

Knows header lines and forms of numbers, as they are documented or found in public code; holds nobody's recording.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from device.signals.samples import Floats, Samples
from tests.support.limbs import shaken, still

G_MPS2 = 9.80665
STARTED = datetime(2026, 3, 2, 9, 14, 5, tzinfo=UTC)
STARTED_S = 1_772_442_845  # the same as Unix time


def limb(seconds: float = 4, rate_hz: float = 100) -> Samples:
    """A limb that trembles at 5 Hz by 40 deg/s."""
    return shaken(still(seconds, rate_hz), 5, 40)


def table(header: str, columns: Sequence[Sequence[object]], between: str = ",", decimal: str = ".") -> str:
    """Text with a header line; numbers by the comma or point."""
    rows = (between.join(_cell(cell, decimal) for cell in row) for row in zip(*columns, strict=True))
    return "\n".join(([header] if header else []) + list(rows)) + "\n"


def _cell(cell: object, decimal: str) -> str:
    return f"{cell:.7f}".replace(".", decimal) if isinstance(cell, float) else str(cell)


def moments(samples: Samples, form: str) -> list[str]:
    """The samples' times as dates and times, milliseconds last."""
    at = [STARTED + timedelta(milliseconds=round(time_s * 1000)) for time_s in samples.time_s.tolist()]
    return [f"{moment.strftime(form)}{moment.microsecond // 1000:03d}" for moment in at]


def turning(samples: Samples) -> Floats:
    """[3, n] in deg/s."""
    assert samples.rotation_dps is not None
    return samples.rotation_dps.T


def floats(*columns: Floats) -> list[list[float]]:
    return [column.tolist() for column in columns]


def own(samples: Samples) -> str:
    """The form of this house."""
    header = "t_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"
    return table(header, floats(samples.time_s, *samples.acceleration_g.T, *turning(samples)))


def phyphox_acceleration(samples: Samples) -> str:
    header = '"Time (s)","Acceleration x (m/s^2)","Acceleration y (m/s^2)","Acceleration z (m/s^2)"'
    return table(header, floats(samples.time_s, *samples.acceleration_g.T * G_MPS2))


def phyphox_gyroscope(samples: Samples) -> str:
    header = '"Time (s)","Gyroscope x (rad/s)","Gyroscope y (rad/s)","Gyroscope z (rad/s)","Absolute (rad/s)"'
    rates = np.radians(turning(samples))
    return table(header, floats(samples.time_s + 0.003, *rates, np.linalg.norm(rates, axis=0)))


def sensor_logger(numbers: Floats, samples: Samples) -> str:
    """One sensor of [3, n]; the axes stand the other way round."""
    nanoseconds = [STARTED_S * 10**9 + round(time_s * 1e9) for time_s in samples.time_s.tolist()]
    return table("time,seconds_elapsed,z,y,x", [nanoseconds, *floats(samples.time_s, *numbers[::-1])])


def sensor_logger_acceleration(samples: Samples) -> str:
    return sensor_logger(samples.acceleration_g.T * G_MPS2, samples)


def sensor_logger_gyroscope(samples: Samples) -> str:
    return sensor_logger(np.radians(turning(samples)), samples)


def physics_toolbox(samples: Samples) -> str:
    columns = floats(samples.time_s, *samples.acceleration_g.T, *np.radians(turning(samples)))
    return table("time,gFx,gFy,gFz,wx,wy,wz", columns)


def witmotion(samples: Samples) -> str:
    header = "Time,DeviceName,AccX(g),AccY(g),AccZ(g),AsX(°/s),AsY(°/s),AsZ(°/s),AngleX(°),AngleY(°),AngleZ(°),T(°C)"
    count = len(samples)
    columns = floats(*samples.acceleration_g.T, *turning(samples), *np.zeros((3, count)), np.full(count, 31.5))
    return table(header, [moments(samples, "%Y-%m-%d %H:%M:%S."), ["WT901"] * count, *columns])


def metabase(unit: str, numbers: Floats, samples: Samples) -> str:
    milliseconds = [STARTED_S * 1000 + round(time_s * 1000) for time_s in samples.time_s.tolist()]
    header = f"epoch (ms),time (-01:00),elapsed (s),x-axis ({unit}),y-axis ({unit}),z-axis ({unit})"
    return table(header, [milliseconds, moments(samples, "%Y-%m-%dT%H:%M:%S."), *floats(samples.time_s, *numbers)])


def metabase_acceleration(samples: Samples) -> str:
    return metabase("g", samples.acceleration_g.T, samples)


def metabase_gyroscope(samples: Samples) -> str:
    return metabase("deg/s", turning(samples), samples)


def axivity(samples: Samples, *, header: bool = True) -> str:
    names = "Time,Accel-X (g), Accel-Y (g), Accel-Z (g), Gyro-X (d/s), Gyro-Y (d/s), Gyro-Z (d/s)" if header else ""
    return table(names, [moments(samples, "%Y-%m-%d %H:%M:%S."), *floats(*samples.acceleration_g.T, *turning(samples))])


def empatica(samples: Samples) -> str:
    """Whole 64ths of a g at 32 Hz, below when it began and the rate."""
    rows = [[f"{STARTED_S}.000000"] * 3, ["32.000000"] * 3, *np.rint(samples.acceleration_g * 64).astype(int).tolist()]
    return "".join(", ".join(map(str, row)) + "\n" for row in rows)


def actigraph(samples: Samples) -> str:
    above = (
        "------------ Data File Created By ActiGraph Link ActiLife v6.13.4 Firmware v1.7.2 date format M/d/yyyy at"
        " 100 Hz  Filter Normal -----------\nSerial Number: TAS0\nStart Time 09:14:05\nStart Date 3/2/2026\n"
        "Epoch Period (hh:mm:ss) 00:00:00\nDownload Time 10:00:00\nDownload Date 3/2/2026\n"
        "Current Memory Address: 0\nCurrent Battery Voltage: 4.07     Mode = 12\n"
        "--------------------------------------------------\n"
    )
    header = "Timestamp,Accelerometer X,Accelerometer Y,Accelerometer Z"
    return above + table(header, [moments(samples, "%-m/%-d/%Y %H:%M:%S."), *floats(*samples.acceleration_g.T)])


def shimmer(samples: Samples) -> str:
    names = ["Timestamp_Unix", *(f"Accel_LN_{axis}" for axis in "XYZ"), *(f"Gyro_{axis}" for axis in "XYZ"), "Battery"]
    units = ["ms", *["m/(s^2)"] * 3, *["deg/s"] * 3, "mV"]
    header = "\n".join(['"sep=\t"', "\t".join(f"Shimmer_FC32_{name}_CAL" for name in names), "\t".join(units)])
    battery = np.full(len(samples), 4100.0)
    times_ms = samples.time_s * 1000 + STARTED_S * 1000
    return table(header, floats(times_ms, *samples.acceleration_g.T * G_MPS2, *turning(samples), battery), between="\t")


def arduino(samples: Samples, *, header: bool = True) -> str:
    """Raw counts over 2 g and 250 deg/s as a sketch prints them, without times."""
    counts = np.rint(np.vstack([samples.acceleration_g.T * 16_384, turning(samples) * 131.072])).astype(int)
    return table("ax,ay,az,gx,gy,gz" if header else "", counts.tolist())


def arduino_with_millis(samples: Samples) -> str:
    milliseconds = [round(time_s * 1000) for time_s in samples.time_s.tolist()]
    return table("millis,ax_raw,ay_raw,az_raw,gx_raw,gy_raw,gz_raw", [milliseconds, *_columns_of(arduino(samples))])


def _columns_of(text: str) -> list[list[int]]:
    rows = [list(map(int, line.split(","))) for line in text.splitlines()[1:]]
    return [list(column) for column in zip(*rows, strict=True)]


Writer = Callable[[Samples], str]
