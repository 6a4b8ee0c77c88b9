"""Search worlds for faults, or do one world again and tell its story: see README.md."""

import argparse
import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterator
from time import process_time
from typing import Final

from device.system.clock import SystemClock
from tests.world.bugs import BUGS
from tests.world.world import Outcome, run_world

YEAR_DAYS: Final = 365.25
SAY_EVERY_S: Final = 10.0
MOST_FOR_A_BUG: Final = 100  # worlds
DAYS_FOR_A_BUG: Final = 10  # of each
MOST_SHOWN: Final = 120
AHEAD: Final = 8  # worlds of each process
TWO_CORES_S: Final = 1200.0  # in ten minutes


def main() -> int:
    """0 where every world held."""
    parser = argparse.ArgumentParser(prog="python -m tests.world", description=__doc__)
    parser.add_argument("--years", type=float, default=1.0, help="patient-years to search (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the first world (default %(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    parser.add_argument("--story", action="store_true", help="do the one world of --seed and tell its story")
    parser.add_argument("--bugs", action="store_true", help="plant each known mistake and see how soon it is found")
    arguments = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # the same order of everything, each time
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.world", *sys.argv[1:]])  # noqa: S606 - this program again
    if arguments.bugs:
        return prove(arguments.seed)
    return tell(arguments.seed) if arguments.story else search(arguments.seed, arguments.years, arguments.jobs)


def prove(first_seed: int) -> int:
    """Whether each planted mistake is found, and how soon."""
    missed = 0
    for bug in BUGS:
        began_s = process_time()
        seeds = range(first_seed, first_seed + MOST_FOR_A_BUG)
        outcomes = (run_world(seed, bug=bug, days=DAYS_FOR_A_BUG) for seed in seeds)
        found = next((outcome for outcome in outcomes if outcome.faults and _holds_without(outcome.seed)), None)
        missed += not found
        said = f"seed {found.seed}: {found.faults[0][:MOST_SHOWN]}" if found else "NOT FOUND"
        print(f"{process_time() - began_s:6.1f} s  {bug}: {said}", flush=True)
    return 1 if missed else 0


def _holds_without(seed: int) -> bool:
    """Whether the world holds without the mistake: else it found something else."""
    return not run_world(seed, days=DAYS_FOR_A_BUG).faults


def tell(seed: int) -> int:
    """The story of one world."""
    outcome = run_world(seed, is_told=True)
    print(*outcome.story, sep="\n")
    print(f"seed {seed}: {outcome.days:.0f} patient-days, {outcome.messages} messages; {_verdict(outcome)}")
    return 1 if outcome.faults else 0


def search(first_seed: int, years: float, jobs: int) -> int:
    """Worlds of one seed after the other, until they hold so many years."""
    clock = SystemClock("UTC")
    began_s = said_s = clock.monotonic_s()
    days, cores_s, failed = 0.0, 0.0, list[int]()
    for outcome, took_s in _outcomes(first_seed, jobs):
        cores_s += took_s
        days += outcome.days
        if outcome.faults:
            failed.append(outcome.seed)
            print(f"seed {outcome.seed}: {_verdict(outcome)}", flush=True)
        if clock.monotonic_s() - said_s > SAY_EVERY_S or days >= years * YEAR_DAYS:
            said_s = clock.monotonic_s()
            print(_progress(days, said_s - began_s, cores_s, outcome.seed, failed), flush=True)
        if days >= years * YEAR_DAYS:
            break
    print(*(f"again: make world SEED={seed}" for seed in failed[:10]), sep="\n")
    return 1 if failed else 0


def timed(seed: int) -> tuple[Outcome, float]:
    """The world of this seed, and the processor's seconds that it took."""
    began_s = process_time()
    return run_world(seed), process_time() - began_s


def _outcomes(first_seed: int, jobs: int) -> Iterator[tuple[Outcome, float]]:
    seeds = iter(range(first_seed, sys.maxsize))
    if jobs == 1:
        yield from map(timed, seeds)
        return
    gc.freeze()  # what is loaded is never looked at again: a seventh of the time
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        under_way = deque(pool.apply_async(timed, (next(seeds),)) for _ in range(jobs * AHEAD))
        while True:  # no core waits for the others' last world
            yield under_way.popleft().get()
            under_way.append(pool.apply_async(timed, (next(seeds),)))


def _progress(days: float, took_s: float, cores_s: float, seed: int, failed: list[int]) -> str:
    years = days / YEAR_DAYS
    speed = f"{years / cores_s * TWO_CORES_S:.0f} in ten minutes of two cores"
    took = f"{took_s:.0f} s, {cores_s:.0f} s of processor ({speed})"
    return f"{years:.1f} patient-years in {took}, up to seed {seed}: {len(failed)} worlds failed"


def _verdict(outcome: Outcome) -> str:
    more = f" (and {len(outcome.faults) - 3} more)" if len(outcome.faults) > 3 else ""
    return f"FAILED: {'; '.join(outcome.faults[:3])}{more}" if outcome.faults else "everything held"


if __name__ == "__main__":
    sys.exit(main())
