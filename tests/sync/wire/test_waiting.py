"""Which connections lasted, and how long it is waited after those that did not."""

from sync.wire.waiting import Backoff


def waits_s(*lived_s: float, taken_over: bool = False, progress: bool = False) -> list[float]:
    """After connections that lived so long, one after the other; without chance."""
    backoff, now_s, waits = Backoff(), 0.0, []
    for seconds in lived_s:
        backoff.connected(now_s)
        if progress:
            backoff.progress()
        now_s += seconds
        waits.append(backoff.failed(now_s, 0.0, taken_over=taken_over))
        now_s += waits[-1]
    return waits


def test_waits_double_while_connections_do_not_last() -> None:
    assert waits_s(1.0, 1.0, 1.0, 1.0) == [1.0, 2.0, 4.0, 8.0]


def test_a_connection_of_half_a_minute_lasted() -> None:
    assert waits_s(1.0, 1.0, 29.0, 31.0, 1.0) == [1.0, 2.0, 4.0, 1.0, 2.0]


def test_one_in_which_something_new_was_done_lasted() -> None:
    assert waits_s(1.0, 1.0, 1.0, progress=True) == [1.0, 1.0, 1.0]


def test_more_than_thirty_early_ends_in_a_row_are_no_bad_luck_any_more() -> None:
    assert waits_s(*[1.0] * 32, progress=True) == [*[1.0] * 30, 2.0, 4.0]


def test_one_that_another_of_our_name_ended_only_lasted_when_it_lived_longer_than_the_other_ever_waits() -> None:
    assert waits_s(1.0, 300.0, 599.0, taken_over=True, progress=True) == [1.0, 2.0, 4.0]
    assert waits_s(1.0, 601.0, taken_over=True) == [1.0, 1.0]


def test_three_early_ends_in_a_row_ask_for_another_of_our_name() -> None:
    backoff = Backoff()
    for expected in ("", "", "3 connections in a row ended early: is another one running with this name?; "):
        backoff.connected(0.0)
        backoff.failed(1.0, 0.0)
        assert backoff.suspicion == expected


def test_connections_that_were_ended_here_say_nothing_of_another_one_and_wait_longer_all_the_same() -> None:
    backoff, waits = Backoff(), []
    for _ in range(4):
        backoff.connected(0.0)
        waits.append(backoff.failed(1.0, 0.0, ended_here=True))
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert backoff.suspicion == ""


def test_what_never_connected_says_nothing_of_another_one() -> None:
    backoff = Backoff()
    assert [backoff.failed(0.0, 0.0) for _ in range(4)] == [1.0, 2.0, 4.0, 8.0]
    assert backoff.suspicion == ""
