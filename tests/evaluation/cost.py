"""What an hour of data costs: ours streaming, as the device runs it, and ParaDigMa in one batch, in the same run."""

import time
from collections.abc import Iterator

import numpy as np

from device.analysis.blocks import Blocks
from device.analysis.pipeline import Pipeline
from device.signals.samples import Samples
from tests.evaluation.paradigma import ParaDigMa
from tests.evaluation.progress import step
from tests.evaluation.table import Row

HOUR_S, RATE_HZ = 3600, 100
PORTION = 20  # five pushes a second
MOST_S = 2.0
MOST_TIMES = 1.5


def cost_rows(paradigma: ParaDigMa) -> Iterator[Row]:
    """Processor seconds of this computer."""
    with step("cost of an hour"):
        hour = moving_hour()
        streamed_s, whole_s = cpu_s(list(portions(hour, PORTION))), cpu_s([hour])
        answer = paradigma.judge([hour])
    theirs = "not installed" if answer is None else f"{answer.cpu_s:.2f} s, one batch"
    yield Row(
        f"CPU for an hour of data, streaming, one update a second: <= {MOST_S:.0f} s",
        ("", f"{streamed_s:.2f} s"),
        theirs=theirs,
        best="0.5 s, batch only",
        met=streamed_s <= MOST_S,
    )
    yield Row("    the same in one batch", ("", f"{whole_s:.2f} s"), theirs=theirs)
    if answer is not None:
        times = streamed_s / answer.cpu_s
        of_theirs = f"    streaming, times ParaDigMa's one batch: <= {MOST_TIMES}"
        yield Row(of_theirs, ("", f"{times:.1f}"), met=times <= MOST_TIMES)


def moving_hour() -> Samples:
    """Movement in every second, so that none is passed over as inert."""
    random = np.random.default_rng(3)
    time_s = np.arange(HOUR_S * RATE_HZ) / RATE_HZ + random.normal(0, 0.0002, HOUR_S * RATE_HZ)
    rotation_dps = np.cumsum(random.normal(0, 5, (len(time_s), 3)), axis=0) % 100
    return Samples(time_s, random.normal(0, 0.05, (len(time_s), 3)), rotation_dps)


def portions(samples: Samples, size: int) -> Iterator[Samples]:
    """The samples in portions of `size`."""
    assert samples.rotation_dps is not None
    for start in range(0, len(samples), size):
        part = slice(start, start + size)
        yield Samples(samples.time_s[part], samples.acceleration_g[part], samples.rotation_dps[part])


def cpu_s(parts: list[Samples]) -> float:
    """Processor seconds of the whole analysis."""
    blocks, pipeline, before_s = Blocks(), Pipeline(), time.process_time()
    for part in parts:
        for block in blocks.push(part, float(part.time_s[-1])):
            pipeline.push(block)
    for block in blocks.finish():
        pipeline.push(block)
    pipeline.finish()
    return time.process_time() - before_s
