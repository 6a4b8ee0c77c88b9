from dataclasses import replace

import pytest

from device.programme.items import ELBOW, MOST_REPETITIONS, SHORTEST_FADE_S, Item, Tempo
from device.records.decoding import BadValue, from_plain, to_plain


def test_the_built_in_exercise_is_ten_slow_repetitions_within_its_own_rules() -> None:
    assert ELBOW.repetitions == 10
    assert from_plain(Item, to_plain(ELBOW)) == ELBOW


def test_a_cycle_is_all_of_its_phases() -> None:
    assert Tempo(out_s=2, hold_s=1, back_s=3, pause_s=0.5).cycle_s == 6.5


@pytest.mark.parametrize("repetitions", [0, MOST_REPETITIONS + 1, 10_000])
def test_no_item_can_ask_for_more_repetitions_than_the_cap(repetitions: int) -> None:
    with pytest.raises(BadValue, match="repetitions: expected 1 to 100"):
        replace(ELBOW, repetitions=repetitions)


def test_a_target_beyond_the_cap_is_refused() -> None:
    with pytest.raises(BadValue, match="got 40, 151 and 150"):
        replace(ELBOW, target_deg=151)


def test_a_fade_that_would_flash_is_refused() -> None:
    plain = to_plain(ELBOW)
    plain["tempo"]["out_s"] = SHORTEST_FADE_S - 0.1
    with pytest.raises(BadValue, match=r"tempo\.out_s: expected a number from 2 to 30, got 1\.9"):
        from_plain(Item, plain)
