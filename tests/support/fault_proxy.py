"""A bad network between two programs: a TCP proxy that delays, starves, cuts, swallows or spoils what passes through.

Knows bytes and sockets; must never know MQTT. What is wrong may be changed at any moment, also for open connections.
"""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"
PORTION_BYTES = 4096


@dataclass(frozen=True)
class Weather:
    """What a connection meets, in each direction.

    delay_s: before each portion. bytes_per_s: no faster. cut_after_bytes: then both ends see the connection end.
    swallowed: nothing arrives, and nobody is told (a half-open connection). spoiled_every: so many bytes apart, one is
    changed.
    """

    delay_s: float = 0.0
    bytes_per_s: float | None = None
    cut_after_bytes: int | None = None
    swallowed: bool = False
    spoiled_every: int | None = None


FAIR = Weather()


@dataclass
class FaultProxy:
    """Passes on what comes to `port` to `target_port`, through the present `weather`."""

    target_port: int
    weather: Weather = FAIR
    port: int = 0
    connections: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _is_over: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def __enter__(self) -> Self:
        self._server = self._loop.run_until_complete(asyncio.start_server(self._accept, HOST, 0))
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        """Every way ends by itself once nothing passes any more."""
        self._server.close()
        self._is_over.set()
        await asyncio.gather(*self._under_way)

    async def _accept(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        self.connections += 1
        try:
            server, to_server = await asyncio.open_connection(HOST, self.target_port)
            ways = (self._pass(client, to_server), self._pass(server, to_client))
            await _first_to_end(*ways, self._is_over.wait())
            await _closed(to_server)
        except OSError:  # the program behind is not there
            pass
        finally:
            await _closed(to_client)
            self._under_way.discard(task)

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        passed = 0
        with suppress(ConnectionError):
            while portion := await source.read(PORTION_BYTES):
                weather = self.weather
                await asyncio.sleep(weather.delay_s + len(portion) / (weather.bytes_per_s or float("inf")))
                passed += len(portion)
                if not weather.swallowed:
                    target.write(_spoiled(portion, weather.spoiled_every))
                    await target.drain()
                if weather.cut_after_bytes is not None and passed >= weather.cut_after_bytes:
                    return


def _spoiled(portion: bytes, every: int | None) -> bytes:
    if every is None:
        return portion
    return bytes(byte ^ 0xFF if n % every == every - 1 else byte for n, byte in enumerate(portion))


async def _first_to_end(*ways: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.create_task(way) for way in ways]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
