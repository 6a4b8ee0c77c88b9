"""A hostile client's flood against a real broker and the collector in processes of their own."""

import pytest

from tests.benchmarks.flood import measure
from tests.support.needs import need_program

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def test_twenty_thousand_hostile_messages_cost_an_honest_device_three_seconds_and_the_collector_no_memory() -> None:
    """Before devices took turns 12.3 s and 228 MB more on two busy cores; since then 0.5 s and 12 MB."""
    need_program("mosquitto")
    seen = measure(20_000, 1, acl=True)
    print(seen.in_words())
    assert max(seen.flooded_s) <= 3.0
    assert seen.peak_mb - seen.before_mb <= 40.0
    assert seen.own_s <= 30.0
    assert "the device sends more than 24 MB at once and then 6 MB a minute: " in seen.told
