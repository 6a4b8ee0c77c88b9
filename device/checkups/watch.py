"""Follows one check-up at a time: keeps the seconds that it takes, and completes its record with what they show.

Knows records and seconds by their times; must never know lights, the button or files. Verdicts come some seconds late,
so a record that is over is told once more when they are known, in the same place.
"""

from collections.abc import Iterable
from typing import Final

from device.checkups.measured import measured_by
from device.checkups.seconds import CheckupSecond, SecondsSeen
from device.parameters import PARAMETERS, Parameters
from device.records.facts import Checkup
from device.records.person import Personal
from device.tremor import JudgedSecond

LATE_S: Final = 10.0  # ours: what is not judged by then never will be: the sensor was lost


class CheckupWatch:
    """Is told each record of a check-up that the guidance gives, and all that is judged."""

    def __init__(self, personal: Personal, parameters: Parameters = PARAMETERS) -> None:
        self._personal, self._parameters = personal, parameters
        self._open: Checkup | None = None
        self._is_over = False
        self._seen = SecondsSeen(personal, parameters)
        self._seconds: list[CheckupSecond] = []

    @property
    def waits(self) -> bool:
        """Whether a check-up is under way, or over with seconds of it still to be judged."""
        return self._open is not None

    def keep(self, record: Checkup) -> Checkup:
        """The record with what is known by now."""
        if self._open is None or self._open.start_s != record.start_s:
            self._seen, self._seconds = SecondsSeen(self._personal, self._parameters), []
        self._open, self._is_over = record, record.ended != "device stopped"
        return self._completed(record)

    def push(self, judged: Iterable[JudgedSecond]) -> list[Checkup]:
        """The complete record, once all its seconds are known."""
        if self._open is None:
            return []
        self._seconds += [self._seen.push(one) for one in judged if one.window.second_s >= self._open.start_s]
        known_s = self._seconds[-1].second_s + 1 if self._seconds else self._open.start_s
        return self.finish() if self._is_over and known_s >= self._open.start_s + self._open.duration_s else []

    def late(self, now_s: float) -> list[Checkup]:
        """The record, if no more of it can be expected at `now_s`."""
        over = self._open is not None and self._is_over
        if over and self._open and now_s >= self._open.start_s + self._open.duration_s + LATE_S:
            return self.finish()
        return []

    def finish(self) -> list[Checkup]:
        """The record with what is known, if there is one; nothing more comes of it."""
        done, self._open = self._open, None
        seconds = [] if done is None else [self._completed(done)]
        self._seconds = []
        return seconds

    def _completed(self, record: Checkup) -> Checkup:
        return measured_by(record, self._seconds, self._personal, self._parameters)
