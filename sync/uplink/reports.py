"""What the device reports: its status, its headline numbers and every day without a receipt that need not wait.

Knows what can be read of the device's days, the receipts, and which day waits for its turn; must never know
connections.
"""

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from device.day.document import DayDocument
from device.day.neighbours import LOOK_AROUND_S
from device.health import PartState, ProgrammeState
from device.records.calendar import end_of_day_utc_s
from device.system.clock import Clock
from sync.uplink.cadence import Cadence
from sync.uplink.device_days import UNREADABLE, DeviceDays
from sync.uplink.outbox import Attempts, DayRevision
from sync.uplink.receipts import Receipts
from sync.uplink.told import CLOCK_UNKNOWN, NOT_SENT, OF_THE_FUTURE, how_many, sensor_text, trouble
from sync.wire.messages import (
    DISCOVERY_ROOT,
    MOST_NAMED,
    PAYLOAD_LIMIT_BYTES,
    STATUS,
    TODAY,
    BadMessage,
    Message,
    Status,
    content_of,
    decode,
    encode_day,
    encode_status,
    encode_today,
    short,
)
from sync.wire.thinning import fitting_status, thin

HEADLINES = (STATUS, TODAY, DISCOVERY_ROOT)  # items that are done once the broker has them; all others are days
MOST_PARTS, LONGEST_NAME = 30, 30  # of the device that travel; characters of a part's name
MOST_PROGRAMMES = 3  # in force, waiting, refused
MOST_LETTERS = 2000  # of all that is wrong
LEAST_KEPT_S = 1  # of a day that is over: who listens sees its date, who comes later sees nothing
STATUS_S = 1.0  # between two changed statuses
OVER = -1  # in place of the number of what is new in a day: nothing will be any more
FUTURE_S = 86_400.0  # a day that begins later than this from now, in UTC, has begun nowhere on Earth
MOST_LOOKED_AT = 3  # days in one go that may turn out unreadable before the newest readable one is found

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LinkState:
    """What is known of the way to the broker: what it does not do, and what is wrong with it."""

    limits: Sequence[str] = ()
    trouble: str | None = None


class Reports:
    """Items by name and revision, most urgent first, and the message for each."""

    def __init__(
        self,
        device: str,
        days: DeviceDays,
        receipts: Receipts,
        clock: Clock,
        states: Callable[[], Sequence[PartState]] = list,
        *,
        cadence: Cadence | None = None,
        programmes: Callable[[], Sequence[ProgrammeState]] = list,
        more_trouble: Callable[[], str | None] = lambda: None,
        home_assistant: bool = False,
        certificate_until: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`states`: how the parts of the device are; `programmes`: how far those have come that were prescribed.

        `more_trouble`: what else is wrong at this end. `home_assistant` is to be told of the device.
        """
        self._programmes, self._more_trouble = programmes, more_trouble
        self._certificate_until = certificate_until
        self._device, self._days, self._receipts = device, days, receipts
        self._clock, self._states, self._home_assistant = clock, states, home_assistant
        self._cadence = cadence or Cadence(device)
        self._backlog_days, self._backlog_turn = 0, 0  # as told
        self._newest: DayDocument | None = None
        self._today_number = 0  # rises with each change of the newest day: a new one begins at a low revision
        self._is_over = False  # the newest day
        self._future: list[str] = []
        self._status, self._status_number, self._next_status_s = Status(1, device, online=True), 1, 0.0
        self._held_back, self._again = False, list[DayRevision]()

    def items(self, attempts: Attempts, link: LinkState = LinkState()) -> list[DayRevision]:
        """What is not delivered yet, or delivered but without a receipt."""
        now_s = self._clock.monotonic_s()
        self.look()
        self._receipts.try_again(now_s)
        for day in self._receipts.take_asked():
            self._cadence.ask(day)
        waiting = self._receipts.pending() if not self._days.trouble else []
        self._find_newest()
        self._update_status(sum(self._is_late(day, now_s) for day, _ in waiting), attempts, link, now_s)
        return [
            *(item for item in self._headlines() if not _is_delivered(item, attempts)),
            *(item for item in waiting if not (self._days.rests(item) or self._is_held(item, attempts))),
            *(item for item in self._again if item in self._days.days and not _is_delivered(item, attempts)),
        ]

    def put_again(self, days: Sequence[DayRevision]) -> None:
        """These go out once more on this connection, although the clinic has them: the broker has lost them."""
        self._again = list(days)
        if days:
            log.info("the broker has lost what it had of %d days that the clinic has: they go out again", len(days))

    def ask_all(self) -> None:
        """Somebody may have waited: no day waits for its turn."""
        self._cadence.ask_all()

    def _is_held(self, item: DayRevision, attempts: Attempts) -> bool:
        """Whether the day waits for its turn: what went out before has arrived, or is at the broker."""
        day, last = item[0], attempts.get(item[0])
        is_there = last.accepted if last else self._cadence.has_arrived(day, self._receipts.revision(day))
        return is_there and self._waits(item)

    def _waits(self, item: DayRevision) -> bool:
        utc_s = self._clock.utc_s()
        return not self._is_settled(item[0]) and self._cadence.waits(item, self._days.awaited(item[0]), utc_s)

    def _is_settled(self, day: str) -> bool:
        """Whether nothing bears on the day any more that is recorded now."""
        utc_s = self._clock.utc_s()
        return day <= begun_day(utc_s) and utc_s >= self._end_utc_s(day) + LOOK_AROUND_S

    def _is_late(self, day: str, now_s: float) -> bool:
        """Whether the clinic should have the day by now."""
        return self._is_settled(day) or self._cadence.is_late(day, self._receipts.revision(day), now_s)

    def look(self) -> None:
        """See what the device's database holds now; a receipt can be judged from then on."""
        if self._days.look():
            now = self._clock.dating().boot
            boots = sorted(self._days.boots, key=lambda boot: boot == now)
            self._receipts.look(self._days.store, self._days.days, self._days.empty, boots)

    def awaited(self) -> set[tuple[str, int]]:
        """What somebody waits for at the clinic: a day with what is new of it, or one that is over."""
        utc_s, waiting = self._clock.utc_s(), self._receipts.pending() if not self._days.trouble else []
        over = {(day, OVER) for day, _ in waiting if self._is_settled(day)}
        new = {(day, self._days.awaited(day)) for day, _ in waiting if day <= begun_day(utc_s)}
        return over | {(day, awaited) for day, awaited in new if not self._cadence.is_told(day, awaited)}

    def resting(self, until: datetime, limit_bytes: int) -> Message:
        """The status of a device that is not to be heard until then, on purpose."""
        rests = replace(self._status, online=False, rests_until=until.isoformat(timespec="seconds"))
        return encode_status(fitting_status(rests, limit_bytes))

    def message(self, item: DayRevision, limit_bytes: int) -> Message | None:
        """The item as it goes out; None for a day that cannot be read, or that the clinic turns out to have."""
        if item[0] == STATUS:
            return encode_status(fitting_status(self._status, limit_bytes))
        if item[0] == TODAY:
            return self._today_message()
        if item[0] == DISCOVERY_ROOT:
            from sync.wire.home_assistant import encode_discovery  # noqa: PLC0415 - hardly anybody asks for it

            return encode_discovery(self._device)
        document = self._document(item)
        message = self._day_message(document, min(limit_bytes, PAYLOAD_LIMIT_BYTES)) if document else None
        if message is None:  # it would be asked for again at once, for ever
            self._again = [other for other in self._again if other != item]
        return message

    def _today_message(self) -> Message | None:
        """Kept until the day ends. When it has ended it goes out once more, for who shows it to see that it is over."""
        if self._newest is None:
            return None
        return encode_today(self._newest, max(math.ceil(self._rest_s(self._newest)), LEAST_KEPT_S))

    def _rest_s(self, document: DayDocument) -> float:
        """From now to the local midnight that ends the day."""
        return self._end_utc_s(document.day) - self._clock.utc_s()

    def _end_utc_s(self, day: str) -> float:
        return end_of_day_utc_s(day, self._clock.dating().timezone)

    def _day_message(self, document: DayDocument, limit_bytes: int) -> Message | None:
        content, receipted = content_of(document), self._receipts.revision(document.day)
        item, awaited = (document.day, document.revision), self._days.awaited(document.day)
        self._cadence.goes(item, awaited, self._clock.utc_s(), self._clock.monotonic_s(), receipted)
        is_held = self._receipts.has(document.day, document.revision, content)
        if is_held and item not in self._again:
            return None
        sent_as, (follows, since) = self._receipts.record(document.day), self._receipts.follows(*item)
        sent = replace(document, store=sent_as, content=content, follows=follows, sent_since=since)
        return encode_day(thinned(sent, limit_bytes))

    def _headlines(self) -> list[DayRevision]:
        there = {
            (STATUS, self._status_number): True,
            (TODAY, self._today_number): self._newest is not None,
            (DISCOVERY_ROOT, 1): self._home_assistant,
        }
        return [item for item, is_there in there.items() if is_there]

    def _document(self, item: DayRevision) -> DayDocument | None:
        newest = self._newest
        return newest if newest and (newest.day, newest.revision) == item else self._sound(item)

    def _sound(self, item: DayRevision) -> DayDocument | None:
        """The day as it is read, unless the clinic would refuse it: then it is of no use on the way either."""
        document = self._days.document(item)
        try:
            if document:
                message = encode_day(thin(document, PAYLOAD_LIMIT_BYTES))
                decode(message.topic, message.payload)
                self._days.passed(item[0])
        except (BadMessage, *UNREADABLE) as problem:
            self._days.refuse(item, short(str(problem)))
            return None
        return document

    def _find_newest(self) -> None:
        """The newest day of the past that can be read: none is looked for while nobody knows the date."""
        utc_s, unknown = self._clock.utc_s(), self._clock.dating().trust == "unknown"
        begun = begun_day(utc_s)
        self._future = [] if unknown else [day for day, _ in self._days.days if day > begun]
        past = [] if unknown else [item for item in self._days.days if item[0] <= begun]
        newest_first = sorted(past, reverse=True)[:MOST_LOOKED_AT]
        newest = next((document for item in newest_first if (document := self._seen(item))), None)
        is_over = newest is not None and self._rest_s(newest) <= 0
        self._today_number += (newest, is_over) != (self._newest, self._is_over)
        self._newest, self._is_over = newest, is_over

    def _seen(self, item: DayRevision) -> DayDocument | None:
        """The day as it went out last, while it waits for its turn; else as it is now."""
        newest = self._newest
        return newest if newest and newest.day == item[0] and self._waits(item) else self._document(item)

    def _told_backlog(self, days: int) -> int:
        """How many days are late: told anew when there are any or none, else at most once a turn."""
        turn = self._cadence.turn(self._clock.utc_s())
        if not (days and self._backlog_days) or turn != self._backlog_turn:
            self._backlog_days, self._backlog_turn = days, turn
        return self._backlog_days

    def _update_status(self, late_days: int, attempts: Attempts, link: LinkState, now_s: float) -> None:
        status = replace(
            _status(self._device, self._newest),
            backlog_days=self._told_backlog(late_days),
            certificate_until=self._certificate_until(),
            trouble=short("; ".join(self._troubles(attempts, link)), MOST_LETTERS) or None,
            limits=short("; ".join(link.limits)) or None,
            parts=tuple(map(_shortened, self._states()[:MOST_PARTS])),
            programmes=tuple(map(_with_a_short_reason, self._programmes()[:MOST_PROGRAMMES])),
            unreadable_days=tuple(self._days.unreadable()[:MOST_NAMED]),
            unreadable_days_in_all=len(self._days.unreadable()),
        )
        self._held_back = status != self._status and now_s < self._next_status_s
        if status != self._status and not self._held_back:
            self._status, self._status_number, self._next_status_s = status, self._status_number + 1, now_s + STATUS_S

    @property
    def next_status_s(self) -> float:
        """When a changed status may go out that was held back; never where there is none."""
        return self._next_status_s if self._held_back else math.inf

    def _troubles(self, attempts: Attempts, link: LinkState) -> list[str]:
        unreadable = self._days.unreadable()
        said = (
            self._days.trouble,
            f"{how_many([day.day for day in unreadable])}: {NOT_SENT}: {unreadable[0].reason}" if unreadable else None,
            f"{how_many(self._future)}: {OF_THE_FUTURE}" if self._future else None,
            CLOCK_UNKNOWN if self._clock.dating().trust == "unknown" else None,
            *self._receipts.trouble,
            self._more_trouble(),
            link.trouble,
            trouble(attempts),
        )
        return [sentence for sentence in said if sentence]


def begun_day(utc_s: float) -> str:
    """The last day that may have begun anywhere on Earth, if it is `utc_s` now."""
    return datetime.fromtimestamp(utc_s + FUTURE_S, UTC).date().isoformat()


def thinned(document: DayDocument, limit_bytes: int) -> DayDocument:
    """The document as it fits, with a word in the log where something is left out."""
    fitting = thin(document, limit_bytes)
    if fitting.thinned:
        left_out = ", ".join(fitting.thinned)
        log.warning("%s: too long for %d bytes, sent without all of: %s", document.day, limit_bytes, left_out)
    return fitting


def _shortened(state: PartState) -> PartState:
    return PartState(short(state.part, LONGEST_NAME), state.works, short(state.text))


def _with_a_short_reason(programme: ProgrammeState) -> ProgrammeState:
    return replace(programme, id=short(programme.id), reason=short(programme.reason))


def _is_delivered(item: DayRevision, attempts: Attempts) -> bool:
    last = attempts.get(item[0])
    return last is not None and last.accepted and last.revision == item[1]


def _status(device: str, newest: DayDocument | None) -> Status:
    if newest is None:
        return Status(1, device, online=True)
    return Status(
        schema=1,
        device=device,
        online=True,
        firmware=newest.firmware,
        algorithm=newest.algorithm,
        clock=newest.quality.clock,
        sensor=short(sensor_text(newest)),
    )
