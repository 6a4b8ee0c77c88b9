"""Charts drawn by a process of their own: that it comes, goes, fails and is gone, and what is said of it."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.clinic.charts.drawings import CannotDraw, Drawing, day_drawing
from sync.clinic.rendering import Renderer
from sync.clinic.stored_day.quarters import quarter_hours
from tests.support.clocks import ManualClock
from tests.support.documents.realistic import NOW_UTC_S, a_day
from tests.support.processes import eventually

DAY = a_day()
CHART = day_drawing("hours", DAY, quarter_hours(DAY, NOW_UTC_S), "wide")
ANSWERS = """
import os, sys, time
from multiprocessing.connection import Connection
asked = Connection(int(sys.argv[1]))
"""
WAIT_S = 30.0


def says(code: str) -> tuple[str, str]:
    """A program in the place of the one that draws."""
    return "-c", ANSWERS + code


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with closing(Renderer()) as real:
        yield real


def process_of(renderer: Renderer) -> int:
    renderer.wake()
    assert renderer.process
    return renderer.process


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.costly
def test_a_chart_is_drawn_in_another_process_which_stays_for_the_next(renderer: Renderer) -> None:
    assert renderer.draw(CHART).startswith("<svg")
    drew = process_of(renderer)
    in_german = renderer.draw(Drawing(CHART.chart, CHART.values, "de"))
    assert "Übung" in in_german
    assert (process_of(renderer), is_gone(drew)) == (drew, False)


@pytest.mark.costly
def test_one_that_was_killed_while_nobody_drew_is_begun_again_and_nobody_notices(renderer: Renderer) -> None:
    killed = process_of(renderer)
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: is_gone(killed))
    assert renderer.draw(CHART).startswith("<svg")
    assert process_of(renderer) != killed


def test_what_is_no_specification_is_refused_and_the_next_is_drawn_at_once(caplog: pytest.LogCaptureFixture) -> None:
    refuses = "asked.recv_bytes(); asked.send_bytes(b'-no mark'); asked.recv_bytes(); asked.send_bytes(b'+<svg/>')"
    with closing(Renderer(program=says(refuses))) as strict, caplog.at_level(logging.ERROR):
        with pytest.raises(CannotDraw, match="no mark"):
            strict.draw(CHART)
        assert "the chart 'hours of a day' cannot be drawn: no mark" in caplog.text
        assert strict.draw(CHART) == "<svg/>"


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("asked.recv_bytes(); os.kill(os.getpid(), 9)", "was ended by SIGKILL, as where memory runs out"),
        ("asked.recv_bytes(); os.kill(os.getpid(), 6)", "was ended by SIGABRT"),
        ("sys.exit(3)", "ended by itself with status 3"),
        ("time.sleep(99)", "gave no answer within 0.4 s, and was ended"),
        ("asked.recv_bytes(); time.sleep(99)", "gave no answer within 0.4 s, and was ended"),
    ],
)
def test_one_that_fails_is_told_and_the_next_ten_seconds_nobody_waits_for_another(
    does: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock()
    hung_s = 0.1 if "0.4" in why else WAIT_S
    with closing(Renderer(clock.monotonic_s, says(does), hung_s)) as failing, caplog.at_level(logging.ERROR):
        with pytest.raises(CannotDraw, match=why):
            failing.draw(CHART)
        assert f"{why}; the next is tried in 10 s" in caplog.text
        with pytest.raises(CannotDraw, match="failed a moment ago"):
            failing.draw(CHART)
        clock.sleep(10.1)
        with pytest.raises(CannotDraw, match=why):
            failing.draw(CHART)


def test_one_that_ends_by_itself_after_a_drawing_is_asked_no_more_and_another_draws() -> None:
    with closing(Renderer(program=says("asked.recv_bytes(); asked.send_bytes(b'+<svg/>')"))) as short_lived:
        assert [short_lived.draw(CHART) for _ in range(3)] == ["<svg/>"] * 3


def test_closed_it_leaves_no_process_behind() -> None:
    with closing(Renderer(program=says("asked.recv_bytes()"))) as idle:
        process = process_of(idle)
    assert is_gone(process)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_is_gone_once_whoever_began_it_is(end: signal.Signals) -> None:
    """As after a crash of the clinic's program: nobody is there to end it."""
    code = (
        "import signal, time; from sync.clinic.rendering import Renderer\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background begins without
        "r = Renderer(); r.wake(); print(r.process, flush=True); time.sleep(99)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        drawing = int(parent.stdout.readline())
        parent.send_signal(end)
        parent.wait(WAIT_S)
    assert eventually(lambda: is_gone(drawing))


def test_what_serves_pages_has_neither_altair_nor_the_renderer() -> None:
    code = (
        "import sys, sync.clinic.serving\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'altair', 'vl_convert', 'pandas', 'scipy'}))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.split() == []
