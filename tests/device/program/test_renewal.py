"""A service whose bus was not there at its start begins anew, and only then."""

from pathlib import Path

import pytest

from device.program.renewal import Renewal
from device.system.clock import PacedClock

NINE_UTC_S = 1_772_442_000.0  # 2026-03-02T09:00:00Z


@pytest.fixture
def clock() -> PacedClock:
    return PacedClock(NINE_UTC_S)


def due_at_s(renewal: Renewal, clock: PacedClock, until_s: float) -> float | None:
    """When it was due first."""
    while clock.monotonic_s() < until_s:
        if renewal.due():
            return clock.monotonic_s()
        clock.sleep(1.0)
    return None


def test_a_bus_that_was_never_there_is_due_after_ten_minutes(tmp_path: Path, clock: PacedClock) -> None:
    assert due_at_s(Renewal(tmp_path / "i2c-1", clock), clock, 3600) == 600


def test_a_bus_that_is_there_is_never_due(tmp_path: Path, clock: PacedClock) -> None:
    (tmp_path / "i2c-1").touch()
    assert due_at_s(Renewal(tmp_path / "i2c-1", clock), clock, 3600) is None


def test_a_bus_that_was_there_once_is_never_due(tmp_path: Path, clock: PacedClock) -> None:
    """Records may wait in memory by then; and what the service's /dev had at its start stays there."""
    (tmp_path / "i2c-1").touch()
    renewal = Renewal(tmp_path / "i2c-1", clock)
    assert due_at_s(renewal, clock, 100) is None
    (tmp_path / "i2c-1").unlink()
    assert due_at_s(renewal, clock, 3600) is None
