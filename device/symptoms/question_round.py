"""One round of questions while it lasts: which symptom is asked for, and what was answered so far.

Knows numbers and ratings; must never know when a question is over, or how it is shown.
"""

from collections.abc import Sequence

from device.records.facts import RATINGS, Rating, StopReason, SymptomRound


class QuestionRound:
    """The symptoms `numbers`, one after the other, from `start_s` on."""

    def __init__(self, start_s: float, numbers: Sequence[int]) -> None:
        self.start_s, self._numbers = start_s, tuple(numbers)
        self._ratings: list[Rating | None] = [None for _ in self._numbers]
        self._place = 0
        self.taps = 0

    @property
    def number(self) -> int:
        """The one that is asked for; the last one where all were."""
        return self._numbers[min(self._place, len(self._numbers) - 1)]

    @property
    def is_over(self) -> bool:
        """Whether all were asked for."""
        return self._place >= len(self._numbers)

    def rate(self) -> None:
        """One tap more: from the last of three it goes on with the first."""
        self._answer(self.taps % len(RATINGS) + 1)

    def take_back(self) -> None:
        """Nothing was answered yet to this question."""
        self._answer(0)

    def go_on(self) -> None:
        """The next question; what was answered stays."""
        self._place, self.taps = self._place + 1, 0

    def record(self, stopped: StopReason) -> SymptomRound:
        """What it came to. While it lasts, it is kept as if the device had stopped."""
        return SymptomRound(self.start_s, tuple(zip(self._numbers, self._ratings, strict=True)), stopped)

    def _answer(self, taps: int) -> None:
        self.taps = taps
        self._ratings[self._place] = RATINGS[taps - 1] if taps else None
