"""The one loop on the limb: button, sensor, analysis, guidance, records and lights, in this order, for ever.

Knows only the order of steps and how often each is due; must never know what any step decides.
"""

import logging
from collections.abc import Callable, Iterable, Sequence

from device.analysis import Pipeline
from device.exercise import Coach, DeviceFault, ExerciseEvent, FlashGuard, Tick, is_night, lights
from device.exercise.button import PressReader
from device.exercise.light_language import LANGUAGE
from device.health import ComingAndGoing, PartState, not_working
from device.program.ports import HearsStates, PanelPort, RawMovement, TellsState
from device.program.sensor_parts import SensorParts
from device.records.calendar import DAY_S
from device.records.facts import Record
from device.records.person import ANYBODY, Personal
from device.repetitions import RepetitionCounter
from device.sensor import Sensing
from device.signals.samples import Samples
from device.snippets import NoSnippets
from device.store import Ledger
from device.system.clock import Clock

log = logging.getLogger(__name__)

TICK_S = 0.020  # button and lights
DRAIN_S = 0.200  # sensor and analysis: a quarter of the FIFO's 0.73 s
STATES_S = 1.0  # how often the parts are asked how they are
JAMMED_S = 60.0  # ours: a sleeve may press for less and is no fault
JAMMED = "it is pressed all the time: look for a sleeve, a strap or a short circuit"
NIGHT_CHECK_S = 60.0  # how often it is looked up whether it is night


class Loop:
    """Everything the device does, one `step` at a time."""

    def __init__(
        self,
        clock: Clock,
        sensing: Sensing,
        panel: PanelPort,
        ledger: Ledger,
        coach: Coach,
        *,
        alive: Callable[[], object],
        personal: Personal = ANYBODY,
        snippets: RawMovement | None = None,
        parts: Sequence[TellsState] = (),
        health: HearsStates | None = None,
    ) -> None:
        """`alive` is called whenever a batch reached the disk, and while a known fault keeps that from happening.

        Raw movement around marks and episodes goes to `snippets`, if there is such a place. `health` hears how sensor,
        store and all other `parts` are; the patient is told by the fault light.
        """
        self._clock, self._sensing, self._panel, self._ledger = clock, sensing, panel, ledger
        self._coach, self._alive = coach, alive
        self._pipeline, self._press, self._guard = Pipeline(personal=personal), PressReader(), FlashGuard()
        self._counter = RepetitionCounter(coach.item)
        self._snippets = snippets or NoSnippets()
        self._parts: tuple[TellsState, ...] = (
            sensing,
            self._sensor_parts(),
            ledger,
            *parts,
        )
        self._health = health
        self._coming, self._broken = ComingAndGoing(), frozenset[str]()
        self._next_tick_s = self._next_drain_s = self._next_night_check_s = self._next_states_s = clock.monotonic_s()
        self._night = False

    def run(self, stopping: Callable[[], bool]) -> None:
        """Step until `stopping()`, then finish."""
        while not stopping():
            self.step()
            self.wait()
        self.finish()

    @property
    def exercising(self) -> bool:
        """Whether the lights pace an exercise at this moment."""
        return self._coach.exercising

    @property
    def state_in_words(self) -> str:
        """What the lights say of the exercise, for whoever reads better than they blink."""
        return LANGUAGE[self._coach.cue.state].meaning

    def step(self) -> None:
        """Do whatever is due now."""
        now_s = self._clock.monotonic_s()
        records = self._push(now_s, [*self._button_events(now_s), *self._states_heard(now_s)])
        drained = now_s >= self._next_drain_s
        if drained:
            records += self._measure()
            self._next_drain_s = self._sensing.next_look_s(now_s + DRAIN_S)
        self._snippets.want(records)
        written = self._ledger.add(records)
        if written or (drained and self._known_fault):
            self._alive()
        self._show(now_s)

    def wait(self) -> None:
        """Sleep until the next tick or look at the sensor is due."""
        now_s = self._clock.monotonic_s()
        if now_s >= self._next_tick_s:
            self._next_tick_s = max(self._next_tick_s + TICK_S, now_s)  # what was missed is not made up for
        self._clock.sleep(min(self._next_tick_s, self._next_drain_s) - now_s)

    def finish(self) -> None:
        """Keep what is unfinished, put the sensor to sleep and the lights out."""
        records = self._measure()
        last = self._pipeline.finish()
        records += [*last.records, *self._sensing.finish(), *self._coach.finish(self._clock.monotonic_s())]
        self._ledger.add(records)
        self._ledger.write()
        self._snippets.want(records)
        self._snippets.finish()
        self._panel.show(0.0, 0.0, 0.0)

    def _button_events(self, now_s: float) -> list[ExerciseEvent]:
        presses = self._press.push(now_s, self._panel.pressed())
        return [*presses, Tick(now_s, self._press.held_s)]

    def _push(self, now_s: float, events: Iterable[ExerciseEvent]) -> list[Record]:
        records = [record for event in events for record in self._coach.push(event)]
        self._counter.heed(exercising=self._coach.exercising)
        for record in records:
            log.info("recorded at %.1f s: %s", now_s, record)
        return records

    def _measure(self) -> list[Record]:
        sensed = self._sensing.poll()
        return [*sensed.gaps, *self._analyse(sensed.samples)]

    @property
    def _known_fault(self) -> bool:
        """Whether it is clear why nothing reaches the disk."""
        return self._sensing.missing or self._ledger.failing

    def _sensor_parts(self) -> TellsState:
        return SensorParts(lambda: self._pipeline.dead, lambda: self._pipeline.doubted)

    def _states_heard(self, now_s: float) -> list[ExerciseEvent]:
        """Once a second: tell how the parts are; what broke and what works again since the last time."""
        if now_s < self._next_states_s:
            return []
        self._next_states_s = now_s + STATES_S
        heard = [*(state for part in self._parts for state in part.states()), self._button_state()]
        states = self._coming.push(now_s, heard)
        if self._health:
            self._health.push(states)
        return self._changes(now_s, states)

    def _button_state(self) -> PartState:
        stuck_s = self._press.stuck_s
        return PartState("button", works=stuck_s < JAMMED_S, text=JAMMED if stuck_s else "it opens and closes")

    def _changes(self, now_s: float, states: Sequence[PartState]) -> list[ExerciseEvent]:
        broken = frozenset(state.part for state in not_working(states))
        changed, self._broken = sorted(broken ^ self._broken), broken
        return [DeviceFault(now_s, part in broken, part) for part in changed]

    def _analyse(self, batches: Iterable[Samples]) -> list[Record]:
        records: list[Record] = []
        for samples in batches:
            self._snippets.push(samples)
            analysed = self._pipeline.push(samples)
            records += analysed.records
            repetitions = [repetition for turn in analysed.turns for repetition in self._counter.push(turn)]
            events: list[ExerciseEvent] = [*analysed.watched, *repetitions]
            records += self._push(float(samples.time_s[-1]), events)
        return records

    def _show(self, now_s: float) -> None:
        if now_s >= self._next_night_check_s:
            self._next_night_check_s = now_s + NIGHT_CHECK_S
            self._night = is_night(now_s, self._clock.dating())
            self._coach.know_of(self._ledger.set_starts_s(DAY_S))  # at the start, date or card may not have been there
        shown = self._guard.push(now_s, lights(self._coach.cue, now_s, night=self._night))
        self._panel.show(shown.left, shown.middle, shown.right)
