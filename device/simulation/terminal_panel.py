"""The lights and the button of a simulated device in a terminal: one line of text, and the space bar.

Knows terminals and keys; must never know what a light means or what a press is for. It stands below the real panel
driver: it reads what was written to the pins, and says whether a finger is on the button.
"""

import os
import select
import shutil
import sys
import textwrap
import tty
from contextlib import ExitStack
from typing import Protocol, Self, TextIO

from device.exercise.button import LOCK_OUT_S, LONGEST_MERGE_GAP_S
from device.system.terminal import LINE_START, REST_OF_LINE, is_terminal, left_as_before

TAP_S = 0.4  # a key that repeats only after 0.7 s is still one press: contact, and then a gap that merges (0.35 s)
REPEAT_S = 0.15  # what one repeat of a held key adds; they come every 0.03 to 0.1 s
KEY_HOLD_S = 2.0  # what the hold key holds
HEARS_AGAIN_S = KEY_HOLD_S + LONGEST_MERGE_GAP_S + LOCK_OUT_S + 0.1  # after the hold key; two looks and a half to spare
KEYS_AT_ONCE = 64

SPACE, HOLD, QUIT = b" ", b"h", b"q"
HELP = "space: the button   h: hold it for 2 s   q: quit"

NAMES = ("left", "middle", "right")
COLOURS = ((255, 255, 255), (90, 140, 255), (255, 180, 0))  # red, green, blue of white, blue and amber
LEAST_SEEN = 0.35  # share of a colour that a glimmering light has: below that the screen looks black
GLYPHS = ("○◔◑◕●", ".oO0@")  # dark to full, the first row that the terminal can show
BETWEEN, CUT = "   ", " ..."
REDRAW_S = 1.0  # a line that did not change is drawn again: other programs write to the terminal too
HIDE_CURSOR, PLAIN = "\x1b[?25l", "\x1b[0m"


class Pins(Protocol):
    """The simulated pins."""

    def levels(self) -> tuple[float, float, float]:
        """Brightness of the three lights, 0 to 1."""


class Finger:
    """What keys do to the button. A terminal tells that a key went down or repeats, never that it came up.

    A space that comes while the hold key still holds, or before the button hears again, is a tap as soon as it does.
    """

    def __init__(self) -> None:
        self._until_s = self._tap_s = self._hears_s = float("-inf")

    def push(self, now_s: float, keys: bytes) -> bool:
        """Whether the finger is on the button at `now_s`, after these keys."""
        for key in (keys[n : n + 1] for n in range(len(keys))):
            self._type(now_s, key)
        return self._is_down(now_s)

    def _type(self, now_s: float, key: bytes) -> None:
        if key == HOLD:
            self._until_s, self._hears_s = now_s + KEY_HOLD_S, now_s + HEARS_AGAIN_S
        elif key == SPACE and now_s < self._hears_s:
            self._tap_s = self._hears_s
        elif key == SPACE:
            self._until_s = max(self._until_s, now_s + (REPEAT_S if self._is_down(now_s) else TAP_S))

    def _is_down(self, now_s: float) -> bool:
        return now_s < self._until_s or 0 <= now_s - self._tap_s < TAP_S


def draw(levels: tuple[float, float, float], words: str, glyphs: str, columns: int, *, colours: bool) -> str:
    """One line of less than `columns`: a circle for each light that fills, and as many of the words as have room."""
    lights = list(zip(NAMES, levels, COLOURS, strict=True))
    plain = BETWEEN.join(_light(name, level, glyphs, None) for name, level, _ in lights)
    shown = BETWEEN.join(_light(name, level, glyphs, colour if colours else None) for name, level, colour in lights)
    room = columns - 1 - len(plain + BETWEEN)
    return shown + BETWEEN + textwrap.shorten(words, max(room, len(CUT)), placeholder=CUT)


def _light(name: str, level: float, glyphs: str, colour: tuple[int, int, int] | None) -> str:
    text = f"{name} {glyphs[_nearest(level, len(glyphs))]}"
    if colour is None or level == 0:
        return text
    share = LEAST_SEEN + (1 - LEAST_SEEN) * level
    red, green, blue = (round(share * part) for part in colour)
    return f"\x1b[38;2;{red};{green};{blue}m{text}{PLAIN}"


def _nearest(level: float, steps: int) -> int:
    return 0 if level == 0 else max(1, round(level * (steps - 1)))


class TerminalPanel:
    """Draws `pins` on the screen and reads the keyboard, while entered; the terminal is as before afterwards."""

    def __init__(self, pins: Pins, keyboard: TextIO | None = None, screen: TextIO | None = None) -> None:
        """`keyboard` and `screen` are the process' own unless given; both have to be terminals."""
        self._pins = pins
        self._keyboard, self._screen = keyboard or sys.stdin, screen or sys.stdout
        self._glyphs = next(glyphs for glyphs in GLYPHS if _can_show(self._screen, glyphs))
        self._colours = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        self._finger, self._drawn, self._drawn_s = Finger(), "", float("-inf")
        self._opened = ExitStack()
        self.quit = False

    @staticmethod
    def available() -> bool:
        """Whether there is a person at a terminal."""
        return is_terminal(sys.stdin) and is_terminal(sys.stdout)

    def __enter__(self) -> Self:
        self._opened.enter_context(left_as_before(self._keyboard, self._screen))
        tty.setcbreak(self._keyboard.fileno())
        self._write(f"{LINE_START}{HELP}{REST_OF_LINE}\n{HIDE_CURSOR}")
        return self

    def __exit__(self, *_error: object) -> None:
        self._write("\n")
        self._opened.close()

    def look(self, now_s: float, words: str) -> bool:
        """Show the lights and the words; whether the finger is on the button.

        `quit` is true once q came, or the terminal went.
        now_s: device time, which may run faster than the person's.
        """
        self._draw(now_s, words)
        keys = self._keys()
        self.quit = self.quit or QUIT in keys
        return self._finger.push(now_s, keys)

    def _draw(self, now_s: float, words: str) -> None:
        columns = shutil.get_terminal_size().columns
        line = draw(self._pins.levels(), words, self._glyphs, columns, colours=self._colours)
        if line != self._drawn or now_s - self._drawn_s >= REDRAW_S:
            self._write(f"{LINE_START}{line}{REST_OF_LINE}")
            self._drawn, self._drawn_s = line, now_s

    def _keys(self) -> bytes:
        descriptor = self._keyboard.fileno()
        if not select.select([descriptor], [], [], 0)[0]:
            return b""
        try:
            return os.read(descriptor, KEYS_AT_ONCE) or QUIT
        except OSError:  # the terminal was closed
            return QUIT

    def _write(self, text: str) -> None:
        try:
            os.write(self._screen.fileno(), text.encode(self._screen.encoding or "ascii", errors="replace"))
        except OSError:  # the terminal was closed
            self.quit = True


def _can_show(screen: TextIO, glyphs: str) -> bool:
    try:
        glyphs.encode(screen.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
