"""What the clinic keeps of patients and days, as plain values, and what of a document may be kept at all.

Knows day documents; must never know SQL, MQTT, HTML or what time it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final, TypeVar

from device.day.document import DayDocument, PostureProfile, Repetitions, repetitions
from device.health import PartState, ProgrammeState, not_working
from device.records.decoding import BadValue, from_plain
from device.records.facts import SETS_DONE, Rating
from sync.clinic.outline import OutlineChange, OutlineDay, WearingOff
from sync.clinic.outline.outline_day import CLOCK_NEVER_SET, EARLIEST_DATE
from sync.clinic.stored_day.older_devices import Rest, rest
from sync.wire.messages import BEGINNING
from sync.wire.packing import compressed

WAKING_QUARTERS: Final = range(8 * 4, 22 * 4)  # 08:00 to 22:00
YEARS: Final = range(1969, 2200)  # from a clock that was never set, west of Greenwich, to beyond any device's life
EARLIEST_DAY: Final = EARLIEST_DATE
LATEST_DAY: Final = f"{YEARS[-1]}-12-31"
LARGEST_INTEGER: Final = 2**63 - 1  # what a BIGINT column holds
DEVICE: Final = re.compile(r"[a-z0-9-]{1,64}")
UNDATED: Final = CLOCK_NEVER_SET  # the clock of a day whose date the device never knew
CONTENTS: Final = ("recorded_s", "sets", "marks", "episodes", "gap_s")  # a day without any of them says nothing
NAME_LOST: Final = "its name cannot be read, the clinic's database is damaged there"
HURTS: Final[Rating] = "a lot"  # of discomfort after a session
MOST_SHOWN: Final = 60  # characters of a wrong value that a message repeats

DIGEST_BYTES: Final = 16  # of SHA-256: nobody finds two messages with one
Key = tuple[str, str, str]  # device, store, day
SentDay = tuple[str, str, bytes]  # device, day, and the digest of what was sent of it

T = TypeVar("T")


class NotStorable(ValueError):
    """A document no database row can hold; the message names the value. Sending it again will not help."""


@dataclass(frozen=True)
class DayHeadline:
    """One stored day in numbers, without its document. Seconds as in `device.day.document.Summary`.

    Repetitions are those of the sets that were counted.
    """

    store: str
    day: str
    revision: int
    received_utc_s: float
    timezone: str
    clock: str
    recorded_s: int
    worn_s: int
    waking_worn_s: int  # worn between 08 and 22
    assessable_s: int
    tremor_s: int
    rest_s: int | None  # None: the device did not record yet what else the limb did
    rest_tremor_s: int | None
    episodes: int
    amplitude_deg: float | None
    sets: int
    sets_not_counted: int
    target_repetitions: int
    done_repetitions: int
    marks: int
    gap_s: float
    unmeasured_s: int | None = None  # the longest that a part of the sensor did not work; None: stored before layout 5
    due_sets: int | None = None  # by the programme, None where none was in force; this and the next: since layout 9
    done_sets: int | None = None  # those that went to their end; None: stored before layout 9 and not read again yet
    rated_sessions: int | None = None  # of how many the patient told the discomfort
    hurting_sessions: int | None = None  # of those, how many times it was "a lot"
    held_s: int | None = None  # at rest, and its posture could be judged
    away_s: int | None = None  # of that, away from neutral
    turned_s: int | None = None  # at rest, and the sensor had turned on the limb

    @property
    def repetitions(self) -> Repetitions:
        """What its sets come to."""
        return Repetitions(self.sets, self.sets_not_counted, self.done_repetitions, self.target_repetitions)

    @property
    def rest(self) -> Rest | None:
        """Its time at rest; None where that was not recorded."""
        return None if self.rest_s is None else Rest(self.rest_s, self.rest_tremor_s or 0)

    @property
    def holds_something(self) -> bool:
        """Not a day that only was."""
        return any(getattr(self, name) for name in CONTENTS)

    @property
    def is_dated(self) -> bool:
        """Whether the device knew the date."""
        return self.clock != UNDATED

    def is_placed(self, latest_day: str) -> bool:
        """Whether the device knew the date and can have: not later than this, nor before there was any."""
        return self.is_dated and can_be_date(self.day, latest_day)


@dataclass(frozen=True)
class NewDay:
    """A day to be stored: its numbers, without the moment of arrival, and its document as it came, compressed."""

    device: str
    numbers: DayHeadline
    content: str | None  # the document's own word for what it says
    packed: bytes
    digest: bytes  # of the message as it came
    follows: int | None = None  # the revision that its device knew to be held; None: older firmware, which says nothing
    sent_since: tuple[str, ...] = ()  # contents that went out since: beginnings of their words

    @property
    def key(self) -> Key:
        """What tells this day from all others."""
        return self.device, self.numbers.store, self.numbers.day

    @property
    def revision(self) -> int:
        """The document's."""
        return self.numbers.revision


@dataclass(frozen=True)
class Held:
    """What the clinic holds of a day once a document was handed over, and whether this document was new to it."""

    revision: int
    is_new: bool
    content: str | None = None  # what the document that is held says it holds
    store: str | None = None  # the record that holds just this, where it came as another one


@dataclass(frozen=True)
class PatientRow:
    """One patient in the list. `last` is the last day with data; one of known date where there is any.

    `first_day` is the first with data and of known date; counts are over days of known date among the DAYS_LOOKED_BACK
    finished ones before the day the list was asked for, which are `days`, the first one first, None without data.
    """

    device: str
    name: str
    last_sync_utc_s: float | None
    first_day: str | None
    last: OutlineDay | None
    valid_days: int
    repetitions: Repetitions
    misdated_days: int = 0  # in the future, or from before there was any such device: of no known date either
    unreadable_days: int = 0
    refused: int = 0  # messages, and why the last of them
    refused_because: str = ""
    broken: tuple[PartState, ...] = ()  # the parts of the device that do not work
    days: tuple[OutlineDay | None, ...] = ()
    measured_days: int = 0  # of the last DAYS_OF_DATA
    changes: tuple[OutlineChange, ...] = ()
    wearing_off: WearingOff | None = None
    is_gathered: bool = True  # False as long as a list cannot know its days: a large clinic of an older layout


@dataclass(frozen=True)
class StoredDay:
    """A day as its device last sent it. `other_records` counts records of the same day that hold less.

    `faults`: what in its document contradicts itself, and records of the same day that cannot be read.
    """

    document: DayDocument
    received_utc_s: float
    other_records: int
    faults: tuple[str, ...] = ()


class DamagedDay(Exception):
    """A stored day whose document cannot be read; the message says why."""


@dataclass(frozen=True)
class StoredStatus:
    """What a device last said about itself, as it said it, and when that arrived."""

    status: Mapping[str, Any]
    received_utc_s: float

    @property
    def broken(self) -> list[PartState]:
        """The parts of the device that do not work; one that cannot be read does not."""
        parts = self.status.get("parts", ())
        return not_working(map(_part_state, parts if isinstance(parts, list | tuple) else ()))

    @property
    def programmes(self) -> list[ProgrammeState]:
        """How far the device says that its programmes have come, as far as it can be understood."""
        said = self.status.get("programmes", ())
        return list(_programme_states(said if isinstance(said, list | tuple) else ()))


def _programme_states(said: Iterable[object]) -> Iterator[ProgrammeState]:
    for one in said:
        with suppress(BadValue):
            yield from_plain(ProgrammeState, one, ignore_unknown=True)


def _part_state(part: object) -> PartState:
    try:
        return from_plain(PartState, part, ignore_unknown=True)
    except BadValue as problem:
        return PartState("part", works=False, text=f"its state cannot be read ({problem})")


def can_be_date(day: str, latest_day: str) -> bool:
    """Whether a device can have measured on that day."""
    return EARLIEST_DAY <= day <= latest_day


def latest_plausible(today: date) -> str:
    """The last day that may have begun anywhere on Earth, and a clock that is a little fast."""
    return (today + timedelta(days=1)).isoformat()


def headline(document: DayDocument, received_utc_s: float) -> DayHeadline:
    """The document's numbers. Raises NotStorable where a database could not hold one of them."""
    totals, exercised = document.totals, repetitions(document.sets)
    rested = rest(totals)
    return _checked_values(
        DayHeadline(
            store=document.store,
            day=_checked_day(document.day),
            revision=document.revision,
            received_utc_s=float(received_utc_s),
            timezone=document.timezone,
            clock=document.quality.clock,
            recorded_s=totals.worn_s + totals.not_worn_s,
            worn_s=totals.worn_s,
            waking_worn_s=worn_waking_s(document),
            assessable_s=totals.assessable_s,
            tremor_s=totals.tremor_s,
            rest_s=rested.seconds if rested else None,
            rest_tremor_s=rested.tremor_s if rested else None,
            episodes=totals.episodes,
            amplitude_deg=None if totals.amplitude_deg is None else float(totals.amplitude_deg),
            sets=exercised.sets,
            sets_not_counted=exercised.sets_not_counted,
            target_repetitions=exercised.target,
            done_repetitions=exercised.done,
            marks=len(document.marks),
            gap_s=float(document.quality.gap_s),
            unmeasured_s=max((seconds for _, seconds in document.quality.unmeasured), default=0),
            **_exercised(document),
            **_held(document.totals.posture or PostureProfile()),
        )
    )


def _exercised(document: DayDocument) -> dict[str, int | None]:
    ratings = [session.rating for session in document.sessions if session.rating]
    due = sum(item.sessions * item.sets for item in document.plan.due) if document.plan else None
    done = sum(one.stopped in SETS_DONE for one in document.sets)
    hurting = sum(rating == HURTS for rating in ratings)
    return {"due_sets": due, "done_sets": done, "rated_sessions": len(ratings), "hurting_sessions": hurting}


def _held(posture: PostureProfile) -> dict[str, int]:
    away_s = posture.tilted_s + posture.far_s
    return {"held_s": posture.near_s + away_s, "away_s": away_s, "turned_s": posture.turned_s}


def new_day(document: DayDocument, message: bytes) -> NewDay:
    """The document, which was read from this message, ready to be stored.

    Raises NotStorable where no database row could hold it.
    """
    return NewDay(
        device=checked_device(document.device),
        numbers=headline(document, received_utc_s=0.0),
        content=document.content,
        packed=compressed(message),
        digest=digest_of(message),
        follows=document.follows,
        sent_since=tuple(word[:BEGINNING] for word in document.sent_since),
    )


def digest_of(message: bytes) -> bytes:
    """What tells a message from all others."""
    return sha256(message).digest()[:DIGEST_BYTES]


def worn_waking_s(document: DayDocument) -> int:
    """How long the device was worn between 08 and 22."""
    return sum(q.summary.worn_s for q in document.quarters if q.quarter in WAKING_QUARTERS)


def is_device(device: str) -> bool:
    """Whether this can be a device's id: 1 to 64 of a-z, 0-9 and -."""
    return DEVICE.fullmatch(device) is not None


def checked_device(device: str) -> str:
    """The device id itself. Raises NotStorable unless it can be one."""
    if not is_device(device):
        raise NotStorable(f"device: expected 1 to 64 of a-z, 0-9 and -, got {device[:MOST_SHOWN]!r}")
    return device


def is_day(day: str) -> bool:
    """Whether this is a date as 2026-01-31 that a device's clock can say."""
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        return False
    return parsed.isoformat() == day and parsed.year in YEARS


def _checked_day(day: str) -> str:
    if not is_day(day):
        raise NotStorable(f"day: expected a date as 2026-01-31 of {YEARS[0]} to {YEARS[-1]}, got {day[:MOST_SHOWN]!r}")
    return day


def _checked_values(row: DayHeadline) -> DayHeadline:
    for name, value in vars(row).items():
        if isinstance(value, int) and value > LARGEST_INTEGER:
            raise NotStorable(f"{name}: expected at most {LARGEST_INTEGER}, got a number of {value.bit_length()} bits")
        if isinstance(value, str) and not value.isprintable():  # NUL and half surrogates fit in no database text
            raise NotStorable(f"{name}: expected printable text, got {value[:MOST_SHOWN]!a}")
    return row
