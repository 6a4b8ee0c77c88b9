"""The person's terminal: lines above a line that is being drawn, and order restored at the end.

Knows termios and escape codes; must never know what is said or drawn.
"""

import contextlib
import os
import sys
import termios
from collections.abc import Iterator
from typing import TextIO

LINE_START, REST_OF_LINE, SHOW_CURSOR = "\r", "\x1b[K", "\x1b[?25h"


def say(text: str) -> None:
    """Print a line of its own, also where another program draws a status line; to nobody where the terminal is gone."""
    with contextlib.suppress(OSError):
        print(f"{LINE_START}{text}{REST_OF_LINE}" if is_terminal(sys.stdout) else text, flush=True)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is at the other end; a program may be started without its standard streams."""
    return stream is not None and stream.isatty()


@contextlib.contextmanager
def left_as_before(keyboard: TextIO | None = None, screen: TextIO | None = None) -> Iterator[None]:
    """Afterwards the keyboard echoes as before and the cursor shows, whoever was killed meanwhile.

    keyboard, screen: the process' own unless given. Does nothing to what is no terminal, or no longer one.
    """
    keyboard, screen = keyboard or sys.stdin, screen or sys.stdout
    before = termios.tcgetattr(keyboard.fileno()) if is_terminal(keyboard) else None
    try:
        yield
    finally:
        with contextlib.suppress(termios.error, OSError):  # the terminal was closed
            if before and termios.tcgetattr(keyboard.fileno()) != before:
                termios.tcsetattr(keyboard.fileno(), termios.TCSADRAIN, before)
            if before and is_terminal(screen):
                os.write(screen.fileno(), f"{LINE_START}{REST_OF_LINE}{SHOW_CURSOR}".encode("ascii"))
