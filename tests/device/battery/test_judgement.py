"""When a battery is low and when it is empty. The levels are those of systemd/easeband.toml."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.battery.judgement import BatteryJudge, BatteryVerdict
from drivers.battery import BatteryReading

IN_USE = BatteryReading(50, 3.7, external=False, charging=False)
FINE, LOW, EMPTY = BatteryVerdict(), BatteryVerdict(low=True), BatteryVerdict(low=True, empty=True)


def judged(*percents: float, stop: float = 5.0, seen: BatteryReading = IN_USE) -> list[BatteryVerdict]:
    judge = BatteryJudge(20.0, stop)
    return [judge.push(replace(seen, percent=percent)) for percent in percents]


def test_it_is_low_from_20_percent_down_and_until_it_has_recovered_by_3() -> None:
    assert judged(21, 20, 22, 23, 23.5, 21) == [FINE, LOW, LOW, LOW, FINE, FINE]


def test_it_is_empty_after_three_looks_at_5_percent_or_less_in_a_row() -> None:
    assert judged(5, 5, 5) == [LOW, LOW, EMPTY]
    assert judged(5, 4, 6, 5, 3) == [LOW] * 5, "a single misread level switches nothing off"


def test_0_is_never() -> None:
    assert judged(0, 0, 0, 0, stop=0.0) == [LOW] * 4


@pytest.mark.parametrize(
    "powered",
    [replace(IN_USE, external=True), replace(IN_USE, charging=True), replace(IN_USE, external=None, charging=True)],
)
def test_with_power_from_outside_it_is_neither(powered: BatteryReading) -> None:
    assert judged(1, 1, 1, 1, seen=powered) == [FINE] * 4


def test_a_board_that_does_not_tell_of_power_from_outside_is_taken_to_be_without() -> None:
    assert judged(1, 1, 1, seen=BatteryReading(1))[-1] == EMPTY


looks = st.lists(
    st.builds(BatteryReading, st.floats(0, 100), external=st.none() | st.booleans(), charging=st.none() | st.booleans())
)


@given(looks, st.floats(5, 50), st.floats(0, 5))
def test_it_is_never_empty_while_powered_nor_before_it_is_low(
    seen: list[BatteryReading], low: float, stop: float
) -> None:
    judge = BatteryJudge(low, stop)
    for look in seen:
        verdict = judge.push(look)
        assert not (verdict.empty or verdict.low) or not (look.external or look.charging)
        assert verdict.low or not verdict.empty
        assert look.percent <= stop or not verdict.empty
