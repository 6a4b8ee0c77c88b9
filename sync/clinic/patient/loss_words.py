"""What was lost of a day, and of several days together, in words: what, for how long, and why.

Knows which loss is worth a word of a week; must never know HTML, SQL or where a day came from.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sync.clinic.trends.day_losses import CLOCK_RIGHT, LOSS_SEEN_S, DayLosses
from sync.clinic.wording.heard import heard_text
from sync.clinic.wording.language import NO_BREAK, counted, marked, plural, spoken, with_decimal
from sync.clinic.wording.words import HOUR_S, duration, listed

ON_DAYS: Final = plural("{what} (on {number} day)", "{what} (on {number} days)")
RECORDS: Final = plural(
    "{number} record cannot be read on the device any more", "{number} records cannot be read on the device any more"
)
PRIVACY: Final = marked("privacy, as the patient asked: {time}")
ESTIMATED_CLOCK: Final = marked("times of day only estimated")


@dataclass(frozen=True)
class TimeLost:
    """One way of losing time: `of` a day, in seconds; in few words of a day, and of a week with what that means."""

    of: Callable[[DayLosses], float]
    of_day: str
    of_week: str


def _of_part(part: str) -> Callable[[DayLosses], float]:
    return lambda losses: float(dict(losses.unmeasured).get(part, 0))


NOT_GAPS: Final = (
    TimeLost(
        lambda losses: losses.turned_s,
        marked("sensor turned on the limb: {time}"),
        marked("the sensor sat turned on the limb for {time}, and posture was not counted then"),
    ),
    TimeLost(
        _of_part("gyroscope"),
        marked("gyroscope not working: {time}"),
        marked("the gyroscope did not work for {time}, and small tremor and repetitions are missing"),
    ),
    TimeLost(
        _of_part("accelerometer"),
        marked("accelerometer not working: {time}"),
        marked("the accelerometer did not work for {time}, and posture and repetitions are missing"),
    ),
    TimeLost(
        _of_part("wear"),
        marked("worn or not, unknown: {time}"),
        marked("for {time} nobody can tell whether the band was worn"),
    ),
)
IN_GAPS: Final = TimeLost(
    lambda losses: losses.gap_s, marked("gaps: {time}"), marked("the recording has gaps of {time} in all")
)
SHORTEST_TOLD_S: Final = 60


def hours(seconds: float) -> str:
    """12.7 h, which is never more than it was; 45 min."""
    if seconds < HOUR_S:
        return duration(seconds)
    return with_decimal(f"{seconds * 10 // HOUR_S / 10:.1f}{NO_BREAK}h")


def day_loss_words(losses: DayLosses) -> Iterator[str]:
    """Everything that is missing from one day, from a minute on, or in doubt."""
    for way in (*NOT_GAPS, IN_GAPS):
        if way.of(losses) >= SHORTEST_TOLD_S:
            yield spoken(way.of_day, time=hours(way.of(losses))) + (_reasons(losses) if way is IN_GAPS else "")
    if losses.clock != CLOCK_RIGHT:
        yield spoken(ESTIMATED_CLOCK)
    if losses.records:
        yield counted(*RECORDS, losses.records)
    if losses.privacy_s >= SHORTEST_TOLD_S:
        yield spoken(PRIVACY, time=hours(losses.privacy_s))


def _reasons(losses: DayLosses) -> str:
    return f" ({listed([heard_text(reason) for reason in losses.gap_reasons])})" if losses.gap_reasons else ""


def week_loss_words(days: Sequence[DayLosses]) -> Iterator[str]:
    """What changes a conclusion: an hour of a day or more, times in doubt, records lost; and on how many days."""
    for way in (*NOT_GAPS, IN_GAPS):
        seen = [seconds for losses in days if (seconds := way.of(losses)) >= LOSS_SEEN_S]
        if seen:
            time = duration(sum(seen) // HOUR_S * HOUR_S)
            yield counted(*ON_DAYS, len(seen), what=spoken(way.of_week, time=time))
    doubted = sum(losses.clock != CLOCK_RIGHT for losses in days)
    if doubted:
        yield counted(*ON_DAYS, doubted, what=spoken(ESTIMATED_CLOCK))
    records = sum(losses.records for losses in days)
    if records:
        yield counted(*RECORDS, records)
