"""Times and counts as few bytes: how they change from sample to sample, the bytes of equal weight together. Pure.

Knows integers; must never know what they measure. Nothing is lost, whatever the integers are. A limb moves little
within 10 ms, and the sensor's clock hardly at all, so that most bytes are 0: that is for zlib to use.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

NOMINAL_STEP_NS: Final = 10_000_000  # 100 Hz
LONGEST_STEP_NS: Final = 15_000_000  # ours: one and a half of those; what lies further apart has a gap between
TIME_BYTES: Final = 4
COUNT_BYTES: Final = 2

Times = NDArray[np.int64]
Counts = NDArray[np.int16]


class NoStretch(Exception):
    """The bytes are not those of so many samples; the message says why."""


@dataclass(frozen=True)
class CountStretch:
    """n samples without a gap.

    time_ns: [n] nanoseconds of the device's clock. counts: [n, 3] ax ay az, or [n, 6] with gx gy gz after them.
    """

    time_ns: Times
    counts: Counts

    def __len__(self) -> int:
        """The number of samples."""
        return len(self.time_ns)


def breaks(time_ns: Times) -> NDArray[np.intp]:
    """The places of samples before which there is a gap, or the clock goes back."""
    steps_ns = np.diff(time_ns)
    return np.flatnonzero((steps_ns <= 0) | (steps_ns > LONGEST_STEP_NS)) + 1


def packed_stretch(stretch: CountStretch) -> bytes:
    """All of it but the first time, ready to be compressed."""
    bends = np.diff(np.diff(stretch.time_ns), prepend=NOMINAL_STEP_NS)
    columns = [_zigzag(np.diff(column, prepend=np.int16(0))) for column in stretch.counts.T]
    return b"".join([_planes(_zigzag(bends.astype(np.int32))), *map(_planes, columns)])


def packed_bytes(samples: int, axes: int) -> int:
    """How many bytes `packed_stretch` makes of so many samples."""
    return TIME_BYTES * (samples - 1) + COUNT_BYTES * samples * axes


def unpacked_stretch(content: bytes, samples: int, axes: int, first_ns: int) -> CountStretch:
    """What `packed_stretch` was given. Raises NoStretch."""
    time_bytes, column_bytes = TIME_BYTES * (samples - 1), COUNT_BYTES * samples
    expected_bytes = packed_bytes(samples, axes)
    if len(content) != expected_bytes:
        raise NoStretch(f"expected {expected_bytes} bytes of samples, got {len(content)}")
    bends = _signed(_from_planes(content[:time_bytes], np.uint32)).astype(np.int64)
    steps_ns = NOMINAL_STEP_NS + np.cumsum(bends)
    time_ns = first_ns + np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(steps_ns)])
    starts = range(time_bytes, len(content), column_bytes)
    changes = [_signed(_from_planes(content[start : start + column_bytes], np.uint16)) for start in starts]
    counts = np.column_stack([np.cumsum(column, dtype=np.int16) for column in changes])
    if len(breaks(time_ns)):
        raise NoStretch("its times have a gap, or go back")
    return CountStretch(time_ns, counts)


def _zigzag(signed: NDArray[Any]) -> NDArray[Any]:
    """0, -1, 1, -2, ... as 0, 1, 2, 3, ...: small numbers of either sign have only low bits."""
    bits = 8 * signed.itemsize
    unsigned: NDArray[Any] = ((signed << 1) ^ (signed >> (bits - 1))).view(f"u{signed.itemsize}")
    return unsigned


def _signed(unsigned: NDArray[Any]) -> NDArray[Any]:
    magnitudes, signs = unsigned >> 1, -(unsigned & 1)
    signed: NDArray[Any] = (magnitudes ^ signs).view(f"i{unsigned.itemsize}")
    return signed


def _planes(numbers: NDArray[Any]) -> bytes:
    """First the lowest byte of each, then the next."""
    little = numbers.astype(numbers.dtype.newbyteorder("<"))
    return little.view(np.uint8).reshape(-1, numbers.itemsize).T.tobytes()


def _from_planes(content: bytes, kind: type[Any]) -> NDArray[Any]:
    size = np.dtype(kind).itemsize
    rows = np.frombuffer(content, np.uint8).reshape(size, -1).T
    return np.ascontiguousarray(rows).reshape(-1).view(np.dtype(kind).newbyteorder("<")).astype(kind)
