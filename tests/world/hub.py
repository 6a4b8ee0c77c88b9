"""Simulated time, and programs that run in it by turns: one at a time, switched only where they wait.

Knows when whose turn is and how a program is ended in mid-step; must never know what any program does.
"""

import heapq
import itertools
import math
from collections.abc import Callable
from functools import partial
from typing import Final

from greenlet import getcurrent, greenlet

MOST_STEPS_AT_ONCE: Final = 20_000  # of one program without any time passing: more is a loop that never waits
LONGEST_STRETCH_S: Final = 6 * 3600.0
LONGEST_DOZE_S: Final = 1800.0


class Killed(BaseException):
    """The program ends here: no exception of its own, so that nothing in it can catch it."""


class Spins(BaseException):
    """A program goes on and on without waiting."""


class Program:
    """One run of one program; another run is another one.

    What it calls of the world is a step. It can be ended before any of them, and then everything it still calls fails
    too, while it unwinds.
    """

    def __init__(self, hub: "Hub", name: str, body: Callable[[], None], ended: Callable[["Program"], None]) -> None:
        """`ended` is called in the hub once it has."""
        self.hub, self.name, self._body, self._ended = hub, name, body, ended
        self.is_dead = self.stop_wanted = self.is_done = False
        self.failure: BaseException | None = None
        self.dies_in: int | None = None  # steps
        self.on_death: list[Callable[[], None]] = []
        self._steps_at_once, self._stepped_at_s = 0, hub.now_s
        self._turn, self._is_idle = 0, False
        self._idle_s, self._dozes_s, self._wake_s = 0.0, 0.0, math.inf
        self._greenlet = greenlet(self._run, parent=hub.greenlet)

    def stopping(self) -> bool:
        """Whether it was asked to stop, as every loop wants to know."""
        return self.stop_wanted

    def step(self) -> None:
        """It does something that the world sees. Raises Killed where it ends before that."""
        if self.is_dead:
            raise Killed
        if self._stepped_at_s != self.hub.now_s:
            self._steps_at_once, self._stepped_at_s = 0, self.hub.now_s
        self._steps_at_once += 1
        if self._steps_at_once > MOST_STEPS_AT_ONCE:
            raise Spins(f"{self.name}: {MOST_STEPS_AT_ONCE} steps without any time passing")
        if self.dies_in is not None:
            self.dies_in -= 1
            if self.dies_in <= 0:
                self._die()
                raise Killed

    def sleep(self, seconds: float) -> None:
        """Let the others have their turns for so long."""
        self.step()
        now_s = self.hub.now_s
        self._wait(max(now_s + seconds, math.nextafter(now_s, math.inf)))

    def doze(self, seconds: float) -> None:
        """Sleep so long at least, and longer the more often nothing else is done: what is late is not wrong."""
        self._dozes_s = min(max(seconds, self._dozes_s * self.hub.stretch), LONGEST_DOZE_S)
        self.sleep(max(seconds, self._dozes_s))

    def idle(self, seconds: float) -> None:
        """Wait for something to happen, so long at least: longer each time nothing does.

        That is what a computer does which is busy with something else. What is awaited ends it early: `wake`.
        """
        self.step()
        self._idle_s = max(seconds, min(self._idle_s * self.hub.stretch, LONGEST_STRETCH_S))
        now_s, woken_s = self.hub.now_s, self._wake_s
        self._is_idle = True
        self._wait(min(now_s + self._idle_s, woken_s if woken_s > now_s else math.inf))
        self._is_idle, self._wake_s = False, math.inf

    def busy(self) -> None:
        """There was something to do: the next wait is a short one."""
        self._idle_s = self._dozes_s = 0.0

    def wake(self, at_s: float) -> None:
        """Something has happened that it may wait for; it sees it then. A sleep goes on."""
        self.busy()
        self._wake_s = min(self._wake_s, at_s)
        if self._is_idle:
            self.hub.at(at_s, partial(self._resume, self._turn))

    def kill(self) -> None:
        """End it where it waits, or before the next thing that it does."""
        if self.is_done or self.is_dead:
            return
        self._die()
        self._switch(Killed)

    def _die(self) -> None:
        self.is_dead = True
        for act in self.on_death:
            act()

    def _wait(self, until_s: float) -> None:
        self._turn += 1
        self.hub.at(until_s, partial(self._resume, self._turn))
        self.hub.greenlet.switch()
        if self.is_dead:
            raise Killed

    def start(self) -> None:
        """Its first turn."""
        self.hub.at(self.hub.now_s, lambda: self._resume(0))

    def _resume(self, turn: int) -> None:
        if turn == self._turn and not self.is_done:
            self._turn += 1
            self._switch()

    def _switch(self, thrown: type[BaseException] | None = None) -> None:
        self.hub.running = self
        try:
            self._greenlet.throw(thrown) if thrown else self._greenlet.switch()
        finally:
            self.hub.running = None
        if self.is_done:
            self._ended(self)

    def _run(self) -> None:
        try:
            self._body()
        except Killed:
            pass
        except BaseException as failure:  # noqa: BLE001 - whatever it is, the program ended by it
            self.failure = failure
        self.is_done = True


class Hub:
    """Turns in the order of their time; seconds since 1970 as they really are, whatever any clock shows."""

    def __init__(self, start_utc_s: float, stretch: float) -> None:
        """`stretch`: how much longer a program that finds nothing to do sleeps each time."""
        self.stretch = stretch
        self.now_s, self.running = start_utc_s, None  # type: float, Program | None
        self.greenlet = getcurrent()
        self._turns: list[tuple[float, int, Callable[[], object]]] = []
        self._numbers = itertools.count()

    def at(self, when_s: float, act: Callable[[], object]) -> None:
        """Do that then."""
        heapq.heappush(self._turns, (max(when_s, self.now_s), next(self._numbers), act))

    def run(self, until_s: float) -> None:
        """Everything up to that moment."""
        while self._turns and self._turns[0][0] <= until_s:
            self.now_s, _, act = heapq.heappop(self._turns)
            act()
        self.now_s = until_s
