"""A person with Parkinson's disease beside ParaDigMa, and what real MPU-6050 logs amount to: unlabelled, to be read."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from device.tremor.verdict import Reading
from tests.evaluation.cases import readings
from tests.evaluation.movement_data import motor, person, person_verdicts, shaken_hand
from tests.evaluation.paradigma import WINDOW_S, ParaDigMa

LONG_PAUSE_S = 0.015
PAIRS = {"both": (True, True), "only ParaDigMa": (True, False), "only ours": (False, True), "neither": (False, False)}


def print_person(folder: Path, paradigma: ParaDigMa) -> None:
    """Verdicts side by side; ParaDigMa's from this run, or as published where it is not installed."""
    samples = person(folder)
    published = {float(row["time"]): float(row["pred_tremor_checked"]) > 0 for row in person_verdicts(folder)}
    answer = paradigma.judge([samples])
    print("\nOne person with Parkinson's disease, windows of 4 s (ours: any of the four seconds)")
    theirs = published
    if answer is not None:
        (verdicts,) = answer.verdicts
        theirs = dict(zip(verdicts.start_s.tolist(), (verdicts.tremor > 0).tolist(), strict=True))
        same = sum(a == b for a, b in zip(theirs.values(), published.values(), strict=True))
        print(f"  ParaDigMa in this run: the verdicts it publishes for this recording in {same} of {len(published)}")
    ours = {reading.second_s: reading for reading in readings(samples)}
    print("  " + ", ".join(_side_by_side(theirs, ours)))


def _side_by_side(theirs: dict[float, bool], ours: dict[float, Reading]) -> Iterator[str]:
    counts = Counter((verdict, _any(ours, start_s)) for start_s, verdict in theirs.items())
    yield from (f"{name} {counts[pair]}" for name, pair in PAIRS.items())
    found = [reading.frequency_hz for reading in ours.values() if reading.tremor and reading.frequency_hz]
    yield f"our {len(found)} seconds: median {np.median(found or [np.nan]):.1f} Hz"


def _any(ours: dict[float, Reading], start_s: float) -> bool:
    seconds = (ours.get(np.floor(start_s) + n) for n in range(WINDOW_S))
    return any(reading is not None and bool(reading.tremor) for reading in seconds)


def print_logs(folder: Path) -> None:
    """Two real logs, second by second."""
    print("\nReal MPU-6050 logs")
    for name, samples in (("hand shaken at 5.5-5.75 Hz", shaken_hand(folder)), ("motor at 62.7 Hz", motor(folder))):
        print(f"  {name}: {np.sum(np.diff(samples.time_s) > LONG_PAUSE_S)} pauses of more than 15 ms")
        for why, seconds in groupby(readings(samples), key=_kind):
            run = list(seconds)
            found = [reading.frequency_hz for reading in run if reading.tremor and reading.frequency_hz]
            size = f", median {np.median(found):.2f} Hz" if found else ""
            print(f"    {run[0].second_s:5.0f} to {run[-1].second_s + 1:4.0f} s: {why}{size}")


def _kind(reading: Reading) -> str:
    if reading.tremor:
        return "tremor"
    return "inert" if reading.inert else "no tremor" if reading.tremor is False else f"not assessable ({reading.why})"
