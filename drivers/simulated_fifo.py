"""The FIFO of a simulated chip: bytes in, bytes out, and what is lost when it is full.

Knows lengths and ages; must never know what the bytes mean.
"""


class Fifo:
    """Up to `size` bytes, of which the newest `unfinished` are still being written and cannot be seen yet."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._bytes = bytearray()
        self._last = b"\0"
        self.unfinished = 0

    def __len__(self) -> int:
        """How many bytes can be read."""
        return max(0, len(self._bytes) - self.unfinished)

    def put(self, newest: bytes, length: int) -> bool:
        """Put in `length` bytes, of which only the newest can be left. Whether it was full and lost its oldest."""
        lost = len(self._bytes) + length > self._size
        self._bytes += newest
        del self._bytes[: -self._size]
        return lost

    def take(self, length: int) -> bytes:
        """The oldest `length` bytes; where there are fewer, the last one is repeated."""
        taken = bytes(self._bytes[: min(length, len(self))])
        del self._bytes[: len(taken)]
        self._last = taken[-1:] or self._last
        return taken + self._last * (length - len(taken))

    def clear(self) -> None:
        """Lose everything."""
        self._bytes.clear()
