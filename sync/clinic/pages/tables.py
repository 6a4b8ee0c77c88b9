"""The tables behind a day's charts, and those of its exercise sets: rows of text.

Knows what each column means; must never know HTML, SQL or what time it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from device.day.document import DayDocument, DaySet, Repetitions, repetitions
from device.programme.catalogue import CATALOGUE
from device.records.facts import StopReason
from sync.clinic.stored_day.quarters import QuarterHour, clock_time, spans_without_data
from sync.clinic.wording.words import count, degrees, exact_duration, hertz, listed, percent, time_of_day

ENDINGS: Final[dict[StopReason, str]] = {
    "done": "finished",
    "stopped": "stopped early",
    "paused too long": "paused too long",
    "paced": "ended by the pace",
    "time over": "stopped when its time was over",
    "tremor rose": "stopped because tremor rose",
    "device stopped": "ended with the device",
    "privacy": "ended by an hour of privacy",
}
MOST_ROWS_AT_ONCE: Final = 20  # ours: about one screen
NOT_COUNTED: Final = "not counted"  # done as far as anybody knows: neither none nor all
NOTHING_MEASURED: Final = "\N{EN DASH}"  # in a cell for which there was nothing to measure


@dataclass(frozen=True)
class Table:
    """A caption, the names of the columns, and rows of text whose first cell names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    missing: str  # what to say when there is no row

    @property
    def is_long(self) -> bool:
        """Whether a page had better show it only when asked."""
        return len(self.rows) > MOST_ROWS_AT_ONCE


def sets_table(document: DayDocument) -> Table:
    """Every exercise set: what was asked, what was done, and why the rest did not count."""
    total = repetitions(document.sets)
    return Table(
        f"Repetitions: {done_of_target(total)} {in_sets(total)}; range is the angle moved through.",
        ("Start", "Exercise", "Done", "Target", "Not counted", "Median range", "Best range", "Duration", "Ended"),
        tuple(_set(done) for done in document.sets),
        "No exercise set was recorded.",
    )


def done_of_target(total: Repetitions) -> str:
    """9 of 10; `not counted` where no set was."""
    return f"{total.done} of {total.target}" if total.sets > total.sets_not_counted else NOT_COUNTED


def in_sets(total: Repetitions) -> str:
    """In 2 sets, 1 more not counted: the sets that the numbers are of come first."""
    numbered = total.sets - total.sets_not_counted
    others = f", {total.sets_not_counted} more {NOT_COUNTED}" if numbered and total.sets_not_counted else ""
    return f"in {count(numbered or total.sets, 'set')}{others}"


def _set(done: DaySet) -> tuple[str, ...]:
    pauses = f", {count(done.pauses, 'pause')}" if done.pauses else ""
    return (
        time_of_day(done.start),
        exercise_title(done.exercise),
        NOT_COUNTED if done.done_repetitions is None else str(done.done_repetitions),
        str(done.target_repetitions),
        _left_out(done),
        degrees(done.range_median_deg),
        degrees(done.range_best_deg),
        exact_duration(done.duration_s),
        ENDINGS[done.stopped] + pauses,
    )


def exercise_title(name: str) -> str:
    """What the exercise is called for people; the name itself for one that only another version knows."""
    return CATALOGUE[name].title if name in CATALOGUE else name


def _left_out(done: DaySet) -> str:
    """What did not count, and why; of a set that nobody counted, why not."""
    if done.done_repetitions is None:
        return done.not_counted or "reason unknown"
    return reasons_counted(done.uncounted) or "none"


def quarters_table(hours: Sequence[QuarterHour]) -> Table:
    """What the charts draw, as text: the quarter-hours with data; the caption says which have none."""
    spans = [f"{start} to {end}" for start, end in spans_without_data(tuple(hours))]
    missing = f" No data at all from {listed(spans)}." if spans else " None is missing."
    return Table(
        "Quarter-hours with data." + missing,
        (
            *("From", "Tremor", "of assessable", "No tremor", "Not assessable", "Not worn", "No data"),
            *("Tremor episodes", "Frequency", "Amplitude", "90th percentile"),
        ),
        tuple(_quarter(quarter) for quarter in hours if quarter.has_data),
        "No quarter-hour has any data.",
    )


def _quarter(quarter: QuarterHour) -> tuple[str, ...]:
    summary, seconds = quarter.summary, quarter.seconds
    judged = {state: exact_duration(seconds[state]) for state in ("tremor", "no tremor", "not assessable")}
    if not summary.worn_s:
        judged = dict.fromkeys(judged, NOTHING_MEASURED)
    return (
        clock_time(quarter.number),
        judged["tremor"],
        percent(min(1.0, summary.tremor_s / summary.assessable_s)) if summary.assessable_s else NOTHING_MEASURED,
        judged["no tremor"],
        judged["not assessable"],
        exact_duration(seconds["not worn"]),
        exact_duration(seconds["no data"]),
        str(summary.episodes) if summary.worn_s else NOTHING_MEASURED,
        hertz(summary.frequency_hz) if summary.frequency_hz else NOTHING_MEASURED,
        degrees(summary.amplitude_deg) if summary.amplitude_deg else NOTHING_MEASURED,
        degrees(summary.amplitude_p90_deg) if summary.amplitude_p90_deg else NOTHING_MEASURED,
    )


def reasons_counted(reasons: Iterable[tuple[str, int]]) -> str:
    """Reasons and how often: too fast (1), short by 8° (2)."""
    return ", ".join(f"{reason} ({number})" for reason, number in reasons)
