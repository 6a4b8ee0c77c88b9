"""The language of the three lights, in one table: what each signal means, and the brightness of each light over time.

Knows signals and their lengths; must never know pins, the button or why something is said. The lights never speak of
symptoms. Left is the device, middle the exercise, right asks for attention.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from device.exercise.button import HOLD_MARKS_S
from device.programme.items import TAKE_POSITION_S, Tempo

FULL, DIM, DARK = 1.0, 0.1, 0.0
RECORDING_S, RECORDING_PERIOD_S, RECORDING_ON_S = 20.0, 2.0, 0.1
COUNTED_S = 0.3
SWELL_S = 1.2  # ours: so slow a rise is no flash, and leaves that to the beat
BEAT_ON_S = 0.2
SET_DONE_S, SET_DONE_STEADY_S = 2.0, 1.0
SESSION_DONE_S, SESSION_DONE_STEADY_S = 3.0, 2.0
REST_ENDS_S, REST_ENDS_AT = 1.0, 0.5  # in its last second a rest brightens to that
TOO_FAST_S = 2.0
NOTHING_DUE_S = 1.0
PRIVATE_SHOWN_S = 5.0
WAITING_S, WAITING_PERIOD_S, WAITING_FADE_S = 20.0, 4.0, 0.7
WAITING_AT = 0.35  # of full: a fade of 0.7 s to more would be a flash
INVITED_S, INVITED_EVERY_S, WAVE_PERIOD_S, WAVE_PITCH_S = 30.0, 600.0, 6.0, 1.4  # ours: seen in passing, no alarm
BREATH_S, BREATH_AT = 2.0, 0.5  # from dim to so bright and back
FAULT_S, FAULT_PERIOD_S, FAULT_ON_S = 30.0, 2.0, 1.0
CODE_PITCH_S, CODE_ON_S, CODE_GAP_S = 1.5, 0.5, 3.0  # people count blinks reliably at 1.5 s

ShownState = Literal[
    "recording",
    "ready",
    "pace",
    "beat",
    "hold position",
    "supported rest",
    "rest",
    "paused",
    "set done",
    "session done",
    "rating",
    "question",
    "private",
    "check-up ready",
    "check-up position",
    "check-up at ease",
    "check-up hold",
    "check-up trick",
]
SaidBeside = Literal["counted", "counted on the beat", "too fast", "nothing due", "programme waiting", "asking"]
Name = ShownState | SaidBeside | Literal["hold", "fault", "fault code"]


@dataclass(frozen=True)
class Lights:
    """Brightness of the three lights, 0 to 1."""

    left: float = DARK
    middle: float = DARK
    right: float = DARK


@dataclass(frozen=True)
class Cue:
    """What is to be said now. Times are monotonic seconds; None is "never".

    tempo: of the exercise that is paced. beat_s: from one beat to the next. rest_until_s: when the next set begins.
    counted_s: when the last repetition counted; too_fast_s: when the last one was too fast to count. held_s: how long
    the button has been held. pressed_s: the last press. refused_s: when nothing was due. waiting: whether a programme
    waits to be accepted. rating: how many lights the patient has tapped. symptom: which of the three is asked for.
    invited_s: since when questions wait to be taken up. fault_s: since when something has been wrong,
    None when all is well; code: which of four. A fault of -inf is told only
    after a press.
    """

    state: ShownState = "recording"
    since_s: float | None = None
    tempo: Tempo | None = None
    beat_s: float | None = None
    rest_until_s: float | None = None
    counted_s: float | None = None
    too_fast_s: float | None = None
    held_s: float = 0.0
    pressed_s: float | None = None
    refused_s: float | None = None
    waiting: bool = False
    rating: int = 0
    symptom: int = 0
    invited_s: float | None = None
    fault_s: float | None = None
    code: int | None = None


Envelope = Callable[[float, Cue], float]  # seconds since the signal began, what is said -> brightness


def _steady(_since_s: float, _cue: Cue) -> float:
    return FULL


def _blinking(on_s: float, period_s: float, for_s: float) -> Envelope:
    return lambda since_s, _cue: FULL if 0 <= since_s < for_s and since_s % period_s < on_s else DARK


def _fading_out(steady_s: float, until_s: float) -> Envelope:
    return lambda since_s, _cue: _share(until_s - since_s, until_s - steady_s)


def _dim(_since_s: float, _cue: Cue) -> float:
    return DIM


def _beat(since_s: float, cue: Cue) -> float:
    assert cue.beat_s is not None  # noqa: S101 - whoever says "beat" says which
    return FULL if since_s % cue.beat_s < BEAT_ON_S else DARK


def _swell(since_s: float, _cue: Cue) -> float:
    return _share(since_s, SWELL_S) if 0 <= since_s < SWELL_S else DARK


def _brightening(since_s: float, _cue: Cue) -> float:
    return DIM + (FULL - DIM) * _share(since_s, TAKE_POSITION_S)


def _rest(since_s: float, cue: Cue) -> float:
    if cue.since_s is None or cue.rest_until_s is None:
        return DIM
    left_s = cue.rest_until_s - cue.since_s - since_s
    return DIM + (REST_ENDS_AT - DIM) * _share(REST_ENDS_S - left_s, REST_ENDS_S)


def _dim_for(length_s: float) -> Envelope:
    return lambda since_s, _cue: DIM if 0 <= since_s < length_s else DARK


def _rated(light: int) -> Envelope:
    return lambda _since_s, cue: FULL if cue.rating >= light else DIM


def _asked(light: int) -> Envelope:
    """As a rating; until the first tap, the light of the symptom that is asked for breathes."""

    def breathing(since_s: float, cue: Cue) -> float:
        if cue.rating or cue.symptom != light:
            return FULL if cue.rating >= light else DIM
        into_s = since_s % (2 * BREATH_S)
        return DIM + (BREATH_AT - DIM) * min(into_s, 2 * BREATH_S - into_s) / BREATH_S

    return breathing


def _wave(light: int) -> Envelope:
    """Gently, one after the other, for a while."""

    def rising(since_s: float, _cue: Cue) -> float:
        into_s = since_s % INVITED_EVERY_S
        if since_s < 0 or into_s >= INVITED_S:
            return DARK
        return _hump(into_s % WAVE_PERIOD_S - (light - 1) * WAVE_PITCH_S)

    return rising


def _hump(into_s: float) -> float:
    return WAITING_AT * min(_share(into_s, WAITING_FADE_S), _share(2 * WAITING_FADE_S - into_s, WAITING_FADE_S))


def _double_fade(since_s: float, _cue: Cue) -> float:
    """Two gentle humps, then dark."""
    into_s = since_s % WAITING_PERIOD_S
    if not 0 <= since_s < WAITING_S or into_s >= 4 * WAITING_FADE_S:
        return DARK
    return _hump(into_s % (2 * WAITING_FADE_S))


def _code(since_s: float, cue: Cue) -> float:
    """As many blinks as the code says, and a gap, over and over."""
    period_s = (cue.code or 0) * CODE_PITCH_S + CODE_GAP_S
    into_s = since_s % period_s
    blinking = 0 <= since_s < FAULT_S and into_s < period_s - CODE_GAP_S
    return FULL if blinking and into_s % CODE_PITCH_S < CODE_ON_S else DARK


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
    """One line of the light language: what is seen, what it means, and the shape of each light; None leaves it dark.

    Both texts are for people: `looks` stands in the table of README.md, and on the card that is printed.
    """

    looks: str
    meaning: str
    left: Envelope | None = None
    middle: Envelope | None = None
    right: Envelope | None = None

    def at(self, since_s: float, cue: Cue) -> Lights:
        """The three lights, `since_s` seconds after the signal began."""
        shapes = (self.left, self.middle, self.right)
        return Lights(*(shape(since_s, cue) if shape else DARK for shape in shapes))


_SET_DONE = _fading_out(SET_DONE_STEADY_S, SET_DONE_S)
_SESSION_DONE = _fading_out(SESSION_DONE_STEADY_S, SESSION_DONE_S)

LANGUAGE: dict[Name, Signal] = {
    "recording": Signal(
        "left light blinks briefly every two seconds, for a while after a press",
        "it is recording",
        left=_blinking(RECORDING_ON_S, RECORDING_PERIOD_S, RECORDING_S),
    ),
    "ready": Signal("middle light steady", "ready: a tap starts the exercise", middle=_steady),
    "pace": Signal(
        "middle light brightens, stays on, fades", "move with the middle light: out, hold, back", middle=_pace
    ),
    "beat": Signal("middle light comes up briefly, evenly", "swing out and back once for every beat", middle=_beat),
    "hold position": Signal(
        "middle light steady after your tap", "stay where you are until it goes out", middle=_steady
    ),
    "supported rest": Signal("middle light dim after your tap", "let the limb lie still and heavy", middle=_dim),
    "counted": Signal(
        "left light comes up once", "this repetition counted", left=_blinking(COUNTED_S, COUNTED_S, COUNTED_S)
    ),
    "counted on the beat": Signal("left light brightens slowly once", "this swing counted", left=_swell),
    "rest": Signal(
        "middle light dim, brighter in the last second",
        "rest: the next set begins by itself when it brightens",
        middle=_rest,
    ),
    "paused": Signal("right light steady", "paused: a tap resumes", right=_steady),
    "too fast": Signal("right light steady for two seconds, middle one dark", "too fast: slow down", right=_steady),
    "set done": Signal("left and middle light together, fading", "the set is done", left=_SET_DONE, middle=_SET_DONE),
    "session done": Signal(
        "all three lights together for three seconds, fading",
        "the session is done",
        *(_SESSION_DONE, _SESSION_DONE, _SESSION_DONE),
    ),
    "rating": Signal(
        "all three lights dim, then as many bright as you tapped",
        "how much discomfort? one tap: none, two: some, three: a lot; wait to keep it",
        *(_rated(1), _rated(2), _rated(3)),
    ),
    "question": Signal(
        "all three lights dim, and the left, middle or right one breathes until you tap",
        "question 1, 2 or 3: how much today? one tap: none, two: some, three: a lot; wait to keep it",
        *(_asked(1), _asked(2), _asked(3)),
    ),
    "private": Signal(
        "left light dim for five seconds after a press",
        "private: nothing is recorded for an hour; hold four seconds to end it",
        left=_dim_for(PRIVATE_SHOWN_S),
    ),
    "check-up ready": Signal(
        "left light steady, middle light dim",
        "check-up due: a tap starts it",
        left=_steady,
        middle=_dim,
    ),
    "check-up position": Signal(
        "left light dim, middle one brightens slowly",
        "check-up: take the next position",
        left=_dim,
        middle=_brightening,
    ),
    "check-up at ease": Signal(
        "left and middle light dim",
        "check-up: leave the limb at ease",
        left=_dim,
        middle=_dim,
    ),
    "check-up hold": Signal(
        "left light dim, middle one steady",
        "check-up: hold it until the light dims",
        left=_dim,
        middle=_steady,
    ),
    "check-up trick": Signal(
        "left and middle light steady",
        "check-up: now with the touch that eases it (sensory trick)",
        left=_steady,
        middle=_steady,
    ),
    "nothing due": Signal(
        "right light once, for a second, after a hold",
        "nothing is due now",
        right=_blinking(NOTHING_DUE_S, NOTHING_DUE_S, NOTHING_DUE_S),
    ),
    "programme waiting": Signal(
        "middle light fades up and down twice every four seconds, after a press",
        "a new programme waits: hold to accept it",
        middle=_double_fade,
    ),
    "asking": Signal(
        "left, middle and right light come up gently one after the other, for half a minute every ten minutes",
        "questions wait for an hour: hold to answer, or leave them",
        *(_wave(1), _wave(2), _wave(3)),
    ),
    "hold": Signal(
        "left, middle, right light come on while you press",
        "held for half a second, a hold, a long hold: let go at the one you want",
        *(_from(mark_s) for mark_s in HOLD_MARKS_S),
    ),
    "fault": Signal(
        "right light blinks slowly for half a minute",
        "something is wrong with the device",
        right=_blinking(FAULT_ON_S, FAULT_PERIOD_S, FAULT_S),
    ),
    "fault code": Signal(
        "right light blinks two to five times after a press, again and again",
        "what is wrong: 2 sensor, 3 storage or clock, 4 not worn, 5 battery",
        right=_code,
    ),
}
