"""A started sensor together with its bus. Knows which driver is opened; must never know what the samples mean."""

import logging

from device.system.clock import Clock
from device.system.config import Sensor
from drivers.i2c import Bus
from drivers.mpu6050 import AxisTest, Frames, Mpu6050

log = logging.getLogger(__name__)


class SensorOnBus:
    """A started sensor together with the bus it sits on, so that letting go of one lets go of both."""

    def __init__(self, where: Sensor, clock: Clock) -> None:
        """Open the bus and start the sensor. Raises BusError, BusMissing, WrongChip or NotConfigured."""
        self._bus = Bus(where.bus)
        self._bus.open()
        self._chip = Mpu6050(self._bus, clock.monotonic_s, clock.sleep, where.address, gyroscope=where.gyroscope)
        try:
            self._tell(self._chip.start().warning)
        except BaseException:
            self._bus.close()
            raise

    @property
    def filter_delay_s(self) -> float:
        """How much later than the motion its samples are taken."""
        return self._chip.model.filter_delay_s

    @property
    def room_s(self) -> float:
        """For how long its FIFO keeps frames."""
        return self._chip.room_s

    def drain(self) -> Frames:
        """As `Mpu6050.drain`."""
        return self._chip.drain()

    def become_quiet(self) -> None:
        """As `Mpu6050.become_quiet`."""
        self._chip.become_quiet()

    def measure_fully(self) -> None:
        """As `Mpu6050.measure_fully`."""
        self._chip.measure_fully()

    def self_test(self) -> tuple[AxisTest, ...]:
        """As `Mpu6050.self_test`."""
        return self._chip.self_test()

    def stop(self) -> None:
        """Put the sensor to sleep and close the bus, whatever happens."""
        try:
            self._chip.stop()
        finally:
            self._bus.close()

    def _tell(self, warning: str | None) -> None:
        if warning:
            log.warning("%s", warning)
