import os
import pty
import re
import termios
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

import pytest

from device.exercise.button import PressReader
from device.exercise.light_language import LANGUAGE
from device.simulation.terminal_panel import GLYPHS, HELP, Finger, TerminalPanel, draw
from device.system.terminal import SHOW_CURSOR, left_as_before

ROUND, ASCII = GLYPHS
POLL_S = 0.02
WORDS = "it is recording"
END = "<end>"


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


@pytest.mark.parametrize("after_s", [0.5, 1.9, 2.2, 2.5, 3.0, 3.3, 3.5, 5.0])
def test_a_space_at_any_time_after_the_hold_key_is_a_tap_of_its_own(after_s: float) -> None:
    hold, tap = held_s({1.0: b"h", 1.0 + after_s: b" "}, until_s=9)
    assert hold >= 1.5 > tap


def test_other_keys_do_nothing() -> None:
    assert held_s({1.0: b"x", 2.0: b"\x1b[A"}) == []


def line(
    levels: tuple[float, float, float],
    words: str = "",
    glyphs: str = ROUND,
    columns: int = 80,
    *,
    colours: bool = False,
) -> str:
    return draw(levels, words, glyphs, columns, colours=colours)


def visible(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_the_line_names_each_light_and_shows_its_brightness() -> None:
    assert line((0.0, 0.5, 1.0)).startswith("left ○   middle ◑   right ●")


def test_the_line_says_in_words_what_the_lights_say() -> None:
    assert line((0.0, 1.0, 0.0), "ready: a tap starts the exercise").endswith(
        "right ○   ready: a tap starts the exercise"
    )


def test_the_faintest_light_does_not_look_dark() -> None:
    assert line((0.01, 0.0, 0.0), glyphs=ASCII).startswith("left o   middle .")


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("colours", [True, False])
@pytest.mark.parametrize("words", [signal.meaning for signal in LANGUAGE.values()])
def test_the_line_fits_the_terminal_whatever_is_said(columns: int, words: str, colours: bool) -> None:  # noqa: FBT001
    text = visible(line((1.0, 0.0, 1.0), words, columns=columns, colours=colours))
    assert len(text) < columns
    assert text.endswith((words, " ..."))


def test_the_help_fits_a_terminal_of_80_columns() -> None:
    assert len(HELP) < 80


def test_every_colour_ends_where_its_light_ends() -> None:
    text = line((1.0, 0.0, 0.2), colours=True)
    assert text.count("\x1b[38;2;") == text.count("\x1b[0m") == 2


@dataclass
class Terminal:
    """A person's end of a terminal, and the program's end."""

    person: int
    program: TextIO

    def types(self, keys: bytes) -> None:
        os.write(self.person, keys)

    def sees(self) -> str:
        """Everything up to now: a terminal hands out what was written in portions of its own."""
        self.program.write(END)
        self.program.flush()
        seen = b""
        while not seen.endswith(END.encode()):
            seen += os.read(self.person, 4096)
        return seen.decode().removesuffix(END)

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
        assert not panel.look(0.0, WORDS)
        terminal.types(b" ")
        assert panel.look(0.02, WORDS)
        assert not panel.look(1.0, WORDS)


def test_q_quits(terminal: Terminal, pins: Pins) -> None:
    with panel_at(terminal, pins) as panel:
        panel.look(0.0, WORDS)
        assert not panel.quit
        terminal.types(b"q")
        panel.look(0.02, WORDS)
        assert panel.quit


def test_the_lights_are_drawn_when_they_change_and_only_then(
    terminal: Terminal, pins: Pins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    with panel_at(terminal, pins) as panel:
        panel.look(0.0, WORDS)
        panel.look(0.02, WORDS)
        pins.shown = (0.0, 1.0, 0.0)
        panel.look(0.04, WORDS)
    assert re.findall(r"middle (.)", terminal.sees()) == ["○", "●"]


def test_a_line_that_did_not_change_is_drawn_again_after_a_second(terminal: Terminal, pins: Pins) -> None:
    with panel_at(terminal, pins) as panel:
        for tick in range(55):
            panel.look(tick * POLL_S, WORDS)
    assert terminal.sees().count(WORDS) == 2


def test_keys_are_not_echoed_meanwhile_and_the_terminal_is_as_before_afterwards(terminal: Terminal, pins: Pins) -> None:
    with panel_at(terminal, pins):
        assert not terminal.echoes()
    assert terminal.echoes()
    assert terminal.sees().endswith("\x1b[?25h")


def test_the_terminal_is_as_before_after_a_failure(terminal: Terminal, pins: Pins) -> None:
    with pytest.raises(ZeroDivisionError), panel_at(terminal, pins):
        _ = 1 // 0
    assert terminal.echoes()


def test_a_terminal_that_was_closed_quits(pins: Pins) -> None:
    person, program = pty.openpty()
    with os.fdopen(program, "w", encoding="utf-8") as text, TerminalPanel(pins, text, text) as panel:
        os.close(person)
        assert not panel.look(0.0, WORDS)
        assert panel.quit


def test_the_terminal_is_as_before_although_the_program_that_used_it_was_killed(terminal: Terminal, pins: Pins) -> None:
    with left_as_before(terminal.program, terminal.program):
        killed = panel_at(terminal, pins)
        killed.__enter__()
        assert not terminal.echoes()
    assert terminal.echoes()
    assert terminal.sees().endswith(SHOW_CURSOR)


def test_without_a_terminal_it_is_not_available(monkeypatch: pytest.MonkeyPatch, terminal: Terminal) -> None:
    monkeypatch.setattr("sys.stdin", terminal.program)
    with open(os.devnull) as nothing:  # noqa: PTH123 - a stream that is no terminal
        monkeypatch.setattr("sys.stdout", nothing)
        assert not TerminalPanel.available()
    monkeypatch.setattr("sys.stdout", terminal.program)
    assert TerminalPanel.available()
