"""Whether the effect of a patient's last injection is wearing off, as the patient's own page says it.

Knows when that is told; must never know SQL, words, or what day it is. A fit takes a tenth of a second: the same days
are fitted once, whoever asks for the outline how often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final, NamedTuple
from zlib import crc32

from sync.clinic.cycles import CycleFit, cycle_of, days_around, is_half_gone, usual_measure, without_newest
from sync.clinic.trends.measures import DayValue, TrendMeasure
from sync.clinic.trends.since import spans_of
from sync.clinic.trends.weeks import DAYS_A_WEEK, LEAST_VALID_DAYS

FITTING: Final = 1  # another number as soon as the same days are fitted otherwise
OfMeasures = Mapping[str, Sequence[DayValue]]  # by the key of their measure


class WearingOff(NamedTuple):
    """Half of an effect is gone: most likely since `half`, in four of five cases between `earliest` and `latest`.

    `now` is the median of the last week up to `last`, None of fewer than three valid days; `before` that of the days
    before the injection, of which there are `days_before`.
    """

    injected: str
    measure: str
    earliest: str
    half: str
    latest: str
    sure: float
    before: float
    now: float | None
    last: str
    days_before: int
    days_after: int


class FittedCycle(NamedTuple):
    """`days`: a checksum of what was fitted. `wearing_off` is None where that is not so, and where nobody can tell."""

    days: int
    wearing_off: WearingOff | None


@dataclass(frozen=True)
class _Last:
    """The last injection, and what speaks of it."""

    injected: date
    earlier: date | None
    measure: TrendMeasure
    values: Sequence[DayValue]
    around: Sequence[tuple[int, float]]


def fitted_cycle(
    values: OfMeasures, newest: date, injections: Sequence[date], known: FittedCycle | None
) -> FittedCycle:
    """What is told of the last injection; `known` is what was told of it the last time."""
    last = _last(values, newest, injections)
    days = _checksum(last) if last else 0
    if known and known.days == days:
        return known
    return FittedCycle(days, _told(last, newest) if last else None)


def _last(values: OfMeasures, newest: date, injections: Sequence[date]) -> _Last | None:
    rising = sorted(set(injections))
    measure = usual_measure(lambda one: without_newest(values.get(one.key, ()), newest))
    if not rising or not measure:
        return None
    span, earlier = spans_of(rising, newest)[-1], rising[-2] if rising[1:] else None
    of_measure = without_newest(values[measure.key], newest)
    return _Last(rising[-1], earlier, measure, of_measure, days_around(of_measure, span, earlier))


def _checksum(last: _Last) -> int:
    return crc32(repr((FITTING, last.injected, last.earlier, last.measure.key, last.around)).encode())


def _told(last: _Last, newest: date) -> WearingOff | None:
    fit = cycle_of(last.values, (last.injected, max(newest, last.injected)), last.earlier, last.measure.least)
    return _wearing_off(last, fit) if is_half_gone(fit) else None


def _wearing_off(last: _Last, fit: CycleFit) -> WearingOff:
    assert fit.half_wane_d  # noqa: S101 - told of every effect
    week = [value for day, value in last.around if fit.last_d - DAYS_A_WEEK < day <= fit.last_d]
    return WearingOff(
        injected=last.injected.isoformat(),
        measure=last.measure.key,
        earliest=_on(last, fit.half_wane_d.low),
        half=_on(last, fit.half_wane_d.middle),
        latest=_on(last, fit.half_wane_d.high),
        sure=fit.half_gone,
        before=median(value for day, value in last.around if day < 0),
        now=median(week) if len(week) >= LEAST_VALID_DAYS else None,
        last=_on(last, fit.last_d),
        days_before=fit.days_before,
        days_after=fit.days_after,
    )


def _on(last: _Last, days: float) -> str:
    return (last.injected + timedelta(days=round(days))).isoformat()
