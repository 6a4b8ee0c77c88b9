"""A chip at the end of wires that take their time: every byte costs what it costs at the bus's speed.

Knows bits; must never know which chip is at the end.
"""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.simulated.kernel import ChipOnBus

BITS_A_BYTE = 9  # with its acknowledgement
BUS_HZ = 400_000


@dataclass
class OnWire:
    """The chip, with the time on the wire counted and passed to `sleep`."""

    chip: ChipOnBus
    sleep: Callable[[float], None]
    bus_hz: int = BUS_HZ
    wire_s: float = 0.0

    def write(self, data: bytes) -> None:
        self._travel(len(data))
        self.chip.write(data)

    def read(self, length: int) -> bytes:
        data = self.chip.read(length)
        self._travel(length)
        return data

    def _travel(self, data_bytes: int) -> None:
        """The address and the data."""
        passed_s = (1 + data_bytes) * BITS_A_BYTE / self.bus_hz
        self.wire_s += passed_s
        self.sleep(passed_s)
