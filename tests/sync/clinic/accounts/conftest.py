"""A clinic's people in SQLite, and in PostgreSQL, with a clock that is set by hand."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from sync.clinic.accounts import Door, Looks, People, Visits
from sync.clinic.database.access import Access
from tests.sync.clinic.database.conftest import path, server, url

__all__ = ["path", "server", "url"]
NOW_UTC_S = 1_780_000_000.0


class Clock:
    """Seconds since 1970, as a test says."""

    def __init__(self) -> None:
        self.now_utc_s = NOW_UTC_S

    def utc_s(self) -> float:
        return self.now_utc_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(url: str) -> Iterator[Access]:
    with closing(Access(url, waits=False)) as opened:
        yield opened


@pytest.fixture
def people(access: Access) -> People:
    return People(access)


@pytest.fixture
def visits(access: Access, clock: Clock) -> Visits:
    return Visits(access, clock.utc_s)


@pytest.fixture
def door(access: Access, clock: Clock) -> Door:
    return Door(access, clock.utc_s)


@pytest.fixture
def looks(access: Access, clock: Clock) -> Looks:
    return Looks(access, clock.utc_s)
