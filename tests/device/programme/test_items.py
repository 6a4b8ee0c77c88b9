from dataclasses import replace

import pytest

from device.programme import items
from device.programme.items import ELBOW, Movement, Tempo, shortest_s
from device.records.decoding import BadValue, from_plain, to_plain

HALF_CIRCLE_DEG = 180


def test_the_built_in_exercise_is_ten_slow_repetitions_within_its_own_rules() -> None:
    assert ELBOW.repetitions == 10
    assert from_plain(Movement, to_plain(ELBOW)) == ELBOW


def test_the_built_in_exercise_goes_out_and_back_in_three_seconds_each_to_a_right_angle() -> None:
    assert ELBOW.tempo == Tempo(out_s=3, hold_s=1, back_s=3, pause_s=1)
    assert (ELBOW.count_from_deg, ELBOW.target_deg) == (40, 90)
    assert ELBOW.cap_deg == 150  # normal elbow flexion (American Academy of Orthopaedic Surgeons, 1965)


def test_the_caps_of_a_block_are_a_quarter_of_an_hour_and_ten_a_day() -> None:
    assert items.MOST_BLOCK_S == 900
    assert items.MOST_BLOCKS_A_DAY == 10
    assert items.MOST_REPETITIONS == 100


def test_a_cycle_is_all_of_its_phases() -> None:
    assert Tempo(out_s=2, hold_s=1, back_s=3, pause_s=0.5).cycle_s == 6.5


@pytest.mark.parametrize("repetitions", [-1, 0, 101, 10_000])
def test_no_item_can_ask_for_more_repetitions_than_the_cap(repetitions: int) -> None:
    with pytest.raises(BadValue, match="repetitions: expected 1 to 100"):
        replace(ELBOW, repetitions=repetitions)


@pytest.mark.parametrize("repetitions", [1, 100])
def test_an_item_may_ask_for_one_repetition_and_for_as_many_as_the_cap(repetitions: int) -> None:
    item = replace(ELBOW, repetitions=repetitions)
    assert from_plain(Movement, to_plain(item)) == item


@pytest.mark.parametrize("repetitions", [0, 101])
def test_no_written_programme_can_ask_for_more_repetitions_than_the_cap(repetitions: int) -> None:
    with pytest.raises(BadValue, match=f"repetitions: expected .* from 1 to 100, got {repetitions}"):
        from_plain(Movement, to_plain(ELBOW) | {"repetitions": repetitions})


def test_a_target_beyond_the_cap_is_refused() -> None:
    with pytest.raises(BadValue, match="got 40, 151 and 150"):
        replace(ELBOW, target_deg=151)


def test_a_target_below_what_counts_is_refused() -> None:
    with pytest.raises(BadValue, match="got 40, 39 and 150"):
        replace(ELBOW, target_deg=39)


@pytest.mark.parametrize("range_deg", [15, HALF_CIRCLE_DEG])
def test_a_range_may_be_a_single_angle_from_15_degrees_to_a_half_circle(range_deg: float) -> None:
    item = replace(ELBOW, count_from_deg=range_deg, target_deg=range_deg, cap_deg=range_deg)
    assert from_plain(Movement, to_plain(item)) == item


@pytest.mark.parametrize("name", ["count_from_deg", "target_deg", "cap_deg"])
@pytest.mark.parametrize("angle_deg", [14.9, 180.1])
def test_every_angle_is_from_15_degrees_to_a_half_circle(name: str, angle_deg: float) -> None:
    with pytest.raises(BadValue, match=f"{name}: expected a number from 15 to 180, got {angle_deg}"):
        from_plain(Movement, to_plain(ELBOW) | {name: angle_deg})


@pytest.mark.parametrize(("name", "length_s"), [("out_s", 1.9), ("out_s", 30.1), ("back_s", 1.9), ("back_s", 30.1)])
def test_a_fade_that_would_flash_or_never_end_is_refused(name: str, length_s: float) -> None:
    plain = to_plain(ELBOW)
    plain["tempo"][name] = length_s
    with pytest.raises(BadValue, match=rf"tempo\.{name}: expected a number from 2 to 30, got {length_s}"):
        from_plain(Movement, plain)


@pytest.mark.parametrize(("name", "length_s"), [("hold_s", -0.1), ("hold_s", 30.1), ("pause_s", -0.1)])
def test_a_stay_is_at_most_half_a_minute(name: str, length_s: float) -> None:
    plain = to_plain(ELBOW)
    plain["tempo"][name] = length_s
    with pytest.raises(BadValue, match=rf"tempo\.{name}: expected a number from 0 to 30, got {length_s}"):
        from_plain(Movement, plain)


@pytest.mark.parametrize("tempo", [Tempo(2, 0, 2, 0), Tempo(30, 30, 30, 30)], ids=["quickest", "slowest"])
def test_the_quickest_and_the_slowest_tempo_are_taken(tempo: Tempo) -> None:
    assert from_plain(Tempo, to_plain(tempo)) == tempo


def test_the_quickest_repetition_takes_two_fifths_of_the_tempo_up_to_the_middle_of_the_way_back() -> None:
    assert shortest_s(replace(ELBOW, tempo=Tempo(out_s=10, hold_s=4, back_s=12, pause_s=7))) == pytest.approx(8)
    assert shortest_s(ELBOW) == pytest.approx(2.2)


def test_half_of_the_way_out_makes_it_a_repetition_on_the_way_back() -> None:
    assert items.BACK_SHARE == 0.5
