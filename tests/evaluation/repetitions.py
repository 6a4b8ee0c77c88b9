"""How many of 20 repetitions are counted in each set of the SPAR shoulder recordings.

Run from the project's root: `python -m tests.evaluation.repetitions ../shared/data`. Nothing is fitted here; the split
by subject shows whether the numbers of `device.motion`, chosen with subjects 1 to 3 in view, hold for subjects 4 and 5.
"""

import sys
from pathlib import Path

import numpy as np

from device.motion import RepetitionCounter
from device.programme import Item, Tempo
from device.samples import Floats, Samples

RATE_HZ = 50
COUNTS_PER_G, COUNTS_PER_DPS = 4096, 16.4
REPETITIONS = 20
ANYTHING = Item(
    exercise="anything that goes out and back by 5 degrees",
    repetitions=REPETITIONS,
    tempo=Tempo(out_s=0.0, hold_s=0.0, back_s=0.0, pause_s=0.0),
    count_from_deg=5.0,
    target_deg=5.0,
    cap_deg=1000.0,
)
CHOSEN_WITH = (1, 2, 3)


def samples(counts: Floats) -> Samples:
    return Samples(np.arange(len(counts)) / RATE_HZ, counts[:, :3] / COUNTS_PER_G, counts[:, 3:] / COUNTS_PER_DPS)


def counted(counts: Floats) -> int:
    counter = RepetitionCounter(ANYTHING)
    return sum(repetition.counted for repetition in [*counter.push(samples(counts)), *counter.finish()])


def report(name: str, errors: Floats) -> None:
    one, exact = np.mean(np.abs(errors) <= 1), np.mean(errors == 0)
    print(
        f"{name:22} sets {len(errors):3}  within 1: {one:6.1%}  exact: {exact:6.1%}  errors {sorted(errors.tolist())}"
    )


def main(folder: Path) -> None:
    sets = np.load(folder / "spar_shoulder_50hz" / "spar.npz")
    errors = np.array([counted(sets[f"X{number:03d}"].astype(float)) - REPETITIONS for number in sets["index"]])
    seen = np.isin(sets["subject"], CHOSEN_WITH)
    report("subjects 1 to 3", errors[seen])
    report("subjects 4 and 5", errors[~seen])
    for number, name in enumerate(sets["names"]):
        report(f"  {name}", errors[sets["exercise"] == number])
    report("all", errors)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
