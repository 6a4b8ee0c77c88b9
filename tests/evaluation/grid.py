"""Tremor of every frequency, size and regularity on every background: one matrix of percentages a background.

Knows the grid; must never know how tremor is found.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from device.signals.samples import Samples
from tests.evaluation.cases import Case, found, judged, trembling
from tests.evaluation.movement_data import PARTS, Kind, Movement, Part
from tests.evaluation.progress import step
from tests.evaluation.synthetic import IRREGULARITIES, Irregularity, tremor
from tests.evaluation.table import share

GRID_HZ = (1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12)
GRID_DPS = (3, 10, 30, 100)
BACKGROUNDS: tuple[Kind, ...] = ("rest", "drift", "walking", "physiotherapy", "gym", "riding")
NAMES: dict[str, str] = {"riding": "car and a resting arm"}
STRETCH_S = 12.0  # ten seconds that have both neighbours
STRETCHES = 3  # in each cell
CELL = "{:>4}"


def print_grid(parts: Sequence[Movement]) -> None:
    """Percent of the seconds with tremor in which it is found, at its frequency; ours."""
    print("\nSemi-synthetic grid: % of seconds found (rows: peak deg/s and irregularity, columns: Hz)")
    for kind in BACKGROUNDS:
        with step(f"grid: {kind}"):
            stretches = {part: _stretches(parts, kind, part) for part in PARTS}
            lines = [_line(stretches, peak_dps, how) for how in IRREGULARITIES for peak_dps in GRID_DPS]
        head = "".join(CELL.format(f"{hz:g}") for hz in GRID_HZ)
        print(f"\n{NAMES.get(kind, kind):22} | {'tuning part':{len(head)}} | reporting part\n{'':22} | {head} | {head}")
        print("\n".join(lines), flush=True)


def _line(stretches: dict[Part, list[Movement]], peak_dps: float, how: Irregularity) -> str:
    cells = ("".join(CELL.format(_cell(stretches[part], hz, peak_dps, how)) for hz in GRID_HZ) for part in PARTS)
    return f"{peak_dps:3} deg/s {how:12} | " + " | ".join(cells)


def _cell(stretches: Sequence[Movement], frequency_hz: float, peak_dps: float, how: Irregularity) -> str:
    part = PARTS.index(stretches[0].part)
    random = np.random.default_rng([round(10 * frequency_hz), round(peak_dps), IRREGULARITIES.index(how), part])
    chosen = random.choice(len(stretches), min(STRETCHES, len(stretches)), replace=False)
    cases = (Case(stretches[place], tremor(random, frequency_hz, peak_dps, how)) for place in chosen)
    verdicts = share(_found(cases))
    return f"{verdicts.percent:.0f}" if verdicts.total else "-"


def _found(cases: Iterable[Case]) -> Iterator[bool]:
    for case in cases:
        one = judged(case)
        assert case.tremor is not None
        for reading in trembling(one):
            yield found(case.tremor, reading)


def _stretches(parts: Sequence[Movement], kind: Kind, part: Part) -> list[Movement]:
    these = [movement for movement in parts if (movement.kind, movement.part) == (kind, part)]
    return [Movement(kind, part, piece) for movement in these for piece in pieces(movement.samples, STRETCH_S)]


def pieces(samples: Samples, length_s: float) -> Iterator[Samples]:
    """The samples in pieces of this length; what is left over is no piece, but a short recording is one."""
    assert samples.rotation_dps is not None
    ends = np.searchsorted(samples.time_s, np.arange(samples.time_s[0], samples.time_s[-1], length_s))
    bounds = [*ends.tolist(), len(samples)] if len(ends) == 1 else ends.tolist()
    for start, end in pairwise(bounds):
        yield Samples(samples.time_s[start:end], samples.acceleration_g[start:end], samples.rotation_dps[start:end])
