"""Whether the journal (-wal) that an unclean end left behind is whole.

Knows its format (sqlite.org/fileformat2.html, section 4); must never know what is in its pages. SQLite takes a
journal up to its first bad frame and forgets the rest without a word, which is right for the transaction that a power
cut tore, and wrong for all those that were complete before it.
"""

import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from sys import byteorder
from typing import Final

TORN: Final = 1  # transaction that was under way: no other was begun before it was on the disk
MANY: Final = 2  # or more
MOST_ZEROS: Final = 65_536  # ours: no transaction of five minutes is as long, so a power cut leaves fewer at the end
HEADER_BYTES: Final = 32
FRAME_HEADER_BYTES: Final = 24
PAGE_SIZES: Final = {512 << n for n in range(8)}
BIG_ENDIAN_SUMS: Final = 0x377F0683  # the other magic number, for little-endian sums, is one less


def lost_commits(wal: Path) -> int:
    """Transactions behind the first bad frame; one may be what a power cut tore. Raises OSError."""
    content = wal.read_bytes() if wal.is_file() else b""
    if len(content) - len(content.rstrip(b"\0")) > MOST_ZEROS:
        return MANY
    if len(content) <= HEADER_BYTES + FRAME_HEADER_BYTES:
        return 0
    magic, _, page_bytes, _, *salts = struct.unpack_from(">6I", content)
    if page_bytes not in PAGE_SIZES:
        return MANY  # the header is gone, and every transaction with it
    big = magic == BIG_ENDIAN_SUMS
    sums = _summed(content[: HEADER_BYTES - 8], (0, 0), big=big)
    good, lost = sums == struct.unpack_from(">2I", content, HEADER_BYTES - 8), 0
    ours = salts if good else list(struct.unpack_from(">2I", content, HEADER_BYTES + 8))
    for frame in _all_frames(content, page_bytes):
        _, commits, *frame_salts = struct.unpack_from(">4I", frame)
        sums = _summed(frame[FRAME_HEADER_BYTES:], _summed(frame[:8], sums, big=big), big=big) if good else sums
        good = good and sums == struct.unpack_from(">2I", frame, 16) and frame_salts == salts
        lost += not good and bool(commits) and frame_salts == ours
    return lost


def _all_frames(content: bytes, page_bytes: int) -> Iterator[bytes]:
    size = FRAME_HEADER_BYTES + page_bytes
    for start in range(HEADER_BYTES, len(content) - size + 1, size):
        yield content[start : start + size]


def _summed(content: bytes, sums: tuple[int, int], *, big: bool) -> tuple[int, int]:
    """The two checksums over the content's 32-bit words, going on from these [4.2]."""
    words = array("I", content)
    if big != (byteorder == "big"):
        words.byteswap()
    one, two = sums
    pairs = iter(words)
    for word in pairs:
        one = (one + word + two) & 0xFFFFFFFF
        two = (two + next(pairs) + one) & 0xFFFFFFFF
    return one, two
