"""A sample of the search in `tests/damage/sync.py`, and what it once found."""

from collections.abc import Iterable

import pytest

from tests.damage.sync import FAULTS, search

FOUND_ONCE = (
    57,  # device.db, a column renamed: days to be sent again could not be read, and sync asked for them for ever
    415,  # health.json, 1000 lists in each other
    925,  # device.db, a page of the list of days made random: no day was sent, nothing said
    953,  # device.db, the list of days emptied
    1090,  # sync.db, the words of SQLite's own error were no text
    6640,  # device.db, a page of one day in the place of another's: its facts were counted for the wrong day
    7960,  # device.db, one day gone from the list of days
)


@pytest.mark.costly
@pytest.mark.parametrize(
    "numbers", [FOUND_ONCE, range(6), pytest.param(range(6, 1000), marks=pytest.mark.slow)], ids=str
)
def test_sync_goes_on_sends_what_is_whole_and_says_what_is_not(numbers: Iterable[int]) -> None:
    assert [found for found in search(numbers) if found[2].startswith(FAULTS)] == []
