"""The tables behind a day's charts: rows of text.

Knows what each column means; must never know HTML, SQL or what time it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sync.clinic.stored_day.quarters import QuarterHour, clock_time, spans_without_data
from sync.clinic.wording.heard import heard_text
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import degrees, exact_duration, hertz, listed, percent

MOST_ROWS_AT_ONCE: Final = 20  # ours: about one screen
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


def quarters_table(hours: Sequence[QuarterHour]) -> Table:
    """What the charts draw, as text: the quarter-hours with data; the caption says which have none."""
    spans = [spoken("{start} to {end}", start=start, end=end) for start, end in spans_without_data(tuple(hours))]
    missing = spoken("No data at all from {spans}.", spans=listed(spans)) if spans else spoken("None is missing.")
    return Table(
        spoken("Quarter-hours with data.") + " " + missing,
        tuple(map(spoken, QUARTER_COLUMNS)),
        tuple(_quarter(quarter) for quarter in hours if quarter.has_data),
        spoken("No quarter-hour has any data."),
    )


QUARTER_COLUMNS: Final = (
    *(marked("From"), marked("Tremor"), marked("of assessable"), marked("No tremor"), marked("Not assessable")),
    *(marked("Not worn"), marked("No data"), marked("Tremor episodes"), marked("Frequency"), marked("Amplitude")),
    marked("90th percentile"),
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
    """How often each reason: once too fast, twice short by 8°, with a multiplication sign."""
    return ", ".join(f"{number} \N{MULTIPLICATION SIGN} {heard_text(reason)}" for reason, number in reasons)
