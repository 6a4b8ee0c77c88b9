"""Facts in the bare pages of a damaged database and of its journal, where SQLite no longer finds a way to them.

Knows SQLite's file format (sqlite.org/fileformat2.html, sections in brackets); must never know which fact is the newer
of two. Only rows whose checksum fits are given.
"""

import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from device.store.file import PAGE_BYTES
from device.store.rows import FactRow, fact_sum

WAL_HEADER_BYTES, FRAME_HEADER_BYTES = 32, 24  # [4.1]
FILE_HEADER_BYTES: Final = 100  # [1.3], on the first page only
CELLS: Final = {0x0A: (8, 0), 0x02: (12, 4)}  # [1.6] leaf and interior of a table WITHOUT ROWID: header, pointer
PAGES_A_LOOK: Final = 100
MOST_OVERFLOW: Final = 200  # pages of one row: 100 kB
INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # [2.1] serial types and their bytes
REAL, ZERO, ONE, FIRST_TEXT = 7, 8, 9, 13
MOST_CONTINUED: Final = 0x80  # of a byte of a varint: another one follows
# The columns as they are kept: those of the key, then the others. Then as FACT_COLUMNS and the checksum.
KEPT: Final = ("day", "kind", "boot", "start_s", "utc_s", "offset_s", "body", "sum")
GIVEN: Final = ("day", "boot", "kind", "start_s", "utc_s", "offset_s", "body", "sum")


def facts_in_pages(path: Path) -> Iterator[list[FactRow]]:
    """Whole facts on any page of the file or of its journal, some pages at a time. What cannot be read is not there."""
    if not os.path.isfile(path):  # a pipe would hold us for ever  # noqa: PTH113 - Path's raises where nobody may look
        return
    with suppress(OSError), path.open("rb") as file:
        newer = dict(_frames(path.with_name(path.name + "-wal")))
        pages = _Pages(file, newer)
        for first in range(0, pages.count, PAGES_A_LOOK):
            images = [pages.image(number) for number in range(first + 1, first + PAGES_A_LOOK + 1)]
            yield [row for image in images for row in _facts(image, pages)]
        numbers = sorted(newer)
        for start in range(0, len(numbers), PAGES_A_LOOK):
            yield [row for n in numbers[start : start + PAGES_A_LOOK] for row in _facts(newer[n], pages)]


def _frames(wal: Path) -> Iterator[tuple[int, bytes]]:
    """Page number and image of every frame in the journal, in their order: the last of a page is its newest."""
    with suppress(OSError):
        content = wal.read_bytes() if wal.is_file() else b""
        for start in range(WAL_HEADER_BYTES, len(content), FRAME_HEADER_BYTES + PAGE_BYTES):
            (number,) = struct.unpack(">I", content[start : start + 4].rjust(4, b"\0"))
            yield number, content[start + FRAME_HEADER_BYTES : start + FRAME_HEADER_BYTES + PAGE_BYTES]


@dataclass
class _Pages:
    """Pages by number, as the file has them or, where only that is `newer`, as its journal has them."""

    file: Any
    newer: dict[int, bytes]

    @property
    def count(self) -> int:
        return -(-int(self.file.seek(0, 2)) // PAGE_BYTES)

    def image(self, number: int) -> bytes:
        with suppress(OSError):
            self.file.seek((number - 1) * PAGE_BYTES)
            return bytes(self.file.read(PAGE_BYTES))
        return b""

    def either(self, number: int) -> tuple[bytes, ...]:
        """Both images of a page, since nobody knows of which time the row is that goes on there."""
        return tuple(image for image in (self.newer.get(number, b""), self.image(number)) if image)


def _facts(image: bytes, pages: _Pages) -> Iterator[FactRow]:
    start = FILE_HEADER_BYTES if image.startswith(b"SQLite format 3") else 0
    header_bytes, pointer_bytes = CELLS.get(image[start], (0, 0)) if len(image) == PAGE_BYTES else (0, 0)
    if not header_bytes:
        return
    (count,) = struct.unpack_from(">H", image, start + 3)
    for number in range(min(count, PAGE_BYTES // 4)):
        with suppress(struct.error, IndexError, ValueError, OverflowError):
            (at,) = struct.unpack_from(">H", image, start + header_bytes + 2 * number)
            yield from _whole(_payloads(image, at + pointer_bytes, pages))


def _whole(payloads: Iterator[bytes]) -> Iterator[FactRow]:
    for payload in payloads:
        values = _values(payload)
        row = _given(values) if len(values) == len(KEPT) else None
        if row and row[-1] == fact_sum(row):
            yield row
            return


def _payloads(image: bytes, at: int, pages: _Pages) -> Iterator[bytes]:
    """The payload of a cell, with what went over into other pages [1.6, 1.7]: once for each image of those."""
    size, at = _varint(image, at)
    most, least = (PAGE_BYTES - 12) * 64 // 255 - 23, (PAGE_BYTES - 12) * 32 // 255 - 23
    fitting = least + (size - least) % (PAGE_BYTES - 4)
    here = size if size <= most else fitting if fitting <= most else least
    begun = image[at : at + here]
    if here == size:
        yield begun
        return
    (number,) = struct.unpack_from(">I", image, at + here)
    for newest in (True, False):
        yield begun + _overflow(number, size - here, pages, newest=newest)


def _overflow(number: int, size: int, pages: _Pages, *, newest: bool) -> bytes:
    parts: list[bytes] = []
    while size > 0 and number and len(parts) < MOST_OVERFLOW:
        images = pages.either(number)
        if not images:
            break
        image = images[0 if newest else -1]
        parts.append(image[4 : 4 + size])
        size -= len(parts[-1])
        (number,) = struct.unpack_from(">I", image, 0)
    return b"".join(parts)


def _values(payload: bytes) -> list[Any]:
    """The values of a record [2.1]."""
    end, at = _varint(payload, 0)
    kinds: list[int] = []
    while at < end and len(kinds) <= len(KEPT):
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in INTEGERS:
        return int.from_bytes(payload[at : at + INTEGERS[kind]], "big", signed=True), at + INTEGERS[kind]
    if kind == REAL:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind in {ZERO, ONE}:
        return kind - ZERO, at
    if kind >= FIRST_TEXT and kind % 2:
        end = at + (kind - FIRST_TEXT) // 2
        return payload[at:end].decode(), end
    return None, at


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """The number there, and where the next one is."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | content[place] & 0x7F
        if content[place] < MOST_CONTINUED:
            return value, place + 1
    return value << 8 | content[at + 8], at + 9


def _given(values: list[Any]) -> FactRow:
    """Numbers of a REAL column are floats, also where SQLite kept them as whole ones."""
    named = dict(zip(KEPT, values, strict=True))
    named |= {name: float(named[name]) for name in ("start_s", "utc_s") if isinstance(named[name], int)}
    return tuple(named[name] for name in GIVEN)
