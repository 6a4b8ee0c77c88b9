"""Everyday movement is analysed twenty seconds at a time."""

import tracemalloc
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.analysis import Blocks, Pipeline
from device.records.facts import Minute
from device.signals.samples import Samples
from tests.device.analysis.test_streaming import AXES, SAMPLES, output, whole
from tests.support.examples import examples
from tests.support.limbs import NEUTRAL, cut, shaken, still


def portions(samples: Samples, count: int) -> list[Samples]:
    return list(cut(samples, range(count, len(samples), count)))


def test_samples_wait_for_up_to_twenty_seconds_and_come_out_as_they_were() -> None:
    blocks, came, samples = Blocks(), list[Samples](), still(50)
    for portion in portions(samples, 20):
        came += blocks.push(portion, float(portion.time_s[-1]))
    came += blocks.finish()
    assert [len(block) for block in came] == [460, 2000, 2000, 540]
    assert np.array_equal(np.concatenate([block.time_s for block in came]), samples.time_s)


def test_a_minute_is_over_as_soon_as_if_nothing_had_waited() -> None:
    """Its last second is judged with the first of the next minute, which takes up to 4.3 s."""
    blocks, pipeline, over_s = Blocks(), Pipeline(), list[float]()
    for portion in portions(still(130), 20):
        now_s = float(portion.time_s[-1])
        records = [record for block in blocks.push(portion, now_s) for record in pipeline.push(block).records]
        over_s += [now_s for record in records if isinstance(record, Minute)]
    assert over_s == [pytest.approx(64.4, abs=0.2), pytest.approx(124.4, abs=0.2)]


def held_bytes(samples: Samples, count: int) -> int:
    """What a pipeline holds after samples that came so many at a time, but for what each needs anyway."""
    pipeline = Pipeline()
    tracemalloc.start()
    for portion in portions(samples, count):
        pipeline.push(portion)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held


@pytest.mark.costly
def test_what_waits_for_the_next_block_is_some_seconds_and_not_the_block() -> None:
    """The analysis of twenty seconds makes 3 MB, of which 1.3 waited with the last two of them."""
    tremor = shaken(still(100), 5, 100)
    held_bytes(tremor, 2000)  # tables are made once
    assert held_bytes(tremor, 2000) < held_bytes(tremor, 200) + 400_000


def test_a_sensor_that_falls_silent_keeps_nobody_waiting() -> None:
    blocks, samples = Blocks(), still(3)
    assert not blocks.push(samples, 5.0)
    assert not blocks.due(24.3)
    assert [len(block) for block in blocks.due(24.5)] == [300]
    assert not blocks.due(40.0)


def test_nothing_waits_when_somebody_does() -> None:
    blocks, samples = Blocks(), still(3)
    first, second = portions(samples, 150)
    assert not blocks.push(first, 1.5)
    assert [len(block) for block in blocks.push(second, 3.0, at_once=True)] == [300]


def test_a_gyroscope_that_goes_begins_another_block() -> None:
    blocks, samples = Blocks(), still(2)
    blocks.push(samples, 2.0)
    blocks.push(Samples(samples.time_s + 2, samples.acceleration_g, None), 4.0)
    assert [block.rotation_dps is None for block in blocks.finish()] == [False, True]


class InBlocks:
    """The pipeline as the device runs it, in turns waiting and not."""

    def __init__(self, awaited: Sequence[bool]) -> None:
        self._blocks, self._pipeline, self._awaited = Blocks(), Pipeline(personal=NEUTRAL, axes=AXES), [*awaited]

    def push(self, samples: Samples) -> list[object]:
        self._awaited = [*self._awaited[1:], self._awaited[0]]
        now_s = float(samples.time_s[-1])
        blocks = self._blocks.push(samples, now_s, at_once=self._awaited[0])
        return [record for block in blocks for record in self._pipeline.push(block).records]

    def finish(self) -> list[object]:
        records = [record for block in self._blocks.finish() for record in self._pipeline.push(block).records]
        return [*records, *self._pipeline.finish().records, self._pipeline.left_out]


@pytest.mark.costly
@settings(max_examples=examples(20))
@given(awaited=st.lists(st.booleans(), min_size=1, max_size=9))
def test_whoever_waits_or_not_the_same_is_found(awaited: list[bool]) -> None:
    assert output(InBlocks(awaited), portions(SAMPLES, 77)) == whole("pipeline")
