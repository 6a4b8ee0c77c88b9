"""The process that draws: what comes on its connection, one after the other, until nobody asks or nobody is there.

Knows Altair's specifications and what renders them; must never know who asks, or keep anything.
"""

import resource
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from device.pictures.render import svg
from sync.clinic.charts.drawings import Drawing
from sync.clinic.drawing.drawn import spec_of

IDLE_S: Final = 600.0  # ours: a therapist reads on, and the next begins with 2 s of processor; then 220 MB are free
MOST_CPU_S: Final = 60  # of one drawing: twice as long as anybody waits. It holds where nobody is left
MOST_MB: Final = 300  # ours: twice what it takes after hundreds of charts; a fresh one begins within a second
MB_BYTES: Final = 1_000_000
_DRAWN, _NOT_DRAWN = b"+", b"-"  # how an answer begins
NOTHING: Final = {"data": {"values": []}, "mark": "point"}
GOES_FIRST: Final = "500"  # of 1000: what the kernel ends where memory runs out, rather than what keeps records


def draw_until_left() -> None:
    """Draw until the other side is gone, or asks for nothing, or this process has become large."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who began this, and who then lets go of it
    with suppress(OSError):  # where /proc may not be written, the kernel chooses by size alone
        Path("/proc/self/oom_score_adj").write_text(GOES_FIRST, encoding="ascii")
    svg(NOTHING)  # the first takes a second; while the page is on its way, nobody waits for it
    with Connection(int(sys.argv[1])) as asked:
        while asked.poll(IDLE_S) and not _is_large():
            try:
                asked.send_bytes(_answer(asked.recv()))
            except (EOFError, BrokenPipeError, ConnectionResetError):
                return


def _answer(drawing: Drawing) -> bytes:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (_cpu_s() + MOST_CPU_S, hard))
    try:
        return _DRAWN + svg(spec_of(drawing)).encode()
    except ValueError as problem:  # the renderer's own: the specification is none
        return _NOT_DRAWN + str(problem).encode()


def _cpu_s() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return int(used.ru_utime + used.ru_stime) + 1


def _is_large() -> bool:
    """By what it has now: what `resource` calls its highest begins with that of who began it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() > MOST_MB * MB_BYTES


if __name__ == "__main__":
    draw_until_left()
