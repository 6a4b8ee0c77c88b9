"""Which receipts count, and what becomes of a day that the clinic holds otherwise than the device does."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from device.records.facts import Dating
from device.store.writer import Store
from device.system.clock import PacedClock
from sync.uplink.receipts import Receipts, record_of
from sync.uplink.sync_db import SyncDb
from sync.uplink.sync_db.rows import sum_of_row, summed
from sync.wire.messages import Receipt, content_of
from tests.support.documents.any import DEVICE, PLAIN
from tests.support.line_without_network import LineWithoutNetwork
from tests.support.processes import FIRST_DAY_UTC_S, minute
from tests.sync.uplink.test_faults import run_sync

DAY, STORE = "2026-11-20", "one"
NOW_UTC_S = FIRST_DAY_UTC_S + 20 * 3600
OURS, OTHER = "a" * 64, "b" * 64
FIRST_BRANCH = "371ea04b-455b-5ded-aeba-9eff74700aa6"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[SyncDb]:
    with SyncDb(tmp_path / "sync.db") as database:
        yield database


@pytest.fixture
def receipts(kept: SyncDb) -> Receipts:
    """Of a device that has revision 7 of one day."""
    receipts = Receipts(kept)
    receipts.look(STORE, [(DAY, 7)])
    return receipts


def receipt(revision: int, content: str | None = None, day: str = DAY, store: str = STORE) -> Receipt:
    return Receipt(1, DEVICE, day, store, revision, content)


def test_what_was_sent_and_is_held_as_it_was_sent_is_done(receipts: Receipts) -> None:
    assert not receipts.has(DAY, 7, OURS)
    receipts.take([receipt(7, OURS)], 0.0, 0.0)
    assert receipts.pending() == []
    assert receipts.trouble == []


def test_what_goes_out_says_what_the_clinic_has_and_what_went_out_since(receipts: Receipts, tmp_path: Path) -> None:
    receipts.take([receipt(5)], 0.0, 0.0)
    assert receipts.follows(DAY, 7) == (5, ())
    receipts.has(DAY, 7, OURS)
    receipts.go_out([DAY])
    assert receipts.follows(DAY, 7) == (5, ())  # sent again it is the same message
    receipts.look(STORE, [(DAY, 8)])
    receipts.has(DAY, 8, OTHER)
    receipts.go_out([DAY])
    with SyncDb(tmp_path / "sync.db") as kept:  # started again
        again = Receipts(kept)
        again.look(STORE, [(DAY, 9)])
        assert again.follows(DAY, 9) == (5, (OTHER[:16], OURS[:16]))
        again.take([receipt(7, OURS)], 0.0, 0.0)
        assert again.follows(DAY, 9) == (7, (OTHER[:16],))
        again.take([receipt(8, OTHER)], 0.0, 0.0)
        assert again.follows(DAY, 9) == (8, ())


def test_what_was_confirmed_is_not_named_after_a_start_either(receipts: Receipts, tmp_path: Path) -> None:
    receipts.has(DAY, 7, OURS)
    receipts.go_out([DAY])
    receipts.take([receipt(7, OURS)], 0.0, 0.0)
    with SyncDb(tmp_path / "sync.db") as kept:
        again = Receipts(kept)
        again.look(STORE, [(DAY, 8)])
        assert again.follows(DAY, 8) == (7, ())
        assert kept.went(STORE, DAY) == {}


def test_of_a_day_that_waits_for_its_receipt_two_hundred_revisions_are_known(receipts: Receipts) -> None:
    for revision in range(8, 218):
        receipts.look(STORE, [(DAY, revision)])
        receipts.has(DAY, revision, f"{revision:016}" + "0" * 48)
        receipts.go_out([DAY])
    assert receipts.follows(DAY, 218) == (0, tuple(f"{revision:016}" for revision in range(217, 17, -1)))
    receipts.take([receipt(18, f"{18:016}" + "0" * 48)], 0.0, 0.0)
    assert (receipts.revision(DAY), receipts.record(DAY)) == (18, STORE)
    assert receipts.follows(DAY, 218)[1][-1] == f"{19:016}"


@pytest.mark.parametrize("content", [OURS, None])
def test_what_went_out_between_others_is_not_ours_unless_it_is_the_same(
    receipts: Receipts, content: str | None
) -> None:
    """Of a card that was put back: the clinic has revision 8 of what that card was before, or of what it is now."""
    for revision, word in ((8, OTHER), (12, OTHER)):
        receipts.look(STORE, [(DAY, revision)])
        receipts.has(DAY, revision, word)
        receipts.go_out([DAY])
    receipts.take([receipt(8, content)], 0.0, 0.0)
    assert (receipts.record(DAY) == STORE) == (content is None)
    receipts.take([receipt(9, OTHER)], 0.0, 0.0)
    assert receipts.record(DAY) != STORE


def test_an_empty_day_goes_out_only_where_the_clinic_has_what_it_held(receipts: Receipts, kept: SyncDb) -> None:
    receipts.look(STORE, [("1970-01-01", 1), ("1970-01-02", 1), (DAY, 7)])
    kept.keep_sent(STORE, {"1970-01-01": 1})
    receipts.look(STORE, [("1970-01-01", 2), ("1970-01-02", 2), (DAY, 7)], {"1970-01-01", "1970-01-02"})
    assert receipts.pending() == [(DAY, 7)]
    receipts.take([receipt(1, day="1970-01-01")], 0.0, 0.0)
    assert receipts.pending() == [(DAY, 7), ("1970-01-01", 2)]


def test_a_clinic_that_says_nothing_of_the_content_is_believed_by_the_revision(receipts: Receipts) -> None:
    receipts.take([receipt(7)], 0.0, 0.0)
    assert receipts.pending() == []


def test_a_receipt_for_a_revision_that_the_device_does_not_have_makes_the_day_a_record_of_its_own(
    receipts: Receipts,
) -> None:
    receipts.take([receipt(8)], 0.0, 0.0)
    assert receipts.pending() == [(DAY, 7)]
    assert receipts.record(DAY) != STORE
    assert "sent as a record of its own" in receipts.trouble[0]


def test_a_receipt_for_the_same_revision_with_another_content_does_not_count(receipts: Receipts) -> None:
    receipts.has(DAY, 7, OURS)
    receipts.take([receipt(7, OTHER)], 0.0, 0.0)
    assert receipts.pending() == [(DAY, 7)]
    assert receipts.record(DAY) != STORE


def test_after_a_restart_what_the_clinic_holds_is_compared_before_it_is_sent_again(receipts: Receipts) -> None:
    receipts.take([receipt(7, OURS)], 0.0, 0.0)
    assert receipts.pending() == [(DAY, 7)]
    assert receipts.has(DAY, 7, OURS)
    assert receipts.pending() == []


def test_after_a_restart_another_content_at_the_clinic_makes_the_day_a_record_of_its_own(receipts: Receipts) -> None:
    receipts.take([receipt(7, OTHER)], 0.0, 0.0)
    assert not receipts.has(DAY, 7, OURS)
    assert receipts.record(DAY) != STORE


def test_a_receipt_for_the_last_revision_neither_ends_nor_disturbs_the_next(receipts: Receipts) -> None:
    receipts.has(DAY, 7, OURS)
    receipts.look(STORE, [(DAY, 8)])
    receipts.take([receipt(7, OURS)], 0.0, 0.0)
    assert (receipts.pending(), receipts.record(DAY)) == ([(DAY, 8)], STORE)


def test_a_day_that_was_read_newer_than_it_was_listed_is_no_contradiction(receipts: Receipts) -> None:
    receipts.has(DAY, 8, OURS)
    receipts.take([receipt(8, OURS)], 0.0, 0.0)
    receipts.look(STORE, [(DAY, 8)])
    assert (receipts.pending(), receipts.record(DAY)) == ([], STORE)


def test_a_lower_receipt_makes_a_day_pending_again_since_a_clinic_may_lose_what_it_had(receipts: Receipts) -> None:
    receipts.take([receipt(7), receipt(3)], 0.0, 0.0)
    assert receipts.pending() == [(DAY, 7)]


def test_what_a_clinic_said_before_it_lost_the_day_holds_no_day_back(receipts: Receipts, kept: SyncDb) -> None:
    """A receipt that came after a restart is compared once the day is made: by then it may be the last word no more."""
    receipts.has(DAY, 7, OURS)
    receipts.take([receipt(7, OURS)], 0.0, 0.0)
    restarted = Receipts(kept)
    restarted.look(STORE, [(DAY, 7)])
    restarted.take([receipt(7, OURS)], 0.0, 0.0)
    restarted.take([receipt(0)], 0.0, 0.0)
    assert restarted.take_asked() == {DAY}
    assert not restarted.has(DAY, 7, OURS)
    assert restarted.pending() == [(DAY, 7)]


def test_receipts_of_other_cards_and_of_unknown_days_are_not_kept(receipts: Receipts, kept: SyncDb) -> None:
    flood = [receipt(1, day=f"2100-01-{n % 28 + 1:02d}", store="x" * 1000 + str(n)) for n in range(500)]
    receipts.take([*flood, receipt(1, day="2100-01-01")], 0.0, 0.0)
    assert kept.receipts(STORE) == {}
    assert kept._rows == {}
    assert receipts.trouble == ["not believed: 1 receipt, the last for 2100-01-01, which this device does not have"]


def test_whoever_forges_receipts_gains_eight_more_records_of_a_day_at_most(receipts: Receipts) -> None:
    names = set()
    for _ in range(20):
        receipts.take([receipt(2**53 - 1, store=receipts.record(DAY))], 0.0, 0.0)
        names.add(receipts.record(DAY))
    assert len(names) == 8
    assert receipts.pending() == [(DAY, 7)]
    assert "not believed: 12 receipts, the last" in receipts.trouble[1]


def test_a_day_that_the_clinic_has_and_the_device_has_not_is_a_record_of_its_own_once_it_comes_again(
    receipts: Receipts, kept: SyncDb
) -> None:
    receipts.take([receipt(1, day="2026-11-21")], 0.0, 0.0)
    again = Receipts(kept)
    again.look(STORE, [(DAY, 7), ("2026-11-21", 2)])
    assert again.record("2026-11-21") == FIRST_BRANCH
    assert again.record(DAY) == STORE


def test_a_confirmed_day_that_is_gone_from_the_card_is_not_taken_for_delivered_when_it_comes_again(
    receipts: Receipts, kept: SyncDb
) -> None:
    receipts.take([receipt(7)], 0.0, 0.0)
    assert receipts.pending() == []
    put_back = Receipts(kept)
    put_back.look(STORE, [("2026-11-19", 3)])
    (said,) = put_back.trouble
    assert said == (
        "2026-11-20: the database was restored from an older copy, or is on two cards; what it has of the day is sent"
        " as a record of its own, beside the one that the clinic holds"
    )
    put_back.look(STORE, [("2026-11-19", 3), (DAY, 7)])
    assert put_back.pending() == [(DAY, 7), ("2026-11-19", 3)]
    assert put_back.record(DAY) == FIRST_BRANCH


def test_who_has_forgotten_that_a_day_is_a_record_of_its_own_learns_it_from_its_receipt(receipts: Receipts) -> None:
    receipts.take([receipt(5, store=FIRST_BRANCH)], 0.0, 0.0)
    assert receipts.record(DAY) == FIRST_BRANCH
    assert receipts.revision(DAY) == 5
    receipts.take([receipt(7)], 0.0, 0.0)
    assert receipts.pending() == [(DAY, 7)]


def test_a_receipt_for_the_record_of_a_twin_changes_nothing_for_who_knows_the_own_one(receipts: Receipts) -> None:
    receipts.has(DAY, 7, OURS)
    receipts.take([receipt(9, store=FIRST_BRANCH)], 0.0, 0.0)
    assert receipts.record(DAY) == STORE
    receipts.take([receipt(7, OURS)], 0.0, 0.0)
    receipts.take([receipt(9, store=FIRST_BRANCH)], 0.0, 0.0)
    assert (receipts.record(DAY), receipts.pending()) == (STORE, [])


def test_what_older_firmware_sent_meanwhile_may_be_ours(receipts: Receipts, kept: SyncDb, tmp_path: Path) -> None:
    receipts.has(DAY, 7, OURS)
    receipts.go_out([DAY])
    kept.__exit__()
    with closing(sqlite3.connect(tmp_path / "sync.db")) as file, file:
        file.execute("INSERT INTO sent VALUES (?, ?, ?, ?, ?)", summed(STORE, DAY, 0, 18))
    with SyncDb(tmp_path / "sync.db") as after:
        again = Receipts(after)
        again.look(STORE, [(DAY, 20)])
        again.take([receipt(15, OTHER)], 0.0, 0.0)
        assert (again.record(DAY), again.revision(DAY)) == (STORE, 15)
        again.take([receipt(19, OTHER)], 0.0, 0.0)
        assert again.record(DAY) != STORE


@pytest.mark.parametrize("later", ["9", "x:aa", "-1:aa", "9:aa ²:bb"])
def test_a_row_of_another_firmware_is_as_one_that_is_damaged(receipts: Receipts, tmp_path: Path, later: str) -> None:
    receipts.has(DAY, 7, OURS)
    receipts.go_out([DAY])
    values = (STORE, DAY, 0, 7, later)
    with closing(sqlite3.connect(tmp_path / "sync.db")) as file, file:
        file.execute("INSERT OR REPLACE INTO went VALUES (?, ?, ?, ?, ?, ?)", (*values, sum_of_row(*values)))
    with SyncDb(tmp_path / "sync.db") as after:
        assert not after.knows_sent(STORE)


def test_whoever_forges_receipts_for_absent_days_fills_no_memory(receipts: Receipts, kept: SyncDb) -> None:
    days = [f"{2100 + n // 336}-{n // 28 % 12 + 1:02d}-{n % 28 + 1:02d}" for n in range(1200)]
    receipts.take([receipt(1, day=day) for day in days], 0.0, 0.0)
    assert sum(kept.branch(STORE, day) for day in days) == 1000


def test_setting_the_clock_makes_no_receipt_older(receipts: Receipts) -> None:
    receipts.has(DAY, 7, OURS)
    receipts.take([receipt(7, OURS)], 30.0, 30.0)  # the clock is in 1970
    assert receipts.held(NOW_UTC_S - 1000.0, NOW_UTC_S, 29.0) == []
    assert receipts.held(NOW_UTC_S - 1000.0, NOW_UTC_S, 31.0) == [(DAY, 7)]


def test_a_receipt_for_more_than_was_ever_sent_is_of_another_history(receipts: Receipts) -> None:
    receipts.has(DAY, 7, OURS)
    receipts.go_out([DAY])
    receipts.look(STORE, [(DAY, 9)])
    receipts.take([receipt(8, OTHER)], 0.0, 0.0)
    assert (receipts.record(DAY), receipts.pending()) == (FIRST_BRANCH, [(DAY, 9)])
    assert receipts.trouble[0].startswith("2026-11-20: the database was restored from an older copy")


def test_so_is_one_that_fitted_when_it_came_and_does_no_more_when_the_day_goes_out(
    receipts: Receipts, kept: SyncDb
) -> None:
    receipts.look(STORE, [(DAY, 7), ("2026-11-21", 5)])
    receipts.take([receipt(5, OTHER, "2026-11-21")], 0.0, 0.0)
    receipts.look(STORE, [(DAY, 7), ("2026-11-21", 6)])
    assert not receipts.has("2026-11-21", 6, OURS)
    assert receipts.record("2026-11-21") != STORE


def test_what_the_clinic_turned_out_to_hold_as_it_is_here_may_have_been_sent(receipts: Receipts) -> None:
    receipts.look(STORE, [(DAY, 7), ("2026-11-21", 5)])
    receipts.take([receipt(5, OURS, "2026-11-21")], 0.0, 0.0)
    assert receipts.has("2026-11-21", 5, OURS)
    receipts.look(STORE, [(DAY, 7), ("2026-11-21", 6)])
    receipts.take([receipt(5, OURS, "2026-11-21")], 0.0, 0.0)
    assert receipts.record("2026-11-21") == STORE


def test_what_was_going_out_at_the_end_of_a_run_is_believed_by_the_next(receipts: Receipts, kept: SyncDb) -> None:
    receipts.look(STORE, [(DAY, 8)])
    receipts.has(DAY, 8, OURS)
    receipts.go_out([DAY])
    again = Receipts(kept)
    again.look(STORE, [(DAY, 9)])
    again.take([receipt(8, OURS)], 0.0, 0.0)
    assert (again.record(DAY), again.revision(DAY)) == (STORE, 8)


@pytest.mark.parametrize(
    "older",
    [
        "DROP TABLE went",
        "UPDATE went SET floor = 4",
        "UPDATE went SET sum = 1",
        "UPDATE went SET later = '9:aa'",
    ],
)
def test_where_not_all_is_known_that_was_sent_it_may_be_all_that_is_there(
    receipts: Receipts, kept: SyncDb, tmp_path: Path, older: str
) -> None:
    """After older firmware, which kept receipts alone; and where the card has damaged a row."""
    receipts.has(DAY, 7, OURS)
    receipts.go_out([DAY])
    receipts.take([receipt(7, OURS)], 0.0, 0.0)
    kept.__exit__()
    with closing(sqlite3.connect(tmp_path / "sync.db")) as file, file:
        file.execute(older)
    with SyncDb(tmp_path / "sync.db") as put_right:
        again = Receipts(put_right)
        again.look(STORE, [(DAY, 20)])
        again.take([receipt(15, OURS)], 0.0, 0.0)
        assert (again.record(DAY), again.revision(DAY)) == (STORE, 15)


def test_a_later_record_that_is_learned_from_its_receipt_may_have_been_sent_as_far_as_the_day_goes(
    receipts: Receipts,
) -> None:
    receipts.take([receipt(5, store=FIRST_BRANCH)], 0.0, 0.0)
    receipts.look(STORE, [(DAY, 9)])
    receipts.take([receipt(8, store=FIRST_BRANCH)], 0.0, 0.0)
    assert receipts.record(DAY) not in (STORE, FIRST_BRANCH)


def test_nothing_is_judged_before_the_device_could_be_read(kept: SyncDb) -> None:
    receipts = Receipts(kept)
    receipts.take([receipt(2)], 0.0, 0.0)
    assert (receipts.trouble, kept.receipts(STORE)) == ([], {})


def test_the_content_is_the_same_whoever_sends_it_and_another_for_other_numbers() -> None:
    same = replace(PLAIN, device="right-arm", store="two", revision=9, firmware="9.9.9", content=OURS)
    assert content_of(same) == content_of(PLAIN)
    assert content_of(replace(PLAIN, marks=())) != content_of(PLAIN)
    assert len(content_of(PLAIN)) == 64


# The whole way: device.db, sync.db, line and clinic.


def record(folder: Path, *minutes: int) -> None:
    with closing(Store(folder / "device.db")) as store:
        for n in minutes:
            store.add([minute(n)], Dating("boot-0", FIRST_DAY_UTC_S, "UTC", "synced"))


def worn_s(line: LineWithoutNetwork) -> dict[str, int]:
    """By store, as the clinic holds the day."""
    return {store: held.totals.worn_s for (store, _), held in line.held.items()}


def test_a_database_that_is_rolled_back_too_often_is_told_once_and_another_store_begins_anew(
    receipts: Receipts,
) -> None:
    for revision in range(12, 3, -1):
        receipts.look(STORE, [(DAY, revision)])
        receipts.has(DAY, revision, OURS)
        receipts.go_out([DAY])
        receipts.take([receipt(revision, store=receipts.record(DAY))], 0.0, 0.0)
    said = list[list[str]]()
    for _ in range(10):
        receipts.look(STORE, [(DAY, 3)])
        said.append(receipts.trouble)
    assert said == [said[0]] * 10
    assert "not believed: 1 receipt, the last 2026-11-20: revision 4 was sent before" in said[0][1]
    receipts.look("another", [(DAY, 1)])
    assert "older copy" not in "; ".join(receipts.trouble)


def test_a_database_that_was_rolled_back_overwrites_nothing_and_is_sent_whole(tmp_path: Path) -> None:
    record(tmp_path, *range(600, 605))
    shutil.copy(tmp_path / "device.db", tmp_path / "copy")
    record(tmp_path, *range(605, 610))
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 10.0)
    assert list(worn_s(line).values()) == [600]
    shutil.move(tmp_path / "copy", tmp_path / "device.db")
    record(tmp_path, 700)
    run_sync(tmp_path, line, 200.0)
    assert sorted(worn_s(line).values()) == [360, 600]
    assert f"{DAY}: the database was restored from an older copy" in (line.status().trouble or "")
    assert line.status().backlog_days == 0


def test_a_card_that_was_rolled_back_whole_is_seen_by_the_receipts_that_the_broker_retained(tmp_path: Path) -> None:
    record(tmp_path, *range(600, 605))
    shutil.copytree(tmp_path, tmp_path / "copy")
    record(tmp_path, *range(605, 610))
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 10.0)
    line.retained = line.given[-1:]
    run_sync(tmp_path / "copy", line, 10.0)
    assert sorted(worn_s(line).values()) == [300, 600]


def test_at_the_same_revision_the_content_tells_two_histories_apart(tmp_path: Path) -> None:
    record(tmp_path, *range(600, 605))
    shutil.copytree(tmp_path, tmp_path / "copy")
    record(tmp_path, *range(605, 610))
    record(tmp_path / "copy", *range(700, 705))
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 10.0)
    run_sync(tmp_path / "copy", line, 200.0)
    assert [held.revision for held in line.held.values()] == [10, 10]
    assert len({held.content for held in line.held.values()}) == 2


def test_without_sync_db_nothing_is_sent_again_that_the_broker_retained_the_receipt_of(tmp_path: Path) -> None:
    record(tmp_path, 600)
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 10.0)
    (tmp_path / "sync.db").unlink()
    line.retained, line.sent = line.given[-1:], []
    run_sync(tmp_path, line, 10.0)
    assert line.days() == set()
    assert line.status().backlog_days == 0


def test_a_day_that_is_made_anew_on_a_card_put_back_overwrites_nothing(tmp_path: Path) -> None:
    """At the revision that the clinic has, and at a higher one: seeds 1 and 10 of `tests/world`."""
    record(tmp_path, -900)
    shutil.copytree(tmp_path, tmp_path / "copy")
    record(tmp_path, *range(600, 605))
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 10.0)
    line.retained = [one for one in line.given if one.day == DAY][-1:]
    run_sync(tmp_path / "copy", line, 10.0)
    record(tmp_path / "copy", *range(700, 707))
    run_sync(tmp_path / "copy", line, 200.0)
    assert sorted(held.totals.worn_s for (_, day), held in line.held.items() if day == DAY) == [300, 420]


def put_back_offline(tmp_path: Path, before: range, sent: range, offline: range) -> list[int]:
    """Seconds worn of each record that the clinic holds of the day in the end.

    A card and its sync.db are copied after `before` went out; `sent` goes out after that; in the copy, which nobody can
    reach meanwhile, `offline` is recorded, and it goes out once the network is there.
    """
    record(tmp_path, -900, *before)
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 10.0)
    shutil.copytree(tmp_path, tmp_path / "copy")
    record(tmp_path, *sent)
    run_sync(tmp_path, line, 1000.0)
    line.retained = [one for one in line.given if one.day == DAY][-1:]
    record(tmp_path / "copy", *offline)
    run_sync(tmp_path / "copy", line, 1000.0)
    return sorted(held.totals.worn_s for (_, day), held in line.held.items() if day == DAY)


def test_a_card_put_back_with_its_sync_db_overwrites_nothing_when_it_has_more_revisions_by_then(
    tmp_path: Path,
) -> None:
    """Of a day that the copy does not have: five minutes and seven."""
    assert put_back_offline(tmp_path, range(0), range(600, 605), range(700, 707)) == [300, 420]


def test_a_card_put_back_in_the_middle_of_a_day_overwrites_nothing_of_it_either(tmp_path: Path) -> None:
    """Two minutes were sent before the copy, three after it; the copy gains six."""
    assert put_back_offline(tmp_path, range(590, 592), range(600, 603), range(700, 706)) == [300, 480]


def test_a_card_put_back_that_was_sent_nothing_of_since_goes_on_with_its_record(tmp_path: Path) -> None:
    assert put_back_offline(tmp_path, range(590, 592), range(0), range(700, 706)) == [480]


def test_after_a_start_no_day_is_sent_before_the_retained_receipts_have_come(tmp_path: Path) -> None:
    """Also where receipts are known: the card may have been put back with them."""
    record(tmp_path, -900, 600)
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 10.0)
    shutil.copytree(tmp_path, tmp_path / "copy")
    record(tmp_path, *range(601, 605))
    run_sync(tmp_path, line, 1000.0)
    late = [one for one in line.given if one.day == DAY][-1]
    record(tmp_path / "copy", *range(700, 707))
    run_sync(tmp_path / "copy", line, 3.6, lambda: line.waiting.append(late))
    run_sync(tmp_path / "copy", line, 1000.0)
    assert sorted(held.totals.worn_s for (_, day), held in line.held.items() if day == DAY) == [300, 480]


class Flickering(LineWithoutNetwork):
    """There in every second second."""

    def is_away(self) -> bool:
        return self.clock.monotonic_s() % 2 >= 1


def test_days_go_where_each_connection_ends_before_all_retained_receipts_can_have_come(tmp_path: Path) -> None:
    record(tmp_path, 600)
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 10.0)
    record(tmp_path, 601)
    flickering = Flickering(line.clock)
    run_sync(tmp_path, flickering, 10_000.0)  # some forty connections, however the waits between them are drawn
    assert flickering.days() == {DAY}


def test_who_knows_of_no_receipt_sends_no_day_before_the_retained_ones_have_come(tmp_path: Path) -> None:
    """Two seconds: seed 2098 of `tests/world`."""
    record(tmp_path, 600)
    retained = Receipt(1, DEVICE, DAY, record_of(store_of(tmp_path), 1), 1)
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 3.0, lambda: line.waiting.append(retained))
    run_sync(tmp_path, line, 10.0)
    assert line.days() == set()
    (tmp_path / "sync.db").unlink()
    (tmp_path / "sync.db.branches").unlink()
    run_sync(tmp_path, line, 10.0)
    assert line.days() == {DAY}


def test_the_day_goes_on_after_a_roll_back(tmp_path: Path) -> None:
    record(tmp_path, 600)
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    line.retained = [Receipt(1, DEVICE, DAY, store_of(tmp_path), 50)]
    run_sync(tmp_path, line, 10.0)
    record(tmp_path, 601)
    run_sync(tmp_path, line, 10.0)
    assert list(worn_s(line).values()) == [120]
    assert line.status().backlog_days == 0


def store_of(folder: Path) -> str:
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(folder, line, 5.0)
    (folder / "sync.db").unlink()
    return next(store for store, _ in line.held)
