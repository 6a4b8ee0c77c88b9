"""A day's movement episodes and what else the limb did, also from the document of an older device.

Knows which facts a device of an earlier version did not record; must never know words for them, HTML or SQL.
"""

from dataclasses import dataclass

from device.day.document import DayDocument, DayEpisode, KindCount, Summary
from device.records.facts import EpisodeKind

TREMOR: EpisodeKind = "rhythmic"


@dataclass(frozen=True)
class EpisodeCounts:
    """How many episodes, and how many of those are confirmed."""

    count: int
    confirmed: int


@dataclass(frozen=True)
class Rest:
    """Judged seconds at rest, and those of tremor among them."""

    seconds: int
    tremor_s: int


def rest(totals: Summary) -> Rest | None:
    """The day's rest; None where an earlier version judged the day and rest was not recorded."""
    return Rest(totals.rest_s, totals.rest_tremor_s) if context_s(totals) else None


def context_s(totals: Summary) -> int:
    """Seconds of which it was recorded what else the limb did. None where an earlier version judged the day."""
    return totals.rest_s + totals.moving_s + totals.vehicle_s


def kinds(totals: Summary) -> tuple[KindCount, ...]:
    """Every kind of which there was any; earlier versions recorded tremor alone."""
    if totals.kinds or not totals.episodes:
        return totals.kinds
    return (KindCount(TREMOR, totals.episodes, totals.episodes),)


def knows_all_kinds(totals: Summary) -> bool:
    """Whether kinds other than tremor were looked for: that came together with contexts."""
    return context_s(totals) > 0 or bool(others(totals).count)


def others(totals: Summary) -> EpisodeCounts:
    """The episodes that are no tremor."""
    found = [kind for kind in totals.kinds if kind.kind != TREMOR]
    return EpisodeCounts(sum(kind.count for kind in found), sum(kind.confirmed for kind in found))


def first_read(document: DayDocument) -> tuple[list[DayEpisode], int]:
    """Tremor and all that is confirmed, in order of time; and how many there were, listed or not."""
    listed = [episode for episode in document.episodes if _comes_first(episode)]
    return listed, sum(k.count if k.kind == TREMOR else k.confirmed for k in kinds(document.totals))


def unconfirmed(document: DayDocument) -> tuple[list[DayEpisode], int]:
    """All other episodes, in order of time; and how many there were, listed or not."""
    listed = [episode for episode in document.episodes if not _comes_first(episode)]
    found = others(document.totals)
    return listed, found.count - found.confirmed


def _comes_first(episode: DayEpisode) -> bool:
    return episode.confirmed or episode.kind == TREMOR
