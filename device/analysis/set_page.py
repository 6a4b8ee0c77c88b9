"""What the page of a recording says of the exercise set in it: how many repetitions, and what is doubtful of that.

Knows words; must never know how repetitions are found.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from device.analysis.report import Analysis
from device.parameters import PARAMETERS
from device.programme.seen import Repetition
from device.records.calendar import stopwatch
from device.repetitions import MAY_BELONG

NOT_SURE_SHARE = 0.5  # ours: so many others, of those that count, are more than setting up and putting away


def set_lines(analysis: Analysis) -> Iterator[str]:
    """None if nobody asked for it."""
    if analysis.repetitions is None:
        return
    if not analysis.cycles:
        within = f"within {PARAMETERS.repetitions.longest_s:.0f} s each"
        yield f"  set         none: no two similar movements out and back {within}, or no gyroscope"
        return
    yield f"  set         {_counted(analysis, analysis.repetitions)}"
    others = sum(cycle.reason in MAY_BELONG for cycle in analysis.cycles)
    if others >= NOT_SURE_SHARE * max(len(analysis.repetitions), 1):
        yield f"  not sure    {others} movements that do not count may be repetitions too: cut the file to the set"
    starts: defaultdict[str, list[str]] = defaultdict(list)
    for cycle in analysis.cycles:
        if cycle.reason is not None:
            starts[cycle.reason].append(stopwatch(cycle.start_s - analysis.first_s))
    yield from (f"  not counted {len(at)} {reason}: at {', '.join(at)}" for reason, at in starts.items())


def _counted(analysis: Analysis, repetitions: Sequence[Repetition]) -> str:
    if not repetitions:
        return "0 repetitions"
    first_s, last_s = repetitions[0].start_s - analysis.first_s, repetitions[-1].end_s - analysis.first_s
    known_deg = [known for one in repetitions if (known := analysis.range_deg(one)) is not None]
    words = [f"{len(repetitions)} repetitions, {stopwatch(first_s)} to {stopwatch(last_s)}"]
    if known_deg:
        words.append(f", median {median(known_deg):.0f} deg")
    if len(known_deg) < len(repetitions):
        of_them = f" {len(repetitions) - len(known_deg)} of them went" if known_deg else ""
        words.append(f"; how far{of_them} is not known: the gyroscope was at the end of its range")
    return "".join(words)
