"""Devices take turns, none waits for another's flood, and nothing that is queued is lost or turned round."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clinic.fairness import FairQueue
from sync.wire.client import Delivery

NOW_S = 1000.0


def delivery(device: str, number: int, size_bytes: int = 1) -> Delivery:
    return Delivery(f"easeband/v1/{device}/up/day/2026-03-02", bytes(size_bytes), number, 1)


def numbers(deliveries: list[Delivery]) -> list[int]:
    return [one.number for one in deliveries]


def flooded(queue: FairQueue, device: str, numbers_sent: range, now_s: float = NOW_S) -> list[int]:
    """What is not taken of so many messages of 100 kB."""
    return [lost.number for n in numbers_sent for lost in queue.put(delivery(device, n, 100_000), now_s)]


def test_an_honest_day_is_second_however_many_messages_of_another_device_wait() -> None:
    queue = FairQueue()
    flooded(queue, "band-flood", range(1, 100))
    queue.put(delivery("band-honest", 500, 96_000), NOW_S)
    assert numbers(queue.take(200_000)) == [1, 500, 2]


def test_a_device_may_send_24_mb_at_once_and_then_its_oldest_give_way() -> None:
    queue = FairQueue()
    assert flooded(queue, "band-flood", range(240)) == []
    assert flooded(queue, "band-flood", range(240, 250)) == list(range(10))
    assert numbers(queue.take(100_000_000)) == list(range(10, 250))


def test_after_that_it_may_send_6_mb_a_minute_and_never_saves_more_than_24_mb() -> None:
    queue = FairQueue()
    flooded(queue, "band-flood", range(240))
    queue.take(100_000_000)
    assert flooded(queue, "band-flood", range(1)) == [0]
    assert len(flooded(queue, "band-flood", range(100), NOW_S + 60.0)) == 40
    queue.take(100_000_000)
    assert len(flooded(queue, "band-flood", range(300), NOW_S + 1e6)) == 60


def test_a_clock_that_stands_still_or_goes_back_gives_nothing() -> None:
    queue = FairQueue()
    flooded(queue, "band-flood", range(240))
    queue.take(100_000_000)
    assert flooded(queue, "band-flood", range(1), NOW_S - 100.0) == [0]


def test_a_device_of_ninety_retained_days_and_one_of_a_year_and_a_half_of_small_ones_are_not_held_back() -> None:
    queue = FairQueue()
    assert [lost for n in range(92) for lost in queue.put(delivery("band-1", n, 256_000), NOW_S)] == []
    assert [lost for n in range(551) for lost in queue.put(delivery("band-2", n, 700), NOW_S)] == []


def test_a_refused_message_costs_its_device_as_much_as_a_whole_day_and_no_other() -> None:
    queue = FairQueue()
    for n in range(210):
        queue.put(delivery("band-flood", n), NOW_S)
        queue.take()
        queue.fine(delivery("band-flood", n), NOW_S)
    assert numbers(queue.put(delivery("band-flood", 200), NOW_S)) == [200]
    assert queue.put(delivery("band-honest", 201), NOW_S) == []


def test_however_many_devices_flood_there_is_room_and_their_oldest_give_way_but_for_half_a_megabyte() -> None:
    queue = FairQueue()
    lost = [flooded(queue, f"band-flood-{n}", range(240)) for n in range(50)]
    assert queue.has_room
    assert lost[0] == []
    assert queue.put(delivery("band-honest", 500, 96_000), NOW_S)[0].topic.split("/")[2] != "band-honest"
    waiting = queue.take(100_000_000)
    assert sum(len(one.payload) for one in waiting) <= 36_000_000
    assert {len([one for one in waiting if f"-{n}/" in one.topic]) for n in range(50)} <= {5, 6, 7, 8}
    assert 239 in {one.number for one in waiting if "-49/" in one.topic}


def test_what_the_broker_retains_gives_way_to_nobody_and_waits_there_once_there_is_no_room() -> None:
    queue = FairQueue()
    for n in range(45):
        for day in range(8):
            retained = replace(delivery(f"band-{n}", day, 100_000), retained=True)
            assert queue.put(retained, NOW_S) == []
    assert not queue.has_room
    flooded(queue, "band-flood", range(10))
    assert len(queue.take(100_000_000)) == 365


def test_ten_seconds_after_a_flood_of_whatever_kind_a_device_is_heard_again() -> None:
    queue = FairQueue()
    for n in range(1000):
        queue.put(delivery("band-flood", n), NOW_S)
        queue.fine(delivery("band-flood", n), NOW_S)
    queue.take(100_000_000)
    assert numbers(queue.put(delivery("band-flood", 1001), NOW_S + 10.0)) == [1001]
    assert queue.put(delivery("band-flood", 1002), NOW_S + 10.2) == []


def test_a_flood_at_topics_of_no_device_is_one_writer() -> None:
    queue = FairQueue()
    lost = [one for n in range(1550) for one in queue.put(Delivery(f"easeband/v1/Band {n}/up/x", b"", n, 1), NOW_S)]
    assert len(lost) == 50


@pytest.mark.costly
def test_of_ten_thousand_devices_the_one_that_sent_most_is_still_remembered() -> None:
    queue = FairQueue()
    flooded(queue, "band-flood", range(240))
    for n in range(10_001):
        queue.put(delivery(f"band-{n}", n), NOW_S)
        queue.take()
    assert len(queue._allowances) <= 10_000
    queue.take(100_000_000)
    assert flooded(queue, "band-flood", range(1)) == [0]


SENT = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3_000_000), st.integers(0, 40)), max_size=60)


@given(SENT)
def test_each_message_is_taken_or_given_back_once_in_order_of_its_device_and_within_bounds(
    sent: list[tuple[str, int, int]],
) -> None:
    queue, now_s = FairQueue(), NOW_S
    taken: list[Delivery] = []
    lost: list[Delivery] = []
    for number, (device, size_bytes, pause_s) in enumerate(sent):
        now_s += pause_s
        lost += queue.put(delivery(device, number, size_bytes), now_s)
        if pause_s % 2:
            taken += queue.take(1)
        assert len(queue) == number + 1 - len(taken) - len(lost)
        assert len(queue) <= 3 * 1500  # 24 MB of at least 16 kB each, of three devices
    while some := queue.take():
        taken += some
    assert sorted(numbers(taken + lost)) == list(range(len(sent)))
    assert queue._bytes == 0
    for device in "abc":
        own = [one.number for one in taken if f"/{device}/" in one.topic]
        assert own == sorted(own)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=6))
def test_nobody_is_starved_of_those_who_wait_each_was_served_as_often_as_the_others(counts: list[int]) -> None:
    queue, seen = FairQueue(), Counter[str]()
    left = {f"easeband/v1/band-{device}/up/day/2026-03-02": count for device, count in enumerate(counts)}
    for device, count in enumerate(counts):
        for n in range(count):
            queue.put(delivery(f"band-{device}", n), NOW_S)
    while some := queue.take(1):
        seen[some[0].topic] += 1
        left[some[0].topic] -= 1
        of_those_who_wait = [seen[topic] for topic, rest in left.items() if rest]
        assert not of_those_who_wait or max(seen.values()) - min(of_those_who_wait) <= 1
