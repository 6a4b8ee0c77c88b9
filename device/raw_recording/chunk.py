"""A chunk: counts without a gap, what is needed to understand them, and a checksum of both. And the chunks in a file.

Knows bytes; must never know where they are kept. Whatever is damaged is left out and told: CRC-32 finds every change
of one or two bits in a chunk and all but one in four thousand million of the others, and zlib's own checksum of the
samples nearly all of those. The README describes each byte.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from device.raw_recording.planes import CountStretch, NoStretch, packed_bytes, packed_stretch, unpacked_stretch
from device.records.decoding import Range, from_json, to_json
from device.records.facts import Dating, Gap

PREAMBLE: Final = b"Easeband raw recording, version 1. Its bytes are described in device/raw_recording/README.md.\n"
MARK: Final = b"\x8bEBraw1\n"  # its first byte is no ASCII, and no UTF-8 begins with it
LENGTHS: Final = struct.Struct("<III")  # bytes of the header, bytes of the samples, CRC-32 of all that is not the mark
MOST_HEADER_BYTES: Final = 100_000  # ours: some 600 as a rule; a gap takes 80
MOST_SAMPLES: Final = 100_000  # ours: a minute has 6,000
FARTHEST_NS: Final = 2**62  # 146 years of monotonic time
CUT_OFF: Final = "cut off, as by a power cut"
NO_CHUNK: Final = "no chunk begins there"
CHANGED: Final = "changed since it was written: its checksum is another"


@dataclass(frozen=True)
class HowTaken:
    """How a device took its samples: acceleration in g is count * g_per_count, rotation in deg/s count * dps_per_count.

    range_g, range_dps: what the chip was set to, both ways. calibration: the one in use as `easeband calibrate` keeps
    it, by which the device corrected them afterwards; counts are as before. None where there was none.
    """

    firmware: str
    site: str
    g_per_count: float
    dps_per_count: float
    range_g: float
    range_dps: float
    calibration: dict[str, Any] | None = None


@dataclass(frozen=True)
class About:
    """Of one chunk. `dating`: as the clock stood when it was written. gaps: those that ended in it or before it.

    temperature_c: the chip's own at its end, None where it was not read.
    """

    dating: Dating
    taken: HowTaken
    temperature_c: float | None = None
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Chunk:
    """Samples without a gap, and what is known of them."""

    about: About
    stretch: CountStretch


@dataclass(frozen=True)
class Damage:
    """So many bytes of a file from `at_byte` on are no chunk that can be trusted."""

    at_byte: int
    length_bytes: int
    why: str


@dataclass(frozen=True)
class _Header:
    version: Literal[1]
    samples: Annotated[int, Range(1, MOST_SAMPLES)]
    axes: Literal[3, 6]
    first_ns: Annotated[int, Range(-FARTHEST_NS, FARTHEST_NS)]
    about: About


class BadChunk(Exception):
    """What stands there is no whole chunk; the message says why."""


def encoded(chunk: Chunk) -> bytes:
    """The chunk as it stands in a file."""
    stretch = chunk.stretch
    axes: Literal[3, 6] = 3 if stretch.counts.shape[1] == 3 else 6
    header = to_json(_Header(1, len(stretch), axes, int(stretch.time_ns[0]), chunk.about)).encode()
    samples = zlib.compress(packed_stretch(stretch), 1)
    return MARK + LENGTHS.pack(len(header), len(samples), _checksum(header, samples)) + header + samples


def chunks_in(content: bytes) -> Iterator[Chunk | Damage]:
    """What is in a file, in its order: every chunk that is whole, and where bytes are that belong to none."""
    at = len(PREAMBLE) if content.startswith(PREAMBLE) else 0
    before: Chunk | None = None
    while at < len(content):
        try:
            chunk, end = _decoded(content, at)
            _check_follows(before, chunk)
        except BadChunk as error:
            found = content.find(MARK, at + 1)
            end = len(content) if found < 0 else found
            yield Damage(at, end - at, str(error))
        else:
            before = chunk
            yield chunk
        at = end


def _decoded(content: bytes, at: int) -> tuple[Chunk, int]:
    """The chunk that begins there, and where it ends. Raises BadChunk."""
    if not content.startswith(MARK, at):
        raise BadChunk(CUT_OFF if MARK.startswith(content[at:]) else NO_CHUNK)
    start = at + len(MARK) + LENGTHS.size
    if start > len(content):
        raise BadChunk(CUT_OFF)
    header_bytes, samples_bytes, checksum = LENGTHS.unpack_from(content, at + len(MARK))
    end = start + header_bytes + samples_bytes
    if header_bytes > MOST_HEADER_BYTES:
        raise BadChunk(CHANGED)
    if end > len(content):
        raise BadChunk(CUT_OFF if content.find(MARK, start) < 0 else CHANGED)
    header, samples = content[start : start + header_bytes], content[start + header_bytes : end]
    if _checksum(header, samples) != checksum:
        raise BadChunk(CHANGED)
    return _understood(header, samples), end


def _check_follows(before: Chunk | None, chunk: Chunk) -> None:
    if before is None or before.about.dating.boot != chunk.about.dating.boot:
        return
    if chunk.stretch.time_ns[0] <= before.stretch.time_ns[-1]:
        raise BadChunk("its times are not after those of the chunk before it")


def _understood(header: bytes, samples: bytes) -> Chunk:
    try:
        said = from_json(_Header, header.decode(), json.loads)
        content = _unzipped(samples, packed_bytes(said.samples, said.axes))
        return Chunk(said.about, unpacked_stretch(content, said.samples, said.axes, said.first_ns))
    except (ValueError, RecursionError, zlib.error, NoStretch) as error:
        raise BadChunk(f"whole, but not understood, as of a newer version: {error}") from error


def _unzipped(samples: bytes, length_bytes: int) -> bytes:
    """No more than that and its own checksum; zlib holds the one against the other. Raises NoStretch and zlib.error."""
    unzipped = zlib.decompressobj()
    content = unzipped.decompress(samples, length_bytes + 1)
    if not unzipped.eof:
        raise NoStretch(f"expected {length_bytes} bytes of samples, got more or no end")
    return content


def _checksum(header: bytes, samples: bytes) -> int:
    """Of the lengths too: they say where header and samples end."""
    lengths = LENGTHS.pack(len(header), len(samples), 0)
    return zlib.crc32(samples, zlib.crc32(header, zlib.crc32(lengths)))
