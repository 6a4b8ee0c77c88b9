"""A hostile client's flood against a real broker and the collector in processes of their own."""

import pytest

from tests.benchmarks.flood import measure
from tests.support.needs import need_program

pytestmark = [pytest.mark.slow, pytest.mark.alone]


@pytest.mark.parametrize("flooders", [1, 10])
def test_twenty_thousand_hostile_messages_cost_an_honest_device_three_seconds_and_the_collector_no_memory(
    flooders: int,
) -> None:
    """Before more than a hundred messages were read ahead, ten flooders cost 17 to 39 s on two busy cores."""
    need_program("mosquitto")
    seen = measure(20_000, flooders, acl=True)
    print(seen.in_words())
    assert seen.worst_of_its_own_s <= 3.0
    assert seen.peak_mb - seen.before_mb <= 40.0
    assert seen.own_s <= 30.0
    assert "the device sends more than 24 MB at once and then 6 MB a minute: " in seen.told
