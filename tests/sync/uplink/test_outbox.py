"""What is sent, and when it is tried again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.uplink.outbox import (
    LONGEST_PATIENCE_S,
    PATIENCE_S,
    Attempt,
    DayRevision,
    batch,
    patience_s,
    pending,
    reconnected,
    tried,
)
from sync.wire.waiting import LONGEST_BACKOFF_S, backoff_s

SUCCESS, NOT_AUTHORIZED, QUOTA = 0x00, 0x87, 0x97
MOST = 20
DAYS: list[DayRevision] = [("2026-11-22", 9), ("2026-11-21", 5), ("2026-11-20", 7)]

days = st.dictionaries(st.dates().map(str), st.integers(1, 10), max_size=8)
codes = st.sampled_from([None, SUCCESS, NOT_AUTHORIZED, QUOTA])


def after(code: int | None, item: DayRevision = DAYS[0], last: Attempt | None = None, size_bytes: int = 100) -> Attempt:
    return tried(last, item, size_bytes=size_bytes, code=code, now_s=0.0, chance=0.0)


@given(days, days)
def test_pending_is_every_day_newer_than_its_receipt_newest_first(
    have: dict[str, int], receipts: dict[str, int]
) -> None:
    waiting = pending(have.items(), receipts)
    assert dict(waiting) == {day: n for day, n in have.items() if day not in receipts or n > receipts[day]}
    assert all(earlier > later for (earlier, _), (later, _) in pairwise(waiting))


def test_a_receipt_for_a_later_revision_than_ours_leaves_nothing_to_send() -> None:
    assert pending([("2026-11-22", 3)], {"2026-11-22": 4}) == []


def test_everything_new_goes_out_in_order_up_to_the_window() -> None:
    assert batch(DAYS, {}, 0.0, MOST) == DAYS
    assert batch(DAYS, {}, 0.0, 2) == DAYS[:2]


def test_an_accepted_day_without_a_receipt_is_sent_again_after_patience_only() -> None:
    attempts = {DAYS[0][0]: after(SUCCESS)}
    assert batch(DAYS[:1], attempts, PATIENCE_S - 1, MOST) == []
    assert batch(DAYS[:1], attempts, PATIENCE_S, MOST) == DAYS[:1]


def test_a_new_revision_of_an_accepted_day_goes_out_at_once() -> None:
    attempts = {DAYS[0][0]: after(SUCCESS)}
    assert batch([(DAYS[0][0], 10)], attempts, 0.0, MOST) == [(DAYS[0][0], 10)]


def test_patience_grows_with_each_try_of_one_revision_and_starts_anew_with_the_next() -> None:
    first = after(SUCCESS)
    second = after(SUCCESS, last=first)
    assert (first.rest_until_s, second.rest_until_s) == (PATIENCE_S, 2 * PATIENCE_S)
    assert after(SUCCESS, (DAYS[0][0], 10), second).rest_until_s == PATIENCE_S


@pytest.mark.parametrize("code", [NOT_AUTHORIZED, QUOTA, None])
def test_what_went_wrong_rests_even_when_there_is_a_new_revision(code: int | None) -> None:
    attempts = {DAYS[0][0]: after(code)}
    assert batch([(DAYS[0][0], 10)], attempts, 0.0, MOST) == []


def test_one_refused_topic_does_not_hold_up_the_others() -> None:
    assert batch(DAYS, {DAYS[0][0]: after(NOT_AUTHORIZED)}, 0.0, MOST) == DAYS[1:]


def test_what_was_lost_with_a_connection_goes_last_alone_and_smallest_first() -> None:
    attempts = {DAYS[0][0]: after(None, size_bytes=900_000), DAYS[1][0]: after(None, size_bytes=100)}
    assert batch(DAYS, attempts, 10.0, MOST) == [DAYS[2]]
    assert batch(DAYS[:2], attempts, 10.0, MOST) == [DAYS[1]]
    assert batch(DAYS[:1], attempts, 10.0, MOST) == [DAYS[0]]


def test_a_new_connection_sends_everything_again_that_did_not_go_wrong() -> None:
    refused, lost = after(NOT_AUTHORIZED), after(None)
    assert reconnected({"a": after(SUCCESS), "b": refused, "c": lost}) == {"b": refused, "c": lost}


@given(st.lists(codes, min_size=1, max_size=30), st.floats(0, 1))
def test_nothing_waits_longer_than_the_longest_wait_and_nothing_is_retried_at_once(
    outcomes: list[int | None], chance: float
) -> None:
    last = None
    for code in outcomes:
        last = tried(last, DAYS[0], size_bytes=1, code=code, now_s=0.0, chance=chance)
        assert 0.5 <= last.rest_until_s <= (LONGEST_PATIENCE_S if last.accepted else LONGEST_BACKOFF_S)


@given(st.lists(st.tuples(st.sampled_from(DAYS), codes, st.floats(0, 1000)), max_size=10), st.floats(0, 4000))
def test_a_batch_never_names_an_item_twice_nor_one_that_was_not_asked_for(
    outcomes: list[tuple[DayRevision, int | None, float]], now_s: float
) -> None:
    attempts: dict[str, Attempt] = {}
    for item, code, at_s in outcomes:
        attempts[item[0]] = tried(attempts.get(item[0]), item, size_bytes=1, code=code, now_s=at_s, chance=0.0)
    chosen = batch(DAYS, attempts, now_s, MOST)
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(DAYS)


@given(days, st.integers(1, MOST))
def test_every_pending_day_is_chosen_in_the_end(have: dict[str, int], most: int) -> None:
    items, attempts, now_s = pending(have.items(), {}), dict[str, Attempt](), 0.0
    chosen: set[DayRevision] = set()
    while some := batch(items, attempts, now_s, most):
        attempts |= {item[0]: after(SUCCESS, item) for item in some}
        chosen |= set(some)
    assert chosen == set(items)


@given(st.integers(1, 1000))
def test_waits_double_up_to_a_limit(tries: int) -> None:
    assert backoff_s(tries, 0.0) == min(LONGEST_BACKOFF_S, 2.0 ** (tries - 1))
    assert backoff_s(tries, 1.0) == backoff_s(tries, 0.0) / 2
    assert PATIENCE_S <= patience_s(tries) <= LONGEST_PATIENCE_S
