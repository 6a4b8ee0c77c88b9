import os
import pty
import re
import termios
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

import pytest

from device.press import PressReader
from device.terminal_panel import GLYPHS, Finger, TerminalPanel, draw

ROUND, ASCII = GLYPHS
POLL_S = 0.02


def held_s(typed: dict[float, bytes], until_s: float = 6.0) -> list[float]:
    """What the device reads from keys typed at these seconds: how long each press was held."""
    finger, reader, presses = Finger(), PressReader(), []
    for tick in range(int(until_s / POLL_S)):
        now_s = tick * POLL_S
        keys = b"".join(key for time_s, key in typed.items() if now_s - POLL_S < time_s <= now_s)
        presses += reader.push(now_s, finger.push(now_s, keys))
    return [event.held_s for event in presses if event.kind == "released"]


def test_one_space_is_a_tap() -> None:
    (held,) = held_s({1.0: b" "})
    assert held < 1.5


@pytest.mark.parametrize("first_delay_s", [0.25, 0.5, 0.7])
@pytest.mark.parametrize("every_s", [0.03, 0.1])
def test_a_held_space_bar_is_one_hold_as_long_as_it_repeats(first_delay_s: float, every_s: float) -> None:
    repeats = {1.0 + first_delay_s + n * every_s: b" " for n in range(int((2.5 - first_delay_s) / every_s))}
    assert held_s({1.0: b" ", **repeats}) == [pytest.approx(2.5, abs=0.3)]


def test_the_hold_key_is_a_hold_that_opens_a_session() -> None:
    (held,) = held_s({1.0: b"h"})
    assert 1.5 <= held < 4


def test_other_keys_do_nothing() -> None:
    assert held_s({1.0: b"x", 2.0: b"\x1b[A"}) == []


def test_the_line_names_each_light_and_shows_its_brightness() -> None:
    assert draw((0.0, 0.5, 1.0), ROUND, colours=False).startswith("left ○   middle ◑   right ●")


def test_the_faintest_light_does_not_look_dark() -> None:
    assert draw((0.01, 0.0, 0.0), ASCII, colours=False).startswith("left o   middle .")


def test_the_line_fits_a_terminal_of_80_columns() -> None:
    text = draw((1.0, 1.0, 1.0), ROUND, colours=True)
    assert len(re.sub(r"\x1b\[[0-9;]*m", "", text)) < 80


def test_every_colour_ends_where_its_light_ends() -> None:
    text = draw((1.0, 0.0, 0.2), ROUND, colours=True)
    assert text.count("\x1b[38;2;") == text.count("\x1b[0m") == 2


@dataclass
class Terminal:
    """A person's end of a terminal, and the program's end."""

    person: int
    program: TextIO

    def types(self, keys: bytes) -> None:
        os.write(self.person, keys)

    def sees(self) -> str:
        return os.read(self.person, 4096).decode()

    def echoes(self) -> bool:
        flags: int = termios.tcgetattr(self.program.fileno())[3]
        return bool(flags & termios.ECHO) and bool(flags & termios.ICANON)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    person, program = pty.openpty()
    with os.fdopen(program, "w", encoding="utf-8") as text:
        yield Terminal(person, text)
    os.close(person)


@dataclass
class Pins:
    shown: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def levels(self) -> tuple[float, float, float]:
        return self.shown


@pytest.fixture
def pins() -> Pins:
    return Pins()


def panel_at(terminal: Terminal, pins: Pins) -> TerminalPanel:
    return TerminalPanel(pins, terminal.program, terminal.program)


def test_a_space_typed_at_the_terminal_puts_the_finger_on_the_button(terminal: Terminal, pins: Pins) -> None:
    with panel_at(terminal, pins) as panel:
        assert not panel.look(0.0)
        terminal.types(b" ")
        assert panel.look(0.02)
        assert not panel.look(1.0)


def test_q_quits(terminal: Terminal, pins: Pins) -> None:
    with panel_at(terminal, pins) as panel:
        panel.look(0.0)
        assert not panel.quit
        terminal.types(b"q")
        panel.look(0.02)
        assert panel.quit


def test_the_lights_are_drawn_when_they_change_and_only_then(
    terminal: Terminal, pins: Pins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    with panel_at(terminal, pins) as panel:
        panel.look(0.0)
        panel.look(0.02)
        pins.shown = (0.0, 1.0, 0.0)
        panel.look(0.04)
    assert re.findall(r"middle (.)", terminal.sees()) == ["○", "●"]


def test_keys_are_not_echoed_meanwhile_and_the_terminal_is_as_before_afterwards(terminal: Terminal, pins: Pins) -> None:
    with panel_at(terminal, pins):
        assert not terminal.echoes()
    assert terminal.echoes()
    assert terminal.sees().endswith("\x1b[?25h\r\n")


def test_the_terminal_is_as_before_after_a_failure(terminal: Terminal, pins: Pins) -> None:
    with pytest.raises(ZeroDivisionError), panel_at(terminal, pins):
        _ = 1 // 0
    assert terminal.echoes()


def test_without_a_terminal_it_is_not_available(monkeypatch: pytest.MonkeyPatch, terminal: Terminal) -> None:
    monkeypatch.setattr("sys.stdin", terminal.program)
    with open(os.devnull) as nothing:  # noqa: PTH123 - a stream that is no terminal
        monkeypatch.setattr("sys.stdout", nothing)
        assert not TerminalPanel.available()
    monkeypatch.setattr("sys.stdout", terminal.program)
    assert TerminalPanel.available()
