"""What a patient will go through, in words: each signal of the lights, what it means, and how long it lasts.

Knows the table of the lights' language and a prescription; must never know pages or pictures. The texts are those of
the table that drives the lights.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from device.exercise.light_language import COUNTED_S, LANGUAGE, SESSION_DONE_S, SET_DONE_S, SWELL_S, TOO_FAST_S, Name
from device.programme import Programme
from device.programme.items import TAKE_POSITION_S, WEEKDAYS, BeatSwing, CheckupPlan, Hold, Item, Work
from device.rehearsal.rehearsing import Rehearsal


@dataclass(frozen=True)
class ExpectedSignal:
    """looks: what is seen. lasts: how long, or when. meaning: what it says. Texts for people."""

    name: Name
    looks: str
    lasts: str
    meaning: str


def item_signals(item: Item, rehearsal: Rehearsal) -> list[ExpectedSignal]:
    """Those of one exercise in the order in which they come, then those that come if need be."""
    seen = dict.fromkeys(moment.signal for moment in rehearsal.moments if moment.signal != "recording")
    counted: list[Name] = [] if isinstance(item.work, Hold) else [*_beside(item.work)]
    return [_signal(name, _lasts(name, item)) for name in dict.fromkeys((*seen, *counted, "paused"))]


def checkup_signals(plan: CheckupPlan, rehearsal: Rehearsal) -> list[ExpectedSignal]:
    """Those of a check-up in the order in which they come first."""
    lasts: dict[Name, str] = {
        "check-up ready": "until a tap",
        "check-up position": f"{TAKE_POSITION_S:g} s before each of {len(plan.stages)} positions",
        "session done": f"{SESSION_DONE_S:g} s",
    }
    seen = dict.fromkeys(moment.signal for moment in rehearsal.moments if moment.signal != "recording")
    return [_signal(name, lasts.get(name, "until the next position")) for name in seen]


def after_a_session(programme: Programme) -> list[ExpectedSignal]:
    """What is asked."""
    asked: list[tuple[Name, str]] = []
    if programme.rating and programme.items:
        asked.append(("rating", "after a session, for half a minute at most"))
    if programme.symptoms:
        after = programme.symptoms.at_minute is None
        asked += [] if after else [("asking", "at its time, until it is taken up")]
        asked.append(("question", "half a minute at most for each"))
    return [_signal(name, lasts) for name, lasts in asked]


def longest_day_s(programme: Programme) -> float:
    """How long all exercises of the fullest weekday take, at their own pace."""
    return max(sum(item.longest_s * item.schedule.per_day for item in _on(programme, day)) for day in WEEKDAYS)


def _on(programme: Programme, day: str) -> Iterator[Item]:
    return (item for item in programme.items if day in item.schedule.days)


def _beside(work: Work) -> Iterator[Name]:
    yield "counted on the beat" if isinstance(work, BeatSwing) else "counted"
    yield "too fast"


def _signal(name: Name, lasts: str) -> ExpectedSignal:
    said = LANGUAGE[name]
    return ExpectedSignal(name, said.looks, lasts, said.meaning)


def _lasts(name: Name, item: Item) -> str:
    known: dict[Name, str] = {
        "ready": "until a tap",
        "rest": f"{item.rest_s:g} s",
        "set done": f"{SET_DONE_S:g} s",
        "session done": f"{SESSION_DONE_S:g} s, after the last exercise",
        "counted": f"{COUNTED_S:g} s, each time",
        "counted on the beat": f"{SWELL_S:g} s, each time",
        "too fast": f"{TOO_FAST_S:g} s, each time",
        "paused": "after a press, until the next",
    }
    return known.get(name) or _work_lasts(item.work)


def _work_lasts(work: Work) -> str:
    if isinstance(work, Hold):
        return f"{work.hold_s:g} s"
    cycle_s = work.period_s if isinstance(work, BeatSwing) else work.tempo.cycle_s
    return f"{work.repetitions} times {cycle_s:g} s"
