"""Server-sent events for one open page: that something has come, that the connection is alive, and an end.

Knows the format of such events and when a stream ends; must never know the database, or who looks. A browser comes back
by itself when a stream ends; whether it may is decided anew each time.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from sync.clinic.database import ClinicUnavailable

LOOK_EVERY_S: Final = 0.5  # a new day is to be seen within a second
ALIVE_EVERY_S: Final = 5.0  # the page takes the connection for lost after three of these
LONGEST_S: Final = 50.0  # below the time that the web server gives any answer
COME_BACK: Final = "retry: 1000\n\n"  # milliseconds


async def following(
    arrived: Callable[[float], str], may_go_on: Callable[[], bool], is_ending: Callable[[], bool]
) -> AsyncIterator[str]:
    """Events, until the time is over, the visit is over, the pages end, or the database does not answer.

    `arrived` gives the word for what has come, at a monotonic moment; it and `may_go_on` ask the database.
    """
    loop = asyncio.get_running_loop()
    began_s = alive_s = loop.time()
    told = ""
    yield COME_BACK
    while not is_ending() and loop.time() - began_s < LONGEST_S:
        try:
            word = await asyncio.to_thread(arrived, loop.time())
            if loop.time() - alive_s >= ALIVE_EVERY_S:
                alive_s = loop.time()
                if not await asyncio.to_thread(may_go_on):
                    return
                yield event("alive", "")
        except ClinicUnavailable:
            return
        if word != told:
            told = word
            yield event("arrived", word)
        await asyncio.sleep(LOOK_EVERY_S)


def event(kind: str, data: str) -> str:
    """One event as it travels."""
    return f"event: {kind}\ndata: {data}\n\n"
