"""The tables of a day's movement episodes: how many of each kind, and each one with the numbers that made it one.

Knows which episodes are read first; must never know HTML, SQL or what time it is.
"""

from collections.abc import Callable, Sequence
from typing import Final

from device.day.document import DayDocument, DayEpisode
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.stored_day.older_devices import first_read, kinds, unconfirmed
from sync.clinic.wording.glossary import CONTEXTS, KIND_ENTRIES
from sync.clinic.wording.words import capital, count, degrees, fine_hertz, hertz, short_duration, time_of_day

NO_EPISODE: Final = "No movement episodes were recorded."
SIZES: Final = (
    "Size is the peak-to-peak amplitude with its 90th percentile in brackets, the fastest turn, "
    "or the tilt from neutral."
)


def kinds_table(document: DayDocument) -> Table:
    """How many episodes of each kind, and how many of those are confirmed."""
    return Table(
        "Only kinds that occurred are listed. Postures are seen only against a recorded neutral position.",
        ("Kind", "Confirmed", "Total"),
        tuple((capital(KIND_ENTRIES[k.kind].word), str(k.confirmed), str(k.count)) for k in kinds(document.totals)),
        NO_EPISODE,
    )


def episodes_table(document: DayDocument) -> Table:
    """Tremor and all that is confirmed, as far as it travelled with the document, with the numbers that made it one."""
    listed_first, total = first_read(document)
    return Table(
        f"{_listed_of(listed_first, total)}. {SIZES}",
        ("Start", "Duration", "Kind", "Context", "Frequency", "Irregularity", "Size", "Reason"),
        tuple(_episode(episode) for episode in listed_first),
        _none_listed(total),
    )


def unconfirmed_table(document: DayDocument) -> Table | None:
    """The other episodes as far as they travelled with the document; None where there are none."""
    listed_last, total = unconfirmed(document)
    if not listed_last and not total:
        return None
    return Table(
        f"{_listed_of(listed_last, total)}. {SIZES}",
        ("Start", "Duration", "Kind", "Context", "Size", "Reason"),
        tuple(_unconfirmed(episode) for episode in listed_last),
        _none_listed(total),
    )


def _listed_of(episodes: Sequence[DayEpisode], total: int) -> str:
    shown = len(episodes)
    return f"{shown} of {total} episodes are listed" if shown < total else count(shown, "episode")


def _none_listed(total: int) -> str:
    return f"{count(total, 'episode')}, not listed." if total else NO_EPISODE


def _episode(episode: DayEpisode) -> tuple[str, ...]:
    return (
        time_of_day(episode.start),
        short_duration(episode.duration_s),
        KIND_ENTRIES[episode.kind].word,
        _context(episode),
        _or_nothing(episode.frequency_hz, hertz),
        _or_nothing(episode.irregularity_hz, fine_hertz),
        _size(episode),
        episode.reason,
    )


def _unconfirmed(episode: DayEpisode) -> tuple[str, ...]:
    return (
        time_of_day(episode.start),
        short_duration(episode.duration_s),
        f"{KIND_ENTRIES[episode.kind].word}, unconfirmed",
        _context(episode),
        _size(episode),
        episode.reason,
    )


def _context(episode: DayEpisode) -> str:
    return CONTEXTS[episode.context].word if episode.context else NOTHING_MEASURED


def _size(episode: DayEpisode) -> str:
    high = f" ({degrees(episode.amplitude_p90_deg)})" if episode.amplitude_p90_deg else ""
    parts = (
        degrees(episode.amplitude_deg) + high if episode.amplitude_deg else "",
        f"{degrees(episode.peak_dps)}/s" if episode.peak_dps else "",
        f"tilt {degrees(episode.tilt_deg)}" if episode.tilt_deg else "",
    )
    return ", ".join(filter(None, parts)) or NOTHING_MEASURED


def _or_nothing(value: float | None, words: Callable[[float | None], str]) -> str:
    return NOTHING_MEASURED if value is None else words(value)
