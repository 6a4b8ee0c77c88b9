"""A program of its own that dims lights by switching them fast, while there is something to dim; else it sleeps.

Knows lines and shares of time; must never know what a light means, nor import anything else of ours: it is started by
its path. A program, since Python's threads wait for each other for up to 5 ms, half the time between two pulses.

    python -I -S dimmer.py LINES COMMANDS

LINES: descriptor of the lines. COMMANDS: descriptor of a pipe with three bytes for each setting, 0 dark to 255 full.
When the pipe ends, so does the program, and leaves the lights dark.
"""

import fcntl
import os
import select
import signal
import struct
import sys

LINE_SET_VALUES = 0xC010B40F  # as in lines.py
LIGHTS, FULL = 3, 255
PERIOD_MS = 10.0  # 100 pulses a second: no eye sees them
COMMANDS_AT_ONCE = 256 * LIGHTS
ENDED_BY = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGABRT)  # the last: of a watchdog, sent to all


def follow(lines: int, commands: int) -> None:
    """Follow the commands until they end."""
    poll, levels = select.poll(), bytes(LIGHTS)
    poll.register(commands, select.POLLIN)
    while True:
        if poll.poll(None if is_steady(levels) else 0):
            told = os.read(commands, COMMANDS_AT_ONCE)
            if not told:
                break
            levels = told[-LIGHTS:]  # a writer's three bytes come whole: a pipe takes up to 4096 at once
            switch(lines, levels, 0)
        if not is_steady(levels):
            pulse(lines, levels)
    switch(lines, bytes(LIGHTS), 0)


def is_steady(levels: bytes) -> bool:
    """Whether no light has to be switched."""
    return all(level in {0, FULL} for level in levels)


def pulse(lines: int, levels: bytes) -> None:
    """One period: each light for its share of it, from the start on."""
    done = 0
    for level in sorted({*levels, FULL} - {0}):
        switch(lines, levels, done)
        select.select([], [], [], (level - done) / FULL * PERIOD_MS / 1000)
        done = level


def switch(lines: int, levels: bytes, done: int) -> None:
    """Light those of which the share is not over yet."""
    bits = sum(1 << n for n, level in enumerate(levels) if level > done)
    fcntl.ioctl(lines, LINE_SET_VALUES, struct.pack("QQ", bits, (1 << LIGHTS) - 1))


def outlive() -> None:
    """End with the commands alone: killed by a signal that is meant for all, it would leave lights on."""
    for asked in ENDED_BY:
        signal.signal(asked, signal.SIG_IGN)


if __name__ == "__main__":
    outlive()
    follow(int(sys.argv[1]), int(sys.argv[2]))
