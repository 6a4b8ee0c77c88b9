"""Worlds of a few seeds hold, and a seed makes the same world each time."""

import pytest

from tests.world.world import run_world


def test_a_small_world_holds_and_is_the_same_each_time() -> None:
    first, second = run_world(1003), run_world(1003)
    assert first.faults == []
    assert first.story == second.story
    assert first.messages > 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_worlds_hold(seed: int) -> None:
    assert run_world(seed).faults == []
