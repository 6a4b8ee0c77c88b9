import pytest

from device.signals.turning import STEP_S, Step, Vector
from device.signals.turning_rest import LARGEST_OFFSET_DPS, STILL_RATE_DPS, STILL_STEPS, STILL_TILT_G, TurningRest

QUIET: Vector = (3.0, -2.0, 0.5)
LEVEL: Vector = (0.0, 0.0, 1.0)


def step(number: int, rotation_dps: Vector = QUIET, acceleration_g: Vector = LEVEL, *, after_gap: bool = False) -> Step:
    return Step(number * STEP_S, rotation_dps, acceleration_g, after_gap)


def quiet(rest: TurningRest, steps: int = STILL_STEPS) -> list[bool]:
    return [rest.push(step(number)) for number in range(steps)]


def test_a_limb_is_still_after_a_second_without_change_and_its_turning_is_the_offset() -> None:
    rest = TurningRest()
    assert quiet(rest) == [False] * (STILL_STEPS - 1) + [True]
    assert rest.offset_is_known
    assert rest.offset_dps == pytest.approx(QUIET)


@pytest.mark.parametrize("axis", range(3))
def test_turning_about_any_axis_or_tilting_is_not_still(axis: int) -> None:
    turned, tilted = list(QUIET), list(LEVEL)
    turned[axis] += 2 * STILL_RATE_DPS
    tilted[axis] += 2 * STILL_TILT_G
    for moved in (step(1, rotation_dps=tuple(turned)), step(1, acceleration_g=tuple(tilted))):  # type: ignore[arg-type]
        rest = TurningRest()
        quiet(rest)
        assert not rest.push(moved)


def test_steady_turning_faster_than_any_offset_is_not_still() -> None:
    rest = TurningRest()
    assert not any(rest.push(step(number, (0.0, -2 * LARGEST_OFFSET_DPS, 0.0))) for number in range(50))
    assert not rest.offset_is_known


def test_the_second_before_a_gap_does_not_make_the_limb_still_after_it() -> None:
    rest = TurningRest()
    quiet(rest)
    assert not rest.push(step(STILL_STEPS, after_gap=True))
    assert rest.offset_is_known
