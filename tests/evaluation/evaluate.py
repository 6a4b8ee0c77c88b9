"""Every target of the movement analysis on real recordings, beside ParaDigMa and a plain baseline, in one table.

Run from the project's root: `make evaluate DATA=../shared/data`, or `python -m tests.evaluation.evaluate ../shared/data
--plots FOLDER` for pictures of the worst misses too. Takes a few minutes on one processor.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one processor; has to be said before numpy is loaded

import argparse
import sys
import time
from pathlib import Path

from tests.evaluation.cases import REGULAR, UNEVEN, tremor_free
from tests.evaluation.contexts import print_contexts
from tests.evaluation.cost import cost_rows
from tests.evaluation.errors import error_rows
from tests.evaluation.grid import print_grid
from tests.evaluation.misses import draw_misses
from tests.evaluation.paradigma import ParaDigMa
from tests.evaluation.person import print_logs, print_person
from tests.evaluation.rated import rated_rows
from tests.evaluation.recordings_folder import folder_of
from tests.evaluation.repetitions import repetition_rows
from tests.evaluation.rest_targets import rest_rows
from tests.evaluation.table import print_header, print_rows
from tests.evaluation.targets import accelerometer_rows, false_rows, found_rows, judgements


def evaluate(folder: Path, plots: Path | None) -> None:
    """Print everything; one table first."""
    paradigma = ParaDigMa()
    movements = tremor_free(folder)
    done = judgements(movements)
    print("[low to high of n]: 95 % bootstrap over n recordings or people, where they are fewer than 30")
    print_header()
    print_rows(found_rows(done, UNEVEN, paradigma))
    print_rows(found_rows(done, REGULAR, paradigma))
    print_rows(false_rows(done, paradigma))
    print_rows(accelerometer_rows(movements))
    print_rows(rest_rows(paradigma))
    print_rows(rated_rows(folder))
    print_rows(error_rows(done))
    print_rows(repetition_rows(folder))
    print_rows(cost_rows(paradigma))
    print(f"\nParaDigMa 1.1.2: {paradigma.absent or 'in this run, on the reporting part, share of its windows of 4 s'}")
    print_contexts(done)
    print_grid(movements)
    print_person(folder, paradigma)
    print_logs(folder)
    if plots is not None:
        draw_misses(done, plots)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=folder_of, help="the recordings")
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="draw the worst misses of each kind of movement")
    words = parser.parse_args()
    evaluate(words.folder, words.plots)
    print(f"{time.process_time():.0f} s of processor time", file=sys.stderr)


if __name__ == "__main__":
    main()
