"""The events of one stream, and what ends it. It runs in real time: half a second between two looks."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import repeat

import pytest

from sync.clinic.database import ClinicUnavailable
from sync.clinic.live import following

Arrived = Callable[[float], str]
NOT_ENDING = False


async def collected(arrived: Arrived, endings: Iterator[bool], *, may_go_on: bool = True) -> list[str]:
    return [told async for told in following(arrived, lambda: may_go_on, lambda: next(endings))]


def broken(_: float) -> str:
    raise ClinicUnavailable("the database is gone")


def test_what_is_shown_now_is_told_at_once_and_then_only_what_is_new() -> None:
    words = iter(["first", "first", "second"])
    told = asyncio.run(collected(lambda _: next(words), iter([False, False, False, True])))
    assert told == ["retry: 1000\n\n", "event: arrived\ndata: first\n\n", "event: arrived\ndata: second\n\n"]


def test_pages_that_end_end_their_streams() -> None:
    assert asyncio.run(collected(lambda _: "first", iter([True]))) == ["retry: 1000\n\n"]


def test_a_database_that_does_not_answer_ends_the_stream() -> None:
    assert asyncio.run(collected(broken, iter([False, False]))) == ["retry: 1000\n\n"]


@pytest.mark.slow
def test_a_visit_that_is_over_ends_the_stream_within_seconds() -> None:
    told = asyncio.run(asyncio.wait_for(collected(lambda _: "first", repeat(NOT_ENDING), may_go_on=False), 8.0))
    assert told == ["retry: 1000\n\n", "event: arrived\ndata: first\n\n"]
