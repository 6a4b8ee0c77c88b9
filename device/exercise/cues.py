"""From what is to be said, and the moment, to the brightness of the three lights.

Knows which signal beats which, and when it is night; must never know pins, or how a signal looks.
"""

import math
from dataclasses import replace
from functools import reduce

from device.exercise.button import HOLD_MARKS_S
from device.exercise.light_language import FAULT_S, LANGUAGE, TOO_FAST_S, WAITING_S, Cue, Lights, Name
from device.records.calendar import local_hour
from device.records.facts import Dating

NIGHT_FROM_HOUR, NIGHT_TO_HOUR = 22, 7
NIGHT_LEVEL = 0.05  # of full
LONGEST_SAID_S = FAULT_S  # nothing that happens is told for longer
SAID_S = 3.0  # ours: words that are read stay for longer than the light


def is_night(now_s: float, dating: Dating) -> bool:
    """Whether it is night where the patient lives; a clock that was never set does not know, and that is day."""
    if dating.trust == "unknown":
        return False
    hour = local_hour(now_s, dating)
    return hour >= NIGHT_FROM_HOUR or hour < NIGHT_TO_HOUR


def lights(cue: Cue, now_s: float, *, night: bool = False) -> Lights:
    """The brightness of the three lights at `now_s`; at night they only answer the patient, and dimly.

    A fault beats everything else on the right light, but no beat that a limb follows; after a press it says its code,
    where it has one, and nothing blinks beside that.
    """
    cue = replace(cue, invited_s=None) if night else cue  # an invitation answers nobody
    told_s = _fault_told_s(cue, now_s, night=night)
    counting = told_s is not None and cue.code is not None and told_s == cue.pressed_s and cue.state == "recording"
    shown = Lights() if counting and cue.held_s < HOLD_MARKS_S[0] else _without_fault(cue, now_s)
    shown = shown if told_s is None else replace(shown, right=_fault(cue, now_s - told_s, told_s))
    return _dimmed(shown, NIGHT_LEVEL) if night else shown


def next_change_s(cue: Cue, now_s: float, until_s: float, step_s: float, *, night: bool = False) -> float:
    """When the lights have to be set again if nothing else happens, in steps of `step_s`; `until_s` if not before."""
    if _is_silent(cue, now_s):
        return until_s
    shown = lights(cue, now_s, night=night)
    moments = (now_s + n * step_s for n in range(1, math.ceil((until_s - now_s) / step_s)))
    return next((moment for moment in moments if lights(cue, moment, night=night) != shown), until_s)


def _is_silent(cue: Cue, now_s: float) -> bool:
    """Whether all is said, so that the lights stay dark until something happens."""
    said_s = (cue.since_s, cue.counted_s, cue.refused_s, cue.pressed_s, cue.fault_s)
    over = all(at_s is None or now_s - at_s >= LONGEST_SAID_S for at_s in said_s)
    return over and cue.state in {"recording", "private"} and cue.invited_s is None and not cue.held_s


def said(cue: Cue, now_s: float) -> Name:
    """The signal that says most at `now_s`, for whoever reads better than they watch lights; faults left out."""
    if _is_too_fast(cue, now_s):
        return "too fast"
    if cue.state != "recording":
        return cue.state
    if cue.refused_s is not None and now_s - cue.refused_s < SAID_S:
        return "nothing due"
    asking = cue.waiting and cue.pressed_s is not None and now_s - cue.pressed_s < WAITING_S
    return "programme waiting" if asking else "recording" if cue.invited_s is None else "asking"


def _without_fault(cue: Cue, now_s: float) -> Lights:
    if cue.held_s >= HOLD_MARKS_S[0]:
        return LANGUAGE["hold"].at(cue.held_s, cue)
    if _is_too_fast(cue, now_s):
        return _signal("too fast", cue.too_fast_s, cue, now_s)
    said = _signal(cue.state, cue.since_s, cue, now_s)
    return reduce(_brighter, (_signal(name, since_s, cue, now_s) for name, since_s in _beside(cue)), said)


def _is_too_fast(cue: Cue, now_s: float) -> bool:
    moving = cue.state in {"pace", "beat"}
    return moving and cue.too_fast_s is not None and now_s - cue.too_fast_s < TOO_FAST_S


def _beside(cue: Cue) -> list[tuple[Name, float | None]]:
    """What else is said, and since when."""
    counted: Name = "counted on the beat" if cue.state == "beat" else "counted"
    if cue.state != "recording":
        return [(counted, cue.counted_s)]
    waiting_s = cue.pressed_s if cue.waiting else None
    told: list[tuple[Name, float | None]] = [("nothing due", cue.refused_s), ("programme waiting", waiting_s)]
    return [(counted, cue.counted_s), *told, ("asking", None if cue.waiting else _invited_s(cue))]


def _invited_s(cue: Cue) -> float | None:
    """A press shows the invitation anew."""
    return None if cue.invited_s is None else max(cue.invited_s, cue.pressed_s or cue.invited_s)


def _signal(name: Name, since_s: float | None, cue: Cue, now_s: float) -> Lights:
    return Lights() if since_s is None else LANGUAGE[name].at(now_s - since_s, cue)


def _fault_told_s(cue: Cue, now_s: float, *, night: bool) -> float | None:
    """Since when a fault is being told; None while none is."""
    if cue.fault_s is None:
        return None
    asked = cue.pressed_s is not None and cue.pressed_s >= cue.fault_s
    if not asked and (night or cue.state == "beat"):
        return None
    told_s = cue.pressed_s if asked else cue.fault_s
    return told_s if told_s is not None and now_s - told_s < FAULT_S else None


def _fault(cue: Cue, since_s: float, told_s: float) -> float:
    coded = cue.code is not None and told_s == cue.pressed_s
    return LANGUAGE["fault code" if coded else "fault"].at(since_s, cue).right


def _brighter(one: Lights, other: Lights) -> Lights:
    return Lights(max(one.left, other.left), max(one.middle, other.middle), max(one.right, other.right))


def _dimmed(shown: Lights, level: float) -> Lights:
    return Lights(shown.left * level, shown.middle * level, shown.right * level)
