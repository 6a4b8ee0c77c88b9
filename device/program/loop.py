"""The one loop on the limb: button, sensor, analysis, guidance, records and lights, in this order, for ever.

Knows only the order of steps and how often each is due; must never know what any step decides.
"""

import logging
import math
from collections.abc import Callable, Iterable, Sequence

from device.analysis import Blocks, Pipeline, WatchedExercise
from device.checkups import CheckupWatch
from device.exercise import (
    AcceptProgramme,
    Coach,
    DeviceFault,
    ExerciseEvent,
    FlashGuard,
    Output,
    SensorLost,
    Tick,
    is_night,
    lights,
    next_change_s,
    said,
)
from device.exercise.light_language import LANGUAGE
from device.exercise.privacy import HiddenTime
from device.health import HealthWatch, Heartbeat, PartState
from device.program.button_watch import TICK_S, ButtonWatch
from device.program.ports import (
    HearsStates,
    KeepsInterrupted,
    NoRecording,
    NoSnippets,
    PanelPort,
    PrescribesExercises,
    RawMovement,
    RecordsSamples,
    TellsState,
)
from device.program.sensor_parts import SensorParts
from device.programme.due import SetupWatch, due_today
from device.records.calendar import DAY_S
from device.records.facts import Checkup, ExerciseSession, Record, SetResult
from device.records.limb_axes import LimbAxes
from device.records.person import ANYBODY, Personal
from device.records.sites import USUAL_SITE, BodySite
from device.sensor import QUIET_LOOK_S, QuietMode, Sensed, Sensing
from device.signals.samples import Samples
from device.store import Ledger
from device.symptoms.questions import MOST_EVERY_DAYS
from device.system.clock import DozingClock

log = logging.getLogger(__name__)

DRAIN_S = 0.200  # sensor and analysis: a quarter of the FIFO's 0.73 s, while somebody may wait for an answer
EXERCISING_DRAIN_S = 0.100  # a repetition that counts is told within 0.2 s
JAMMED_S = 60.0  # ours: a sleeve may press for less and is no fault
JAMMED = "it is pressed all the time: look for a sleeve, a strap or a short circuit"
EVERYDAY = {"recording", "private"}  # what the lights say while nobody exercises or is examined
LOOK_S = 60.0  # how often programme, date and night are looked up
LOOKED_BACK_S = (MOST_EVERY_DAYS + 2) * DAY_S  # for rounds of questions, of which none is asked for more seldom


class Loop:
    """Everything the device does, one `step` at a time."""

    def __init__(
        self,
        clock: DozingClock,
        sensing: Sensing,
        panel: PanelPort,
        ledger: Ledger,
        coach: Coach,
        *,
        alive: Callable[[], object],
        personal: Personal = ANYBODY,
        axes: LimbAxes | None = None,
        snippets: RawMovement | None = None,
        recording: RecordsSamples | None = None,
        parts: Sequence[TellsState] = (),
        health: HearsStates | None = None,
        prescribes: PrescribesExercises | None = None,
        interrupted: KeepsInterrupted | None = None,
        site: BodySite = USUAL_SITE,
        quiet: bool = False,
    ) -> None:
        """`alive` is called while samples come and minutes are kept, and while a known fault keeps that from happening.

        Raw movement around marks and episodes goes to `snippets`, if there is such a place, and every sample to the
        `recording`, if there is one. `health` hears how sensor, store and all other `parts` are; the patient is told by
        the fault light. Without anybody who `prescribes` there is nothing to exercise. `quiet`: whether the sensor may
        rest while nobody wears the band.
        """
        self._clock, self._sensing, self._panel, self._ledger = clock, sensing, panel, ledger
        self._coach, self._heart, self._fresh = coach, Heartbeat(alive, clock.monotonic_s()), False
        self._personal, self._axes = personal, axes
        self._blocks, self._pipeline = Blocks(), Pipeline(personal=personal, axes=axes)
        self._button, self._guard, self._exercise = ButtonWatch(panel), FlashGuard(), WatchedExercise(coach)
        self._checkup = CheckupWatch(personal)
        self._prescribes, self._interrupted = prescribes, interrupted
        self._setups = SetupWatch(site)
        self._hidden, self._quiet = HiddenTime(coach.private), QuietMode(sensing, allowed=quiet)
        self._snippets, self._recording = snippets or NoSnippets(), recording or NoRecording()
        told = [sensing, self._sensor_parts(), ledger, *([prescribes] if prescribes else []), *parts]
        asked = [*(part.states for part in told), self._button_states]
        self._health = HealthWatch(asked, health.push if health else None)
        self._next_tick_s = self._next_drain_s = self._next_look_s = self._due_s = clock.monotonic_s()
        self._night = self._held_back = False

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
    def quiet(self) -> bool:
        """Whether the sensor is left alone at this moment, since nobody wears it."""
        return self._quiet.quiet

    @property
    def state_in_words(self) -> str:
        """What the lights say of the exercise, for whoever reads better than they blink."""
        return LANGUAGE[said(self._coach.cue, self._clock.monotonic_s())].meaning

    def step(self) -> None:
        """Do whatever is due now."""
        now_s = self._clock.monotonic_s()
        records = self._look(now_s)
        records += self._push(now_s, [*self._button_events(now_s), *self._states_heard(now_s)])
        self._show(now_s)  # who presses does not wait for the analysis
        drained = now_s >= self._next_drain_s or (self._quiet.quiet and self._needs_samples(now_s))
        if drained:
            records += self._measure()
            self._next_drain_s = self._sensing.next_look_s(now_s + self._drain_s(now_s))
        self._snippets.want(records)
        written = self._ledger.add(records)
        if self._interrupted:
            self._interrupted.push(self._coach)
        if written or drained:
            self._heart.push(now_s, fresh=self._fresh, written=written, known_fault=self._known_fault)
        if drained:
            self._show(now_s)
        self._due_s = min(self._next_drain_s, self._health.next_s, self._next_sight_s())

    @property
    def due(self) -> bool:
        """Whether there is something to do: it is time, or the button moved."""
        now_s = self._clock.monotonic_s()
        woken_by = self._button.wakes(now_s)
        return now_s >= self._due_s or (woken_by is not None and woken_by.wait(0))

    def wait(self, most_s: float = math.inf) -> None:
        """Sleep until something is due or the button moves, but no longer than `most_s`."""
        now_s = self._clock.monotonic_s()
        self._clock.doze(min(self._due_s - now_s, most_s), self._button.wakes(now_s))

    def finish(self) -> None:
        """Keep what is unfinished, put the sensor to sleep and the lights out."""
        private = self._coach.private
        records = self._measure()
        records += [] if private or self._quiet.quiet else self._last_analysed()
        records += self._hidden.left_of(self._sensing.finish(), self._clock.monotonic_s())
        records += self._kept(self._coach.finish(self._clock.monotonic_s()))
        self._ledger.add(records)
        self._ledger.write()
        if self._interrupted:
            self._interrupted.finish(private)
        self._snippets.want(records)
        self._snippets.finish()
        self._panel.show(0.0, 0.0, 0.0)
        self._recording.finish()

    def _drain_s(self, now_s: float) -> float:
        """How long the sensor is left alone now."""
        if self.exercising:
            return EXERCISING_DRAIN_S
        if self._quiet.quiet:
            return max(QUIET_LOOK_S / 2, self._health.next_s - now_s)  # all parts are asked in the same moment
        return max(DRAIN_S, self._sensing.rest_s) if self._rests(now_s) else DRAIN_S

    def _next_sight_s(self) -> float:
        """When to look at the button, or to show something else, at the latest."""
        now_s = self._clock.monotonic_s()
        if self._rests(now_s):
            return next_change_s(self._coach.cue, now_s, self._next_drain_s, TICK_S, night=self._night)
        if now_s >= self._next_tick_s:
            tick_s = self._button.tick_s(now_s)
            on_time = now_s - self._next_tick_s < tick_s  # what was missed is not made up for
            self._next_tick_s = (self._next_tick_s if on_time else now_s) + tick_s
        return self._next_tick_s

    def _rests(self, now_s: float) -> bool:
        """Whether nothing happens before the lights change by themselves, the sensor is due or the button moves."""
        return self._button.rests(now_s) and self._coach.cue.state in EVERYDAY and not self._held_back

    def _look(self, now_s: float) -> list[Record]:
        """Once a minute: is it night, what is prescribed, and what of it was done."""
        if now_s < self._next_look_s:
            return []
        self._next_look_s, dating = now_s + LOOK_S, self._clock.dating()
        self._night = is_night(now_s, dating)
        if self._prescribes is None:
            return []
        self._prescribes.look()
        begun = self._ledger.begun_blocks(DAY_S)  # at the start, date or card may not have been there
        asked = self._ledger.asked_rounds(LOOKED_BACK_S)
        waiting = self._prescribes.waiting is not None
        holds = due_today(now_s, dating, self._prescribes.accepted, begun, waiting=waiting, asked=asked)
        return [*self._setups.push(holds), *self._push(now_s, [holds])]

    def _button_events(self, now_s: float) -> list[ExerciseEvent]:
        presses = self._button.look(now_s)
        return [*presses, Tick(now_s, self._button.held_s)]

    def _push(self, now_s: float, events: Iterable[ExerciseEvent]) -> list[Record]:
        records = self._kept([output for event in events for output in self._coach.push(event)])
        records += self._heed_privacy(now_s)
        self._exercise.heed()
        for record in records:
            log.info("recorded at %.1f s: %s", now_s, record)
        return records

    def _kept(self, outputs: Iterable[Output]) -> list[Record]:
        """The records among these; what is to be done is done."""
        records: list[Record] = []
        for output in outputs:
            if isinstance(output, AcceptProgramme):
                self._accept()
                continue
            if isinstance(output, ExerciseSession | Checkup) and self._prescribes:
                self._prescribes.heed(output)
            records.append(self._measured(output))
        return records

    def _measured(self, output: Record) -> Record:
        """With what was seen of it."""
        match output:
            case SetResult():
                return self._exercise.measured(output)
            case Checkup():
                return self._checkup.keep(output)
        return output

    def _last_analysed(self) -> list[Record]:
        """What is left when nothing more is to be measured for a while."""
        waited = [self._pipeline.push(samples) for samples in self._blocks.finish()]
        rest = [*waited, self._pipeline.finish()]
        records: list[Record] = [record for analysed in rest for record in analysed.records]
        checked = [record for analysed in rest for record in self._checkup.push(analysed.judged)]
        return [*records, *checked, *self._checkup.finish()]

    def _accept(self) -> None:
        if self._prescribes is not None:
            self._prescribes.accept()
        self._next_look_s = self._clock.monotonic_s()

    def _heed_privacy(self, now_s: float) -> list[Record]:
        """What is left when an hour begins in which nothing is recorded; after it, measuring begins anew."""
        match self._hidden.push(self._coach.private, now_s):
            case "begins":
                self._recording.hold(now_s)
                return self._last_analysed()
            case "ends":
                self._pipeline = Pipeline(personal=self._personal, axes=self._axes)
                return [*self._hidden.left_of(self._sensing.poll().gaps, now_s)]  # what was measured in it is dropped
            case "stays":
                return []

    def _measure(self) -> list[Record]:
        missing = self._sensing.missing
        sensed = self._sensing.poll()
        self._fresh = sensed.alive
        now_s = self._clock.monotonic_s()
        records: list[Record] = [*self._hidden.left_of(sensed.gaps, now_s)]
        records += [] if self._coach.private else [*self._heard(sensed, now_s), *self._checkup.late(now_s)]
        records += self._heed_quiet(now_s)
        lost = self._sensing.missing and not missing
        return records + (self._push(now_s, [SensorLost(now_s)]) if lost else [])

    def _heed_quiet(self, now_s: float) -> list[Record]:
        """What is left when the sensor becomes quiet, and what is told of that; afterwards measuring goes on anew."""
        sure = not (self._blocks.waits or self._coach.private)  # all that was measured until now has been looked at
        lies, needed = sure and self._pipeline.lies(now_s), self._needs_samples(now_s)
        turn, gaps = self._quiet.push(lies=lies, needed=needed)
        if turn == "begins":
            return self._last_analysed()
        if turn == "ends":
            self._pipeline = self._pipeline.after_lying(now_s)
        return [*gaps]

    def _needs_samples(self, now_s: float) -> bool:
        """Whether somebody waits for them, or is at the button and may be about to."""
        return self._awaited or self._coach.cue.state not in EVERYDAY or not self._button.rests(now_s)

    @property
    def _known_fault(self) -> bool:
        """Whether it is clear why nothing reaches the disk."""
        return self._sensing.missing or self._ledger.failing

    def _sensor_parts(self) -> TellsState:
        return SensorParts(lambda: self._pipeline.dead, lambda: self._pipeline.doubted)

    def _states_heard(self, now_s: float) -> list[ExerciseEvent]:
        return [DeviceFault(now_s, present, part) for part, present in self._health.push(now_s)]

    def _button_states(self) -> list[PartState]:
        stuck_s = self._button.stuck_s
        return [PartState("button", works=stuck_s < JAMMED_S, text=JAMMED if stuck_s else "it opens and closes")]

    @property
    def _awaited(self) -> bool:
        """Whether somebody waits for what is found: who exercises, or is checked."""
        return self._coach.work is not None or self._coach.checking or self._checkup.waits

    def _heard(self, sensed: Sensed, now_s: float) -> list[Record]:
        records: list[Record] = []
        self._recording.push(sensed.measured, sensed.gaps, sensed.temperature_c)
        for samples in sensed.samples:
            self._snippets.push(samples)
            records += self._analyse(self._blocks.push(samples, now_s, at_once=self._awaited))
        return records + self._analyse(self._blocks.due(now_s, at_once=self._awaited))

    def _analyse(self, blocks: Iterable[Samples]) -> list[Record]:
        records: list[Record] = []
        for samples in blocks:
            analysed = self._pipeline.push(samples)
            records += [*analysed.records, *self._checkup.push(analysed.judged)]
            now_s = float(samples.time_s[-1])
            worn = DeviceFault(now_s, self._pipeline.not_worn, "wear")
            records += self._push(now_s, [worn, *self._exercise.push(analysed)])
        return records

    def _show(self, now_s: float) -> None:
        wanted = lights(self._coach.cue, now_s, night=self._night)
        shown = self._guard.push(now_s, wanted)
        self._held_back = shown != wanted
        self._panel.show(shown.left, shown.middle, shown.right)
