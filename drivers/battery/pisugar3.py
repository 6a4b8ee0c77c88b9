"""The PiSugar 3 at 0x57: level, voltage and power from outside, by single registers that are only ever read.

Knows its register list (docs.pisugar.com, "PiSugar3 I2C Datasheet"); must never write one, nor know what is low. Its
own clock answers at 0x68 too, where a sensor with AD0 low would be.
"""

from enum import IntEnum
from typing import Final

from drivers.battery.reading import BatteryReading, BatteryUnreadable, checked
from drivers.i2c import Bus, BusError

PISUGAR3_ADDRESS: Final = 0x57
EXTERNAL: Final = 0x80  # of CONTROL_1: the charging socket has power
MAY_CHARGE: Final = 0x40  # of CONTROL_1: charging is not switched off
MILLIVOLTS_A_VOLT: Final = 1000.0
TRIES: Final = 3  # the two bytes of the voltage are read apart, and the board goes on measuring


class PisugarRegister(IntEnum):
    """Registers of one byte each."""

    CONTROL_1 = 0x02
    VOLTAGE_H = 0x22  # millivolts of the battery
    VOLTAGE_L = 0x23
    PERCENT = 0x2A


class Pisugar3:
    """The board on one bus."""

    def __init__(self, bus: int, address: int = PISUGAR3_ADDRESS) -> None:
        self._bus, self._address = bus, address

    def read(self) -> BatteryReading:
        """What it tells now; the bus is opened for that alone. Raises BatteryUnreadable."""
        where = f"PiSugar 3 at 0x{self._address:02x} on /dev/i2c-{self._bus}"
        try:
            with Bus(self._bus) as bus:
                control, percent = (
                    self._byte(bus, register) for register in (PisugarRegister.CONTROL_1, PisugarRegister.PERCENT)
                )
                volts = self._volts(bus, where)
        except BusError as error:
            raise BatteryUnreadable(f"{where}: {error}") from error
        external = bool(control & EXTERNAL)
        return checked(BatteryReading(percent, volts, external, external and bool(control & MAY_CHARGE)), where)

    def _volts(self, bus: Bus, where: str) -> float:
        """Both bytes of one measurement: the high one stayed the same around the low one."""
        for _ in range(TRIES):
            high = self._byte(bus, PisugarRegister.VOLTAGE_H)
            low = self._byte(bus, PisugarRegister.VOLTAGE_L)
            if high == self._byte(bus, PisugarRegister.VOLTAGE_H):
                return (high << 8 | low) / MILLIVOLTS_A_VOLT
        raise BatteryUnreadable(f"{where}: its voltage changed at each of {TRIES} looks: is it this board?")

    def _byte(self, bus: Bus, register: int) -> int:
        return bus.read(self._address, register, 1)[0]
