"""What somebody sees of the lights, by day and by night."""

import pytest

from device.simulation.people.eyes import Eyes

READY = (0.0, 1.0, 0.0)


def after(levels: tuple[float, float, float], length_s: float = 1.0) -> Eyes:
    eyes = Eyes()
    for look in range(round(length_s / 0.02)):
        eyes.look(100.0 + look * 0.02, levels)
    return eyes


def test_a_steady_light_is_seen_after_a_look() -> None:
    assert after(READY).steadily(left=False, middle=True, right=False)
    assert not after(READY, 0.4).steadily(left=False, middle=True, right=False)


def test_at_night_a_light_of_a_twentieth_is_as_bright_and_a_dimmer_one_as_dim() -> None:
    assert after((0.0, 0.05, 0.0)).levels == (0.0, 1.0, 0.0)
    assert after((0.005, 0.05, 0.0)).levels == pytest.approx((0.1, 1.0, 0.0))


def test_by_day_a_dim_light_is_dim() -> None:
    assert after((0.0, 0.1, 0.0)).levels == (0.0, 0.1, 0.0)
    eyes = after(READY)
    eyes.look(130.0, (0.0, 0.03, 0.0))
    assert eyes.levels == (0.0, 0.03, 0.0), "half a minute after full light"
