"""The language of the three lights, in one table: what each signal means, and the brightness of each light over time.

Knows signals and their lengths; must never know pins, the button or why something is said. The lights never speak of
symptoms. Left is the device, middle the exercise, right asks for attention.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from device.exercise.button import HOLD_MARKS_S
from device.programme.items import Tempo

FULL, DARK = 1.0, 0.0
RECORDING_S, RECORDING_PERIOD_S, RECORDING_ON_S = 20.0, 2.0, 0.1
COUNTED_S = 0.3
SET_DONE_S, SET_DONE_STEADY_S = 2.0, 1.0
FAULT_S, FAULT_PERIOD_S, FAULT_ON_S = 30.0, 2.0, 1.0

ShownState = Literal["recording", "ready", "pace", "paused", "set done"]
Name = ShownState | Literal["counted", "hold", "fault"]


@dataclass(frozen=True)
class Lights:
    """Brightness of the three lights, 0 to 1."""

    left: float = DARK
    middle: float = DARK
    right: float = DARK


@dataclass(frozen=True)
class Cue:
    """What is to be said now. Times are monotonic seconds; None is "never".

    tempo: of the exercise that is paced. counted_s: when the last repetition counted. held_s: how long the button has
    been held. pressed_s: the last press. fault_s: since when something has been wrong, None when all is well.
    """

    state: ShownState = "recording"
    since_s: float | None = None
    tempo: Tempo | None = None
    counted_s: float | None = None
    held_s: float = 0.0
    pressed_s: float | None = None
    fault_s: float | None = None


Envelope = Callable[[float, Cue], float]  # seconds since the signal began, what is said -> brightness


def _steady(_since_s: float, _cue: Cue) -> float:
    return FULL


def _blinking(on_s: float, period_s: float, for_s: float) -> Envelope:
    return lambda since_s, _cue: FULL if 0 <= since_s < for_s and since_s % period_s < on_s else DARK


def _fading_out(steady_s: float, until_s: float) -> Envelope:
    return lambda since_s, _cue: _share(until_s - since_s, until_s - steady_s)


def _from(start_s: float) -> Envelope:
    return lambda since_s, _cue: FULL if since_s >= start_s else DARK


def _pace(since_s: float, cue: Cue) -> float:
    assert cue.tempo is not None  # noqa: S101 - whoever says "pace" says which
    tempo = cue.tempo
    phase_s = since_s % tempo.cycle_s
    return min(_share(phase_s, tempo.out_s), _share(tempo.cycle_s - tempo.pause_s - phase_s, tempo.back_s))


def _share(along_s: float, length_s: float) -> float:
    return min(FULL, max(DARK, along_s / length_s))


@dataclass(frozen=True)
class Signal:
    """One line of the light language: what it means, and the shape of each light; None leaves a light dark."""

    meaning: str
    left: Envelope | None = None
    middle: Envelope | None = None
    right: Envelope | None = None

    def at(self, since_s: float, cue: Cue) -> Lights:
        """The three lights, `since_s` seconds after the signal began."""
        shapes = (self.left, self.middle, self.right)
        return Lights(*(shape(since_s, cue) if shape else DARK for shape in shapes))


_COUNTED = _blinking(COUNTED_S, COUNTED_S, COUNTED_S)
_SET_DONE = _fading_out(SET_DONE_STEADY_S, SET_DONE_S)

LANGUAGE: dict[Name, Signal] = {
    "recording": Signal("it is recording", left=_blinking(RECORDING_ON_S, RECORDING_PERIOD_S, RECORDING_S)),
    "ready": Signal("ready: a tap starts the exercise", middle=_steady),
    "pace": Signal("move with the middle light: out, hold, back", middle=_pace),
    "counted": Signal("this repetition counted", left=_COUNTED),
    "paused": Signal("paused: a tap resumes", right=_steady),
    "set done": Signal("the set is done", left=_SET_DONE, middle=_SET_DONE),
    "hold": Signal("the button is held", *(_from(mark_s) for mark_s in HOLD_MARKS_S)),
    "fault": Signal("something is wrong with the device", right=_blinking(FAULT_ON_S, FAULT_PERIOD_S, FAULT_S)),
}
