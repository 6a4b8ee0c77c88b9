"""Made-up limbs as we and ParaDigMa 1.1.2 judge them, and how much of what is felt their turning explains.

Run from the project's root: `python -m tests.evaluation.made_up.beside`; with DATA, two recordings of tremor too. The
limbs are those of `python -m tests.evaluation.made_up`. Told are our seconds, and ParaDigMa's windows of 4 s, that are
called tremor: of dystonia those in which it is there most of the time, of the rest all. Not explained, in the seconds
that we tell: the share of the acceleration's power about the rhythm that turning about a joint leaves, median and 95 %.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one processor; has to be said before numpy is loaded

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from device.analysis.offline import analysed
from device.parameters import PARAMETERS
from device.recordings.time_order import in_order
from device.signals.samples import Floats, Samples
from device.tremor.objections import felt_besides
from device.tremor.verdict import Reading
from tests.evaluation.cases import MOST_ON, SECOND
from tests.evaluation.made_up.__main__ import ACTIVITIES, ANYWHERE, USUAL, assessable, movements
from tests.evaluation.made_up.dystonia import DYSTONIA
from tests.evaluation.movement_data import person, person_verdicts, shaken_hand
from tests.evaluation.paradigma import WINDOW_S, ParaDigMa, Verdicts
from tests.evaluation.progress import step
from tests.evaluation.recordings_folder import folder_of
from tests.evaluation.table import print_cells
from tests.support.limbs import windows_of

WORK = ("scrubbing dishes", "writing", "fast running", "knocking", "typing", "pole of a bus")
WIDTHS = (36, 18, 22, 22)
NAMES = (*DYSTONIA, *WORK)


@dataclass(frozen=True)
class Made:
    """What a sensor measures of one limb; on [n] at time_s: whether a rhythm that is looked for is there, else 1."""

    samples: Samples
    time_s: Floats
    on: Floats

    def is_on(self, from_s: float, seconds: int) -> bool:
        """For most of some seconds."""
        at_s = np.concatenate([from_s + second + SECOND for second in range(seconds)])
        return bool(np.mean(np.interp(at_s, self.time_s, self.on)) > MOST_ON)


def made(name: str) -> Iterator[Made]:
    """The limbs that do this."""
    for limb, sensor in movements(name, ANYWHERE if name in DYSTONIA else USUAL):
        truth = DYSTONIA[name](limb) if name in DYSTONIA else ACTIVITIES[name](limb)
        on = np.ones_like(limb.time_s) if truth is None else (truth.rms_dps > 0).astype(float)
        yield Made(sensor.measured(limb.random, limb.rotation_dps, limb.joint_g), limb.time_s, on)


def ours(one: Made) -> list[Reading]:
    """Our seconds of a limb that has what is looked for, or is to have nothing."""
    portions = list(analysed(in_order([one.samples], PARAMETERS.sampling).samples))
    return [reading for reading in assessable(portions) if one.is_on(reading.second_s, 1)]


def theirs(one: Made, verdicts: Verdicts) -> Iterator[bool]:
    """Likewise ParaDigMa's windows."""
    pairs = zip(verdicts.start_s.tolist(), (verdicts.tremor > 0).tolist(), strict=True)
    return (told for start_s, told in pairs if one.is_on(start_s, WINDOW_S))


def unexplained(one: Made, readings: Iterable[Reading]) -> Iterator[float]:
    """Of each second that is told as tremor, the share of what is felt."""
    windows = {window.second_s: window for window in windows_of(one.samples)}
    for reading in readings:
        window = windows.get(reading.second_s)
        if reading.tremor and reading.frequency_hz and window is not None and window.rotation is not None:
            felt, turning = window.acceleration.values, window.rotation.values
            yield felt_besides(felt, turning, reading.frequency_hz).share


def print_row(name: str, paradigma: ParaDigMa) -> None:
    """What is told of all limbs that do this."""
    with step(name):
        limbs = list(made(name))
        readings = [ours(one) for one in limbs]
        answer = paradigma.judge(one.samples for one in limbs)
        shares = [share for one, mine in zip(limbs, readings, strict=True) for share in unexplained(one, mine)]
    told = percent([bool(reading.tremor) for mine in readings for reading in mine])
    peers = "not installed"
    if answer is not None:
        peers = percent([told for one, each in zip(limbs, answer.verdicts, strict=True) for told in theirs(one, each)])
    left = " to ".join(f"{share:.3f}" for share in np.percentile(shares, (50, 95))) if shares else ""
    print_cells((name, told, peers, left), WIDTHS)


def print_recordings(folder: Path) -> None:
    """What turning leaves of real tremor: of a person's as ParaDigMa publishes its verdicts, and of a motor's."""
    theirs_s = [float(row["time"]) for row in person_verdicts(folder) if float(row["pred_tremor_checked"]) > 0]
    for name, samples in (("a person's", person(folder)), ("a hand's that a motor shakes", shaken_hand(folder))):
        one = Made(samples, samples.time_s, np.ones_like(samples.time_s))
        mine = [reading for reading in ours(one) if reading.tremor]
        shared = [r for r in mine if any(start_s <= r.second_s < start_s + WINDOW_S for start_s in theirs_s)]
        halves = ("told by both", shared), ("by us", [r for r in mine if r not in shared])
        for which, readings in halves if name == "a person's" else [("told", mine)]:
            shares = list(unexplained(one, readings))
            print(f"{name}, {which}, {len(shares)} s, not explained:", *(f"{share:.3f}" for share in sorted(shares)))


def percent(told: Sequence[bool]) -> str:
    """Of how many."""
    return f"{100 * np.mean(told):.1f} % of {len(told)}"


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=folder_of, nargs="?", help="the recordings, for two of them")
    folder = words.parse_args().folder
    if folder is not None:
        print_recordings(folder)
    paradigma = ParaDigMa()
    print_cells(("limbs", "our seconds", "ParaDigMa's windows", "not explained"), WIDTHS)
    for name in NAMES:
        print_row(name, paradigma)


if __name__ == "__main__":
    main()
