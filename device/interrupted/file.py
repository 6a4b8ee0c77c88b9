"""The file beside the database that holds what is going on, so that a power cut leaves a part of it and not nothing.

Knows when it has to be written anew; must never know what became of it.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from device.exercise.privacy import PrivateHour
from device.records.decoding import from_json, to_json
from device.records.facts import Dating, ExerciseSession, SetResult
from device.system.clock import Clock
from device.system.files import replace_file

log = logging.getLogger(__name__)

FILE_NAME: Final = "interrupted.json"
REWRITTEN_S: Final = 10.0  # ours: repetitions are written no more often, to spare the card
MOST_FILE_BYTES: Final = 100_000  # a set and a session take 1 kB


@dataclass(frozen=True)
class Interrupted:
    """What was going on, as if it had ended there, and how the times of that boot are dated."""

    version: Literal[1]
    dating: Dating
    sets: tuple[SetResult, ...] = ()
    sessions: tuple[ExerciseSession, ...] = ()
    private: PrivateHour | None = None


class Interruptible(Protocol):
    """`device.exercise.Coach` or anything like it."""

    @property
    def progress(self) -> tuple[int, int] | None:
        """Which set, and how far it is; None where nothing would be lost."""

    @property
    def private(self) -> PrivateHour | None:
        """The hour in which nothing is recorded, while it lasts."""

    def unfinished(self, now_s: float) -> tuple[tuple[SetResult, ...], tuple[ExerciseSession, ...]]:
        """What there would be to keep if everything ended now."""


def interrupted_beside(database: str) -> Path:
    """Where it is for the device with this database."""
    return Path(database).with_name(FILE_NAME)


class InterruptedFile:
    """Written when a set begins or ends, at repetitions, and when privacy begins or ends. Nothing waits for it."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._kept: tuple[tuple[int, int] | None, PrivateHour | None] = None, None
        self._next_s = float("-inf")

    def read(self) -> Interrupted | None:
        """What an earlier run left; None where it left nothing, or nothing that can be used."""
        try:
            with self._path.open("rb") as file:
                content = file.read(MOST_FILE_BYTES)
            return from_json(Interrupted, content.decode(), json.loads)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            log.error("%s: what was going on when the device stopped cannot be read: %s", self._path, error)
            return None

    def put_away(self, private: PrivateHour | None) -> None:
        """What was read is kept elsewhere now: only an hour of privacy that goes on stays."""
        self._kept = None, private
        self._write(Interrupted(1, self._clock.dating(), private=private))

    def push(self, coach: Interruptible) -> None:
        """Keep what is going on, where that has changed enough."""
        progress, private = now = coach.progress, coach.private
        if now == self._kept or (self._only_counted(progress, private) and self._clock.monotonic_s() < self._next_s):
            return
        now_s = self._clock.monotonic_s()
        self._kept, self._next_s = now, now_s + REWRITTEN_S
        sets, sessions = coach.unfinished(now_s)
        self._write(Interrupted(1, self._clock.dating(), sets, sessions, private))

    def finish(self, private: PrivateHour | None) -> None:
        """Everything else was kept elsewhere: only an hour of privacy goes on."""
        if self._kept != (None, private):
            self.put_away(private)

    def _only_counted(self, progress: tuple[int, int] | None, private: PrivateHour | None) -> bool:
        before, hour = self._kept
        return private == hour and progress is not None and before is not None and progress[0] == before[0]

    def _write(self, interrupted: Interrupted) -> None:
        try:
            if interrupted.sets or interrupted.sessions or interrupted.private:
                replace_file(self._path, to_json(interrupted).encode())
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            log.error("%s: a power cut would lose what is going on: %s", self._path, error.strerror)
