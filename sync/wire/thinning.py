"""A day document, or a status, with so little detail left out that it fits into a message.

Knows which detail goes first; must never know brokers or time.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from device.day.document import DayDocument
from device.health import not_working
from sync.wire.messages import Status, day_json, encode_status, short
from sync.wire.packing import PLAIN_LIMIT_BYTES, compressed

Detail = tuple[Any, ...]


def without_directions(document: DayDocument) -> DayDocument:
    """Without those of quarter-hours; the day's own stay."""
    if not any(quarter.summary.directions for quarter in document.quarters):
        return document
    quarters = (replace(q, summary=replace(q.summary, directions=())) for q in document.quarters)
    return replace(document, quarters=tuple(quarters), thinned=(*document.thinned, "directions by quarter-hours"))


DETAIL_FIRST: Mapping[
    str, Callable[[Any], tuple[float, ...]]
] = {  # what is left out first, and by what the rest is kept: least first
    "episodes": lambda episode: (not episode.confirmed, -episode.duration_s),
    "marks": lambda _mark: (),
    "sets": lambda _set: (),
    "sessions": lambda _session: (),
    "checkups": lambda _checkup: (),
    "symptoms": lambda _round: (),
    "quarters": lambda _quarter: (),
}


def thin(document: DayDocument, limit_bytes: int) -> DayDocument:
    """The document with as little detail left out as makes its compressed payload fit; totals always stay.

    `thinned` names what is incomplete. Without any detail it may still be too large: the caller sees that.
    """
    if _fits(document, limit_bytes):
        return document
    document = without_directions(document)
    for name in DETAIL_FIRST:
        if _fits(document, limit_bytes):  # each look compresses the whole day
            break
        document = _shortened(document, name, limit_bytes)
    return document


def _fits(document: DayDocument, limit_bytes: int) -> bool:
    plain = day_json(document)
    return len(plain) <= PLAIN_LIMIT_BYTES and len(compressed(plain)) <= limit_bytes


def _shortened(document: DayDocument, name: str, limit_bytes: int) -> DayDocument:
    items: Detail = getattr(document, name)
    if not items:
        return document
    marked = replace(document, thinned=tuple(dict.fromkeys((*document.thinned, name))))
    ranked = sorted(range(len(items)), key=lambda n: DETAIL_FIRST[name](items[n]))

    def keeping(count: int) -> DayDocument:
        kept = sorted(ranked[:count])
        return replace(marked, **{name: tuple(items[n] for n in kept)})  # type: ignore[arg-type]  # the field's own items

    too_many = bisect_left(range(len(items)), 1, key=lambda count: int(not _fits(keeping(count), limit_bytes)))
    return keeping(max(too_many - 1, 0))


SHORT_TROUBLE = 100  # characters
SHORTENED: tuple[Callable[[Status], Status], ...] = (  # what is left out of a status first
    lambda status: replace(status, parts=tuple(not_working(status.parts))),
    lambda status: replace(status, unreadable_days=status.unreadable_days[:1]),
    lambda status: replace(status, unreadable_days=()),
    lambda status: replace(status, limits=None, sensor=None),
    lambda status: replace(status, parts=()),
    lambda status: replace(status, programmes=()),
    lambda status: replace(status, trouble=short(status.trouble or "", SHORT_TROUBLE) or None),
    lambda status: Status(1, status.device, status.online, rests_until=status.rests_until, trouble=status.trouble),
    lambda status: Status(1, status.device, status.online, rests_until=status.rests_until),
)


def fitting_status(status: Status, limit_bytes: int) -> Status:
    """The status with so little left out as makes it fit; without all but its name it may still be too large."""
    for shorten in SHORTENED:
        if len(encode_status(status).payload) > limit_bytes:
            status = shorten(status)
    return status
