"""Somebody with a coach, a sensor that sees them, and a clock that only what they do moves on."""

from dataclasses import replace

from device.exercise.button import PressEvent
from device.exercise.coach import Coach, DeviceFault, ExerciseEvent, SensorLost, Tick
from device.exercise.course import Output
from device.exercise.privacy import PrivateHour
from device.programme.items import CheckupPlan, Item
from device.programme.seen import UNWATCHED, Hindrance, Repetition, Watched
from device.records.facts import Checkup, ExerciseSession, Gap, Mark, SetResult, SymptomRound
from device.symptoms import SymptomQuestions
from tests.support.programmes import BEND, monday, of_items

TAP_S, HOLD_S, LONG_HOLD_S = 0.4, 2.0, 5.0


class Patient:
    """Does one thing after the other; what the coach wants kept is in `kept`."""

    def __init__(
        self,
        *items: Item,
        rating: bool = False,
        private: PrivateHour | None = None,
        symptoms: SymptomQuestions | None = None,
        start_s: float = 100.0,
    ) -> None:
        self.coach, self.now_s, self.kept = Coach(private), start_s, list[Output]()
        self.hindrance: Hindrance | None = None
        self.programme = replace(of_items(*(items or (BEND,)), rating=rating), symptoms=symptoms)
        self.push(monday(self.programme, self.now_s))

    def prescribe(self, checkup: CheckupPlan) -> None:
        self.programme = replace(self.programme, checkup=checkup)
        self.push(monday(self.programme, self.now_s))

    def live_to(self, now_s: float) -> None:
        watched, self.now_s = Watched(self.now_s, now_s, self.hindrance), now_s
        if self.hindrance != UNWATCHED:
            self.push(watched)

    def push(self, *events: ExerciseEvent) -> None:
        for event in events:
            self.kept += self.coach.push(event)

    def wait(self, seconds: float) -> None:
        self.live_to(self.now_s + seconds)
        self.push(Tick(self.now_s))

    def wait_in_steps(self, seconds: float, step_s: float = 0.5) -> None:
        for _ in range(round(seconds / step_s)):
            self.wait(step_s)

    def touch(self) -> float:
        start_s = self.now_s
        self.live_to(self.now_s + 0.15)
        self.push(PressEvent("accepted", self.now_s, start_s, 0.15))
        return start_s

    def let_go(self, start_s: float, held_s: float) -> None:
        self.live_to(start_s + held_s + 0.35)
        self.push(PressEvent("released", self.now_s, start_s, held_s))

    def press(self, held_s: float = TAP_S) -> None:
        self.let_go(self.touch(), held_s)
        self.wait(1.0)

    def jam(self) -> None:
        start_s = self.touch()
        self.live_to(start_s + 10.0)
        self.push(PressEvent("stuck", self.now_s, start_s, 10.0))

    def move(self, counted: bool = True, range_deg: float = 90.0, reason: str | None = None) -> None:  # noqa: FBT001, FBT002
        start_s = self.now_s
        self.wait(6.0)
        self.push(Repetition(start_s, self.now_s - 1.0, range_deg, counted, reason))

    def see(self, hindrance: Hindrance | None) -> None:
        self.hindrance = hindrance

    def lose_sensor(self) -> None:
        self.push(DeviceFault(self.now_s, present=True, part="sensor"), SensorLost(self.now_s))

    def open(self) -> None:
        self.press(HOLD_S)

    def start(self) -> None:
        self.open()
        self.press()

    def do_set(self, repetitions: int) -> None:
        for _ in range(repetitions):
            self.move()

    @property
    def results(self) -> list[SetResult]:
        return [record for record in self.kept if isinstance(record, SetResult)]

    @property
    def result(self) -> SetResult:
        (result,) = self.results
        return result

    @property
    def sessions(self) -> list[ExerciseSession]:
        return [record for record in self.kept if isinstance(record, ExerciseSession)]

    @property
    def marks(self) -> list[Mark]:
        return [record for record in self.kept if isinstance(record, Mark)]

    @property
    def checkups(self) -> list[Checkup]:
        """As the store has them: one with the start of an earlier one takes its place."""
        return list({kept.start_s: kept for kept in self.kept if isinstance(kept, Checkup)}.values())

    @property
    def gaps(self) -> list[Gap]:
        return [record for record in self.kept if isinstance(record, Gap)]

    @property
    def rounds(self) -> list[SymptomRound]:
        """Each as it was kept last."""
        kept = {record.start_s: record for record in self.kept if isinstance(record, SymptomRound)}
        return list(kept.values())

    @property
    def said(self) -> str:
        return self.coach.cue.state
