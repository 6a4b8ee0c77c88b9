"""From which angle on the counter decides what: turns made by hand, a tenth of a second each."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from device.programme.items import Movement, Tempo, shortest_s
from device.programme.seen import Repetition
from device.repetitions.counter import RepetitionCounter
from device.signals.gyro_bias import Turn

ITEM = Movement(
    exercise="made up",
    repetitions=10,
    tempo=Tempo(out_s=2.0, hold_s=0.0, back_s=2.0, pause_s=0.0),
    count_from_deg=40.0,
    target_deg=60.0,
    cap_deg=100.0,
)
SPEED_DEG = 2.0  # a step: 20 deg/s
SLOWLY_DEG = 0.625  # a step: so slow that smoothing would take nothing of it


def turn(step_deg: float, number: int, *, still: bool = False) -> Turn:
    return Turn(number / 10, (0.0, 0.0, step_deg * 10), (0.0, 0.0, 1.0), after_gap=False, still=still)


def turns(places_deg: Sequence[float], by_deg: float = SPEED_DEG) -> list[Turn]:
    """From 0 to each of these places in turn, never still."""
    made, angle_deg = [turn(0.0, 1, still=True)], 0.0
    for place_deg in places_deg:
        steps = max(round(abs(place_deg - angle_deg) / by_deg), 1)
        made += [turn((place_deg - angle_deg) / steps, len(made) + number) for number in range(1, steps + 1)]
        angle_deg = place_deg
    return made


def pushed(made: Iterable[Turn], counter: RepetitionCounter | None = None) -> list[Repetition]:
    following = counter or RepetitionCounter(ITEM)
    return [repetition for one in made for repetition in following.push(one)]


def ranges_deg(repetitions: Iterable[Repetition]) -> list[float]:
    return [round(repetition.range_deg, 3) for repetition in repetitions]


def finished(places_deg: Sequence[float]) -> list[float]:
    """The ranges that the end of the set tells."""
    counter = RepetitionCounter(ITEM)
    pushed(turns(places_deg, by_deg=0.5), counter)
    return ranges_deg(counter.finish())


@pytest.mark.parametrize(("out_deg", "told"), [(19.9, []), (20.1, [20.1])])
def test_half_of_what_counts_makes_a_movement_out(out_deg: float, told: list[float]) -> None:
    """A half of 40 degrees, ours."""
    assert ranges_deg(pushed(turns([out_deg, out_deg - 12.0], SLOWLY_DEG))) == told


@pytest.mark.parametrize(("back_to_deg", "told"), [(30.1, []), (29.9, [60.0])])
def test_a_repetition_is_told_half_of_the_way_back(back_to_deg: float, told: list[float]) -> None:
    """A half of 60 degrees, ours."""
    assert ranges_deg(pushed(turns([60.0, back_to_deg]))) == told


def test_just_half_is_enough() -> None:
    """Steps of five eighths keep each sum exact: 20 of 40 on the way out, 20 of 40 on the way back."""
    (told,) = pushed(turns([20.0, 10.0], SLOWLY_DEG))
    assert (told.range_deg, told.counted) == (20.0, False)
    (told,) = pushed(turns([40.0, 20.0], SLOWLY_DEG))
    assert (told.range_deg, told.counted) == (40.0, True)


def test_a_repetition_is_from_where_it_began_to_where_it_was_told() -> None:
    (first,) = pushed(turns([60.0, 30.0]))
    assert (first.start_s, first.end_s) == pytest.approx((0.1, 0.1 + 3.0 + 1.5))
    assert first.counted
    assert first.reason is None


def test_the_next_one_begins_furthest_back() -> None:
    first, second = pushed(turns([60.0, 10.0, 60.0, 20.0]))
    assert second.range_deg == pytest.approx(50)
    assert (second.start_s, second.end_s) == pytest.approx((0.1 + 3.0 + 2.5, 0.1 + 3.0 + 2.5 + 2.5 + 1.3))
    assert first.end_s < second.start_s


def test_however_slowly_the_limb_goes_back_the_next_one_begins_furthest_back() -> None:
    assert ranges_deg(pushed(turns([60.0, 0.5, 60.0, 20.0], by_deg=0.5))) == [60.0, 59.5]
    assert ranges_deg(pushed(turns([60.0, 0.0, 0.5, 60.0, 20.0], by_deg=0.5))) == [60.0, 60.0]


def test_just_half_is_enough_for_each_one() -> None:
    assert ranges_deg(pushed(turns([20.0, 0.0, 20.0, 10.0], SLOWLY_DEG))) == [20.0, 20.0]


USUAL = [60.0, 0.0]


@pytest.mark.parametrize(
    ("before", "back_deg", "told"),
    [
        (3, 44.0, []),
        (3, 46.0, [140.0]),  # half of one and a half times the usual 60 degrees, ours
        (2, 68.0, []),
        (2, 72.0, [140.0]),  # two do not tell yet what is usual: half of the whole way back
    ],
)
def test_of_a_way_out_beyond_the_usual_no_more_has_to_be_gone_back(
    before: int, back_deg: float, told: list[float]
) -> None:
    """Three repetitions tell what is usual, ours."""
    assert ranges_deg(pushed(turns([*USUAL * before, 140.0, 140.0 - back_deg])))[before:] == told


def test_just_one_and_a_half_times_the_usual_is_not_beyond_it() -> None:
    assert ranges_deg(pushed(turns([*USUAL * 3, 88.0, 45.0])))[3:] == []
    assert ranges_deg(pushed(turns([*USUAL * 3, 88.0, 43.0])))[3:] == [88.0]


def test_what_is_usual_is_the_middle_of_the_last_eight() -> None:
    """Eight, ours: of five of 50 and four of 90 degrees the first is forgotten: (50 + 90) / 2 x 1.5 / 2 is 52.5."""
    ranges = [50.0] * 5 + [90.0] * 4
    before = [place for out_deg in ranges for place in (out_deg, 0.0)]
    assert ranges_deg(pushed(turns([*before, 150.0, 150.0 - 52.0])))[9:] == []
    assert ranges_deg(pushed(turns([*before, 150.0, 150.0 - 53.0])))[9:] == [150.0]


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ([35.9], []),
        ([36.0], [36.0]),  # 0.3 x twice the usual 60 degrees
        ([30.0, 24.1], []),
        ([30.0, 23.9], [30.0]),
    ],
)
def test_three_tenths_of_the_usual_way_out_and_back_make_the_last_one(last: list[float], told: list[float]) -> None:
    """0.3, ours."""
    assert finished([*USUAL, *last]) == told


def test_the_last_one_ends_with_the_set() -> None:
    counter = RepetitionCounter(ITEM)
    made = turns([*USUAL, 50.0])
    pushed(made, counter)
    (last,) = counter.finish()
    assert (last.start_s, last.end_s) == pytest.approx((0.1 + 6.0, 0.1 + 6.0 + 2.5))
    assert (last.counted, last.reason) == (True, None)


def test_nothing_is_unfinished_before_a_first_repetition_or_at_rest() -> None:
    assert finished([60.0]) == []
    assert finished([]) == []
    assert finished(USUAL) == []


@pytest.mark.parametrize(("again_to_deg", "told"), [(108.0, []), (110.0, [140.0])])
def test_before_anything_is_usual_going_out_again_ends_a_movement_into_position(
    again_to_deg: float, told: list[float]
) -> None:
    """From 140 degrees 60 back, more than the 40 that count, and half as far out again, ours: it never comes to 70."""
    assert ranges_deg(pushed(turns([140.0, 80.0, again_to_deg]))) == told


@pytest.mark.parametrize(("dip_deg", "told"), [(39.5, []), (40.0, [140.0])])
def test_a_smaller_dip_than_what_counts_ends_nothing(dip_deg: float, told: list[float]) -> None:
    assert ranges_deg(pushed(turns([140.0, 140.0 - dip_deg, 140.0], by_deg=0.5))) == told


def test_once_something_is_usual_going_out_again_ends_nothing() -> None:
    assert ranges_deg(pushed(turns([*USUAL * 3, 140.0, 100.0, 130.0])))[3:] == []
    assert ranges_deg(pushed(turns([*USUAL * 2, 140.0, 100.0, 130.0])))[2:] == [140.0]


@pytest.mark.parametrize(
    ("range_deg", "reason"),
    [
        (39.9, "short by 5°"),  # rounded up to five degrees: that is what people can use
        (35.1, "short by 5°"),
        (34.9, "short by 10°"),
        (24.9, "short by 20°"),
        (40.1, None),
        (99.9, None),
        (100.1, "further than 100°"),
    ],
)
def test_why_a_range_does_not_count(range_deg: float, reason: str | None) -> None:
    (told,) = pushed(turns([range_deg, 0.0], SLOWLY_DEG))[:1]
    assert (told.reason, told.counted) == (reason, reason is None)


def test_ends_of_the_range_count() -> None:
    (told,) = pushed(turns([40.0, 10.0]))
    assert told.counted
    (told,) = pushed(turns([100.0, 40.0]))
    assert told.counted


@pytest.mark.parametrize(("seconds", "reason"), [(1.0, "too fast"), (1.1, "too fast"), (1.3, None), (1.4, None)])
def test_four_tenths_of_the_shown_tempo_are_too_fast(seconds: float, reason: str | None) -> None:
    """0.4 x (2 s out and half of 2 s back) are 1.2 s, up to where a repetition is told."""
    assert shortest_s(ITEM) == pytest.approx(1.2)
    (told,) = pushed(turns([60.0, 29.9], by_deg=90 / (10 * seconds)))
    assert told.reason == reason
    assert told.end_s - told.start_s == pytest.approx(seconds)


def test_just_four_tenths_are_not_too_fast() -> None:
    """0.4 x (4 s out and half of 2 s back) are 2 s."""
    item = replace(ITEM, tempo=Tempo(out_s=4.0, hold_s=0.0, back_s=2.0, pause_s=0.0))
    (told,) = pushed(turns([60.0, 29.9], by_deg=4.5), RepetitionCounter(item))
    assert (told.end_s - told.start_s, told.reason) == (2.0, None)


def test_a_movement_into_position_ends_when_the_limb_is_first_furthest_back() -> None:
    (told,) = pushed(turns([140.0, 80.0, 80.0, 80.0, 110.0]))
    assert (told.start_s, told.end_s) == pytest.approx((0.1, 0.1 + 7.0 + 3.0))


@pytest.mark.parametrize(("offset_dps", "kept"), [(1.99, True), (2.0, True), (2.01, False)])
def test_an_offset_that_leads_an_angle_astray_makes_it_forgotten(offset_dps: float, *, kept: bool) -> None:
    """2 deg/s, ours: over a repetition of ten seconds, 20 degrees."""
    made = turns([60.0, 0.0])
    learned = replace(made[15], offset_dps=(0.0, offset_dps, 0.0))
    known = [replace(one, offset_dps=(0.0, offset_dps, 0.0)) for one in made[16:]]
    told = pushed([*made[:15], learned, *known])
    assert (ranges_deg(told) == [60.0]) is kept


def test_only_the_first_offset_that_is_learned_makes_it_forget() -> None:
    counter = RepetitionCounter(ITEM)
    made = [replace(one, offset_dps=(0.5, 0.0, 0.0)) for one in turns([60.0, 0.0])]
    changed = [replace(one, offset_dps=(5.0, 0.0, 0.0)) for one in made[10:]]
    assert ranges_deg(pushed([*made[:10], *changed], counter)) == [60.0]


def test_after_a_gap_the_way_out_begins_anew() -> None:
    made = turns([60.0, 0.0], SLOWLY_DEG)
    after = replace(made[48], after_gap=True)
    assert ranges_deg(pushed([*made[:48], after, *made[49:]])) == [pytest.approx(60 - 48 * 0.625)]


def test_a_limb_that_rests_has_its_start_there_and_may_go_the_other_way_first() -> None:
    made = turns([15.0, -40.0, -12.0])
    rested = [replace(one, still=number == 8) for number, one in enumerate(made)]
    (told,) = pushed(rested)
    assert told.range_deg == pytest.approx(40 + 15)
    made = turns([*USUAL, 1.0, -60.0, -20.0])
    assert ranges_deg(pushed(made)) == [60.0]
    at_rest = [replace(one, still=number == 61) for number, one in enumerate(made)]
    assert ranges_deg(pushed(at_rest)) == [60.0, 61.0]


def test_out_stays_the_same_way_until_the_limb_rests() -> None:
    assert ranges_deg(pushed(turns([*USUAL, -60.0, 0.0, -60.0, 0.0]))) == [60.0, 60.0]


def test_an_exercise_that_begins_forgets_and_one_that_pauses_does_not() -> None:
    made, counter = turns([60.0, 0.0, 60.0]), RepetitionCounter(ITEM)
    counter.heed(exercising=True)
    assert pushed(made[:20], counter) == []
    counter.heed(exercising=False)
    assert pushed(made[20:25], counter) == []
    counter.heed(exercising=True)
    assert ranges_deg(pushed(made[25:], counter)) == [50.0]  # it was at 50 degrees when it went on
