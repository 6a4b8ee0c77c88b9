"""Our end of the process that draws: begun when somebody asks, asked one drawing at a time, and begun anew if it ends.

Knows when it has failed and for how long nobody tries again; must never know Altair, or what a chart shows.
"""

import atexit
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from threading import Lock, Timer
from typing import TYPE_CHECKING, Final

from device.system.clock import SystemClock
from sync.clinic.charts.drawings import CannotDraw, Drawing

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PROGRAM: Final = ("-m", "sync.clinic.rendering.process")
HUNG_S: Final = 30.0  # a chart takes a tenth of a second
FIRST_TIMES: Final = 4  # so much longer may the first take: it begins with 2 s of processor, 20 s on a busy computer
PAUSE_S: Final = 10.0  # ours: a page has eight charts, and each would wait for the next failure
END_S: Final = 2.0
_DRAWN: Final = b"+"
NOT_FOR_IT: Final = {"NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"}  # the service's own words with systemd
LOST: Final = (EOFError, OSError)

log = logging.getLogger(__name__)


@dataclass
class _Running:
    """The process, our end of its connection, and how many drawings it has made."""

    process: subprocess.Popen[bytes]
    connection: "Connection[Drawing, bytes]"
    answered: int = 0
    is_hung: bool = False

    @property
    def is_there(self) -> bool:
        return self.process.poll() is None

    def asked(self, drawing: Drawing, within_s: float) -> bytes:
        """Its answer. It is killed if that takes too long; raises one of LOST once it is gone."""
        hung = Timer(within_s, self._give_up)
        hung.daemon = True
        hung.start()
        try:
            self.connection.send(drawing)
            answer = self.connection.recv_bytes()
        finally:
            hung.cancel()
        self.answered += 1
        return answer

    def _give_up(self) -> None:
        self.is_hung = True
        self.process.kill()

    def end(self) -> int:
        """Let go of it, and wait: its exit status, or minus the signal that ended it."""
        self.connection.close()
        try:
            return self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


class Renderer:
    """Draws charts, for any thread. The process that does so ends by itself when nobody asks for ten minutes."""

    def __init__(
        self,
        monotonic_s: Callable[[], float] | None = None,
        program: Sequence[str] = PROGRAM,
        hung_s: float = HUNG_S,
    ) -> None:
        self._monotonic_s = monotonic_s or SystemClock().monotonic_s
        self._program, self._hung_s = program, hung_s
        self._lock = Lock()
        self._running: _Running | None = None
        self._rests_until_s = float("-inf")
        atexit.register(self.close)

    def draw(self, drawing: Drawing) -> str:
        """The SVG document. Raises CannotDraw, which the log has too."""
        with self._lock:
            if self._monotonic_s() < self._rests_until_s:
                raise CannotDraw("the process that draws failed a moment ago")
            answer = self._answer(drawing)
        if not answer.startswith(_DRAWN):
            log.error("the chart %r cannot be drawn: %s", drawing.chart, answer[1:].decode())
            raise CannotDraw(answer[1:].decode())
        return answer[1:].decode()

    def wake(self) -> None:
        """Begin it if it is not there, unless it is being asked already."""
        if self._lock.acquire(blocking=False):
            try:
                if self._monotonic_s() >= self._rests_until_s:
                    self._there()
            finally:
                self._lock.release()

    @property
    def process(self) -> int | None:
        """The number of the process that draws, for who looks how large it is; None where there is none."""
        running = self._running
        return running.process.pid if running and running.is_there else None

    def close(self) -> None:
        """End it; the next drawing begins another."""
        with self._lock:
            if self._running:
                self._running.end()
                self._running = None

    def _answer(self, drawing: Drawing) -> bytes:
        """What had drawn before may have ended since, or be worn out: then a new one is asked, once."""
        running = self._there()
        had_answered = running.answered > 0
        within_s = self._hung_s if had_answered else FIRST_TIMES * self._hung_s
        try:
            return running.asked(drawing, within_s)
        except LOST:
            status, self._running = running.end(), None
            if had_answered and not running.is_hung:
                return self._answer(drawing)
        self._rests_until_s = self._monotonic_s() + PAUSE_S
        why = f"the process that draws {_ended(running, status, within_s)}"
        log.error("the chart %r cannot be drawn: %s; the next is tried in %g s", drawing.chart, why, PAUSE_S)
        raise CannotDraw(why)

    def _there(self) -> _Running:
        if self._running and not self._running.is_there:
            self._running.end()
            self._running = None
        if self._running is None:
            self._running = _begun(self._program)
        return self._running


def _begun(program: Sequence[str]) -> _Running:
    """It finds modules where this process does, and nothing beside where it is begun (-P)."""
    ours, theirs = Pipe()
    known = {name: value for name, value in os.environ.items() if name not in NOT_FOR_IT}
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-P", *program, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={**known, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    return _Running(process, ours)


def _ended(running: _Running, status: int, within_s: float) -> str:
    if running.is_hung:
        return f"gave no answer within {within_s:g} s, and was ended"
    if status < 0:
        name = signal.Signals(-status).name
        return f"was ended by {name}{', as where memory runs out' if -status == signal.SIGKILL else ''}"
    return f"ended by itself with status {status}"


RENDERER: Final = Renderer()  # one for this process, as the memory is that it takes
