"""The tables of a day's movement episodes: how many of each kind, and each one with the numbers that made it one.

Knows which episodes are read first; must never know HTML, SQL or what time it is.
"""

from collections.abc import Callable, Sequence
from typing import Final

from device.day.document import DayDocument, DayEpisode
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.stored_day.older_devices import first_read, kinds, unconfirmed
from sync.clinic.wording.glossary import CONTEXTS, KIND_ENTRIES
from sync.clinic.wording.heard import heard_text
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import capital, degrees, fine_hertz, hertz, short_duration, time_of_day

NO_EPISODE: Final = marked("No movement episodes were recorded.")
SIZES: Final = marked(
    "Size is the peak-to-peak amplitude with its 90th percentile in brackets, the fastest turn, "
    "or the tilt from neutral."
)


FIRST_COLUMNS: Final = (marked("Start"), marked("Duration"), marked("Kind"), marked("Context"))


def kinds_table(document: DayDocument) -> Table:
    """How many episodes of each kind, and how many of those are confirmed."""
    return Table(
        spoken("Only kinds that occurred are listed. Postures are seen only against a recorded neutral position."),
        (spoken("Kind"), spoken("Confirmed"), spoken("Total")),
        tuple(
            (capital(KIND_ENTRIES[k.kind].spoken_word), str(k.confirmed), str(k.count)) for k in kinds(document.totals)
        ),
        spoken(NO_EPISODE),
    )


def episodes_table(document: DayDocument) -> Table:
    """Tremor and all that is confirmed, as far as it travelled with the document, with the numbers that made it one."""
    listed_first, total = first_read(document)
    return Table(
        f"{_listed_of(listed_first, total)}. {spoken(SIZES)}",
        (
            *map(spoken, FIRST_COLUMNS),
            *(spoken("Frequency"), spoken("Irregularity"), spoken("Size"), spoken("Reason")),
        ),
        tuple(_episode(episode) for episode in listed_first),
        _none_listed(total),
    )


def unconfirmed_table(document: DayDocument) -> Table | None:
    """The other episodes as far as they travelled with the document; None where there are none."""
    listed_last, total = unconfirmed(document)
    if not listed_last and not total:
        return None
    return Table(
        f"{_listed_of(listed_last, total)}. {spoken(SIZES)}",
        (*map(spoken, FIRST_COLUMNS), spoken("Size"), spoken("Reason")),
        tuple(_unconfirmed(episode) for episode in listed_last),
        _none_listed(total),
    )


def _listed_of(episodes: Sequence[DayEpisode], total: int) -> str:
    shown = len(episodes)
    if shown < total:
        return spoken("{shown} of {total} episodes are listed", shown=shown, total=total)
    return counted("{number} episode", "{number} episodes", shown)


def _none_listed(total: int) -> str:
    texts = plural("{number} episode, not listed.", "{number} episodes, not listed.")
    return counted(*texts, total) if total else spoken(NO_EPISODE)


def _episode(episode: DayEpisode) -> tuple[str, ...]:
    return (
        time_of_day(episode.start),
        short_duration(episode.duration_s),
        KIND_ENTRIES[episode.kind].spoken_word,
        _context(episode),
        _or_nothing(episode.frequency_hz, hertz),
        _or_nothing(episode.irregularity_hz, fine_hertz),
        _size(episode),
        heard_text(episode.reason),
    )


def _unconfirmed(episode: DayEpisode) -> tuple[str, ...]:
    return (
        time_of_day(episode.start),
        short_duration(episode.duration_s),
        spoken("{kind}, unconfirmed", kind=KIND_ENTRIES[episode.kind].spoken_word),
        _context(episode),
        _size(episode),
        heard_text(episode.reason),
    )


def _context(episode: DayEpisode) -> str:
    return CONTEXTS[episode.context].spoken_word if episode.context else NOTHING_MEASURED


def _size(episode: DayEpisode) -> str:
    high = f" ({degrees(episode.amplitude_p90_deg)})" if episode.amplitude_p90_deg else ""
    parts = (
        degrees(episode.amplitude_deg) + high if episode.amplitude_deg else "",
        f"{degrees(episode.peak_dps)}/s" if episode.peak_dps else "",
        spoken("tilt {angle}", angle=degrees(episode.tilt_deg)) if episode.tilt_deg else "",
    )
    return ", ".join(filter(None, parts)) or NOTHING_MEASURED


def _or_nothing(value: float | None, words: Callable[[float | None], str]) -> str:
    return NOTHING_MEASURED if value is None else words(value)
