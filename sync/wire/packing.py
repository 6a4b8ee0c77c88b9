"""Days travel, and are kept, compressed: as zlib makes them (RFC 1950), or as plain JSON from older devices.

Knows bytes and how many there may be; must never know what they say.
"""

import zlib
from typing import Final

from device.records.decoding import BadValue

PLAIN_LIMIT_BYTES: Final = 2_000_000  # before it is compressed: ours, some 5,000 episodes; its reader holds it whole
COMPRESSION_LEVEL: Final = 6  # of zlib: 94 kB of a worn day take 6.6 kB and 1 ms, at level 1 8.2 kB and 0.4 ms
COMPRESSION_MEMORY: Final = 5  # memLevel of zlib: 144 kB with its window; 256 kB at the usual 8 make the day no smaller
ZLIB: Final = b"\x78"  # the first byte of whatever zlib compressed, RFC 1950; no JSON begins with it


def is_compressed(payload: bytes) -> bool:
    """Whether zlib made this, by its first byte."""
    return payload.startswith(ZLIB)


def compressed(payload: bytes) -> bytes:
    """As it travels; what is compressed already, as it is."""
    if is_compressed(payload):
        return payload
    packing = zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS, COMPRESSION_MEMORY)
    return packing.compress(payload) + packing.flush()


def unpacked(payload: bytes) -> bytes:
    """What was compressed; what is not, as it is. Takes no more memory than PLAIN_LIMIT_BYTES. Raises BadValue."""
    if not is_compressed(payload):
        return payload
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(payload, PLAIN_LIMIT_BYTES + 1)
    except zlib.error as problem:
        raise BadValue(f"payload: expected what zlib compressed, got {len(payload)} bytes ({problem})") from None
    if len(plain) > PLAIN_LIMIT_BYTES or not unpacking.eof or unpacking.unused_data:
        raise BadValue(f"payload: expected one whole zlib stream of at most {PLAIN_LIMIT_BYTES} bytes, got another")
    return plain
