from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from device.day.document import DayDocument, Quality, Repetitions, Summary
from device.health import PartState
from device.records.decoding import to_plain
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.engine import ClinicUnavailable, WrongDatabase
from sync.clinic.database.values import DamagedDay, Held, NotStorable, is_day
from sync.clinic.older_layouts import OlderLayouts
from sync.clinic.stored_day.older_devices import Rest
from tests.support.clinics import keep_as_text, ready, store_day, store_days, store_status
from tests.support.documents.realistic import (
    DAY,
    DEVICE,
    NOW_UTC_S,
    a_day,
    an_empty_day,
    with_one_set_not_counted,
    with_quarters,
)
from tests.support.documents.rich import a_rich_day

NUMBERS = count()
NO_TABLE = "(no such table: {0}|relation .{0}. does not exist).*: check that the database"
OF_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
OF_LAYOUT_4 = 3_845_934_160  # the checksum that the last program of that layout stored beside `a_day()`
NUMBERS_OF_LISTS = (*("due_sets", "done_sets", "rated_sessions", "hurting_sessions", "held_s", "away_s", "turned_s"),)
HALF_A_SENSOR = Quality("synced", unmeasured=(("accelerometer", 90), ("gyroscope", 12_000)))
TODAY = date(2026, 3, 3)


@pytest.fixture(scope="module")
def one_for_many() -> Iterator[Clinic]:
    with closing(Clinic("sqlite://")) as opened:
        yield opened


def change(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """As another program would; what the last statement answers."""
    engine = create_engine(url)
    with engine.begin() as connection:
        (*_, last) = [connection.execute(text(statement)) for statement in statements]
        answers = [tuple(row) for row in last.all()] if last.returns_rows else []
    engine.dispose()
    return answers


@pytest.fixture
def clinic(url: str) -> Iterator[Clinic]:
    with closing(Clinic(url)) as opened:
        yield opened


def test_a_day_comes_back_as_it_was_sent(clinic: Clinic) -> None:
    assert store_day(clinic, a_day(), NOW_UTC_S)
    stored = clinic.day(DEVICE, DAY)
    assert stored is not None
    assert stored.document == a_day()
    assert (stored.received_utc_s, stored.other_records) == (NOW_UTC_S, 0)


def test_the_same_or_an_older_revision_changes_nothing(clinic: Clinic) -> None:
    store_day(clinic, a_day(revision=7), NOW_UTC_S)
    assert not store_day(clinic, replace(a_day(revision=7), firmware="9"), NOW_UTC_S + 1)
    assert not store_day(clinic, replace(a_day(revision=6), firmware="9"), NOW_UTC_S + 2)
    stored = clinic.day(DEVICE, DAY)
    assert stored is not None
    assert (stored.document, stored.received_utc_s) == (a_day(revision=7), NOW_UTC_S)


@pytest.mark.costly
@given(revisions=st.lists(st.integers(1, 20), min_size=1, max_size=8))
def test_whatever_the_order_of_arrival_the_highest_revision_stays(one_for_many: Clinic, revisions: list[int]) -> None:
    device = f"device-{next(NUMBERS)}"
    days = [replace(an_empty_day(device), revision=revision) for revision in revisions]
    taken = [store_day(one_for_many, day, float(n)) for n, day in enumerate(days)]
    stored = one_for_many.day(device, DAY)
    assert stored is not None
    assert stored.document.revision == max(revisions)
    assert taken == [revision > max(revisions[:n], default=0) for n, revision in enumerate(revisions)]


HELD, NEXT, OTHER = "a" * 64, "b" * 64, "c" * 64


def sent(revision: int, follows: int | None, since: tuple[str, ...] = (), content: str = OTHER) -> DayDocument:
    beginnings = tuple(word[:16] for word in since)
    return replace(a_day(revision=revision), content=content, follows=follows, sent_since=beginnings)


@pytest.mark.parametrize(
    ("follows", "since", "stays"),
    [
        (None, (), 5),  # older firmware
        (2, (), 5),
        (4, (), 5),  # the clinic was put back from an older copy
        (1, (HELD,), 5),  # its receipt was lost
        (1, (NEXT, HELD), 5),
        (1, (), 2),
        (0, (), 2),
        (1, (NEXT,), 2),
    ],
)
def test_a_revision_replaces_only_what_its_device_knows_of(
    clinic: Clinic, follows: int | None, since: tuple[str, ...], stays: int
) -> None:
    """A card that was put back from an older copy goes on with its days, and knows nothing of what went out since."""
    store_day(clinic, sent(2, 1, content=HELD), NOW_UTC_S)
    (held,) = store_days(clinic, [sent(5, follows, since)], NOW_UTC_S)
    assert held == Held(stays, is_new=stays == 5, content=OTHER if stays == 5 else HELD)
    stored = clinic.day(DEVICE, DAY)
    assert stored is not None
    assert stored.document.revision == stays


@pytest.mark.parametrize(("revision", "content", "beside"), [(6, OTHER, "two"), (6, NEXT, None), (5, OTHER, None)])
def test_what_another_record_of_the_day_holds_is_told_as_that_one(
    clinic: Clinic, revision: int, content: str, beside: str | None
) -> None:
    """A copy of a card without its sync.db does not know that the day goes on as a record of its own."""
    store_day(clinic, sent(2, 1, content=HELD), NOW_UTC_S)
    store_day(clinic, replace(sent(6, 5), store="two"), NOW_UTC_S)
    (held,) = store_days(clinic, [sent(revision, 0, content=content)], NOW_UTC_S)
    told = Held(6, is_new=False, content=OTHER, store="two") if beside else Held(2, is_new=False, content=HELD)
    assert held == told


@pytest.mark.parametrize(("since", "stays"), [((NEXT,), 5), ((), 4)])
def test_so_it_does_where_both_come_at_once(clinic: Clinic, since: tuple[str, ...], stays: int) -> None:
    store_day(clinic, sent(2, 1, content=HELD), NOW_UTC_S)
    held = store_days(clinic, [sent(4, 2, content=NEXT), sent(5, 2, since)], NOW_UTC_S)
    assert [each.revision for each in held] == [stays, stays]
    assert [each.is_new for each in held] == [stays == 4, stays == 5]


@pytest.mark.costly
def test_of_many_that_know_nothing_of_each_other_one_stays(clinic: Clinic, url: str) -> None:
    others = [Clinic(url) for _ in range(3)]
    days = [sent(revision, 0, content=f"{revision:064}") for revision in range(1, 41)]
    with ThreadPoolExecutor(4) as collectors:
        jobs = [collectors.submit(store_day, [clinic, *others][n % 4], day, NOW_UTC_S) for n, day in enumerate(days)]
    for other in others:
        other.close()
    assert [job.result() for job in jobs].count(True) == 1


@pytest.mark.costly
def test_collectors_at_the_same_time_never_go_backwards(clinic: Clinic, url: str) -> None:
    others = [Clinic(url) for _ in range(3)]
    revisions = [n * 7 % 41 + 1 for n in range(40)]  # each of 1 to 41 but one, mixed
    with ThreadPoolExecutor(4) as collectors:
        jobs = [
            collectors.submit(store_day, [clinic, *others][n % 4], replace(an_empty_day(), revision=at), NOW_UTC_S)
            for n, at in enumerate(revisions)
        ]
    stored = clinic.day(DEVICE, DAY)
    for other in others:
        other.close()
    assert stored is not None
    assert stored.document.revision == max(revisions)
    assert any(job.result() for job in jobs)


def test_collectors_that_open_a_new_database_at_once_all_find_it_made(url: str) -> None:
    with ThreadPoolExecutor(4) as collectors:
        for job in [collectors.submit(Clinic, url) for _ in range(4)]:
            job.result().close()


def test_days_of_other_devices_and_other_records_stay_apart(clinic: Clinic) -> None:
    store_day(clinic, a_day("amber-crane", revision=9), NOW_UTC_S)
    store_day(clinic, a_day("blue-heron", revision=2), NOW_UTC_S)
    store_day(clinic, a_day("blue-heron", revision=1, store="card-2"), NOW_UTC_S)
    assert [row.device for row in clinic.patients(TODAY)] == ["amber-crane", "blue-heron"]
    assert [clinic.days(device)[0].revision for device in ("amber-crane", "blue-heron")] == [9, 1]


def test_after_a_change_of_card_the_record_that_holds_most_is_shown_and_the_other_is_counted(clinic: Clinic) -> None:
    whole, evening = a_day(store="card-1"), a_day(store="card-2", revision=99)
    store_day(clinic, with_quarters(evening, evening.quarters[-8:]), NOW_UTC_S)
    store_day(clinic, whole, NOW_UTC_S)
    stored, (listed,) = clinic.day(DEVICE, DAY), clinic.days(DEVICE)
    last = clinic.patients(TODAY)[0].last
    assert stored is not None
    assert last is not None
    assert stored.document.store == listed.store == last.store == "card-1"
    assert stored.other_records == 1


def test_the_list_counts_finished_days_that_were_worn_long_enough(clinic: Clinic) -> None:
    whole = a_day()
    short = with_quarters(whole, whole.quarters[:19])  # 4 h 45 min
    store_day(clinic, replace(whole, day="2026-02-16"), NOW_UTC_S)  # 15 days back: too long ago
    store_day(clinic, replace(whole, day="2026-02-17"), NOW_UTC_S)
    store_day(clinic, replace(short, day="2026-02-18"), NOW_UTC_S)
    store_day(clinic, replace(whole, day="2026-03-02"), NOW_UTC_S)
    store_day(clinic, replace(whole, day="2026-03-03"), NOW_UTC_S)  # today is not finished
    (row,) = clinic.patients(TODAY)
    assert (row.valid_days, row.first_day) == (2, "2026-02-16")
    assert row.repetitions == Repetitions(sets=6, done=45, target=60)
    assert row.last is not None
    assert row.last.day == "2026-03-03"


@pytest.mark.costly
def test_only_a_new_revision_counts_as_a_sync(clinic: Clinic) -> None:
    store_day(clinic, a_day(), NOW_UTC_S)
    store_day(clinic, a_day(), NOW_UTC_S + 3600)  # a broker repeats what it retains
    assert clinic.patients(TODAY)[0].last_sync_utc_s == NOW_UTC_S


def test_a_device_that_only_said_how_it_is_is_a_patient_without_data(clinic: Clinic) -> None:
    assert store_status(clinic, "new-finch", {"online": True}, NOW_UTC_S)
    (row,) = clinic.patients(TODAY)
    assert (row.device, row.last, row.last_sync_utc_s, row.first_day) == ("new-finch", None, None, None)


def test_a_repeated_status_keeps_its_time_and_an_older_one_is_not_taken(clinic: Clinic) -> None:
    store_status(clinic, DEVICE, {"online": True, "firmware": "1"}, NOW_UTC_S)
    assert not store_status(clinic, DEVICE, {"firmware": "1", "online": True}, NOW_UTC_S + 60)
    assert not store_status(clinic, DEVICE, {"online": False}, NOW_UTC_S - 60)
    status = clinic.status(DEVICE)
    assert status is not None
    assert (status.status["online"], status.received_utc_s) == (True, NOW_UTC_S)
    assert clinic.status("nobody") is None


def test_a_part_of_a_device_that_does_not_work_is_known_in_the_list(clinic: Clinic) -> None:
    panel, sensor = PartState("panel", works=False, text="its pins are busy"), PartState("sensor", works=True, text="")
    store_status(clinic, DEVICE, {"online": True, "parts": to_plain([panel, sensor])}, NOW_UTC_S)
    store_status(clinic, "new-finch", {"online": True, "parts": to_plain([sensor])}, NOW_UTC_S)
    assert [(row.device, row.broken) for row in clinic.patients(TODAY)] == [("new-finch", ()), (DEVICE, (panel,))]


def test_a_patient_is_called_by_the_device_until_the_clinic_names_them(clinic: Clinic) -> None:
    store_day(clinic, a_day(), NOW_UTC_S)
    assert clinic.name(DEVICE) == DEVICE
    assert clinic.rename(DEVICE, "Anna Marková")
    store_day(clinic, a_day(revision=8), NOW_UTC_S)
    assert clinic.name(DEVICE) == "Anna Marková"
    assert not clinic.rename("nobody", "Nobody")


def test_the_neighbours_of_a_day_are_the_nearest_with_data(clinic: Clinic) -> None:
    for day in ("2026-02-20", "2026-02-27", "2026-03-02"):
        store_day(clinic, a_day(day=day), NOW_UTC_S)
    assert clinic.neighbours(DEVICE, "2026-02-27") == ("2026-02-20", "2026-03-02")
    assert clinic.neighbours(DEVICE, "2026-03-02") == ("2026-02-27", None)
    assert clinic.neighbours(DEVICE, "2026-02-25") == ("2026-02-20", "2026-02-27")


def test_a_day_left_empty_when_the_clock_was_set_is_in_no_list(clinic: Clinic) -> None:
    store_day(clinic, an_empty_day(day="1970-01-01"), NOW_UTC_S)
    store_day(clinic, a_day(), NOW_UTC_S)
    store_day(clinic, an_empty_day(day="2026-03-05"), NOW_UTC_S)
    (row,) = clinic.patients(TODAY)
    assert row.last is not None
    assert (row.first_day, row.last.day) == (DAY, DAY)
    assert [day.day for day in clinic.days(DEVICE)] == [DAY]
    assert clinic.neighbours(DEVICE, DAY) == (None, None)
    assert clinic.day(DEVICE, "1970-01-01") is not None


def test_an_empty_record_of_a_day_is_not_counted_beside_the_other(clinic: Clinic) -> None:
    store_day(clinic, a_day(store="card-2"), NOW_UTC_S)
    store_day(clinic, an_empty_day(), NOW_UTC_S)
    stored = clinic.day(DEVICE, DAY)
    assert stored is not None
    assert (stored.document.store, stored.other_records) == ("card-2", 0)


def test_a_day_on_which_the_sensor_was_missing_is_not_empty(clinic: Clinic) -> None:
    store_day(clinic, replace(an_empty_day(), quality=Quality("synced", gaps=1, gap_s=36_000.0)), NOW_UTC_S)
    last = clinic.patients(TODAY)[0].last
    assert last is not None
    assert last.gap_s == 36_000.0


def test_a_day_of_unknown_date_is_listed_last_and_counts_for_no_date(clinic: Clinic) -> None:
    unknown = Quality("unknown")
    store_day(clinic, replace(a_day(day="1970-01-01"), quality=unknown), NOW_UTC_S)
    (row,) = clinic.patients(TODAY)
    assert row.first_day is None
    assert row.last is not None
    assert row.last.day == "1970-01-01"
    store_day(clinic, a_day(), NOW_UTC_S)
    store_day(clinic, replace(a_day(day="2026-03-01"), quality=unknown), NOW_UTC_S)
    (row,) = clinic.patients(TODAY)
    assert (row.first_day, row.valid_days, row.repetitions.sets) == (DAY, 1, 2)
    assert [day.day for day in clinic.days(DEVICE)] == [DAY, "2026-03-01", "1970-01-01"]
    assert clinic.neighbours(DEVICE, DAY) == (None, None)


@pytest.mark.slow
@given(revisions=st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 5)), min_size=1, max_size=12))
def test_many_at_once_leave_what_one_after_the_other_would(
    one_for_many: Clinic, revisions: list[tuple[str, int]]
) -> None:
    test = next(NUMBERS)
    days = [replace(an_empty_day(f"batch-{test}-{name}"), revision=revision) for name, revision in revisions]
    newest = {day.device: max(d.revision for d in days if d.device == day.device) for day in days}
    held = store_days(one_for_many, days, NOW_UTC_S)
    assert [h.revision for h in held] == [newest[day.device] for day in days]
    assert {day.device for day, h in zip(days, held, strict=True) if h.is_new} == set(newest)
    assert [h.is_new for h in store_days(one_for_many, days, NOW_UTC_S)] == [False] * len(days)


def test_what_is_held_is_said_also_of_a_day_that_was_no_news(clinic: Clinic) -> None:
    store_day(clinic, a_day(revision=9), NOW_UTC_S)
    other = a_day(day="2026-03-01", revision=2)
    assert store_days(clinic, [a_day(revision=7), other], NOW_UTC_S) == [
        Held(9, is_new=False),
        Held(2, is_new=True),
    ]


def test_the_content_of_what_is_held_comes_back_also_where_something_else_was_handed_over(clinic: Clinic) -> None:
    ours, other = a_day(revision=2), a_day(revision=2)
    ours, other = replace(ours, content="a" * 64), replace(other, content="b" * 64)
    assert store_days(clinic, [ours], NOW_UTC_S) == [Held(2, is_new=True, content="a" * 64)]
    assert store_days(clinic, [other], NOW_UTC_S) == [Held(2, is_new=False, content="a" * 64)]
    assert store_days(clinic, [a_day(revision=2)], NOW_UTC_S) == [Held(2, is_new=False, content="a" * 64)]


def test_of_many_with_one_that_cannot_be_stored_none_is(clinic: Clinic) -> None:
    with pytest.raises(NotStorable):
        store_days(clinic, [a_day(), a_day("../etc")], NOW_UTC_S)
    assert clinic.patients(TODAY) == []


@pytest.mark.parametrize("device", ["../etc", "Anna", "", "a" * 65])
def test_a_status_of_a_device_that_cannot_be_stored_is_refused_with_all_that_came_with_it(
    clinic: Clinic, device: str
) -> None:
    with pytest.raises(NotStorable, match=r"^device: expected 1 to 64 of a-z, 0-9 and -"):
        clinic.upsert_many([ready(a_day())], NOW_UTC_S, {device: {"online": True}})
    assert clinic.patients(TODAY) == []


def fill_disk(clinic: Clinic, *, full: bool) -> None:
    """SQLite's own limit, of the one connection that a single thread uses."""
    with clinic._engine.connect() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {1 if full else 1_000_000}"))


@OF_SQLITE
def test_a_full_disk_is_named_changes_nothing_and_is_over_when_there_is_room(clinic: Clinic) -> None:
    store_day(clinic, a_day(revision=1), NOW_UTC_S)
    fill_disk(clinic, full=True)
    with pytest.raises(ClinicUnavailable, match=r"clinic\.db: .*full: make room on its disk"):
        store_days(clinic, [a_day("other-crow", f"2026-01-{n:02d}") for n in range(1, 30)], NOW_UTC_S)
    assert [row.device for row in clinic.patients(TODAY)] == [DEVICE]
    fill_disk(clinic, full=False)
    assert store_day(clinic, a_day("other-crow"), NOW_UTC_S)


@pytest.mark.parametrize(
    ("table", "ask"),
    [
        ("outlines", lambda c: c.patients(TODAY)),
        ("days", lambda c: c.days(DEVICE)),
        ("days", lambda c: c.day(DEVICE, DAY)),
    ],
)
def test_every_question_to_a_broken_database_has_a_named_answer(
    clinic: Clinic, url: str, table: str, ask: Callable[[Clinic], object]
) -> None:
    change(url, f"ALTER TABLE {table} RENAME TO mislaid")
    with pytest.raises(ClinicUnavailable, match=NO_TABLE.format(table)):
        ask(clinic)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"device": "../etc"}, "device"),
        ({"day": "2026-3-2"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"revision": 2**63}, "revision"),
        ({"store": "card\x00"}, "store"),
        ({"timezone": "\ud800"}, "timezone"),
        ({"totals": Summary(episodes=2**70)}, "episodes"),
    ],
)
def test_what_no_database_can_hold_is_refused_by_name(clinic: Clinic, change: dict[str, object], named: str) -> None:
    with pytest.raises(NotStorable, match=f"^{named}: expected"):
        store_day(clinic, replace(a_day(), **change), NOW_UTC_S)  # type: ignore[arg-type]  # fields by name
    assert clinic.patients(TODAY) == []


def test_everything_is_still_there_after_opening_again(clinic: Clinic, url: str) -> None:
    store_day(clinic, a_day(), NOW_UTC_S)
    clinic.close()
    with closing(Clinic(url)) as again:
        assert again.day(DEVICE, DAY) is not None


@OF_SQLITE
def test_the_file_is_readable_by_its_owner_only(clinic: Clinic, tmp_path: Path) -> None:
    assert (tmp_path / "clinic.db").stat().st_mode & 0o077 == 0


def test_a_database_of_the_first_layout_is_brought_up_to_date_with_all_its_days(clinic: Clinic, url: str) -> None:
    store_day(clinic, a_day(), NOW_UTC_S)
    clinic.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        for column in ("sets_not_counted", "rest_s", "rest_tremor_s"):
            connection.execute(text(f"ALTER TABLE days DROP COLUMN {column}"))
        connection.execute(text("UPDATE schema_version SET version = 1"))
    engine.dispose()
    for _ in range(2):
        with closing(Clinic(url)) as again:
            store_day(again, a_day(day="2026-03-01", revision=8), NOW_UTC_S)
            assert [day.repetitions for day in again.days(DEVICE)] == [Repetitions(sets=2, done=15, target=20)] * 2


def test_a_database_of_the_second_layout_is_brought_up_to_date_and_has_no_rest_recorded(
    clinic: Clinic, url: str
) -> None:
    store_day(clinic, a_rich_day(), NOW_UTC_S)
    clinic.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        for column in ("rest_s", "rest_tremor_s"):
            connection.execute(text(f"ALTER TABLE days DROP COLUMN {column}"))
        connection.execute(text("UPDATE schema_version SET version = 2"))
    engine.dispose()
    with closing(Clinic(url)) as again:
        assert [day.rest for day in again.days(DEVICE)] == [None]


def test_a_day_of_the_fourth_layout_is_whole_and_says_nothing_of_time_that_was_not_measured(
    clinic: Clinic, url: str
) -> None:
    store_day(clinic, a_day(), NOW_UTC_S)
    clinic.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        for column in ("unmeasured_s", *NUMBERS_OF_LISTS):
            connection.execute(text(f"ALTER TABLE days DROP COLUMN {column}"))
        connection.execute(text("UPDATE days SET checksum = :sum"), {"sum": OF_LAYOUT_4})
        connection.execute(text("UPDATE schema_version SET version = 4"))
    engine.dispose()
    with closing(Clinic(url)) as again:
        store_day(again, replace(a_day(day="2026-03-01"), quality=HALF_A_SENSOR), NOW_UTC_S)
        assert [(day.day, day.unmeasured_s) for day in again.days(DEVICE)] == [(DAY, None), ("2026-03-01", 12_000)]
        assert again.unreadable_days(DEVICE) == []


@pytest.fixture
def of_layout_5(clinic: Clinic, url: str) -> Iterator[Clinic]:
    """Two hundred and ten days as the last program of that layout kept them, opened by this one."""
    days = [(date(2025, 6, 1) + timedelta(n)).isoformat() for n in range(209)]
    store_days(clinic, [replace(an_empty_day(day=day), content="a" * 64) for day in days] + [a_day()], NOW_UTC_S)
    clinic.close()
    keep_as_text(url)
    change(url, *(f"ALTER TABLE documents DROP COLUMN {column}" for column in ("content", "digest", "packed")))
    change(url, "UPDATE schema_version SET version = 5")
    with closing(Clinic(url)) as again:
        yield again


def steps_of(clinic: Clinic, number: int) -> list[int | None]:
    older = OlderLayouts(clinic.access)
    return [older.step() for _ in range(number)]


@pytest.mark.costly
def test_a_database_of_the_fifth_layout_is_read_at_once_and_compressed_step_by_step(
    of_layout_5: Clinic, url: str
) -> None:
    said = [of_layout_5.day(DEVICE, day) for day in (DAY, "2025-06-01")]
    assert said[0] is not None
    assert said[0].document == a_day()
    assert steps_of(of_layout_5, 4) == [100, 100, 10, None]
    assert [of_layout_5.day(DEVICE, day) for day in (DAY, "2025-06-01")] == said
    assert change(url, "SELECT count(*) FROM documents WHERE document = '' AND packed IS NOT NULL") == [(210,)]


@pytest.mark.costly
@pytest.mark.parametrize("compacted", [False, True])
def test_a_day_of_the_fifth_layout_that_comes_again_is_held_and_need_not_be_read_the_next_time(
    of_layout_5: Clinic, *, compacted: bool
) -> None:
    if compacted:
        assert None in steps_of(of_layout_5, 9)
    same = ready(replace(an_empty_day(day="2025-06-01"), content="a" * 64))
    message = (DEVICE, "2025-06-01", same.digest)
    assert of_layout_5.held([message]) == {}
    held = Held(same.revision, is_new=False, content="a" * 64)
    assert of_layout_5.upsert_many([same], NOW_UTC_S) == [held]
    assert of_layout_5.held([message]) == {message: ("card-1", held)}


@pytest.mark.costly
def test_a_document_of_the_fifth_layout_that_is_damaged_stays_as_it_is_and_keeps_no_other_from_being_compressed(
    of_layout_5: Clinic, url: str
) -> None:
    change(url, "UPDATE documents SET document = replace(document, '0', '1') WHERE day = '2025-06-02'")
    assert steps_of(of_layout_5, 4) == [99, 100, 10, None]
    with pytest.raises(DamagedDay):
        of_layout_5.day(DEVICE, "2025-06-02")


@pytest.mark.costly
def test_a_newer_revision_takes_the_place_of_a_document_of_the_fifth_layout(of_layout_5: Clinic) -> None:
    store_day(of_layout_5, a_day(revision=8), NOW_UTC_S)
    stored = of_layout_5.day(DEVICE, DAY)
    assert stored is not None
    assert stored.document == a_day(revision=8)
    assert steps_of(of_layout_5, 4) == [100, 100, 9, None]


OF_PEOPLE = ("looks", "attempts", "invitations", "visits", "cares_for", "people")


def test_a_database_from_before_there_were_people_has_nobody_who_may_sign_in_and_all_its_days(
    clinic: Clinic, url: str
) -> None:
    store_day(clinic, a_day(), NOW_UTC_S)
    clinic.close()
    change(url, *(f"DROP TABLE {table}" for table in OF_PEOPLE), "UPDATE schema_version SET version = 6")
    for _ in range(2):
        with closing(Clinic(url)) as again:
            assert [day.day for day in again.days(DEVICE)] == [DAY]
    assert change(url, "SELECT count(*) FROM people") == [(0,)]
    assert change(url, "SELECT version FROM schema_version") == [(10,)]


def test_rest_is_kept_with_each_day_and_is_none_where_it_was_not_recorded(clinic: Clinic) -> None:
    store_day(clinic, a_rich_day(), NOW_UTC_S)
    store_day(clinic, a_day(day="2026-03-01"), NOW_UTC_S)
    assert [day.rest for day in clinic.days(DEVICE)] == [Rest(32_520, 5_850), None]


def test_sets_that_were_not_counted_are_in_no_sum_of_repetitions(clinic: Clinic) -> None:
    store_day(clinic, with_one_set_not_counted(a_day()), NOW_UTC_S)
    (row,) = clinic.patients(TODAY)
    assert row.repetitions == Repetitions(sets=3, sets_not_counted=1, done=15, target=20)
    assert clinic.days(DEVICE)[0].repetitions == row.repetitions


def test_sets_that_two_records_of_one_day_hold_are_counted_once(clinic: Clinic) -> None:
    """A device that salvaged its database, or went back to an older copy, sends its days as another record too."""
    whole = with_one_set_not_counted(a_day())
    store_day(clinic, whole, NOW_UTC_S)
    store_day(clinic, replace(whole, store="card-2", revision=1), NOW_UTC_S)
    (row,) = clinic.patients(TODAY)
    assert row.repetitions == Repetitions(sets=3, sets_not_counted=1, done=15, target=20)
    assert row.valid_days == 1


def test_a_database_of_a_newer_program_is_left_alone(clinic: Clinic, url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE schema_version SET version = 99"))
    engine.dispose()
    with pytest.raises(WrongDatabase, match=r"layout 99, this program knows up to 10.*newer Easeband"):
        Clinic(url)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("these are notes, not a database, and longer than its header " * 20)
    with pytest.raises(WrongDatabase, match=r"notes\.txt.*file is not a database"):
        Clinic(f"sqlite:///{tmp_path}/notes.txt")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongDatabase, match=r"missing/clinic\.db.*its folder does not exist, make it") as refused:
        Clinic(f"sqlite:///{tmp_path}/missing/clinic.db")
    assert "driver" not in str(refused.value)


def test_a_place_where_this_user_may_not_write_is_said_to_be_that() -> None:
    with pytest.raises(WrongDatabase, match=r"let this user write there|folder does not exist"):
        Clinic("sqlite:////proc/clinic.db")


def test_a_driver_that_is_not_installed_is_named() -> None:
    with pytest.raises(WrongDatabase, match=r"driver asyncpg is not installed: install the Python package asyncpg"):
        Clinic("postgresql+asyncpg://clinic@localhost/clinic")


@pytest.mark.parametrize("wrong", ["mysql://x/y", "postgresql+wrong://x/y", "clinic.db", ""])
def test_a_url_that_names_no_known_database_is_refused(wrong: str) -> None:
    with pytest.raises(WrongDatabase, match="sqlite:///PATH"):
        Clinic(wrong)


@pytest.mark.parametrize(("day", "can_be"), [("1968-12-31", False), ("1969-12-31", True), ("2199-12-31", True)])
def test_a_clock_that_was_never_set_shows_1969_west_of_greenwich(day: str, *, can_be: bool) -> None:
    assert is_day(day) is can_be
