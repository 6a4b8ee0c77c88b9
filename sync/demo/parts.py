"""The running programs of the demo, looked after: which has ended, what it said, and what is done about it.

Knows processes and their logs; must never know what the programs do, nor how they are started.
"""

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from device.system.terminal import say
from sync.demo.broker import HOST, BrokerProcess

END_S = 15.0  # how long a program may take to end by itself
LOG_LINES = 15  # of a program that failed, shown to the person


class DemoFailed(Exception):
    """The demo cannot go on: the message says what was seen, and repeats what the part in question said last."""


@dataclass(frozen=True)
class Part:
    """One running program of the demo; its log begins `log_from` bytes into the file."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    log_from: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ask it to end; after END_S, end it."""
        self.process.terminate()
        try:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def status(self) -> int | None:
        """With which exit status it has ended, None while it runs; negative is the signal that ended it."""
        return self.process.poll()

    def said(self) -> str:
        """Everything in its log since it was started."""
        text = self.log.read_bytes()[self.log_from :] if self.log.exists() else b""
        return text.decode(encoding="utf-8", errors="replace")

    def last_words(self) -> str:
        """The end of its log, for a person."""
        return "it said:\n" + ("\n".join(self.said().splitlines()[-LOG_LINES:]) or "nothing")

    def ended(self) -> DemoFailed:
        """The reason not to go on without it."""
        return DemoFailed(f"{self.name} ended with status {self.status}; {self.last_words()}")


@dataclass(frozen=True)
class DemoLine:
    """Everything between the device and the person: the broker and the programs around it."""

    broker: BrokerProcess
    parts: Sequence[Part]
    stopping: Callable[[], bool]

    def look_after(self) -> None:
        """Start a broker that has ended again. Raises DemoFailed or BrokerFailed when the demo cannot go on."""
        ended, without_broker = [part for part in self.parts if part.status is not None], not self.broker.running
        if self.stopping():  # Ctrl-C and a closing terminal reach every program by themselves
            return
        for part in ended:
            raise part.ended()
        if without_broker:
            say(f"the broker has stopped; restarting it at {HOST}:{self.broker.port}")
            self.broker.start()
