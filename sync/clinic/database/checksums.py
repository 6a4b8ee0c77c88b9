"""Whether a stored row is as it was stored: one number beside it.

Knows how values become that number; must never know SQL, or what is said where it differs.
"""

import zlib
from collections.abc import Mapping
from typing import Final

from sync.clinic.database.values import DayHeadline

SUMMED: Final = ("sets", "sets_not_counted", "target_repetitions", "done_repetitions")  # over days, in lists
LATER_NUMBERS: Final = (  # of layouts after the first that had checksums
    *("unmeasured_s", "due_sets", "done_sets", "rated_sessions", "hurting_sessions", "held_s", "away_s", "turned_s"),
)
COUNT_WEIGHTS: Final = {
    "waking_worn_s": 1,
    "sets": 3,
    "sets_not_counted": 5,
    "target_repetitions": 7,
    "done_repetitions": 11,
}
MARKER_FIELDS: Final = (
    *("device", "number", "version", "day", "kind", "note", "product", "injected", "removed"),
    *("entered_by", "entered_utc_s"),
)


def weighted(day: DayHeadline) -> float:
    """One number of those that lists sum up: a database can compare it by itself, and one bit more or less shows."""
    return float(sum(weight * getattr(day, name) for name, weight in COUNT_WEIGHTS.items()))


def checksum(*parts: object) -> int:
    """CRC-32 of values as text: it shows what a disk has changed, not what a person has."""
    return zlib.crc32("\0".join(map(str, parts)).encode(errors="surrogatepass"))


def checksum_of_bytes(device: str, stored: bytes) -> int:
    """CRC-32 of bytes, and of whose they are."""
    return zlib.crc32(stored, zlib.crc32(device.encode(errors="surrogatepass")))


def checksum_of(device: str, day: DayHeadline) -> int:
    """Of all the numbers of a day but those that no row had yet when it was stored."""
    kept = (value for name, value in vars(day).items() if value is not None or name not in LATER_NUMBERS)
    return checksum(device, *kept)


def checksum_of_marker(row: Mapping[str, object]) -> int:
    """Of all of a marker's row but that number."""
    return checksum(*(row[name] for name in MARKER_FIELDS))


def is_intact(known: object, *parts: object) -> bool:
    """Whether the parts are those that were stored; rows from before there were checksums are believed."""
    return known is None or known == checksum(*parts)
