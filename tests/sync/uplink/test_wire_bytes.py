"""What a worn day may cost on the wire: a megabyte."""

from pathlib import Path

import pytest

from tests.benchmarks.wire_bytes import measured

EVENING, MEGABYTE, HOURS_A_DAY = 20.0, 1_000_000, 24


@pytest.mark.slow
def test_an_hour_of_the_evening_costs_no_more_than_its_share_of_a_megabyte(tmp_path: Path) -> None:
    line, _ = measured(tmp_path, EVENING, 1.0)
    days = line.messages["up/day"]
    assert 4 <= days <= 6
    assert line.messages["up/day cleared"] == 0  # a day stays for a week after its receipt
    assert line.messages["up/status"] <= 3
    assert line.bytes.total() <= MEGABYTE / HOURS_A_DAY
