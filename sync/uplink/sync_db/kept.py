"""The receipts in memory and in the file: what is kept, and how it goes on where the file cannot be used.

Must never know SQL's tables beyond the statements that `file.py` names, brokers, or what is in a day.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

from sync.uplink.sync_db.file import (
    DROP_TOLD,
    KEEP_BRANCH,
    KEEP_RECEIPT,
    KEEP_TOLD,
    KEEP_WENT,
    KEEP_WENT_IN,
    SELECT_TOLD,
    UNUSABLE,
    SyncFile,
    all_or_none,
    is_useless,
    moved_aside,
    open_file,
    read_rows,
    read_sent,
    read_went_in,
)
from sync.uplink.sync_db.rows import (
    ALL_DAYS,
    MOST_SYNC_ROWS,
    Going,
    Receipted,
    Sent,
    Went,
    WentIn,
    receipt_row,
    sum_of_row,
    summed,
    went_row,
)
from sync.uplink.sync_db.second_copy import furthest, write_again, written_again
from sync.wire.messages import Receipt, short

DISCOVERY = "discovery"
RETRY_S = 60.0  # until a file that could not be used is tried again
ADVICE = " (check its folder, owner and free space; no day is lost, at the next start some are sent once more)"

log = logging.getLogger(__name__)


class SyncDb:
    """The receipts, kept in memory and in the file at `path`.

    A file that is damaged, too large or of a newer firmware is moved aside and made anew. Where no file can be written,
    the receipts are kept in memory alone until one can: `trouble` says so, and `try_again` tries.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: Receipted = {}
        self._branches = written_again(path)
        self._sent: Sent = {}
        self._going: Going = {}
        self._went_in: WentIn = {}
        self.has_discovery = False  # the broker may retain Home Assistant's discovery of this device
        self._database: SyncFile | None = None
        self._next_try_s = 0.0
        self.trouble: str | None = None
        self._open()

    def __enter__(self) -> Self:
        """The receipts."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; everything kept before is on disk already."""
        self._close()

    def receipts(self, store: str) -> dict[str, int]:
        """Day -> revision the clinic said it has, of one device store."""
        return {day: revision for (of, day), (revision, _) in self._rows.items() if of == store}

    def days(self) -> set[str]:
        """Every day that was sent or that the clinic confirmed, of whatever card."""
        return {day for _, day in (*self._rows, *self._sent, *self._going)} - {ALL_DAYS}

    def revision(self, store: str, day: str) -> int:
        """The revision the clinic said it has of one day, 0 for none."""
        return self._rows.get((store, day), (0, 0.0))[0]

    def branch(self, store: str, day: str) -> int:
        """Which record of this day the device sends: 0 is its first one."""
        return self._branches.get((store, day), 0)

    def keep_branches(self, store: str, branches: Mapping[str, int]) -> None:
        """From now on the device sends these records of the days."""
        new = {(store, day): branch for day, branch in branches.items()}
        self._branches |= new
        self._run(KEEP_BRANCH, [summed(*key, branch) for key, branch in new.items()])
        write_again(self._path, self._branches)

    def sent(self, store: str, day: str) -> int:
        """The highest revision that was ever sent of the record of this day that the device sends; 0 for none."""
        return self._record_of(store, day).highest

    def keep_outgoing(self, store: str, days: Mapping[str, tuple[int, str]]) -> None:
        """These revisions go out now, or may have gone out, with the beginnings of the words for their contents."""
        was = {day: self._record_of(store, day) for day in days}
        new = {(store, day): was[day].with_one(*going) for day, going in days.items()}
        self._keep_went(store, new)

    def keep_boot(self, store: str, days: Iterable[str], boot: str) -> None:
        """These days go out now, of a card whose newest boot this is."""
        new = {(store, day): boot for day in days if self._went_in.get((store, day)) != boot}
        self._went_in |= new
        self._run(KEEP_WENT_IN, [summed(*key, boot) for key in new])

    def went_elsewhere(self, store: str, boots: Collection[str]) -> set[str]:
        """The days that last went out in a boot that is none of these: what did is not on this card."""
        return {day for (of, day), boot in self._went_in.items() if of == store and boot not in boots}

    def keep_arrived(self, store: str, revisions: Mapping[str, int]) -> None:
        """The clinic says that it has these. The file says so once the next one goes out: until then it says more."""
        was = {day: self._record_of(store, day) for day in revisions if (store, day) in self._going}
        self._going |= {(store, day): one.arrived(revisions[day]) for day, one in was.items()}

    def went(self, store: str, day: str) -> Mapping[int, str]:
        """Revision -> the beginning of its content's word, of what went out since the clinic said what it has."""
        return self._record_of(store, day).later

    def may_be_ours(self, store: str, receipt: Receipt) -> bool:
        """Whether what it is for may have gone out from here, as the record of the day that the device sends."""
        went = self._record_of(store, receipt.day)
        word = went.later.get(receipt.revision)
        is_known = word is not None and (receipt.content is None or receipt.content.startswith(word))
        return is_known or receipt.revision <= went.floor

    def _record_of(self, store: str, day: str) -> Went:
        """Where the highest revision alone is known, as older firmware kept it, each below may have been sent."""
        kept, branch = self._going.get((store, day)), self.branch(store, day)
        of_branch, highest = self._sent.get((store, day), (0, 0))
        highest = highest if of_branch == branch else 0
        return kept if kept and kept.branch == branch and kept.highest >= highest else Went(branch, highest, {})

    def knows_sent(self, store: str) -> bool:
        """Whether all that was sent of this store is known: the file may be new, or of a firmware that kept none."""
        return (store, ALL_DAYS) in self._going

    def keep_sent(self, store: str, revisions: Mapping[str, int], *, are_all: bool = False) -> None:
        """Whatever has at most these revisions may have gone out. `are_all`: nothing else has, until more goes out."""
        if are_all:  # what older firmware kept of it would be out of date when that comes back
            self._sent = {key: row for key, row in self._sent.items() if key[0] != store}
            self._run("DELETE FROM sent WHERE store = ?", [(store,)])
        now = {day: (revision, self.sent(store, day)) for day, revision in revisions.items()}
        floors = {day: max(pair) for day, pair in now.items() if are_all or pair[0] > pair[1]}
        new: Going = {(store, day): Went(self.branch(store, day), floor, {}) for day, floor in floors.items()}
        self._keep_went(store, new | ({(store, ALL_DAYS): Went(0, 0, {})} if are_all else {}))

    def _keep_went(self, store: str, going: Going) -> None:
        new = {key: went for key, went in going.items() if self._going.get(key) != went}
        self._going |= new
        self._run(KEEP_WENT, [went_row(key, went) for key, went in new.items()])
        if len(self._going) > MOST_SYNC_ROWS:
            self._going = {key: went for key, went in self._going.items() if key[0] == store}
            self._went_in = {key: boot for key, boot in self._went_in.items() if key[0] == store}
            self._run("DELETE FROM went WHERE store <> ?", [(store,)])
            self._run("DELETE FROM went_in WHERE store <> ?", [(store,)])

    @property
    def days_with_branches(self) -> int:
        """Of whatever card."""
        return len(self._branches)

    def received_utc_s(self, store: str, day: str) -> float:
        """When the receipt of one day came, 0 for none."""
        return self._rows.get((store, day), (0, 0.0))[1]

    def keep_discovery(self, *, is_there: bool) -> None:
        """Whether the broker may retain Home Assistant's discovery of this device from now on."""
        if is_there != self.has_discovery:
            self.has_discovery = is_there
            self._run(*((KEEP_TOLD, [(DISCOVERY, sum_of_row(DISCOVERY))]) if is_there else (DROP_TOLD, [(DISCOVERY,)])))

    def keep(self, receipts: Sequence[Receipt], received_utc_s: float) -> None:
        """Keep them durably, all or none. The latest word counts, also where it is lower: a clinic may lose data.

        One that says what is known already comes from the broker again: it is as old as before.
        """
        new = {(r.store, r.day): (r.revision, received_utc_s) for r in receipts}
        new = {key: row for key, row in new.items() if self._rows.get(key, (0, 0.0))[0] != row[0]}
        self._rows |= new
        self._run(KEEP_RECEIPT, [receipt_row(key, row) for key, row in new.items()])
        if len(self._rows) > MOST_SYNC_ROWS:
            self._drop_other_cards(of=receipts[-1].store)

    def try_again(self, now_s: float) -> None:
        """Open the file again where that failed before, at most once in RETRY_S."""
        if not self._database and now_s >= self._next_try_s:
            self._next_try_s = now_s + RETRY_S
            self._open()

    def _open(self) -> None:
        """The file's receipts beside those in memory, which are newer; then all of them in the file."""
        try:
            self._database = self._opened()
            on_disk, branches = read_rows(self._database)
            sent, going = read_sent(self._database)
            went_in = read_went_in(self._database)
            self.has_discovery |= (DISCOVERY, sum_of_row(DISCOVERY)) in self._database.execute(SELECT_TOLD).fetchall()
        except UNUSABLE as problem:
            self._go_on_without(problem)
            return
        self._rows = on_disk | self._rows
        if (latest := furthest(branches, self._branches)) != self._branches:
            self._branches = latest
            write_again(self._path, latest)
        self._sent, self._going, self._went_in = sent | self._sent, going | self._going, went_in | self._went_in
        self._run(KEEP_RECEIPT, [receipt_row(key, row) for key, row in self._rows.items() if on_disk.get(key) != row])
        self._run(KEEP_WENT, [went_row(key, row) for key, row in self._going.items() if going.get(key) != row])
        self._run(KEEP_WENT_IN, [summed(*key, boot) for key, boot in self._went_in.items() if went_in.get(key) != boot])
        self._run(KEEP_BRANCH, [summed(*key, n) for key, n in self._branches.items() if branches.get(key) != n])
        if self._database and self.trouble:
            log.info("receipts are kept in %s again", self._path)
            self.trouble = None

    def _opened(self) -> SyncFile:
        try:
            return open_file(self._path)
        except UNUSABLE as problem:
            if not is_useless(problem):
                raise
            aside = moved_aside(self._path)
            log.error("%s: %s; moved to %s and made anew: receipts come again", self._path, problem, aside)
            return open_file(self._path)

    def _run(self, statement: str, rows: Sequence[tuple[str | float, ...]]) -> None:
        """All of the rows or none; without the file from here on where that fails."""
        if not self._database or not rows:
            return
        try:
            with all_or_none(self._database):
                self._database.executemany(statement, rows)
        except UNUSABLE as problem:
            self._go_on_without(problem)

    def _go_on_without(self, problem: Exception) -> None:
        self._close()
        trouble = short(f"receipts are kept in memory only, since {self._path} cannot be used: {problem}{ADVICE}")
        if trouble != self.trouble:
            log.error("%s", trouble)
        self.trouble = trouble

    def _close(self) -> None:
        if self._database:
            self._database.close()
        self._database = None

    def _drop_other_cards(self, of: str) -> None:
        self._rows = {key: row for key, row in self._rows.items() if key[0] == of}
        self._run("DELETE FROM confirmed WHERE store <> ?", [(of,)])
