"""The bus' real speed from its reads, and the asked one from the device tree."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.i2c.bus import asked_hz
from drivers.i2c.speed import ENOUGH_READS, LONG_READ, BusSpeed


def speed(reads: list[tuple[int, float]]) -> float | None:
    bus = BusSpeed()
    for read_bytes, read_s in reads:
        bus.push(read_bytes, read_s)
    return bus.hz


@given(
    hz=st.sampled_from([62_500.0, 100_000.0, 250_000.0, 400_000.0]),
    late_s=st.lists(st.floats(0, 0.04), min_size=ENOUGH_READS, max_size=50),
)
def test_however_the_computer_dawdles_the_bus_is_never_taken_for_faster_than_it_is(
    hz: float, late_s: list[float]
) -> None:
    seen_hz = speed([(280, 283 * 9 / hz + each_s) for each_s in [*late_s, 0.0]])
    assert seen_hz == pytest.approx(hz)


def test_few_reads_short_reads_and_reads_in_no_time_tell_nothing() -> None:
    assert speed([(280, 0.0064)] * (ENOUGH_READS - 1)) is None
    assert speed([(LONG_READ - 1, 0.001)] * 100) is None
    assert speed([(280, 0.0)] * 100) is None


def test_the_device_tree_says_what_was_asked_for(tmp_path: Path) -> None:
    node = tmp_path / "i2c-1" / "of_node"
    node.mkdir(parents=True)
    (node / "clock-frequency").write_bytes((400_000).to_bytes(4))
    assert asked_hz(1, tmp_path) == 400_000


@pytest.mark.parametrize("content", [None, b""])
def test_without_a_device_tree_nothing_is_known(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "i2c-1" / "of_node").mkdir(parents=True)
        (tmp_path / "i2c-1" / "of_node" / "clock-frequency").write_bytes(content)
    assert asked_hz(1, tmp_path) is None
