"""Somebody with a trembling finger who answers the questions of the lights by taps, and a device that asks them.

Knows lights as a person sees them, and a finger over a switch; must never know how presses become answers. Model, not
recording: the finger is that of `tests.support.finger`, moment by moment.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final, Literal

import numpy as np

from device.exercise import Coach, FlashGuard, lights
from device.exercise.button import PressReader
from device.exercise.coach import Tick
from device.records.facts import RATINGS, Rating, StopReason, SymptomRound
from device.simulation.people.eyes import LIT, REACTION_S, Levels
from device.symptoms import SymptomQuestions
from tests.support.finger import CLOSES, LOOK_S, OPENS, TOUCHED_LOOK_S
from tests.support.programmes import monday, of_items

AT_SIX_S: Final = 18 * 3600.0
STEP_S: Final = TOUCHED_LOOK_S
PRESSED, TRAVELS = 1.35, 9.0  # depth of a finger that presses; depths a second
TAP_S: Final = 0.55  # down and there, as TAP of the finger
GLOWS: Final = 0.03  # of full: not dark
BREATHES: Final = 0.04  # of full: one light moves, the others stay
LOOKED_S: Final = 1.2  # ours: so long somebody looks which light breathes
UNSEEN_S: Final = 1.5  # no light came: the tap was none
HURRIED_S: Final = ((0.15, 0.4), (0.4, 1.4))  # of somebody's own: how long a tap is, and from tap to tap; ours
SLOWER, SLOWEST_S = 1.5, 2.5  # ours: somebody who reads what was not meant taps so much slower from then on
SEES_EVERY_S: Final = 0.02
READS_S: Final = 1.2  # after the last tap, before somebody reads off what they tapped
OVER_S: Final = 150.0

Care = Literal["looks", "hurries, then looks", "hurries"]


class Finger:
    """Goes up and down at its own speed while tremor moves it; the switch is closed by its depth."""

    def __init__(self, hz: float, depth: float, random: np.random.Generator) -> None:
        self._hz, self._depth, self._random = hz, depth, random
        self._at, self._phase, self._drift = 0.0, 2 * np.pi * random.random(), 0.0
        self.closed = False

    def step(self, *, down: bool) -> bool:
        """Whether the switch is closed, a step later."""
        aim = PRESSED if down else 0.0
        self._at += float(np.clip(aim - self._at, -TRAVELS * STEP_S, TRAVELS * STEP_S))
        self._drift += self._random.normal(0, 0.08) * STEP_S**0.5
        self._phase += 2 * np.pi * self._hz * (1 + self._drift) * STEP_S
        at = self._at + self._depth * np.sin(self._phase)
        self.closed = bool(at > (OPENS if self.closed else CLOSES))
        return self.closed


class AnsweringPart(Enum):
    """What the person is at."""

    WAITING = auto()  # for the lights to come up one after the other
    OPENING = auto()  # holds until two are lit
    LOOKING = auto()  # which question is it?
    TAPPING = auto()
    READING = auto()  # what was tapped


@dataclass
class RatingPerson:
    """Wants to answer each question with so many taps. care: what they look at.

    Who hurries taps in a rhythm of their own; who looks waits for the light of each tap.
    """

    wanted: dict[int, int]
    finger: Finger
    care: Care = "looks"
    tap_s: float = TAP_S
    rhythm_s: float = 0.0  # of who hurries
    part: AnsweringPart = AnsweringPart.WAITING
    since_s: float = 0.0
    down_until_s: float = float("-inf")
    taps: int = 0
    most_lit: int = 0  # of what was read
    question: int | None = None
    seen: deque[tuple[float, Levels]] = field(default_factory=deque)

    def step(self, now_s: float, levels: Levels) -> bool:
        """What the lights show at this moment, which never goes back; whether the switch is closed."""
        if not self.seen or now_s - self.seen[-1][0] >= SEES_EVERY_S - STEP_S / 2:
            self.seen.append((now_s, levels))
            while now_s - self.seen[0][0] > LOOKED_S + REACTION_S:
                self.seen.popleft()
            self._decide(now_s)
        return self.finger.step(down=self.part is AnsweringPart.OPENING or now_s < self.down_until_s)

    def _decide(self, now_s: float) -> None:
        {
            AnsweringPart.WAITING: self._wait,
            AnsweringPart.OPENING: self._open,
            AnsweringPart.LOOKING: self._look,
            AnsweringPart.TAPPING: self._tap,
            AnsweringPart.READING: self._read,
        }[self.part](now_s)

    def _then(self, now_s: float) -> Levels:
        """What was seen a reaction ago."""
        return next((levels for at_s, levels in reversed(self.seen) if at_s <= now_s - REACTION_S), (0.0, 0.0, 0.0))

    def _turn_to(self, part: AnsweringPart, now_s: float) -> None:
        self.part, self.since_s = part, now_s

    def _wait(self, now_s: float) -> None:
        if max(self._then(now_s)) > GLOWS:
            self._turn_to(AnsweringPart.OPENING, now_s)

    def _open(self, now_s: float) -> None:
        if min(self._then(now_s)[:2]) >= LIT:
            self._turn_to(AnsweringPart.LOOKING, now_s)

    def _look(self, now_s: float) -> None:
        """Until one light breathes and the others stay dim."""
        seen = [levels for at_s, levels in self.seen if now_s - LOOKED_S <= at_s <= now_s - REACTION_S]
        if now_s - self.since_s < LOOKED_S + REACTION_S or not all(min(levels) >= GLOWS for levels in seen):
            return
        moves = [max(column) - min(column) for column in zip(*seen, strict=True)]
        if max(max(levels) for levels in seen) < LIT and sum(move > BREATHES for move in moves) == 1:
            self.question, self.taps = moves.index(max(moves)) + 1, 0
            self._press(now_s)

    def _press(self, now_s: float) -> None:
        self.taps += 1
        self.down_until_s = now_s + self.tap_s
        self._turn_to(AnsweringPart.TAPPING, now_s)

    def _tap(self, now_s: float) -> None:
        """One tap after the other, as often as is wanted."""
        lit = self._lit(now_s)
        next_one = now_s - self.since_s >= self.rhythm_s if self.care != "looks" else lit == self.taps
        if self.taps >= self._wanted:
            if now_s - self.since_s >= READS_S:
                self.most_lit = 0
                self._turn_to(AnsweringPart.READING, now_s)
        elif now_s >= self.down_until_s and next_one:
            self._press(now_s)
        elif self.care == "looks" and now_s - self.since_s > UNSEEN_S + TAP_S:
            self.taps = lit
            self._press(now_s)

    def _read(self, now_s: float) -> None:
        """Who reads too few taps goes on; too many are begun again by tapping on, three lights and then one."""
        lit, more = self._lit(now_s), now_s - self.since_s
        self.most_lit = max(self.most_lit, lit)
        if more > UNSEEN_S and lit == 0:
            if self.care != "hurries" and not self.most_lit:
                self._calm_down()
            self._turn_to(AnsweringPart.LOOKING, now_s)
        elif self.care != "hurries" and lit and lit != self._wanted and more < UNSEEN_S:
            self.taps = lit if lit < self._wanted else lit - len(RATINGS)
            self._calm_down()
            self._press(now_s)

    def _calm_down(self) -> None:
        """What was read was not what was meant: longer taps, further apart."""
        self.tap_s, self.rhythm_s = min(self.tap_s * SLOWER, TAP_S), min(self.rhythm_s * SLOWER, SLOWEST_S)

    @property
    def _wanted(self) -> int:
        return self.wanted.get(self.question or 0, 0)

    def _lit(self, now_s: float) -> int:
        return sum(level >= LIT for level in self._then(now_s))


def rating_person(seed: int, hz: float, depth: float, care: Care, numbers: Sequence[int]) -> RatingPerson:
    """One of many, who wants to answer each question with one tap, two or three."""
    random = np.random.default_rng(seed)
    wanted = {number: int(random.integers(1, len(RATINGS) + 1)) for number in numbers}
    tap_s, rhythm_s = (float(random.uniform(*of)) for of in HURRIED_S)
    own = (TAP_S, 0.0) if care == "looks" else (tap_s, max(rhythm_s, tap_s + 0.15))
    return RatingPerson(wanted, Finger(hz, depth, random), care, *own)


@dataclass(frozen=True)
class AnsweredRound:
    """What was kept of each question, and the lights all along."""

    ratings: dict[int, Rating | None]
    stopped: StopReason
    shown: list[tuple[float, Levels]]


def answered_round(person: RatingPerson, numbers: Sequence[int]) -> AnsweredRound:
    """A device at six in the evening, when it asks, until the round is over."""
    coach, reader, guard = Coach(), PressReader(), FlashGuard()
    programme = replace(of_items(), symptoms=SymptomQuestions(tuple(numbers), at_minute=18 * 60))
    kept = list(coach.push(monday(programme, AT_SIX_S)))
    shown, levels, looked_s = list[tuple[float, Levels]](), (0.0, 0.0, 0.0), float("-inf")
    for step in range(round(OVER_S / STEP_S)):
        now_s = AT_SIX_S + step * STEP_S
        closed = person.step(now_s, levels)
        if now_s - looked_s >= (TOUCHED_LOOK_S if reader.touched else LOOK_S) - STEP_S / 2:
            looked_s = now_s
            for press in reader.push(now_s, closed):
                kept += coach.push(press)
            kept += coach.push(Tick(now_s, reader.held_s))
            wanted = guard.push(now_s, lights(coach.cue, now_s))
            levels = (wanted.left, wanted.middle, wanted.right)
            shown.append((now_s, levels))
        rounds = [one for one in kept if isinstance(one, SymptomRound)]
        if rounds and rounds[-1].stopped != "device stopped":
            break
    return AnsweredRound(dict(rounds[-1].ratings), rounds[-1].stopped, shown)
