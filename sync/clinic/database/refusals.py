"""The messages that were not taken: what is kept of them, and the statements that keep it.

Knows how many are kept of each device; must never know why a message was refused, or how that is shown.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, select, tuple_, update

from sync.clinic.database.schema import REFUSALS, REFUSED_TABLE, Insert

MOST_KEPT: Final = 20  # of a device: ours, who reads more than that looks into the log
STATUS_SUBJECT: Final = "status"

Subject = tuple[str, str]  # device, and the day or the kind of message


@dataclass(frozen=True)
class Refusal:
    """A message that was not taken: the day it is of, or its kind, and why. `beginning` is safe to show."""

    device: str
    subject: str
    digest: str  # of what it says
    topic: str
    reason: str
    size_bytes: int
    beginning: str
    times: int = 1  # that it came, or others of the same day or kind that are refused as one


@dataclass(frozen=True)
class RefusedMessage:
    """A refusal as it is kept: how often it came, and when the last time."""

    subject: str
    topic: str
    reason: str
    size_bytes: int
    beginning: str
    times: int
    received_utc_s: float


REFUSED_NAMES: Final = tuple(field.name for field in fields(RefusedMessage))


def put_refusals(connection: Connection, insert: Insert, refusals: Sequence[Refusal], received_utc_s: float) -> None:
    """Keep the newest of each device, and count those that were not known yet."""
    newest = {_key(refusal): refusal for refusal in refusals}
    known = _known(connection, newest)
    counts = Counter(device for device, _, _ in newest.keys() - known)
    put = insert(REFUSED_TABLE)
    put = put.on_conflict_do_update(
        index_elements=REFUSED_TABLE.primary_key,
        set_={
            "times": REFUSED_TABLE.c.times + put.excluded.times,
            "reason": put.excluded.reason,
            "received_utc_s": received_utc_s,
        },
    )
    rows = [asdict(refusal) | {"received_utc_s": received_utc_s} for refusal in _last_of_each(newest)]
    connection.execute(put, sorted(rows, key=lambda row: (row["device"], row["subject"], row["digest"])))
    _count(connection, insert, counts)
    for device in sorted({refusal.device for refusal in newest.values()}):
        _prune(connection, device)


def _key(refusal: Refusal) -> tuple[str, str, str]:
    return refusal.device, refusal.subject, refusal.digest


def _known(connection: Connection, keys: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    key = (REFUSED_TABLE.c.device, REFUSED_TABLE.c.subject, REFUSED_TABLE.c.digest)
    rows = connection.execute(select(*key).where(tuple_(*key).in_(list(keys)))).all()
    return {(row.device, row.subject, row.digest) for row in rows}


def _last_of_each(refusals: Mapping[Any, Refusal]) -> list[Refusal]:
    by_device: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in refusals.values():
        by_device[refusal.device].append(refusal)
    return [refusal for of_device in by_device.values() for refusal in of_device[-MOST_KEPT:]]


def _count(connection: Connection, insert: Insert, counts: Mapping[str, int]) -> None:
    put = insert(REFUSALS)
    put = put.on_conflict_do_update(
        index_elements=REFUSALS.primary_key, set_={"messages": REFUSALS.c.messages + put.excluded.messages}
    )
    if counts:
        connection.execute(put, [{"device": device, "messages": counts[device]} for device in sorted(counts)])


def _prune(connection: Connection, device: str) -> None:
    of_device = REFUSED_TABLE.c.device == device
    kept = select(REFUSED_TABLE.c.subject, REFUSED_TABLE.c.digest).where(of_device)
    old = connection.execute(kept.order_by(REFUSED_TABLE.c.received_utc_s.desc()).offset(MOST_KEPT)).all()
    if old:
        key = tuple_(REFUSED_TABLE.c.subject, REFUSED_TABLE.c.digest)
        connection.execute(delete(REFUSED_TABLE).where(of_device, key.in_([(row.subject, row.digest) for row in old])))


FORGET: Final = (
    delete(REFUSED_TABLE)
    .where(tuple_(REFUSED_TABLE.c.device, REFUSED_TABLE.c.subject).in_(bindparam("subjects", expanding=True)))
    .returning(REFUSED_TABLE.c.device)
)


def forget_refusals(connection: Connection, subjects: Sequence[Subject]) -> None:
    """A message of the same day or kind was taken since: what was said against the one before is settled."""
    of_these = {"subjects": list(subjects)}
    gone = Counter(row.device for row in connection.execute(FORGET, of_these)) if subjects else Counter()
    for device in sorted(gone):
        counted = update(REFUSALS).where(REFUSALS.c.device == device)
        connection.execute(counted.values(messages=REFUSALS.c.messages - gone[device]))
    if gone:
        connection.execute(delete(REFUSALS).where(REFUSALS.c.device.not_in(select(REFUSED_TABLE.c.device).distinct())))


def refused_of(device: str) -> Select[Any]:
    """What is kept of a device, the last first."""
    columns = [REFUSED_TABLE.c[name] for name in REFUSED_NAMES]
    return select(*columns).where(REFUSED_TABLE.c.device == device).order_by(REFUSED_TABLE.c.received_utc_s.desc())


def refused_message(row: Row[Any]) -> RefusedMessage:
    """One row of it."""
    return RefusedMessage(*(getattr(row, name) for name in REFUSED_NAMES))


def refused_by_device(devices: Collection[str] | None = None) -> Select[Any]:
    """How many messages of each device, or of these, were refused, and why the last of them."""
    latest = select(REFUSED_TABLE.c.device, func.max(REFUSED_TABLE.c.received_utc_s).label("at"))
    last = latest.group_by(REFUSED_TABLE.c.device).subquery()
    is_last = (REFUSED_TABLE.c.device == last.c.device) & (REFUSED_TABLE.c.received_utc_s == last.c.at)
    counted = select(REFUSED_TABLE.c.device, REFUSALS.c.messages, func.min(REFUSED_TABLE.c.reason).label("reason"))
    joined = counted.join(last, is_last).join(REFUSALS, REFUSALS.c.device == REFUSED_TABLE.c.device)
    of_these = joined if devices is None else joined.where(REFUSED_TABLE.c.device.in_(devices))
    return of_these.group_by(REFUSED_TABLE.c.device, REFUSALS.c.messages)
