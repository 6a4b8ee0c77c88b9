"""How fast a bus really runs, from how long its long reads take. Pure.

Knows bits and durations; must never know which chip answers.
"""

from typing import Final

LONG_READ: Final = 100  # ours, bytes: 2.3 ms at 400 kHz, ten times the system call around it (assumed 0.2 ms)
BITS_A_BYTE: Final = 9  # eight and the acknowledgement
ADDRESSING: Final = 3  # bytes before a read's data: address, register, address again
ENOUGH_READS: Final = 20  # ours: among so many one was hardly held up by the computer


class BusSpeed:
    """The fastest of the long reads: a computer that is busy makes reads slower, nothing makes them faster.

    This is the speed of the wire. The report on a bus log tells the median, which is what a read usually took.
    """

    def __init__(self) -> None:
        self._reads, self._fastest_hz = 0, 0.0

    def push(self, read_bytes: int, read_s: float) -> None:
        """One read of so many bytes that took so long. Short ones, and those in simulated no time, tell nothing."""
        if read_bytes >= LONG_READ and read_s > 0:
            self._reads += 1
            self._fastest_hz = max(self._fastest_hz, (read_bytes + ADDRESSING) * BITS_A_BYTE / read_s)

    @property
    def hz(self) -> float | None:
        """Bits a second; None until there were enough reads."""
        return self._fastest_hz if self._reads >= ENOUGH_READS else None
