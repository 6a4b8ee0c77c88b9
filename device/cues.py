"""The language of the three lights, in one table, and the guard that keeps it safe for photosensitive people.

Knows brightness over time; must never know pins, the button or why something is said. The lights never speak of
symptoms. Left is the device, middle the exercise, right asks for attention.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from device.programme import Tempo

FULL, DARK = 1.0, 0.0

HOLD_MARKS_S = (0.5, 1.5, 4.0)  # one light more at each, so that nobody has to judge time
RECORDING_S, RECORDING_PERIOD_S, RECORDING_ON_S = 20.0, 2.0, 0.1
COUNTED_S = 0.3
SET_DONE_S, SET_DONE_STEADY_S = 2.0, 1.0
FAULT_S, FAULT_PERIOD_S, FAULT_ON_S = 30.0, 2.0, 1.0

NIGHT_FROM_HOUR, NIGHT_TO_HOUR = 22, 7
NIGHT_LEVEL = 0.05  # of full

State = Literal["recording", "ready", "pace", "paused", "set done"]
Name = State | Literal["counted", "hold", "fault"]


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

    state: State = "recording"
    since_s: float | None = None
    tempo: Tempo | None = None
    counted_s: float | None = None
    held_s: float = 0.0
    pressed_s: float | None = None
    fault_s: float | None = None


Shape = Callable[[float, Cue], float]  # seconds since the signal began, what is said -> brightness


def _steady(_since_s: float, _cue: Cue) -> float:
    return FULL


def _blinking(on_s: float, period_s: float, for_s: float) -> Shape:
    return lambda since_s, _cue: FULL if 0 <= since_s < for_s and since_s % period_s < on_s else DARK


def _fading_out(steady_s: float, until_s: float) -> Shape:
    return lambda since_s, _cue: _share(until_s - since_s, until_s - steady_s)


def _from(start_s: float) -> Shape:
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
    left: Shape | None = None
    middle: Shape | None = None
    right: Shape | None = None

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
    "paused": Signal("paused: a tap goes on", right=_steady),
    "set done": Signal("the set is done", left=_SET_DONE, middle=_SET_DONE),
    "hold": Signal("the button is held", *(_from(mark_s) for mark_s in HOLD_MARKS_S)),
    "fault": Signal("something is wrong with the device", right=_blinking(FAULT_ON_S, FAULT_PERIOD_S, FAULT_S)),
}


def lights(cue: Cue, now_s: float, hour: int | None = None) -> Lights:
    """The brightness of the three lights at `now_s`.

    hour: of local time, 0 to 23; at night the lights only answer the patient, and dimly. None (a clock that is not
    set) is day. A fault beats everything else on the right light.
    """
    night = hour is not None and (hour >= NIGHT_FROM_HOUR or hour < NIGHT_TO_HOUR)
    shown = _with_fault(_without_fault(cue, now_s), cue, now_s, _fault_told_s(cue, night=night))
    return _dimmed(shown, NIGHT_LEVEL) if night else shown


def _without_fault(cue: Cue, now_s: float) -> Lights:
    if cue.held_s >= HOLD_MARKS_S[0]:
        return LANGUAGE["hold"].at(cue.held_s, cue)
    said = _signal(cue.state, cue.since_s, cue, now_s)
    return _brighter(said, _signal("counted", cue.counted_s, cue, now_s))


def _signal(name: Name, since_s: float | None, cue: Cue, now_s: float) -> Lights:
    return Lights() if since_s is None else LANGUAGE[name].at(now_s - since_s, cue)


def _fault_told_s(cue: Cue, *, night: bool) -> float | None:
    if cue.fault_s is None:
        return None
    asked = cue.pressed_s is not None and cue.pressed_s >= cue.fault_s
    if asked:
        return cue.pressed_s
    return None if night else cue.fault_s


def _with_fault(shown: Lights, cue: Cue, now_s: float, told_s: float | None) -> Lights:
    if told_s is None or now_s - told_s >= FAULT_S:
        return shown
    return replace(shown, right=LANGUAGE["fault"].at(now_s - told_s, cue).right)


def _brighter(one: Lights, other: Lights) -> Lights:
    return Lights(max(one.left, other.left), max(one.middle, other.middle), max(one.right, other.right))


def _dimmed(shown: Lights, level: float) -> Lights:
    return Lights(shown.left * level, shown.middle * level, shown.right * level)


# A flash begins when a light is brighter by a tenth of full than at some moment of the last tenth of a second, counted
# since its own last flash began. WCAG 2.3.1 allows three flashes a second; lights that rise together flash once.
FLASH_RISE = 0.1
FLASH_WITHIN_S = 0.1
FLASH_PITCH_S = 1.0  # ours, over all lights together


class FlashGuard:
    """The last stage before the lights: whatever is asked for, at most one flash a second comes out.

    A light that would flash too soon stays as it is until it may; going darker and fading slowly are always free.
    """

    def __init__(self) -> None:
        self._flashed_s = float("-inf")
        self._recent = [_Recent(), _Recent(), _Recent()]

    def push(self, now_s: float, wanted: Lights) -> Lights:
        """The lights to show at `now_s`, which never goes back."""
        levels = (wanted.left, wanted.middle, wanted.right)
        flashes = [recent.would_flash(now_s, level) for recent, level in zip(self._recent, levels, strict=True)]
        allowed = now_s - self._flashed_s >= FLASH_PITCH_S
        if allowed and any(flashes):
            self._flashed_s = now_s
        cases = zip(self._recent, levels, flashes, strict=True)
        return Lights(*(recent.show(now_s, level, flash=flash, allowed=allowed) for recent, level, flash in cases))


class _Recent:
    """The levels of one light in the last tenth of a second, oldest first; the first was in force when that began."""

    def __init__(self) -> None:
        self._shown: deque[tuple[float, float]] = deque([(float("-inf"), DARK)])

    def would_flash(self, now_s: float, level: float) -> bool:
        while len(self._shown) > 1 and self._shown[1][0] <= now_s - FLASH_WITHIN_S:
            self._shown.popleft()
        return level - min(shown for _, shown in self._shown) >= FLASH_RISE

    def show(self, now_s: float, level: float, *, flash: bool, allowed: bool) -> float:
        if flash and allowed:
            self._shown.clear()
        if flash and not allowed:
            level = min(level, self._shown[-1][1])
        self._shown.append((now_s, level))
        return level
