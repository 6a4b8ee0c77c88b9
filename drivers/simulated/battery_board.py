"""A PiSugar 3 as the wire sees it, with a battery that empties by itself.

Knows what its registers show; must never know who reads them, or why.
"""

from collections.abc import Callable
from typing import Final

REGISTERS: Final = 256
FULL_MV, EMPTY_MV = 4200.0, 3200.0  # ours: a straight line between them, which no cell has
A_HOUR_S: Final = 3600.0


class SimulatedPisugar3:
    """A board whose full battery lasts for so many hours. `plugged`: power from outside, by which it stays as it is."""

    def __init__(self, now_s: Callable[[], float], lasts_h: float = 10.0) -> None:
        self._now_s, self._lasts_s = now_s, lasts_h * A_HOUR_S
        self._last_s, self._used_s = now_s(), 0.0
        self.plugged = False
        self._pointer = 0

    def write(self, data: bytes) -> None:
        """A register to be read from; what is written into one is not taken, as by a board that is protected."""
        if data:
            self._pointer = data[0]

    def read(self, length: int) -> bytes:
        """From that register on."""
        shown = self._shown()
        return bytes(shown[(self._pointer + offset) % REGISTERS] for offset in range(length))

    def _shown(self) -> bytearray:
        now_s = self._now_s()
        self._used_s += 0.0 if self.plugged else now_s - self._last_s
        self._last_s = now_s
        left = max(0.0, 1 - self._used_s / self._lasts_s)
        shown = bytearray(REGISTERS)
        shown[0x02] = 0xC0 if self.plugged else 0x40
        shown[0x22:0x24] = round(EMPTY_MV + left * (FULL_MV - EMPTY_MV)).to_bytes(2)
        shown[0x2A] = round(100 * left)
        return shown
