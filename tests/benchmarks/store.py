"""`python -m tests.benchmarks.store`: bytes that a day of records writes to the card; the target is 5 MB."""

import argparse
import random
import tempfile
from contextlib import closing
from pathlib import Path

from device.parameters import ALGORITHM_VERSION
from device.records.facts import Context, Dating, Directions, Episode, Minute, PackedTurns, TurnBand, TurnSums
from device.records.turn_sums import as_kept
from device.store.writer import Store

MINUTES = 1440
NINE_UTC_S = 1_772_442_000.0
SEED = 1


def written_bytes() -> int:
    """Bytes that this process has handed to the kernel for writing so far."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("wchar")).split()[1])


def busy_minute(number: int, dice: random.Random) -> list[Minute | Episode | Directions]:
    """A minute with tremor and postures in many bins, an episode in every third, and directions in every fifth."""
    start_s = number * 60.0
    bins = tuple((place, dice.randint(1, 6)) for place in sorted(dice.sample(range(60), 8)))
    postures = tuple((place, dice.randint(1, 20)) for place in sorted(dice.sample(range(150), 3)))
    minute = Minute(start_s, 60, 60, sum(n for _, n in bins), 0, bins, bins, ALGORITHM_VERSION, posture=postures)
    episode = Episode(start_s, 20.0, "rhythmic", "5.1 Hz, 3.0 deg for 20 s", 5.1, 3.0, 4.0, ALGORITHM_VERSION)
    seldom: list[Episode | Directions] = [episode] if number % 3 == 0 else []
    return [minute, *seldom, *([directions(start_s, dice)] if number % 5 == 0 else [])]


def directions(start_s: float, dice: random.Random) -> Directions:
    """Four of the six bands and contexts, as of a person who sits and does things."""

    def sums(band: TurnBand, context: Context) -> PackedTurns:
        xx, yy, zz, yz, zx, xy = (round(dice.uniform(-9e4, 9e4), -1) for _ in range(6))
        return as_kept(TurnSums(band, context, dice.randint(1, 300), (xx, yy, zz, yz, zx, xy), 1234.5, 23.4, 22.1))

    return Directions(start_s, tuple(sums(*place) for place in PLACES), of_limb=True)


PLACES: tuple[tuple[TurnBand, Context], ...] = (
    *(("slow", "rest"), ("slow", "moving")),
    *(("middle", "moving"), ("fast", "rest")),
)


def main() -> None:
    """Write a day and print what it took."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    dice, dating = random.Random(SEED), Dating("boot", NINE_UTC_S, "Europe/Berlin", "synced")
    with tempfile.TemporaryDirectory() as folder:
        path, before = Path(folder) / "device.db", written_bytes()
        with closing(Store(path)) as store:
            for number in range(MINUTES):
                store.add(busy_minute(number, dice), dating)
        print(f"a day of {MINUTES} commits: {(written_bytes() - before) / 1e6:.1f} MB written", end="")
        print(f" for a file of {path.stat().st_size / 1e6:.2f} MB; target 5 MB a day")


if __name__ == "__main__":
    main()
