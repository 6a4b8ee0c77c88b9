import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.exercise.cues import is_night, lights, next_change_s, said
from device.exercise.flash_guard import FlashGuard
from device.exercise.light_language import LANGUAGE, Cue, Lights, ShownState
from device.programme.items import ELBOW, Tempo
from device.records.facts import ClockTrust, Dating
from tests.support.examples import examples

# What a flash is: a rise by a tenth of full within a tenth of a second. At most one a second; WCAG 2.3.1 allows three.
FLASH_RISE, FLASH_WITHIN_S, FLASH_PITCH_S = 0.1, 0.1, 1.0

DARK = Lights()
TEMPO = Tempo(out_s=2, hold_s=1, back_s=2, pause_s=1)
NOON_UTC_S = 1_772_452_800.0  # 2026-03-02T12:00:00Z
PRESSED = Cue(state="recording", since_s=0.0, pressed_s=0.0)


def test_before_anything_happened_it_is_dark() -> None:
    assert lights(Cue(), 5.0) == DARK


@pytest.mark.parametrize(
    ("now_s", "left"),
    [(0, 1), (0.09, 1), (0.1, 0), (1.99, 0), (2, 1), (2.05, 1), (18.05, 1), (20, 0), (20.05, 0), (100, 0)],
)
def test_after_a_press_the_left_light_blinks_for_a_while(now_s: float, left: float) -> None:
    assert lights(PRESSED, now_s) == Lights(left=left)


def test_ready_is_a_steady_middle_light() -> None:
    assert lights(Cue(state="ready", since_s=0.0), 100.0) == Lights(middle=1)


@pytest.mark.parametrize(
    ("now_s", "middle"), [(0, 0), (1, 0.5), (2, 1), (2.5, 1), (3, 1), (4, 0.5), (5, 0), (5.5, 0), (6, 0), (7, 0.5)]
)
def test_the_middle_light_moves_as_the_limb_should(now_s: float, middle: float) -> None:
    assert lights(Cue(state="pace", since_s=0.0, tempo=TEMPO), now_s) == Lights(middle=middle)


def test_a_counted_repetition_lights_the_left_for_a_moment_beside_the_pace() -> None:
    cue = Cue(state="pace", since_s=0.0, tempo=TEMPO, counted_s=2.0)
    assert lights(cue, 2.1) == Lights(left=1, middle=1)
    assert lights(cue, 2.35) == Lights(middle=1)


@pytest.mark.parametrize(("now_s", "left"), [(4.99, 0), (5.0, 1), (5.29, 1), (5.31, 0)])
def test_that_a_repetition_counted_is_told_for_three_tenths_of_a_second(now_s: float, left: float) -> None:
    assert lights(Cue(state="ready", since_s=0.0, counted_s=5.0), now_s).left == left


def test_paused_is_a_steady_right_light() -> None:
    assert lights(Cue(state="paused", since_s=0.0), 9.0) == Lights(right=1)


@pytest.mark.parametrize(
    ("now_s", "level"), [(0.5, 1), (1, 1), (1.25, 0.75), (1.5, 0.5), (1.75, 0.25), (2, 0), (2.5, 0)]
)
def test_set_done_is_left_and_middle_fading_out(now_s: float, level: float) -> None:
    assert lights(Cue(state="set done", since_s=0.0), now_s) == Lights(left=level, middle=level)


@pytest.mark.parametrize(
    ("held_s", "shown"),
    [
        *((0.5, Lights(1, 0, 0)), (1.49, Lights(1, 0, 0))),  # half a second, one and a half, four
        *((1.5, Lights(1, 1, 0)), (3.99, Lights(1, 1, 0)), (4, Lights(1, 1, 1))),
    ],
)
def test_a_held_button_fills_the_lights_whatever_else_is_said(held_s: float, shown: Lights) -> None:
    assert lights(Cue(state="paused", since_s=0.0, held_s=held_s), 9.0) == shown


def test_a_short_press_changes_nothing_yet() -> None:
    assert lights(Cue(state="ready", since_s=0.0, held_s=0.49), 9.0) == Lights(middle=1)


@pytest.mark.parametrize(
    ("now_s", "right"), [(0, 1), (0.99, 1), (1, 0), (1.99, 0), (2, 1), (28.99, 1), (29, 0), (30.5, 0)]
)
def test_a_fault_blinks_on_the_right_and_then_goes_dark(now_s: float, right: float) -> None:
    assert lights(Cue(fault_s=0.0), now_s) == Lights(right=right)


def test_a_fault_is_shown_again_after_a_press() -> None:
    cue = Cue(fault_s=0.0, pressed_s=100.0)
    assert [lights(cue, 100.0 + since_s).right for since_s in (0.5, 1.5, 30.5)] == [1, 0, 0]


def test_a_fault_beats_everything_else_on_the_right_light_only() -> None:
    cue = Cue(state="paused", since_s=0.0, fault_s=0.0, held_s=1.6)
    assert [lights(cue, now_s) for now_s in (0.5, 1.5)] == [Lights(1, 1, 1), Lights(1, 1, 0)]


def test_after_half_a_minute_of_a_fault_the_right_light_says_again_what_it_said() -> None:
    cue = Cue(state="paused", since_s=0.0, fault_s=0.0)
    assert [lights(cue, now_s).right for now_s in (28.9, 29.0, 29.99, 30.0)] == [1, 0, 0, 1]


def test_at_night_answers_are_dim() -> None:
    assert lights(PRESSED, 0.05, night=True) == Lights(left=0.05)


def test_at_night_a_fault_waits_for_a_press() -> None:
    assert lights(Cue(fault_s=0.0), 0.5, night=True) == DARK
    assert lights(Cue(fault_s=0.0, pressed_s=100.0), 100.5, night=True) == Lights(right=0.05)


def test_at_night_the_press_that_is_the_fault_is_answered() -> None:
    assert lights(Cue(fault_s=100.0, pressed_s=100.0), 100.5, night=True) == Lights(right=0.05)


@pytest.mark.parametrize(("night", "level"), [(False, 1), (True, 0.05)])
def test_night_is_a_twentieth_as_bright_as_day(night: bool, level: float) -> None:  # noqa: FBT001 - a parameter of the test
    assert lights(Cue(state="ready", since_s=0.0), 1.0, night=night).middle == pytest.approx(level)


@pytest.mark.parametrize(("hour", "night"), [(21, False), (22, True), (24, True), (30, True), (31, False)])
@pytest.mark.parametrize(("trust", "known"), [("synced", True), ("estimated", True), ("unknown", False)])
def test_night_is_from_22_to_7_where_the_hour_is_known(
    hour: int,
    night: bool,  # noqa: FBT001 - a parameter of the test
    trust: ClockTrust,
    known: bool,  # noqa: FBT001 - likewise
) -> None:
    in_berlin_s = (hour - 1 - 12) * 3600.0  # of a boot that began at noon UTC; local time is an hour ahead
    dating = Dating("boot", NOON_UTC_S, "Europe/Berlin", trust)
    assert is_night(in_berlin_s, dating) == (night and known)
    assert is_night(in_berlin_s + 3599, dating) == (night and known)


def test_every_signal_says_what_it_means_and_none_speaks_of_symptoms() -> None:
    for signal in LANGUAGE.values():
        assert signal.looks
        assert signal.meaning
        assert not {"tremor", "dystonia", "symptom", "episode"} & set(f"{signal.looks} {signal.meaning}".split())


def test_the_table_for_patients_is_the_one_that_drives_the_lights() -> None:
    page = (Path(__file__).parents[3] / "device" / "exercise" / "README.md").read_text(encoding="utf-8")
    table = page[page.index("| what you see") :].split("\n\n")[0].splitlines()
    assert table[2:] == [f"| {signal.looks} | {signal.meaning} |" for signal in LANGUAGE.values()]


@pytest.mark.parametrize(("now_s", "middle"), [(0, 1), (0.19, 1), (0.2, 0), (2.9, 0), (3.0, 1), (3.2, 0)])
def test_the_beat_is_a_short_light_once_a_period(now_s: float, middle: float) -> None:
    assert lights(Cue(state="beat", since_s=0.0, beat_s=3.0), now_s).middle == middle


@pytest.mark.parametrize(("now_s", "left"), [(1.0, 0), (1.6, 0.5), (2.19, 0.99), (2.2, 0)])
def test_a_swing_that_counted_lights_up_slowly(now_s: float, left: float) -> None:
    assert lights(Cue(state="beat", since_s=0.0, beat_s=3.0, counted_s=1.0), now_s).left == pytest.approx(
        left, abs=0.01
    )


def test_whatever_counts_the_beat_keeps_its_time() -> None:
    """A swing counts half a second before the beat: a quick light there would put the beat off for half a second."""
    cue = Cue(state="beat", since_s=0.0, beat_s=2.0, counted_s=1.5)
    wanted = [(0.02 * n, lights(cue, 0.02 * n)) for n in range(200)]
    shown = guarded(wanted)
    assert [at_s for at_s in onsets_s(shown) if at_s > 1.0] == pytest.approx([2.0])
    assert max(level.left for _, level in shown) > 0.9


@pytest.mark.parametrize(("state", "level"), [("hold position", 1), ("supported rest", 0.1)])
def test_a_set_of_time_is_a_steady_middle_light_and_a_rest_a_dim_one(state: ShownState, level: float) -> None:
    assert lights(Cue(state=state, since_s=0.0), 50.0) == Lights(middle=level)


@pytest.mark.parametrize(("now_s", "middle"), [(10, 0.1), (28.9, 0.1), (29.5, 0.3), (30, 0.5)])
def test_a_rest_is_dim_and_brightens_in_its_last_second(now_s: float, middle: float) -> None:
    cue = Cue(state="rest", since_s=10.0, rest_until_s=30.0)
    shown = lights(cue, now_s)
    assert (shown.left, shown.right) == (0, 0)
    assert shown.middle == pytest.approx(middle)


def test_too_fast_is_the_right_light_for_two_seconds_and_no_pace() -> None:
    cue = Cue(state="pace", since_s=0.0, tempo=TEMPO, too_fast_s=1.0, counted_s=0.95)
    assert [lights(cue, now_s) for now_s in (1.0, 2.99)] == [Lights(right=1)] * 2
    assert lights(cue, 3.0) == Lights(middle=1)


@pytest.mark.parametrize(("now_s", "level"), [(0.5, 1), (2, 1), (2.5, 0.5), (3, 0)])
def test_session_done_is_all_three_for_three_seconds_fading_out(now_s: float, level: float) -> None:
    assert lights(Cue(state="session done", since_s=0.0), now_s) == Lights(level, level, level)


@pytest.mark.parametrize(
    ("taps", "shown"),
    [(0, (0.1, 0.1, 0.1)), (1, (1, 0.1, 0.1)), (2, (1, 1, 0.1)), (3, (1, 1, 1))],
)
def test_a_rating_lights_as_many_as_were_tapped(taps: int, shown: tuple[float, float, float]) -> None:
    assert lights(Cue(state="rating", since_s=0.0, rating=taps), 5.0) == Lights(*shown)


@pytest.mark.parametrize(("now_s", "left"), [(100, 0.1), (104.9, 0.1), (105, 0)])
def test_private_is_a_dim_left_light_for_five_seconds_after_a_press(now_s: float, left: float) -> None:
    assert lights(Cue(state="private", since_s=100.0, pressed_s=100.0), now_s) == Lights(left=left)


@pytest.mark.parametrize(("now_s", "right"), [(100, 1), (100.99, 1), (101, 0), (102.5, 0)])
def test_nothing_due_is_the_right_light_once_for_a_second(now_s: float, right: float) -> None:
    assert lights(Cue(refused_s=100.0), now_s) == Lights(right=right)


@pytest.mark.parametrize(
    ("into_s", "middle"), [(0, 0), (0.7, 0.35), (1.4, 0), (2.1, 0.35), (2.8, 0), (3.9, 0), (4.7, 0.35), (20.7, 0)]
)
def test_a_programme_that_waits_is_two_gentle_fades_every_four_seconds_after_a_press(
    into_s: float, middle: float
) -> None:
    cue = Cue(pressed_s=100.0, since_s=100.0, waiting=True)
    assert lights(cue, 100.0 + into_s).middle == pytest.approx(middle, abs=1e-6)
    assert lights(replace(cue, waiting=False), 100.0 + into_s).middle == 0


def test_the_fades_of_a_programme_that_waits_are_no_flash() -> None:
    cue = Cue(pressed_s=0.0, waiting=True)
    wanted = [(0.02 * n, Lights(middle=lights(cue, 0.02 * n).middle)) for n in range(1000)]
    assert (guarded(wanted), onsets_s(wanted)) == (wanted, [])


@pytest.mark.costly
@pytest.mark.parametrize("code", [2, 3, 4])
def test_a_press_asks_for_the_code_of_a_fault(code: int) -> None:
    """So many blinks, 1.5 s from one to the next, then 3 s dark, and again."""
    cue = Cue(fault_s=0.0, pressed_s=100.0, code=code)
    shown = [(0.02 * n, lights(cue, 100.0 + 0.02 * n)) for n in range(1450)]
    blinks_s = onsets_s(shown)
    assert blinks_s[: code + 1] == pytest.approx([*(1.5 * n for n in range(code)), 1.5 * code + 3.0], abs=0.021)
    assert lights(cue, 130.0) == DARK


def test_a_fault_that_has_no_code_blinks_on_after_a_press_as_before() -> None:
    assert lights(Cue(fault_s=0.0, pressed_s=100.0), 100.9).right == 1
    assert lights(Cue(fault_s=0.0, pressed_s=100.0, code=2), 100.9).right == 0


def test_what_is_told_only_to_those_who_ask_lights_nothing_by_itself() -> None:
    lying = Cue(fault_s=float("-inf"), code=4)
    assert lights(lying, 0.2) == lights(lying, 0.2, night=True) == DARK
    pressed = replace(lying, pressed_s=100.0)
    assert (lights(pressed, 99.9), lights(pressed, 104.6).right, lights(pressed, 130.0)) == (DARK, 1, DARK)
    assert lights(pressed, 104.6, night=True).right == 0.05


def test_a_fault_after_the_press_is_told_before_its_code() -> None:
    assert lights(Cue(fault_s=101.0, pressed_s=100.0, code=2), 101.9).right == 1


def onsets_s(shown: list[tuple[float, Lights]]) -> list[float]:
    """Moments at which a light is a tenth brighter than at some moment of the last tenth of a second.

    Each light is looked at from its own last flash on; lights that rise at the same moment are one.
    """
    found: set[float] = set()
    for light in ("left", "middle", "right"):
        steps = [(float("-inf"), 0.0), *((time_s, getattr(level, light)) for time_s, level in shown)]
        since = 0
        for n, (time_s, level) in enumerate(steps):
            in_force = [steps[k][1] for k in range(since, n) if k == n - 1 or steps[k + 1][0] > time_s - FLASH_WITHIN_S]
            if in_force and level - min(in_force) >= FLASH_RISE:
                found.add(time_s)
                since = n
    return sorted(found)


def guarded(wanted: list[tuple[float, Lights]]) -> list[tuple[float, Lights]]:
    guard = FlashGuard()
    return [(time_s, guard.push(time_s, levels)) for time_s, levels in wanted]


def assert_safe(shown: list[tuple[float, Lights]]) -> None:
    times_s = onsets_s(shown)
    for earlier_s, later_s in pairwise(times_s):
        assert later_s - earlier_s >= FLASH_PITCH_S


level = st.one_of(st.sampled_from([0.0, 0.05, 0.09, 0.1, 0.5, 1.0]), st.floats(0, 1))
step_s = st.one_of(st.sampled_from([0.02, 0.05, 0.2, 1.0]), st.floats(0.001, 0.3))


@given(st.lists(st.tuples(step_s, st.builds(Lights, level, level, level)), max_size=80))
def test_whatever_is_asked_for_at_most_one_flash_a_second_comes_out(steps: list[tuple[float, Lights]]) -> None:
    now_s, wanted = 0.0, []
    for step, levels in steps:
        now_s += step
        wanted.append((now_s, levels))
    assert_safe(guarded(wanted))


moment = st.one_of(st.none(), st.floats(0, 12))
cues = st.builds(
    Cue,
    state=st.sampled_from(get_args(ShownState)),
    since_s=st.floats(0, 12),
    tempo=st.just(TEMPO),
    beat_s=st.sampled_from([2.0, 3.3, 4.0]),
    rest_until_s=st.floats(0, 20),
    counted_s=moment,
    too_fast_s=moment,
    held_s=st.floats(0, 5),
    pressed_s=moment,
    refused_s=moment,
    waiting=st.booleans(),
    rating=st.integers(0, 3),
    fault_s=st.one_of(moment, st.just(float("-inf"))),
    code=st.sampled_from([None, 2, 3, 4]),
)


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(1, 80), cues), min_size=1, max_size=12), st.booleans())
def test_however_cues_follow_each_other_at_most_one_flash_a_second_comes_out(
    turns: list[tuple[int, Cue]],
    night: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    said = [cue for ticks, cue in turns for _ in range(ticks)]
    assert_safe(guarded([(0.02 * n, lights(cue, 0.02 * n, night=night)) for n, cue in enumerate(said)]))


@given(st.lists(st.tuples(step_s, st.builds(Lights, level, level, level)), max_size=80))
def test_no_light_is_ever_brighter_than_asked_for(steps: list[tuple[float, Lights]]) -> None:
    guard, now_s = FlashGuard(), 0.0
    for step, wanted in steps:
        now_s += step
        shown = guard.push(now_s, wanted)
        assert shown.left <= wanted.left
        assert shown.middle <= wanted.middle
        assert shown.right <= wanted.right


def test_lights_that_rise_together_are_one_flash() -> None:
    assert FlashGuard().push(0.0, Lights(1, 1, 1)) == Lights(1, 1, 1)


def test_a_flash_too_soon_is_put_off_until_it_may() -> None:
    guard = FlashGuard()
    assert guard.push(0.0, Lights(left=1)) == Lights(left=1)
    assert guard.push(0.5, Lights(right=1)) == DARK
    assert guard.push(1.0, Lights(right=1)) == Lights(right=1)


def shown_after_a_flash(*wanted: tuple[float, float]) -> list[float]:
    """What comes out of the right light after the left one flashed at second 0."""
    guard = FlashGuard()
    guard.push(0.0, Lights(left=1))
    return [guard.push(now_s, Lights(right=level)).right for now_s, level in wanted]


def test_a_second_has_to_pass_between_two_flashes() -> None:
    assert shown_after_a_flash((0.99, 1.0), (1.0, 1.0)) == [0, 1]


def test_a_rise_by_a_tenth_of_full_is_a_flash_and_a_smaller_one_is_not() -> None:
    assert shown_after_a_flash((0.5, 0.1)) == [0]
    assert shown_after_a_flash((0.5, 0.09)) == [0.09]


@pytest.mark.parametrize(("now_s", "level"), [(0.59, 0.09), (0.6, 0.15), (0.61, 0.15)])
def test_a_rise_is_looked_at_over_a_tenth_of_a_second(now_s: float, level: float) -> None:
    assert shown_after_a_flash((0.5, 0.09), (now_s, 0.15)) == [0.09, level]


def test_a_light_that_flashed_may_dim_and_rise_slowly_at_once() -> None:
    guard = FlashGuard()
    wanted = [Lights(left=1), Lights(left=0.5), Lights(left=0.55)]
    assert [guard.push(n * 0.02, levels) for n, levels in enumerate(wanted)] == wanted


def test_going_dark_is_never_put_off() -> None:
    guard = FlashGuard()
    guard.push(0.0, Lights(1, 1, 1))
    assert guard.push(0.02, DARK) == DARK


@pytest.mark.parametrize("tick_s", [0.02, 0.05])
def test_the_pace_of_an_exercise_is_no_flash(tick_s: float) -> None:
    cue = Cue(state="pace", since_s=0.0, tempo=replace(ELBOW.tempo, out_s=2.0, back_s=2.0))
    wanted = [(n * tick_s, lights(cue, n * tick_s)) for n in range(int(20 / tick_s))]
    assert guarded(wanted) == wanted
    assert onsets_s(wanted) == []


def test_nothing_blinks_beside_a_code_that_is_being_counted() -> None:
    """The light that says "recording" every two seconds would put blinks off, and a two would be read as a one."""
    cue = Cue(since_s=100.0, pressed_s=100.0, fault_s=0.0, code=2, waiting=True)
    wanted = [(0.02 * n, lights(cue, 100.0 + 0.02 * n)) for n in range(600)]
    shown = guarded(wanted)
    assert shown == wanted
    assert onsets_s(shown) == pytest.approx([0.0, 1.5, 6.0, 7.5], abs=0.021)
    assert lights(cue, 130.0) == lights(replace(cue, fault_s=None), 130.0)


def test_a_fault_waits_while_a_limb_follows_a_beat_until_it_is_asked_for() -> None:
    cue = Cue(state="beat", since_s=0.0, beat_s=2.0, fault_s=10.0)
    assert lights(cue, 10.5).right == 0
    assert lights(replace(cue, pressed_s=10.0), 10.5).right == 1


@pytest.mark.parametrize(
    ("cue", "name"),
    [
        (Cue(), "recording"),
        (Cue(refused_s=97.1), "nothing due"),
        (Cue(refused_s=97.0), "recording"),
        (Cue(waiting=True), "recording"),
        (Cue(waiting=True, pressed_s=80.1), "programme waiting"),
        (Cue(waiting=True, pressed_s=80.0), "recording"),
        (Cue(state="pace", tempo=TEMPO, too_fast_s=98.1), "too fast"),
        (Cue(state="pace", tempo=TEMPO, too_fast_s=98.0), "pace"),
        (Cue(state="rest", too_fast_s=99.9), "rest"),
    ],
)
def test_what_is_said_in_words_is_what_the_lights_say_most(cue: Cue, name: str) -> None:
    assert said(cue, 100.0) == name


@settings(max_examples=examples(60), deadline=None)
@given(
    state=st.sampled_from(["recording", "private"]),
    ages_s=st.lists(st.none() | st.floats(0, 40) | st.just(math.inf), min_size=6, max_size=6),
    waiting=st.booleans(),
    code=st.none() | st.integers(2, 4),
    night=st.booleans(),
)
def test_lights_that_are_set_only_when_they_change_look_as_if_set_all_the_time(
    state: ShownState,
    ages_s: list[float | None],
    waiting: bool,  # noqa: FBT001 - a parameter of the test
    code: int | None,
    night: bool,  # noqa: FBT001 - likewise
) -> None:
    now_s = 1000.0
    times = [None if age_s is None else now_s - age_s for age_s in ages_s]
    cue = Cue(state, times[0], counted_s=times[1], refused_s=times[2], pressed_s=times[3], waiting=waiting, code=code)
    cue = replace(cue, fault_s=times[4], invited_s=times[5] if times[5] != -math.inf else None)
    until_s = now_s + 0.38
    change_s = next_change_s(cue, now_s, until_s, 0.02, night=night)
    before = [now_s + n * 0.02 for n in range(20) if now_s + n * 0.02 < change_s]
    assert {lights(cue, at_s, night=night) for at_s in before} == {lights(cue, now_s, night=night)}
    assert change_s == until_s or lights(cue, change_s, night=night) != lights(cue, now_s, night=night)


def test_a_blink_of_a_tenth_of_a_second_is_ended_in_time_and_after_half_a_minute_all_is_dark() -> None:
    cue = Cue("recording", 1000.0, pressed_s=1000.0)
    assert next_change_s(cue, 1000.0, 1000.38, 0.02) == pytest.approx(1000.1, abs=0.021)
    assert next_change_s(cue, 1040.0, 1040.38, 0.02) == 1040.38
    assert lights(cue, 1040.0) == Lights()
