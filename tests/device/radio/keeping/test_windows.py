"""When Wi-Fi is on, over hours that a test decides. The numbers are those of systemd/README.md."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.radio.keeping.windows import AWAITED, DELIVERED, RadioNeed, RadioPlan, Windows

HOUR_S, WINDOW_S, FIRST_S, BOUND_S, AGAIN_S = 3600.0, 60.0, 600.0, 300.0, 300.0
NOTHING = RadioNeed()


def windows() -> Windows:
    return Windows(0.0, HOUR_S, WINDOW_S)


def after_the_first(need: RadioNeed = NOTHING) -> tuple[Windows, float]:
    """Wi-Fi has just gone off for the first time, at FIRST_S."""
    found = windows()
    assert found.push(0.0, need).on
    assert found.push(FIRST_S - 1, need).on
    assert not found.push(FIRST_S, need).on
    return found, FIRST_S


def test_after_a_start_it_is_on_for_ten_minutes_also_when_all_is_delivered() -> None:
    after_the_first(replace(NOTHING, delivered_s=20.0))


def test_the_last_minute_of_these_is_a_window_as_any_other() -> None:
    """So that sync says good-bye before its network goes."""
    found = windows()
    assert not found.push(FIRST_S - 61, NOTHING).in_window
    assert found.push(FIRST_S - 60, NOTHING).in_window
    assert not found.push(FIRST_S - 50, replace(NOTHING, delivered_s=FIRST_S - 51)).on


def test_an_hour_after_the_last_window_began_there_is_another_of_a_minute() -> None:
    found, _ = after_the_first()
    assert not found.push(HOUR_S - 1, NOTHING).on
    assert found.push(HOUR_S, NOTHING).on
    assert found.push(HOUR_S + 59, NOTHING).on
    off = found.push(HOUR_S + 60, NOTHING)
    assert (off.on, off.until_s) == (False, 2 * HOUR_S)


def test_a_window_ends_as_soon_as_everything_is_delivered() -> None:
    found, _ = after_the_first()
    assert found.push(HOUR_S, replace(NOTHING, delivered_s=HOUR_S - 5)).on, "that was before this window"
    ended = found.push(HOUR_S + 12, replace(NOTHING, delivered_s=HOUR_S + 11))
    assert (ended.on, ended.why) == (False, DELIVERED)


def test_a_clock_that_nobody_has_set_has_the_whole_window() -> None:
    found, _ = after_the_first()
    unset = RadioNeed(clock_set=False, delivered_s=HOUR_S + 11)
    assert found.push(HOUR_S, unset).on
    assert found.push(HOUR_S + 59, unset).on
    assert not found.push(HOUR_S + 60, unset).on


def test_what_is_under_way_is_let_finish_for_five_minutes_at_most() -> None:
    found, _ = after_the_first()
    sending = RadioNeed(sending=True)
    assert found.push(HOUR_S, sending).on
    assert found.push(HOUR_S + BOUND_S - 1, sending).on
    assert not found.push(HOUR_S + BOUND_S, sending).on


def test_what_somebody_waits_for_opens_a_window_at_once_but_not_again_within_five_minutes() -> None:
    found, _ = after_the_first()
    opened = found.push(2000.0, RadioNeed(urgent=1))
    assert (opened.on, opened.why) == (True, AWAITED)
    assert not found.push(2010.0, RadioNeed(urgent=1, delivered_s=2009.0)).on
    again = found.push(2100.0, RadioNeed(urgent=2, delivered_s=2009.0))
    assert (again.on, again.until_s) == (False, 2010.0 + AGAIN_S)
    assert found.push(2310.0, RadioNeed(urgent=2, delivered_s=2009.0)).on


def test_a_network_that_is_not_there_is_not_looked_for_again_and_again() -> None:
    found, _ = after_the_first()
    assert found.push(2000.0, RadioNeed(urgent=1)).on
    assert not found.push(2060.0, RadioNeed(urgent=1)).on
    assert not found.push(2000.0 + HOUR_S - 1, RadioNeed(urgent=1)).on
    assert found.push(2000.0 + HOUR_S, RadioNeed(urgent=1)).on


def test_what_comes_up_in_a_windows_last_second_has_a_window_of_its_own() -> None:
    found, _ = after_the_first()
    assert found.push(HOUR_S, NOTHING).on
    assert found.push(HOUR_S + 59, RadioNeed(urgent=1)).on
    assert found.push(HOUR_S + 60, RadioNeed(urgent=1)).until_s == HOUR_S + 60 + AGAIN_S


def test_while_it_is_needed_it_is_on_and_afterwards_for_a_window() -> None:
    found, _ = after_the_first()
    held = found.push(1000.0, RadioNeed(held="somebody asked for it"))
    assert (held.on, held.why, held.in_window) == (True, "somebody asked for it", False)
    assert found.push(9 * HOUR_S, RadioNeed(held="somebody asked for it")).on
    assert found.push(9 * HOUR_S + 59, NOTHING).on
    assert not found.push(9 * HOUR_S + 60, NOTHING).on


needs = st.builds(
    RadioNeed,
    held=st.sampled_from(["", "", "", "", "mains"]),
    urgent=st.none() | st.integers(0, 3),
    sending=st.booleans(),
    delivered_s=st.floats(-100.0, 2e5),
    clock_set=st.booleans(),
)
steps = st.lists(st.tuples(st.floats(0.5, 400.0), needs), min_size=1, max_size=60)


def played(found: Windows, moves: list[tuple[float, RadioNeed]]) -> list[tuple[float, RadioNeed, RadioPlan]]:
    now_s, seen = 0.0, []
    for after_s, need in moves:
        now_s += after_s
        seen.append((now_s, need, found.push(now_s, need)))
    return seen


@given(steps)
def test_whatever_happens_it_is_never_off_while_it_is_needed_nor_longer_than_an_hour(
    moves: list[tuple[float, RadioNeed]],
) -> None:
    off_since_s: float | None = None
    for now_s, need, plan in played(windows(), moves):
        assert plan.on or not need.held
        assert plan.on or plan.until_s > now_s, "the next window is told, and it is to come"
        if off_since_s is not None:
            assert plan.on or now_s - off_since_s < HOUR_S
        off_since_s = None if plan.on else plan.since_s


@given(steps)
def test_whatever_happens_it_does_not_go_off_under_a_message_before_the_bound(
    moves: list[tuple[float, RadioNeed]],
) -> None:
    on_since_s = 0.0
    was_on = True
    for now_s, need, plan in played(windows(), moves):
        if plan.on and not was_on:
            on_since_s = now_s
        if was_on and not plan.on and need.sending:
            assert now_s - on_since_s >= BOUND_S
        was_on = plan.on


@given(steps, st.floats(0.5, 10.0))
def test_from_whatever_it_comes_to_an_hour_that_nobody_needs_costs_a_minute(
    moves: list[tuple[float, RadioNeed]], look_s: float
) -> None:
    found = windows()
    now_s = max(played(found, moves)[-1][0], FIRST_S) + BOUND_S + AGAIN_S + WINDOW_S
    quiet = RadioNeed(urgent=moves[-1][1].urgent)
    while found.push(now_s, quiet).on:  # what was open ends
        now_s += look_s
    on_s, end_s = 0.0, now_s + 2 * HOUR_S
    while now_s < end_s:
        on_s += look_s if found.push(now_s, quiet).on else 0.0
        now_s += look_s
    assert on_s <= 2 * (WINDOW_S + look_s) + WINDOW_S + look_s, "two windows, and one that somebody had waited for"


@pytest.mark.parametrize("when_s", [FIRST_S, 2000.0, HOUR_S - 1])
def test_what_is_told_of_the_next_window_is_true(when_s: float) -> None:
    found, _ = after_the_first()
    plan = found.push(when_s, NOTHING)
    assert not plan.on
    assert found.push(plan.until_s, NOTHING).on
