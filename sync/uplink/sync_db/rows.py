"""What a row of each table says, and its sum, by which a flipped bit is seen.

Knows no more than values; must never know files.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from zlib import crc32

from device.day.contradictions import MOST_SENT_SINCE

MOST_SYNC_ROWS = 10_000  # 27 years of days; when there are more, those of other cards go
MOST_SYNC_BYTES = 4_000_000  # of a file with MOST_SYNC_ROWS, 150 bytes each, several times over
ALL_DAYS = ""  # instead of a day
LATER = re.compile("(?:[0-9]+:[0-9a-z]+(?: |$))*")  # revisions and the beginnings of words

Receipted = dict[tuple[str, str], tuple[int, float]]
"""(store, day) -> (revision, received)."""
Branches = dict[tuple[str, str], int]
"""(store, day) -> how many records of this day the device has begun beside its first one."""
Sent = dict[tuple[str, str], tuple[int, int]]
"""(store, day) -> which record of it was sent last, and the highest revision of that: as older firmware kept it."""
Going = dict[tuple[str, str], "Went"]
"""(store, day) -> what of it went out."""
WentIn = dict[tuple[str, str], str]
"""(store, day) -> the newest boot that the card knew when it last went out."""


class Went(NamedTuple):
    """Of one record of a day: whatever has at most `floor` revisions may have gone out; above that only `later` has.

    `later`: revision -> beginning of the word for its content.
    """

    branch: int
    floor: int
    later: Mapping[int, str]

    @property
    def highest(self) -> int:
        """The revision."""
        return max((self.floor, *self.later))

    def with_one(self, revision: int, word: str) -> "Went":
        """And one that goes out now."""
        later = sorted(({**self.later, revision: word}).items())
        return self._replace(later=dict(later[-MOST_SENT_SINCE:]))

    def arrived(self, revision: int) -> "Went":
        """The clinic has this, and so nothing older."""
        later = {one: word for one, word in self.later.items() if one > revision}
        return self._replace(floor=max(self.floor, revision), later=later)


def went_row(key: tuple[str, str], went: Went) -> tuple[str | int, ...]:
    """As its table has it."""
    later = " ".join(f"{revision}:{word}" for revision, word in went.later.items())
    values = (*key, went.branch, went.floor, later)
    return (*values, sum_of_row(*values))


def went_of(branch: int, floor: int, later: str) -> Went | None:
    """What the row says; None where it is another firmware's."""
    if not LATER.fullmatch(later):
        return None
    pairs = (item.split(":") for item in later.split())
    return Went(branch, floor, {int(revision): word for revision, word in pairs})


def receipt_row(key: tuple[str, str], row: tuple[int, float]) -> tuple[str, str, int, float, int]:
    """One receipt as its table has it, with the sum of all but the time of arrival."""
    return (*key, *row, sum_of_row(*key, row[0]))


def summed(store: str, day: str, *values: str | int) -> tuple[str | int, ...]:
    """A row with its sum at the end."""
    return store, day, *values, sum_of_row(store, day, *values)


def sum_of_row(*values: object) -> int:
    """Of what a row says: another one where a bit of it has flipped."""
    return crc32(repr(values).encode(errors="backslashreplace"))
