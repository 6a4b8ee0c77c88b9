"""When the watchdog hears of a loop: while it gets on, and not while it merely turns."""

from collections.abc import Callable

import pytest

from device.system.systemd import Progress
from tests.support.clocks import ManualClock


class Loop:
    """Asks twice a second whether to end, as loops do that go over a network, and notes when the watchdog hears."""

    def __init__(self) -> None:
        self.clock = ManualClock(0.0)
        self.heard: list[float] = []
        self.progress = Progress(self.clock.monotonic_s, 150.0, self.hear)

    def hear(self, line: str) -> None:
        assert line == "WATCHDOG=1"
        self.heard.append(self.clock.monotonic_s())

    def turn(self, seconds: int, *, get_on_every_s: int = 0, others: Callable[[], bool] = lambda: True) -> None:
        asked = self.progress.until(lambda: False, others)
        for half in range(2 * seconds):
            if get_on_every_s and half % (2 * get_on_every_s) == 0:
                self.progress()
            assert not asked()
            self.clock.sleep(0.5)


@pytest.fixture
def loop() -> Loop:
    return Loop()


def test_a_loop_that_gets_on_is_heard_of_once_a_second(loop: Loop) -> None:
    loop.turn(4, get_on_every_s=1)
    assert loop.heard == [0, 1, 2, 3]


def test_a_loop_that_gets_on_now_and_then_is_heard_of_for_ever(loop: Loop) -> None:
    loop.turn(1000, get_on_every_s=120)
    assert loop.heard[-1] == 999


def test_a_loop_that_merely_turns_is_heard_of_for_150_s_and_says_so_once(
    loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    loop.turn(400)
    assert loop.heard[-1] == 149
    assert caplog.text.count("this program turns and gets nowhere") == 1


def test_it_is_heard_of_again_once_it_gets_on(loop: Loop) -> None:
    loop.turn(200)
    loop.progress()
    loop.turn(10)
    assert loop.heard[-1] == 209


def test_so_it_is_with_what_runs_beside_it(loop: Loop) -> None:
    loop.turn(20, get_on_every_s=1, others=lambda: loop.clock.monotonic_s() < 12)
    assert loop.heard[-1] == 11


def test_whether_to_end_is_asked_all_the_same(loop: Loop) -> None:
    assert loop.progress.until(lambda: True)()
