"""The lights and the button of a simulated device in a terminal: one line of text, and the space bar.

Knows terminals and keys; must never know what a light means or what a press is for. It stands below the real panel
driver: it reads what was written to the pins, and says whether a finger is on the button.
"""

import os
import select
import sys
import termios
import tty
from typing import Protocol, Self, TextIO

TAP_S = 0.4  # a key that repeats only after 0.7 s is still one press: contact, and then a gap that merges (0.35 s)
REPEAT_S = 0.15  # what one repeat of a held key adds; they come every 0.03 to 0.1 s
HOLD_S = 2.0  # what the hold key holds
KEYS_AT_ONCE = 64

SPACE, HOLD, QUIT = b" ", b"h", b"q"
HELP = "space button  h hold 2 s  q quit"

NAMES = ("left", "middle", "right")
COLOURS = ((255, 255, 255), (90, 140, 255), (255, 180, 0))  # red, green, blue of white, blue and amber
LEAST_SEEN = 0.35  # share of a colour that a glimmering light has: below that the screen looks black
GLYPHS = ("○◔◑◕●", ".oO0@")  # dark to full, the first row that the terminal can show
HIDE_CURSOR, SHOW_CURSOR, LINE_START, REST_OF_LINE, PLAIN = "\x1b[?25l", "\x1b[?25h", "\r", "\x1b[K", "\x1b[0m"


class Pins(Protocol):
    """The simulated pins."""

    def levels(self) -> tuple[float, float, float]:
        """Brightness of the three lights, 0 to 1."""


class Finger:
    """What keys do to the button. A terminal tells that a key went down or repeats, never that it came up."""

    def __init__(self) -> None:
        self._until_s = float("-inf")

    def push(self, now_s: float, keys: bytes) -> bool:
        """Whether the finger is on the button at `now_s`, after these keys."""
        for key in (keys[n : n + 1] for n in range(len(keys))):
            self._until_s = max(self._until_s, now_s + self._adds_s(now_s, key))
        return now_s < self._until_s

    def _adds_s(self, now_s: float, key: bytes) -> float:
        if key == HOLD:
            return HOLD_S
        if key == SPACE:
            return REPEAT_S if now_s < self._until_s else TAP_S
        return 0.0


def draw(levels: tuple[float, float, float], glyphs: str, *, colours: bool) -> str:
    """One line of less than 80 columns: each light's name and a circle that fills, coloured or not."""
    lights = zip(NAMES, levels, COLOURS, strict=True)
    shown = [_light(name, level, glyphs, colour if colours else None) for name, level, colour in lights]
    return "   ".join([*shown, HELP])


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
        self._finger, self._drawn = Finger(), ""
        self.quit = False

    @staticmethod
    def available() -> bool:
        """Whether there is a person at a terminal."""
        return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._keyboard.fileno())
        tty.setcbreak(self._keyboard.fileno())
        self._write(HIDE_CURSOR)
        return self

    def __exit__(self, *_error: object) -> None:
        termios.tcsetattr(self._keyboard.fileno(), termios.TCSADRAIN, self._before)
        self._write(f"{SHOW_CURSOR}\n")

    def look(self, now_s: float) -> bool:
        """Show the lights, and whether the finger is on the button. `quit` is true once q came, or the terminal went.

        now_s: device time, which may run faster than the person's.
        """
        self._draw()
        keys = self._keys()
        self.quit = self.quit or QUIT in keys
        return self._finger.push(now_s, keys)

    def _draw(self) -> None:
        line = draw(self._pins.levels(), self._glyphs, colours=self._colours)
        if line != self._drawn:
            self._write(f"{LINE_START}{line}{REST_OF_LINE}")
            self._drawn = line

    def _keys(self) -> bytes:
        descriptor = self._keyboard.fileno()
        if not select.select([descriptor], [], [], 0)[0]:
            return b""
        return os.read(descriptor, KEYS_AT_ONCE) or QUIT

    def _write(self, text: str) -> None:
        self._screen.write(text)
        self._screen.flush()


def _can_show(screen: TextIO, glyphs: str) -> bool:
    try:
        glyphs.encode(screen.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
