"""What the page of a recording says of the exercise set in it: how many repetitions, and what is doubtful of that.

Knows words; must never know how repetitions are found.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from device.analysis.report import Analysis
from device.parameters import PARAMETERS
from device.programme.seen import Repetition
from device.records.calendar import stopwatch
from device.records.histograms import median
from device.repetitions import MAY_BELONG, steps_felt_in

NOT_SURE_SHARE = 0.5  # ours: so many others, of those that count, are more than setting up and putting away
LEAST_DEG = 5.0  # ours: programmes ask for 15 and more; in 150 recorded sets the smallest median is 17
MULTIPLES = (1, 2, 3)
SAME_RATE = 0.1  # ours: of the tremor's cycle


def set_lines(analysis: Analysis) -> Iterator[str]:
    """None if nobody asked for it."""
    if analysis.repetitions is None:
        return
    if not analysis.cycles:
        within = f"within {PARAMETERS.repetitions.longest_s:.0f} s each"
        yield f"  set         none: no two similar movements out and back {within}, or no gyroscope"
        return
    yield f"  set         {_counted(analysis, analysis.repetitions)}"
    yield from (f"  not sure    {doubt}" for doubt in _doubts(analysis, analysis.repetitions))
    starts: defaultdict[str, list[str]] = defaultdict(list)
    for cycle in analysis.cycles:
        if cycle.reason is not None:
            starts[cycle.reason].append(stopwatch(cycle.start_s - analysis.first_s))
    yield from (f"  not counted {len(at)} {reason}: at {', '.join(at)}" for reason, at in starts.items())


def _doubts(analysis: Analysis, repetitions: Sequence[Repetition]) -> Iterator[str]:
    others = sum(cycle.reason in MAY_BELONG for cycle in analysis.cycles or ())
    if others >= NOT_SURE_SHARE * max(len(repetitions), 1):
        yield f"{others} movements that do not count may be repetitions too: cut the file to the set"
    if not repetitions:
        return
    if median(cycle.range_deg for cycle in repetitions) < LEAST_DEG:
        yield f"they turn the limb by less than {LEAST_DEG:.0f} deg, as tremor and sway do"
    during = [one for one in analysis.readings if repetitions[0].start_s - 1 < one.second_s < repetitions[-1].end_s]
    told_hz = [one.frequency_hz for one in during if one.tremor and one.frequency_hz is not None]
    cycles_hz = [hz for hz in told_hz if _is_as_fast(hz, repetitions)]
    if cycles_hz and len(cycles_hz) >= NOT_SURE_SHARE * len(during):
        yield f"tremor of {median(cycles_hz):.1f} Hz is told in it: they may be its cycles"
    if steps_felt_in(analysis.turns, repetitions):
        yield "steps are felt in it: they may be arm swings"


def _is_as_fast(tremor_hz: float, repetitions: Sequence[Repetition]) -> bool:
    """Whether one, two or three cycles of tremor take as long as a repetition."""
    cycles = tremor_hz * median(one.end_s - one.start_s for one in repetitions)
    return round(cycles) in MULTIPLES and abs(cycles / round(cycles) - 1) <= SAME_RATE


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
