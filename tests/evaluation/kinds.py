"""How many movement episodes of each kind an hour of real movement by healthy people gives, with the default values.

Run from the project's root: `python -m tests.evaluation.kinds ../shared/data`. Nobody there has a movement disorder,
so each jerk, spasm and posture is one that looks alike; repeated movement is what physiotherapy and the gym are.
Neutral is where gravity points in the first still second of each recording. The second table says how many jerks of
80 ms are found again when they are added, about random axes, to the same recordings: what a jerk must stand out of.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import get_args

import numpy as np

from device.analysis.pipeline import Pipeline
from device.episodes.slow_movement import moment_of
from device.parameters import PARAMETERS
from device.records.facts import Episode, EpisodeKind
from device.records.person import Direction, Personal
from device.signals.samples import Floats, Samples
from tests.evaluation.movement_data import Movement, movements
from tests.evaluation.recordings_folder import folder_of
from tests.support.limbs import windows_of

HOUR_S = 3600
PEAKS_DPS = (150.0, 250.0, 400.0)
LENGTH_S, EVERY_S, START_S = 0.08, 6.0, 3.0  # of the added jerks
KINDS: tuple[EpisodeKind, ...] = get_args(EpisodeKind)


def neutral(samples: Samples) -> tuple[Direction, ...] | None:
    """Where gravity pointed in the first second that was nearly still."""
    for window in windows_of(samples):
        moment = moment_of(window, PARAMETERS.sampling)
        if moment.known and moment.speed_dps < PARAMETERS.episodes.still_dps:
            x, y, z = moment.gravity_g
            return ((x, y, z),)
    return None


def episodes(samples: Samples) -> Iterator[Episode]:
    pipeline = Pipeline(personal=Personal(neutral(samples)))
    for analysed in (pipeline.push(samples), pipeline.finish()):
        yield from (record for record in analysed.records if isinstance(record, Episode))


def with_jerks(samples: Samples, peak_dps: float, random: np.random.Generator) -> tuple[Samples, Floats]:
    """The samples with half sines of speed added, and when each is at its peak."""
    assert samples.rotation_dps is not None
    first_s, last_s = samples.time_s[0] + START_S, samples.time_s[-1] - START_S
    peaks_s = np.arange(first_s, last_s, EVERY_S) + random.uniform(0, 1, len(np.arange(first_s, last_s, EVERY_S)))
    part = (samples.time_s[:, None] - peaks_s) / LENGTH_S
    speeds_dps = peak_dps * np.where(np.abs(part) <= 1 / 2, np.cos(np.pi * part), 0)
    axes = random.normal(size=(len(peaks_s), 3))
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    return replace(samples, rotation_dps=samples.rotation_dps + speeds_dps @ axes), peaks_s


def found_again(samples: Samples, peak_dps: float, random: np.random.Generator) -> list[bool]:
    jerky, peaks_s = with_jerks(samples, peak_dps, random)
    jerks = [e for e in episodes(jerky) if e.kind == "jerk"]
    near = LENGTH_S
    return [any(e.start_s - near <= at <= e.start_s + e.duration_s + near for e in jerks) for at in peaks_s.tolist()]


def row(name: str, part: str, hours: float, cells: Iterable[str]) -> None:
    print(f"{name:15} {part:8} {hours:6.2f} h", *(f"{cell:>17}" for cell in cells))


def episodes_per_hour(recordings: list[Movement]) -> None:
    print("Episodes per hour (and how many were counted)")
    print(" " * 33, *(f"{kind:>17}" for kind in KINDS))
    for (name, part), of_one in grouped(recordings):
        hours = sum(float(samples.time_s[-1] - samples.time_s[0]) for samples in of_one) / HOUR_S
        counts = Counter(episode.kind for samples in of_one for episode in episodes(samples))
        row(name, part, hours, (f"{counts[kind] / hours:.1f} ({counts[kind]})" for kind in KINDS))


def jerks_found_again(recordings: list[Movement]) -> None:
    print("Added jerks found again")
    print(" " * 33, *(f"{f'{peak_dps:.0f} deg/s':>17}" for peak_dps in PEAKS_DPS))
    for (name, part), of_one in grouped(recordings):
        hours = sum(float(samples.time_s[-1] - samples.time_s[0]) for samples in of_one) / HOUR_S
        row(name, part, hours, (share_found(of_one, peak_dps) for peak_dps in PEAKS_DPS))


def share_found(recordings: list[Samples], peak_dps: float) -> str:
    random = np.random.default_rng(1)
    found = [each for samples in recordings for each in found_again(samples, peak_dps, random)]
    return f"{np.mean(found):.0%} of {len(found)}"


def grouped(recordings: list[Movement]) -> Iterator[tuple[tuple[str, str], list[Samples]]]:
    groups: defaultdict[tuple[str, str], list[Samples]] = defaultdict(list)
    for each in recordings:
        groups[each.kind, each.part].append(each.samples)
    yield from groups.items()


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=folder_of, help="the recordings")
    recordings = list(movements(parser.parse_args().folder))
    episodes_per_hour(recordings)
    jerks_found_again(recordings)


if __name__ == "__main__":
    main()
