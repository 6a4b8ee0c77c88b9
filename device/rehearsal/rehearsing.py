"""The three lights while a patient does exactly as they say, shortened to what is worth watching.

Knows the button, the coach and what comes out of the guard of the lights; must never know who watches. Nothing here
says how a light looks: the same coach runs as on the device, with a made-up finger and a made-up limb.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from device.exercise import Coach, FlashGuard, Tick, button, counted_in, light_language, lights, said
from device.programme import Programme
from device.programme.due import DueToday
from device.programme.items import CheckupPlan, DailySchedule, Hold, Item, Movement, Work
from device.programme.seen import Repetition, Watched
from device.records.sites import BodySite

LOOK_S: Final = 0.1  # the shortest signal lasts 0.2 s, a beat
READY_S: Final = 2.0  # so long the finger waits before it taps
SHOWN_REPETITIONS: Final = 2
SHOWN_SETS: Final = 2
SHOWN_CYCLE_S: Final = 15.0  # one repetition that takes longer is enough
SHOWN_HOLD_S: Final = 6.0
SHOWN_REST_S: Final = 6.0
LONGEST_STILL_S: Final = 4.0  # of lights that do not change, before the rest of it is cut out
LONGEST_S: Final = 600.0  # ours: two sets of a repetition of two minutes, with all around them, are over before
LAST_KEPT: Final = 32  # a page is looked at several times, and running the coach takes a twentieth of a second
A_DAY: Final = date(2026, 1, 1)
HELD_S: Final = 2.0  # a hold; a tap takes less
TAP_S: Final = 0.2
SAME_LEVEL: Final = 0.001
PRESSED: Final[tuple[button.Kind, ...]] = ("accepted", "released")


@dataclass(frozen=True)
class LightMoment:
    """What is seen at `at_s`, and which signal that is. counted: whether the last repetition is being told as well."""

    at_s: float
    shown: light_language.Lights
    signal: light_language.Name
    counted: bool = False


@dataclass(frozen=True)
class Rehearsal:
    """The moments from "ready" to the end, in order. cuts_s: where something that only lasts was cut out.

    repetitions, sets: how many of them are shown; 0 repetitions where only time counts.
    """

    moments: Sequence[LightMoment]
    cuts_s: Sequence[float] = ()
    repetitions: int = 0
    sets: int = 1

    @property
    def length_s(self) -> float:
        """How long it takes to watch."""
        return self.moments[-1].at_s if self.moments else 0.0


@lru_cache(maxsize=LAST_KEPT)
def rehearsed(item: Item, site: BodySite) -> Rehearsal:
    """One block of the item: a few repetitions of a few sets, with shorter rests and holds."""
    shown = _excerpt(item)
    moments, cuts_s = _cut(list(_run(_programme(site, (shown,), None))))
    return Rehearsal(moments, cuts_s, getattr(shown.work, "repetitions", 0), shown.sets)


def rehearsed_checkup(plan: CheckupPlan, site: BodySite) -> Rehearsal:
    """One check-up, every stage of it."""
    whole_day = replace(plan, times=(0,), days=CheckupPlan.days)
    return Rehearsal(*_cut(list(_run(_programme(site, (), whole_day)))))


def _excerpt(item: Item) -> Item:
    rest_s = min(item.rest_s, SHOWN_REST_S)
    return Item(_shortened(item.work), min(item.sets, SHOWN_SETS), rest_s, DailySchedule())


def _shortened(work: Work) -> Work:
    if isinstance(work, Hold):
        return replace(work, hold_s=min(work.hold_s, SHOWN_HOLD_S))
    movement = counted_in(work)
    most = SHOWN_REPETITIONS if movement and movement.tempo.cycle_s <= SHOWN_CYCLE_S else 1
    return replace(work, repetitions=min(work.repetitions, most))


def _programme(site: BodySite, items: tuple[Item, ...], checkup: CheckupPlan | None) -> Programme:
    return Programme("rehearsal", 1, A_DAY, A_DAY, A_DAY, "", "", site, items, rating=False, checkup=checkup)


def _run(programme: Programme) -> Iterator[LightMoment]:
    """From the steady light that says ready until the lights are done with it."""
    coach, guard = Coach(), FlashGuard()
    coach.push(DueToday(0.0, programme, day=A_DAY))
    _press(coach, 0.0, HELD_S)
    limb, now_s, tapped = _Limb(), 0.0, False
    while now_s < LONGEST_S:
        if now_s >= READY_S and not tapped:
            tapped = True
            _press(coach, now_s, TAP_S)
        coach.push(Tick(now_s))
        limb.move(coach, now_s)
        cue = coach.cue
        if cue.state == "recording":
            break
        yield LightMoment(now_s, guard.push(now_s, lights(cue, now_s)), said(cue, now_s), _is_counted(cue, now_s))
        now_s += LOOK_S
    yield LightMoment(now_s, light_language.Lights(), "recording")


def _press(coach: Coach, at_s: float, held_s: float) -> None:
    """One that began before `at_s` and is over."""
    for kind in PRESSED:
        coach.push(button.PressEvent(kind, at_s, at_s, held_s))


def _is_counted(cue: light_language.Cue, now_s: float) -> bool:
    return cue.counted_s is not None and 0 <= now_s - cue.counted_s < light_language.COUNTED_S


class _Limb:
    """Goes out and back with the pace, and is seen at every moment."""

    def __init__(self) -> None:
        self._began_s: float | None = None
        self._done = 0
        self._seen_s = 0.0

    def move(self, coach: Coach, now_s: float) -> None:
        """Tell the coach of a repetition once it is done, and that nothing hid it."""
        coach.push(Watched(self._seen_s, now_s))
        self._seen_s = now_s
        movement = counted_in(coach.work) if coach.exercising and coach.work else None
        if movement is None:
            self._began_s, self._done = None, 0
            return
        self._began_s = now_s if self._began_s is None else self._began_s
        self._repeat(coach, movement, self._began_s, now_s)

    def _repeat(self, coach: Coach, movement: Movement, began_s: float, now_s: float) -> None:
        tempo = movement.tempo
        from_s = began_s + self._done * tempo.cycle_s
        back_s = from_s + tempo.cycle_s - tempo.pause_s
        if now_s >= back_s:
            self._done += 1
            coach.push(Repetition(from_s, back_s, movement.target_deg, counted=True))


def _cut(moments: Sequence[LightMoment]) -> tuple[list[LightMoment], list[float]]:
    """The same without what only lasts: of lights that stay as they are, LONGEST_STILL_S are left."""
    kept, cuts_s = list[LightMoment](), list[float]()
    removed_s, still_since_s = 0.0, 0.0
    for before, now in zip([None, *moments], moments, strict=False):
        step_s = now.at_s - before.at_s if before else 0.0
        if before is None or not _alike(before, now):
            still_since_s = now.at_s
        elif now.at_s - still_since_s > LONGEST_STILL_S:
            removed_s += step_s
            cuts_s += [] if cuts_s and cuts_s[-1] == kept[-1].at_s else [kept[-1].at_s]
            continue
        kept.append(replace(now, at_s=now.at_s - removed_s))
    return kept, cuts_s


def _alike(one: LightMoment, other: LightMoment) -> bool:
    pairs = zip(_levels(one), _levels(other), strict=True)
    return one.signal == other.signal and all(abs(a - b) <= SAME_LEVEL for a, b in pairs)


def _levels(moment: LightMoment) -> tuple[float, float, float]:
    return moment.shown.left, moment.shown.middle, moment.shown.right
