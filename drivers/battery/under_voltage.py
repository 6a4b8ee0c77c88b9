"""Whether the Pi's supply is too weak at this moment, as its firmware tells the kernel.

Knows the two places where the kernel shows it; must never know what is done about it.
"""

from pathlib import Path
from typing import Final

THROTTLED: Final = "sys/devices/platform/soc*/soc*:firmware/get_throttled"  # raspberrypi.com: hexadecimal, bit 0 is now
UNDER_VOLTAGE_NOW: Final = 0x1
MONITORS: Final = "sys/class/hwmon/hwmon*"  # the kernel's raspberrypi-hwmon: newer, without the other bits
MONITOR_NAME: Final = "rpi_volt"


def under_voltage(root: Path = Path("/")) -> bool | None:
    """Below 4.63 V now; None where nobody tells. `root` is where the file system begins."""
    for file in root.glob(THROTTLED):
        if (bits := _number(file, 16)) is not None:
            return bool(bits & UNDER_VOLTAGE_NOW)
    for folder in root.glob(MONITORS):
        if _text(folder / "name") == MONITOR_NAME and (alarm := _number(folder / "in0_lcrit_alarm", 10)) is not None:
            return bool(alarm)
    return None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _number(file: Path, base: int) -> int | None:
    try:
        return int(_text(file), base)
    except ValueError:
        return None
