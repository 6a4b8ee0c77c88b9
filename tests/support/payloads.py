"""What a payload says, compressed or not. Knows zlib; must never know what is in it."""

import zlib


def plain(payload: bytes) -> bytes:
    """The JSON."""
    return payload if payload.startswith(b"{") else zlib.decompress(payload)
