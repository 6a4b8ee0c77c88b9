"""What a row of each table says, and its sum, by which a flipped bit is seen.

Knows no more than values; must never know files.
"""

from zlib import crc32

MOST_SYNC_ROWS = 10_000  # 27 years of days; when there are more, those of other cards go
MOST_SYNC_BYTES = 4_000_000  # of a file with MOST_SYNC_ROWS, 150 bytes each, several times over
ALL_DAYS = ""  # instead of a day

Receipted = dict[tuple[str, str], tuple[int, float]]
"""(store, day) -> (revision, received)."""
Branches = dict[tuple[str, str], int]
"""(store, day) -> how many records of this day the device has begun beside its first one."""
Sent = dict[tuple[str, str], tuple[int, int]]
"""(store, day) -> which record of it was sent last, and the highest revision of that."""


def receipt_row(key: tuple[str, str], row: tuple[int, float]) -> tuple[str, str, int, float, int]:
    """One receipt as its table has it, with the sum of all but the time of arrival."""
    return (*key, *row, sum_of_row(*key, row[0]))


def summed(store: str, day: str, *numbers: int) -> tuple[str | int, ...]:
    """A row with its sum at the end."""
    return store, day, *numbers, sum_of_row(store, day, *numbers)


def sum_of_row(*values: object) -> int:
    """Of what a row says: another one where a bit of it has flipped."""
    return crc32(repr(values).encode(errors="backslashreplace"))
