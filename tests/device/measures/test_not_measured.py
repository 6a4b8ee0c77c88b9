"""What could not be measured is None: never a number that cannot be trusted."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from device.programme.items import BeatSwing, Hold, Movement, Tempo
from device.records.facts import NOTHING_ASKED, SetMeasures, SetResult
from device.signals.samples import Samples
from tests.device.signals.test_axes_alive import stopped
from tests.support.done_sets import ROLL, START_S, Done, analysed, held, limb, out_and_back, repeated, sensed
from tests.support.limbs import reach, still, swing, turning, without

HOLD = Hold("postural-hold", 20.0)
STRETCH = Hold("gentle-stretch", 20.0)
TEMPO = Tempo(out_s=2, hold_s=1, back_s=2, pause_s=1)
REACH = Movement("reach", 6, TEMPO, 15, 40, 120)
TOES = Movement("toes-up", 6, TEMPO, 15, 20, 70)
STEADY = limb(20)


def reaching(pace: tuple[float, ...] = (1.0,) * 4) -> Samples:
    course, end_s = out_and_back(START_S + 1, TEMPO, 50, pace)
    return limb(end_s - START_S, course)


@cache
def reached() -> Done:
    """Four even repetitions."""
    return repeated(sensed(reaching()), REACH)


def measures(done: Done) -> SetMeasures:
    return done.measured().measures


def with_dead_axis(samples: Samples) -> Samples:
    return stopped(samples, [4], START_S, START_S + 60)


def without_gyroscope(samples: Samples) -> Samples:
    return replace(samples, rotation_dps=None)


@pytest.mark.parametrize("lose", [with_dead_axis, without_gyroscope])
@pytest.mark.parametrize("work", [HOLD, STRETCH, Hold("supported-rest", 20.0)])
def test_without_all_axes_of_the_gyroscope_nothing_is_said_of_a_hold(
    work: Hold, lose: Callable[[Samples], Samples]
) -> None:
    assert measures(held(lose(sensed(STEADY)), work)) == NOTHING_ASKED


def test_a_gap_of_a_fifth_of_a_hold_leaves_nothing_to_say_of_how_it_was_held() -> None:
    seen = measures(held(without(sensed(STEADY), START_S + 8, START_S + 12), HOLD))
    assert (seen.in_band_s, seen.drift_deg) == (None, None)
    assert (seen.tremor_start_deg, seen.tremor_end_deg) == (0, 0)


def test_a_gap_of_a_second_in_a_hold_is_not_counted_as_held() -> None:
    seen = measures(held(without(sensed(STEADY), START_S + 9, START_S + 10), HOLD))
    assert seen.in_band_s == pytest.approx(19, abs=0.5)


def test_a_gap_at_the_end_of_a_hold_leaves_its_drift_and_its_last_tremor_unknown() -> None:
    seen = measures(held(without(sensed(limb(60)), START_S + 54, START_S + 65), Hold("postural-hold", 60.0)))
    assert seen.drift_deg is None
    assert seen.tremor_start_deg == 0
    gone = measures(held(without(sensed(limb(60)), START_S + 46, START_S + 65), Hold("postural-hold", 60.0)))
    assert (gone.tremor_start_deg, gone.tremor_end_deg) == (0, None)


def test_a_hold_of_less_than_ten_seconds_has_no_tremor_at_start_and_end() -> None:
    seen = measures(held(sensed(STEADY), Hold("postural-hold", 9.0)))
    assert (seen.tremor_start_deg, seen.tremor_end_deg, seen.in_band_s) == (None, None, 9)


def test_a_set_that_is_over_at_once_says_nothing() -> None:
    assert measures(held(sensed(STEADY), HOLD, lasted_s=0.5)) == NOTHING_ASKED
    assert measures(held(sensed(STEADY), HOLD, lasted_s=0.0)) == NOTHING_ASKED


def test_stillness_is_unknown_before_the_gyroscopes_offset_is() -> None:
    never_still = turning(still(32, start_s=START_S - 10), swing(START_S - 20, 60, 0.3, 20))
    assert measures(held(sensed(never_still), STRETCH)).still_s is None


def test_the_speed_is_unknown_before_the_gyroscopes_offset_is() -> None:
    course, _ = out_and_back(START_S - 10, Tempo(2, 0, 2, 0), 50, (1.0,) * 7)
    done = repeated(turning(still(28, start_s=START_S - 10), course), REACH)
    assert done.repetitions
    seen = measures(done)
    assert (seen.peak_dps, seen.sparc, seen.tempo_variation) == (None, None, None)


def test_of_a_gyroscope_at_the_end_of_its_range_no_speed_is_told() -> None:
    course, end_s = out_and_back(START_S + 1, Tempo(2, 1, 2, 1), 300, (1.0,) * 4)  # up to 281 deg/s
    samples = limb(end_s - START_S, course)
    assert samples.rotation_dps is not None
    cut = replace(samples, rotation_dps=samples.rotation_dps.clip(-250, 250))
    done = reached()
    seen = measures(replace(done, portions=analysed([cut])))
    assert (seen.peak_dps, seen.sparc) == (None, None)
    assert seen.tempo_variation == pytest.approx(0, abs=0.02)


def test_two_repetitions_do_not_tell_how_even_the_tempo_was_nor_how_near_the_beat() -> None:
    seen = measures(repeated(sensed(reaching((1.0, 2.0))), REACH))
    assert seen.tempo_variation is None
    assert seen.sparc == pytest.approx(-1.41, abs=0.02)
    swinging = BeatSwing("paced-swing", 9, 2.5, 30, 40, 80)
    assert measures(repeated(sensed(limb(7, swing(START_S, 5, 0.4, 50))), swinging)).beat_error_s is None


def test_a_gap_in_one_repetition_leaves_the_others() -> None:
    done = reached()
    broken = replace(done, portions=analysed([without(done.samples, START_S + 8, START_S + 8.5)]))
    assert measures(broken).peak_dps == pytest.approx(46.9, abs=1)  # 50 degrees in 2 s, 1.875 times the mean


def test_gaps_in_more_than_half_of_the_repetitions_leave_nothing() -> None:
    done = reached()
    broken = done.samples
    for at_s in (2, 8, 14):
        broken = without(broken, START_S + at_s, START_S + at_s + 0.5)
    seen = measures(replace(done, portions=analysed([broken])))
    assert (seen.peak_dps, seen.sparc, seen.tempo_variation) == (None, None, None)


def test_no_repetition_leaves_nothing_to_measure_but_tremor() -> None:
    nothing_done = SetResult(START_S, 20, "reach", 6, "stopped", 0)
    seen = measures(replace(held(sensed(STEADY), HOLD), result=nothing_done, work=REACH))
    assert seen == SetMeasures(tremor_start_deg=0, tremor_end_deg=0)


def test_only_repetitions_that_count_are_measured() -> None:
    far, far_end_s = out_and_back(START_S + 1, TEMPO, 50, (1.0,) * 2)
    short, end_s = out_and_back(far_end_s, TEMPO, 12, (1.0,) * 3)
    done = repeated(sensed(limb(end_s - START_S, far, short)), REACH)
    assert [each.counted for each in done.repetitions] == [True, True, False, False, False]
    whole = replace(done, result=replace(done.result, duration_s=end_s - START_S))
    assert measures(whole).peak_dps == pytest.approx(46.9, abs=1)
    none_counts = replace(whole, repetitions=tuple(replace(each, counted=False) for each in done.repetitions))
    assert measures(none_counts).peak_dps is None


def test_an_exercise_that_nobody_knows_is_not_measured() -> None:
    assert measures(held(sensed(STEADY), Hold("juggling", 20.0))) == NOTHING_ASKED


def test_how_long_a_paused_hold_was_held_is_known_only_with_the_stretches_between_pauses() -> None:
    left = limb(30, reach(START_S + 10, 1, 40), reach(START_S + 19, 1, -40))
    done = held(sensed(left), HOLD, lasted_s=30)
    paused = replace(done, result=replace(done.result, pauses=1))
    assert measures(paused).in_band_s is None
    exercised = [(START_S, START_S + 10), (START_S + 20, START_S + 30)]
    seen = paused.measured(exercised=exercised).measures
    assert seen.in_band_s == pytest.approx(20, abs=0.2)
    assert seen.drift_deg == pytest.approx(0, abs=0.3)


def test_repetitions_in_a_pause_are_none_of_the_set() -> None:
    done = repeated(sensed(reaching((1.0, 1.0, 1.0, 2.0))), REACH)
    exercised = [(START_S, START_S + 19), (START_S + 30, done.result.start_s + done.result.duration_s)]
    assert done.measured(exercised=exercised).measures.tempo_variation == pytest.approx(0, abs=0.01)
    assert measures(done).tempo_variation == pytest.approx(0.4, abs=0.02)  # 1, 1, 1, 2


def test_a_hold_at_the_target_needs_the_position_that_it_began_at() -> None:
    course, end_s = out_and_back(START_S + 1, TEMPO, 25, (1.0,) * 4)
    samples = sensed(limb(end_s - START_S, course))
    done = repeated(samples, TOES)
    assert measures(done).in_band_s == pytest.approx(2.34, abs=0.2)  # 1 s, and 0.67 s of each way beyond 20 of 25
    lost = samples
    for each in done.repetitions:
        lost = without(lost, each.start_s - 0.6, each.start_s + 0.1)
    assert measures(replace(done, portions=analysed([lost]))).in_band_s is None


SWING = BeatSwing("paced-swing", 7, 2.5, 30, 40, 80)


def swung(late_s: float) -> Done:
    """Home again so long after each beat."""
    return repeated(sensed(limb(25, swing(START_S + late_s, 20, 0.4, 50), axis=ROLL)), SWING)


@pytest.mark.parametrize(("late_s", "error_s"), [(0.0, 0.0), (0.6, 0.6), (1.0, 0.25), (1.25, 0.0), (2.4, 0.1)])
def test_either_end_of_a_swing_may_be_on_the_beat(late_s: float, error_s: float) -> None:
    assert measures(swung(late_s)).beat_error_s == pytest.approx(error_s, abs=0.02)


def test_after_a_pause_the_beat_begins_anew_and_is_unknown_if_nobody_says_when() -> None:
    done = swung(0.2)
    paused = replace(done, result=replace(done.result, pauses=1))
    assert measures(paused).beat_error_s is None
    exercised = [(START_S, START_S + 6), (START_S + 7.8, START_S + 25)]  # from there on 0.1 s early
    assert paused.measured(exercised=exercised).measures.beat_error_s == pytest.approx(0.1, abs=0.02)
