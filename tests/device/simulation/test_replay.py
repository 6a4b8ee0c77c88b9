from dataclasses import replace

import numpy as np
import pytest

from device.recordings.files import BadRecording
from device.simulation.replay import Replay, joined
from tests.support.limbs import only, shaken, still


@pytest.mark.parametrize("count", [0, 1])
def test_a_recording_without_two_samples_is_explained(count: int) -> None:
    with pytest.raises(BadRecording, match=f"{count} complete samples.*at least 2 samples"):
        Replay(joined([only(still(1), slice(0, count))]), 0)


def test_samples_of_one_moment_are_explained() -> None:
    with pytest.raises(BadRecording, match="at least 2 samples"):
        Replay(joined([replace(still(1), time_s=np.zeros(100))]), 0)


def test_a_recording_out_of_order_is_played_in_order() -> None:
    samples = shaken(still(3), 2, 50)
    motion = Replay(joined([only(samples, [*range(100, 300), *range(100)])]), 10)
    _, rotation_dps = motion(10 + samples.time_s)
    assert samples.rotation_dps is not None
    assert np.abs(rotation_dps - samples.rotation_dps).max() < 1e-6
    assert motion.end_s == pytest.approx(12.99)
