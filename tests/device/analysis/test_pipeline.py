import numpy as np
import pytest

from device.analysis.pipeline import Pipeline
from device.records.facts import Episode, Minute
from device.signals.samples import Samples
from tests.support.limbs import NEUTRAL, jerk, only, reach, resting, shaken, still, swing, together, turning


def recording() -> Samples:
    """Seventy seconds at rest with tremor of 5 Hz from second 20 to second 40."""
    rest, trembling = still(70, start_s=100), shaken(still(70, start_s=100), 5, 20)
    assert rest.rotation_dps is not None
    assert trembling.rotation_dps is not None
    during = (rest.time_s >= 120) & (rest.time_s < 140)
    rest.rotation_dps[during] = trembling.rotation_dps[during]
    rest.acceleration_g[during] = trembling.acceleration_g[during]
    return rest


def test_tremor_becomes_readings_an_episode_and_minutes() -> None:
    pipeline, samples = Pipeline(), recording()
    pushed, rest = pipeline.push(samples), pipeline.finish()
    tremor_s = [reading.second_s for reading in (*pushed.readings, *rest.readings) if reading.tremor]
    records = [*pushed.records, *rest.records]
    (episode,) = [record for record in records if isinstance(record, Episode)]
    minutes = [record for record in records if isinstance(record, Minute)]
    assert set(range(120, 140)) <= set(tremor_s) <= set(range(119, 141))
    assert (episode.start_s, episode.duration_s) == (tremor_s[0], len(tremor_s))
    assert episode.frequency_hz == pytest.approx(5, abs=0.05)
    assert episode.amplitude_deg == pytest.approx(2 * 20 / (2 * np.pi * 5), rel=0.05)
    assert [(minute.start_s, minute.recorded_s) for minute in minutes] == [(100, 20), (120, 50)]
    assert sum(minute.tremor_s for minute in minutes) == len(tremor_s)


def test_what_else_the_limb_does_becomes_episodes_in_the_order_of_their_ends() -> None:
    moving = together(swing(103, 15, 1, 40), reach(130, 0.2, 60), reach(140, 1, -60), jerk(150.3))
    pipeline = Pipeline(personal=NEUTRAL)
    samples = turning(resting(60, start_s=100), moving)
    records = [*pipeline.push(samples).records, *pipeline.finish().records]
    kinds = [record.kind for record in records if isinstance(record, Episode)]
    assert kinds == ["repetitive", "spasm", "jerk"]


def test_a_second_is_judged_once_the_three_after_it_are_over() -> None:
    pipeline, samples = Pipeline(), recording()
    judged = [pipeline.push(only(samples, slice(n, n + 20))).readings for n in range(0, 1000, 20)]
    delays_s = [
        float(samples.time_s[20 * n + 19]) - reading.second_s
        for n, readings in enumerate(judged)
        for reading in readings
    ]
    assert len(delays_s) == 6
    assert max(delays_s) < 4.3


def test_the_first_and_the_last_second_are_not_assessable() -> None:
    pipeline = Pipeline()
    pushed, rest = pipeline.push(still(5)), pipeline.finish()
    assert [reading.tremor for reading in (*pushed.readings, *rest.readings)] == [None, False, False, False, None]
