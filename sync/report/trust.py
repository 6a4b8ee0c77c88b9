"""How far the report can be trusted: gaps, clocks, parts of the sensor, what is lost, which software judged.

Knows what a day says of its own quality; must never know paper.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from sync.clinic.wording.words import count, duration, listed, sentence
from sync.report.measured import ReportedDay
from sync.report.one_line import one_line

LONGEST_VERSION, MOST_VERSIONS = 40, 4
PARTS: Final = {"wear": "whether it was worn could not be told"}


def trust_words(days: Sequence[ReportedDay], unreadable: Sequence[str]) -> str:
    """A few sentences."""
    return " ".join(sentence(said) for said in _said(days, unreadable))


def _said(days: Sequence[ReportedDay], unreadable: Sequence[str]) -> Iterator[str]:
    if unreadable:
        yield f"{count(len(unreadable), 'day')} cannot be read: {listed(list(unreadable))}"
    if not days:
        yield "there is no day with data in this period"
        return
    qualities = [day.document.quality for day in days]
    gaps, gap_s = sum(one.gaps for one in qualities), sum(one.gap_s for one in qualities)
    yield f"{count(gaps, 'gap')} while recording, {duration(gap_s)} in all" if gaps else "no gap while recording"
    unworn = sum(not day.document.totals.worn_s for day in days)
    if unworn:
        yield f"the band was not worn at all on {count(unworn, 'day')} of {len(days)} with data"
    clocks = Counter(one.clock for one in qualities)
    yield _clock_words(clocks["unknown"], clocks["estimated"])
    lost = sum(one.unreadable for one in qualities)
    if lost:
        yield f"{count(lost, 'record')} of these days cannot be read and are in no number"
    yield from _unmeasured(days)
    yield from _slipped(days)
    yield f"software {listed(_each(day.document.firmware for day in days))}"
    yield f"movement judged by {listed(_each(day.document.algorithm for day in days)) or 'nothing'}"


def _clock_words(unknown: int, estimated: int) -> str:
    if not (unknown or estimated):
        return "the clock was right on all days"
    parts = [f"its date was not known on {count(unknown, 'day')}"] if unknown else []
    parts += [f"its time was estimated on {count(estimated, 'day')}"] if estimated else []
    return listed(parts)


def _unmeasured(days: Sequence[ReportedDay]) -> Iterator[str]:
    seconds = Counter[str]()
    for day in days:
        seconds.update(dict(day.document.quality.unmeasured))
    for part, lost_s in sorted(seconds.items()):
        yield f"{PARTS.get(part, f'the {part} did not work')} for {duration(lost_s)}"


def _slipped(days: Sequence[ReportedDay]) -> Iterator[str]:
    turned = [posture.turned_s for day in days if (posture := day.document.totals.posture) and posture.turned_s]
    if turned:
        on = f"on {count(len(turned), 'day')} of {len(days)} with data, for {duration(sum(turned))} at rest in all"
        yield f"the sensor seems to have slipped: it sat turned on the limb {on}, and posture was not counted then"


def _each(words: Iterator[str]) -> list[str]:
    """The first few, in their order."""
    different = sorted({one_line(word, LONGEST_VERSION) for word in words} - {""})
    more = [count(len(different) - MOST_VERSIONS, "other")] if len(different) > MOST_VERSIONS else []
    return different[:MOST_VERSIONS] + more
