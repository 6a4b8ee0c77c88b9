"""What is asked of one patient: the round that is on, and those that were.

Knows what is to be kept of a round, and when; must never know who asks, or what a press means.
"""

from collections.abc import Sequence
from datetime import date

from device.records.facts import StopReason, SymptomRound
from device.symptoms.asked_log import AskedLog
from device.symptoms.question_round import QuestionRound


class Asking:
    """A round is kept as soon as it begins, and again with each answer in the same place: a power cut loses none."""

    def __init__(self) -> None:
        self.log = AskedLog()
        self._round: QuestionRound | None = None

    @property
    def round(self) -> QuestionRound | None:
        """The one that is on, or waits to be taken up."""
        return self._round

    @property
    def on(self) -> QuestionRound:
        """The one that is on."""
        assert self._round is not None  # noqa: S101 - the table asks for it only within one
        return self._round

    def begin(self, start_s: float, day: date, numbers: Sequence[int]) -> SymptomRound:
        """A round, not answered so far."""
        self._round = QuestionRound(start_s, numbers)
        self.log.begin(start_s, day.isoformat())
        return self._so_far()

    def rate(self) -> SymptomRound:
        """One tap more for the symptom that is asked for."""
        self.on.rate()
        return self._so_far()

    def take_back(self) -> SymptomRound:
        """Nothing was tapped for it."""
        self.on.take_back()
        return self._so_far()

    def end(self, stopped: StopReason) -> list[SymptomRound]:
        """The round as it ended, where there was one."""
        ended = [self._round.record(stopped)] if self._round else []
        self._round = None
        return ended

    def _so_far(self) -> SymptomRound:
        return self.on.record("device stopped")
