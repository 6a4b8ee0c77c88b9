"""Which receipts may be true, and as whose record a day is sent.

Knows what this device has and has sent; must never know SQL, brokers or what is in a day.

A receipt is for a record (a store), a day, a revision, and the content that the clinic holds. One that says more than
this device has or ever sent, or the same revision with another content, means that this device's database is an older
copy, or that somebody lies. Either way the day is sent as a record of its own: nothing that the clinic holds is
overwritten by less, and nothing that the device has stays unsent. So is a day that the clinic has and this device has
not, should it come again. A receipt for a later record of a day says that this device began that one, whoever has
forgotten it.
"""

import logging
import uuid
from collections.abc import Iterable, Sequence, Set
from functools import cache

from sync.uplink.outbox import DayRevision, pending
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import BEGINNING, Receipt, short

MOST_BRANCHES = 8  # records of one day, each after a receipt that did not fit: whoever forges them gains no more
MOST_ABSENT = 1000  # ours: so many days with records of their own, and absent ones are remembered no more

log = logging.getLogger(__name__)


def record_of(store: str, branch: int) -> str:
    """The name of a day's record: the device's store itself, or its first, second, ... branch."""
    return _of_branch(store, branch) if branch else store


class Receipts:
    """What the clinic has of the days that this device has."""

    def __init__(self, kept: SyncDb) -> None:
        self._kept = kept
        self._store = ""
        self._empty: Set[str] = frozenset()
        self._own: dict[str, int] = {}  # day -> revision, as the device's database says
        self._sent: dict[str, tuple[int, str]] = {}  # day -> revision and content that were sent, or were about to be
        self._claimed: dict[str, Receipt] = {}  # for a revision that we have, but whose content is not known yet
        self._received_utc_s, self._now_s = 0.0, 0.0
        self._received_s: dict[str, float] = {}  # day -> when its receipt came in this life, whatever the clock showed
        self._strange, self._last_strange = 0, ""
        self._branched: set[str] = set()
        self._asked: set[str] = set()  # days of which the clinic had more before
        self._behind: set[tuple[str, int]] = set()  # days and branches of which it was said that more was sent before
        self._boot = ""  # the newest that the device's database knows
        self._elsewhere = set[str]()  # days of which something went out that is not on this card, as its boots say
        self._heard = set[str]()  # days of which a receipt came on this connection
        self._absent = set[str]()  # days of receipts that came just now, which this device does not have

    def look(
        self,
        store: str,
        days: Sequence[DayRevision],
        empty: Set[str] = frozenset(),
        boots: Sequence[str] = (),
    ) -> None:
        """The device's database as it is now; `empty`: days that hold nothing any more; `boots`: the newest last."""
        if store != self._store:
            self._store, self._sent, self._claimed = store, {}, {}
            self._branched, self._behind, self._own = set(), set(), {}
        before, self._own, self._empty = self._own, dict(days), empty
        self._boot = boots[-1] if boots else ""
        if not before:
            self._elsewhere = self._kept.went_elsewhere(store, boots) if boots else set()
        if not before and not self._knows_sent():
            self._kept.keep_sent(store, self._own, are_all=True)
        if not before or before.keys() - self._own.keys():
            self._look_for_absent()
        if not before:
            self._kept.keep_arrived(store, {day: self.revision(day) for day, _ in days})
        for day, revision in days:
            known = max(self.revision(day), self._kept.sent(store, day))
            if revision < known and (day, self._kept.branch(store, day)) not in self._behind:
                self._behind.add((day, self._kept.branch(store, day)))
                self._branch(day, f"revision {known} was sent before, this device now has {revision}")
            elif day in self._elsewhere and revision > known > 0:
                self._branch(day, f"revision {known} was sent of a card that is not this one")

    def _knows_sent(self) -> bool:
        """Else it may be all that this device has: also after older firmware, which kept receipts alone."""
        is_complete = all(self.revision(day) <= self._kept.sent(self._store, day) for day in self._own)
        return is_complete and self._kept.knows_sent(self._store)

    def _look_for_absent(self) -> None:
        """Days that were sent or confirmed, and that are not on the device any more."""
        gone = self._kept.days() - self._own.keys()
        absent = [day for day in gone if self.revision(day) or self._kept.sent(self._store, day)]
        self._expect_again(absent)
        if absent:
            log.error("%s: it was sent, this device has it no more%s", max(absent), ANOTHER_COPY)
            self._branched.add(max(absent))

    def try_again(self, now_s: float) -> None:
        """Keep them in the file again where that failed before."""
        self._kept.try_again(now_s)

    def pending(self) -> list[DayRevision]:
        """The days that the clinic does not have as they are, newest first.

        An empty one only where the clinic may have it with what it held: else it would learn of days of 1970 from each
        device that records before it knows the time.
        """
        doubtful = self._claimed.keys() & self._elsewhere  # the clinic's content is compared, see `has`
        receipted = {day: 0 if day in doubtful else self.revision(day) for day in self._own}
        return pending(
            [item for item in self._own.items() if item[0] not in self._empty or self._may_be_there(item[0])], receipted
        )

    def _may_be_there(self, day: str) -> bool:
        """Whether the clinic may have anything of the day: a receipt said so, or it went out since."""
        return bool(self.revision(day) or self._kept.went(self._store, day))

    def revision(self, day: str) -> int:
        """The revision of the day's last receipt, 0 for none."""
        return self._kept.revision(self.record(day), day)

    def held(self, since_utc_s: float, until_utc_s: float, until_s: float) -> list[DayRevision]:
        """Days of which the clinic has had all that went out since some moment between these two, newest first.

        With the revision that it has. Those that went out in this life may be from before `since_utc_s`; none whose
        receipt came in this life after `until_s`, monotonic, since the clock may have been set meanwhile; none while
        the receipts are not safe in the file.
        """
        own = () if self._kept.trouble else [day for day in self._own if self._received_s.get(day, until_s) <= until_s]
        held = [(day, self.revision(day)) for day in own if self._is_held(day, since_utc_s, until_utc_s)]
        return sorted(held, reverse=True)

    def _is_held(self, day: str, since_utc_s: float, until_utc_s: float) -> bool:
        sent, has = self._sent.get(day, (0, ""))[0], self.revision(day)
        received_utc_s = self._kept.received_utc_s(self.record(day), day)
        is_recent = sent or received_utc_s >= since_utc_s
        return bool(has and is_recent and received_utc_s <= until_utc_s and has >= (sent or self._own[day]))

    def connected(self) -> None:
        """From now on it counts what the broker says on this connection."""
        self._heard = set()

    def unheard(self, since_utc_s: float) -> list[DayRevision]:
        """Days with a receipt since that moment, of which this broker retains none: it has lost what it had."""
        return [item for item in self._own.items() if item[0] not in self._heard and self._is_since(item, since_utc_s)]

    def _is_since(self, item: DayRevision, since_utc_s: float) -> bool:
        day, revision = item
        received_utc_s = self._kept.received_utc_s(self.record(day), day)
        is_recent = received_utc_s >= since_utc_s or day in self._received_s
        return is_recent and self.revision(day) == revision

    @property
    def know_nothing(self) -> bool:
        """Whether the device has days, and no receipt for any of them is known."""
        return bool(self._own) and not any(self.revision(day) for day in self._own)

    def take_asked(self) -> set[str]:
        """The days that the clinic asks for, once: it lost what it had of them."""
        asked, self._asked = self._asked, set()
        return asked

    def record(self, day: str) -> str:
        """The name of the record that the day is sent as: the device's store, or a branch of it."""
        return record_of(self._store, self._kept.branch(self._store, day))

    def has(self, day: str, revision: int, content: str) -> bool:
        """Whether the clinic said already that it holds this content; if not, it is taken to be sent now."""
        claim = self._claimed.pop(day, None)
        is_held = claim is not None and (claim.revision, claim.content) == (revision, content)
        if claim and claim.revision == revision and not is_held:
            self._branch(day, f"the clinic holds another content of revision {revision}")
        elif claim and not (is_held or self._may_be_ours(claim)):
            self._branch(day, NEVER_SENT % claim.revision)
        self._sent[day] = (revision, content)
        if claim and is_held:
            self._elsewhere.discard(day)
            self._kept.keep_sent(self._store, {day: revision})
            self._keep([claim], self._received_utc_s)
        return is_held

    def go_out(self, days: Iterable[str]) -> None:
        """What was just asked for of these days is sent now: that is kept before."""
        going = {day: (self._sent[day][0], self._sent[day][1][:BEGINNING]) for day in days if day in self._sent}
        self._kept.keep_outgoing(self._store, going)
        if self._boot:
            self._kept.keep_boot(self._store, going.keys() - self._elsewhere, self._boot)

    def follows(self, day: str, revision: int) -> tuple[int, tuple[str, ...]]:
        """What the clinic may have of the day before this revision, as far as is known here: see the day document.

        All of it would be of this device's making. What else the clinic turns out to have it keeps, and says so.
        """
        went = self._kept.went(self._store, day)
        return self.revision(day), tuple(went[one] for one in sorted(went, reverse=True) if one < revision)

    def take(self, receipts: Sequence[Receipt], received_utc_s: float, now_s: float) -> None:
        """Keep those that may be true. The latest word counts, also where it is lower: a clinic may lose data.

        `received_utc_s`: 0 where nobody vouches for the clock. `now_s` is monotonic.
        """
        self._received_utc_s, self._now_s = received_utc_s, now_s
        self._keep([receipt for receipt in receipts if self._may_be_true(receipt)], received_utc_s)
        self._expect_again(self._absent)
        self._absent = set()

    @property
    def trouble(self) -> list[str]:
        """What is strange about the receipts, and about the file that they are kept in."""
        count = "1 receipt" if self._strange == 1 else f"{self._strange} receipts"
        strange = f"not believed: {count}, the last {self._last_strange}" if self._strange else None
        branched = f"{max(self._branched)}{ANOTHER_COPY}" if self._branched else None
        return [sentence for sentence in (self._kept.trouble, branched, strange) if sentence]

    def _keep(self, receipts: Sequence[Receipt], received_utc_s: float) -> None:
        for receipt in receipts:
            log.info(HAS if receipt.revision else LOST, receipt.day, receipt.revision)
            if receipt.revision < self.revision(receipt.day):
                self._asked.add(receipt.day)
            if receipt.revision != self.revision(receipt.day):
                self._received_s[receipt.day] = self._now_s
        if receipts:
            self._kept.keep(receipts, received_utc_s)
            self._kept.keep_arrived(self._store, {receipt.day: receipt.revision for receipt in receipts})

    def _may_be_true(self, receipt: Receipt) -> bool:
        if not self._store or not self._is_of_this_record(receipt):
            log.debug("passed over a receipt for another record of %s", receipt.day)
            return False
        self._heard.add(receipt.day)
        if receipt.day not in self._own:
            self._absent.add(receipt.day)
            return self._disbelieve(f"for {receipt.day}, which this device does not have")
        return self._fits(receipt, *self._sent.get(receipt.day, (0, "")))

    def _is_of_this_record(self, receipt: Receipt) -> bool:
        """Also where it tells of a later record that this device began, as it seems, and knows nothing of.

        Whoever has sent or confirmed something of the day knows its record: a later one is that of the card's twin,
        unless it holds just what was sent and never confirmed.
        """
        day, known = receipt.day, self._kept.branch(self._store, receipt.day)
        knows_its_record = self.revision(day) or (day in self._sent and not self._is_just_sent(receipt))
        if receipt.store == self.record(day) or knows_its_record:
            return receipt.store == self.record(day)
        later = {record_of(self._store, branch): branch for branch in range(known + 1, MOST_BRANCHES + 1)}
        if receipt.store in later:
            may_be_sent = self._kept.sent(self._store, day)
            self._go_on_as(day, later[receipt.store], "a receipt tells of a later record")
            self._kept.keep_sent(self._store, {day: may_be_sent})
        return receipt.store in later

    def _is_just_sent(self, receipt: Receipt) -> bool:
        return self._sent.get(receipt.day) == (receipt.revision, receipt.content)

    def _expect_again(self, days: Iterable[str]) -> None:
        """Should these days come again, they are not what the clinic has."""
        next_ones = {day: self._kept.branch(self._store, day) + 1 for day in sorted(days)}
        new = [(day, branch) for day, branch in next_ones.items() if branch <= MOST_BRANCHES]
        room = max(0, MOST_ABSENT - self._kept.days_with_branches)
        if new[:room]:
            self._kept.keep_branches(self._store, dict(new[:room]))

    def _fits(self, receipt: Receipt, sent: int, content: str) -> bool:
        """Whether the clinic holds what this device has or had; not known yet where it was sent by an earlier start."""
        self._claimed.pop(receipt.day, None)  # the latest word counts
        own = max(self._own[receipt.day], sent)
        if receipt.revision > own:
            self._branch(receipt.day, f"the clinic has revision {receipt.revision}, this device {own}")
            return False
        if not (_is_comparable(receipt, own) or self._may_be_ours(receipt)):
            self._branch(receipt.day, NEVER_SENT % receipt.revision)
            return False
        if (receipt.revision, receipt.content) == (sent, content):
            self._elsewhere.discard(receipt.day)
            return True
        if not _is_comparable(receipt, own):
            return True
        if receipt.revision == sent:
            self._branch(receipt.day, f"the clinic holds another content of revision {receipt.revision}")
        else:
            self._claimed[receipt.day] = receipt
        return False

    def _may_be_ours(self, receipt: Receipt) -> bool:
        """Whether just that was ever sent; else what the clinic has is of another history of this card."""
        return self._kept.may_be_ours(self._store, receipt)

    def _branch(self, day: str, why: str) -> None:
        branch = self._kept.branch(self._store, day) + 1
        if branch > MOST_BRANCHES:
            self._disbelieve(f"{day}: {why}")
            return
        self._go_on_as(day, branch, why)

    def _go_on_as(self, day: str, branch: int, why: str) -> None:
        log.error("%s: %s%s", day, why, ANOTHER_COPY)
        self._elsewhere.discard(day)
        self._kept.keep_branches(self._store, {day: branch})
        self._branched |= {day} & self._own.keys()
        self._sent.pop(day, None)
        self._claimed.pop(day, None)

    def _disbelieve(self, why: str) -> bool:
        self._strange, self._last_strange = self._strange + 1, short(why)
        log.log(logging.WARNING if self._strange == 1 else logging.DEBUG, "a receipt cannot be true: %s", why)
        return False


def _is_comparable(receipt: Receipt, own: int) -> bool:
    """Whether the content of what the device has now tells if the clinic holds the same."""
    return receipt.content is not None and receipt.revision == own


@cache
def _of_branch(store: str, branch: int) -> str:
    """Asked at each look for each day that has branches; a store has at most MOST_BRANCHES."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{store} {branch}"))


NEVER_SENT = "the clinic has revision %d, which this device never sent"
HAS, LOST = "the clinic has %s revision %d", "the clinic lost %s: it has revision %d"
ANOTHER_COPY = (
    ": the database was restored from an older copy, or is on two cards; what it has of the day is sent as a record of"
    " its own, beside the one that the clinic holds"
)
