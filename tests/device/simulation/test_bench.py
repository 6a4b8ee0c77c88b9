import pytest

from device.simulation.bench import in_minutes


@pytest.mark.parametrize(("seconds", "words"), [(20.0, "0 minutes"), (61.0, "1 minute"), (3540.0, "59 minutes")])
def test_one_minute_to_go_is_one(seconds: float, words: str) -> None:
    assert in_minutes(seconds) == words
