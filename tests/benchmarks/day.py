"""`python -m tests.benchmarks.day`: memory of the analysis over a simulated day, hour by hour, and what the day costs.

The synthetic person's movement comes in the loop's portions, waits for twenty seconds of them as there, and runs
through the analysis and the counting of repetitions; what they give is dropped, as the store takes it away.

Resident memory scatters by 1.1 MB, since the C library hands free memory back to the system now and then, in pieces of
0.3 MB: what is in use stays the same to 0.01 MB. So the trend is judged, not the largest size: it may not be as much as
1 MB in 22 hours, by the upper end of its interval. A longer run tells it more closely: 95 hours to 0.002 MB an hour.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one processor; has to be said before numpy is loaded

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from device.analysis import Blocks, Pipeline
from device.programme.items import ELBOW
from device.repetitions.counter import RepetitionCounter
from device.signals.samples import Samples
from tests.benchmarks.hours import MOTIONS, hour_of
from tests.benchmarks.trend import FEWEST_HOURS, trend_of

HOURS = 24
SETTLED_HOUR = 2  # caches are full by then
MOST_MB_PER_HOUR = 0.045


def resident_mb() -> float:
    """Memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


@dataclass
class Stage:
    """One stage of the core, and what it has cost."""

    name: str
    push: Callable[[Samples], object]
    spent_s: float = 0.0

    def take(self, portion: Samples) -> None:
        """Push one portion; what comes of it is dropped."""
        before_s = time.process_time()
        self.push(portion)
        self.spent_s += time.process_time() - before_s


def counting() -> Callable[[Samples], object]:
    """The whole analysis, and an exercise counted in all of it."""
    blocks, pipeline, counter = Blocks(), Pipeline(), RepetitionCounter(ELBOW)
    return lambda samples: [
        counter.push(turn)
        for block in blocks.push(samples, float(samples.time_s[-1]))
        for turn in pipeline.push(block).turns
    ]


def sizes_mb(stages: Sequence[Stage], hours: int) -> Iterator[float]:
    """Memory after each hour."""
    for number in range(hours):
        for portion in hour_of(MOTIONS["person"], number):
            for stage in stages:
                stage.take(portion)
        yield resident_mb()


def main() -> None:
    """One line an hour; ends with 1 if memory may have grown after the second hour."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--hours", type=int, default=HOURS)
    hours = words.parse_args().hours
    stages = [Stage("analysis and repetitions", counting())]
    seen_mb = []
    for size_mb in sizes_mb(stages, hours):
        seen_mb.append(size_mb)
        print(f"hour {len(seen_mb):2d}: {size_mb:6.1f} MB", flush=True)
    for stage in stages:
        print(f"{stage.name:12s} {stage.spent_s:6.1f} s CPU for {hours} hours, {stage.spent_s / hours:.2f} s an hour")
    _judge(seen_mb[SETTLED_HOUR - 1 :])


def _judge(settled_mb: Sequence[float]) -> None:
    trend = trend_of(settled_mb)
    if trend is None:
        print(f"after hour {SETTLED_HOUR}: too few hours for a trend, {FEWEST_HOURS} are needed")
        return
    told = f"{trend.slope:+.4f} +- {trend.half_width:.4f} MB an hour"
    print(f"after hour {SETTLED_HOUR}: {min(settled_mb):.1f} to {max(settled_mb):.1f} MB, trend {told}")
    if trend.highest > MOST_MB_PER_HOUR:
        sys.exit(f"memory may grow by more than {MOST_MB_PER_HOUR} MB an hour: {told}")


if __name__ == "__main__":
    main()
