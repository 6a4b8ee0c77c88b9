"""A battery that the kernel itself reads: every fuel gauge with a driver (max17040, bq27xxx, axp20x, ...).

Knows /sys/class/power_supply (Documentation/ABI/testing/sysfs-class-power); must never know which chip is behind it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from drivers.battery.reading import BatteryReading, BatteryUnreadable, checked

SUPPLIES: Final = Path("/sys/class/power_supply")
FROM_OUTSIDE: Final = ("Mains", "USB", "Wireless")
OF_SOMETHING_ELSE: Final = "Device"  # scope: of a mouse or a headset, not of this computer
MICROVOLTS_A_VOLT: Final = 1e6
CHARGES: Final = {"Charging": True, "Full": False, "Not charging": False, "Discharging": False}
HAS_POWER: Final = {"Charging": True, "Full": True, "Not charging": True, "Discharging": False}
NONE: Final = "{}: no battery: load the board's driver (dtoverlay= in config.txt), or name another board in [battery]"


class KernelBattery:
    """The first battery of this computer."""

    def __init__(self, supplies: Path = SUPPLIES) -> None:
        self._supplies = supplies

    def read(self) -> BatteryReading:
        """What the kernel tells now. Raises BatteryUnreadable."""
        battery = next(iter(self._of_types(("Battery",))), None)
        if battery is None:
            raise BatteryUnreadable(NONE.format(self._supplies))
        status, volts = _told(battery, "status"), _number(battery, "voltage_now")
        percent = _number(battery, "capacity")
        if percent is None:
            raise BatteryUnreadable(f"{battery / 'capacity'}: expected a level in percent, got none")
        seen = BatteryReading(
            percent, volts and volts / MICROVOLTS_A_VOLT, self._external(status), CHARGES.get(status or "")
        )
        return checked(seen, str(battery))

    def _external(self, status: str | None) -> bool | None:
        """By what is plugged in, else by what the battery does."""
        online = [_told(supply, "online") for supply in self._of_types(FROM_OUTSIDE)]
        said = [one != "0" for one in online if one is not None]
        return any(said) if said else HAS_POWER.get(status or "")

    def _of_types(self, types: tuple[str, ...]) -> Iterator[Path]:
        for folder in sorted(self._supplies.glob("*")):
            if _told(folder, "type") in types and _told(folder, "scope") != OF_SOMETHING_ELSE:
                yield folder


def _told(folder: Path, name: str) -> str | None:
    """None where the kernel has no such file, or cannot answer now."""
    try:
        return (folder / name).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _number(folder: Path, name: str) -> float | None:
    said = _told(folder, name)
    try:
        return float(int(said)) if said else None
    except ValueError:
        return None
