"""`python -m tests.evaluation.digest DATA`: what the analysis makes of recordings, a line for each; the same or not.

Knows recordings and how results compare; must never know what any result means. A change that is to make the analysis
quicker, or easier to read, must leave all of it: `--keep FILE` before it, `--against FILE` after it. Numbers may differ
by rounding (1e-9 of their size), for sums may be added up in another order; everything else is the same or it is not.
"""

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from device.analysis import Pipeline
from device.analysis.pipeline import Analysed
from device.records.limb_axes import LimbAxes
from device.records.person import Personal
from device.signals.samples import Samples
from tests.benchmarks.hours import MOTIONS, hour_of, in_blocks
from tests.evaluation.cost import PORTION, moving_hour, portions
from tests.evaluation.movement_data import Movement, motor, movements, person, shaken_hand
from tests.evaluation.recordings_folder import folder_of

OF_EACH_KIND = 4
MOST = 120_000  # samples of one recording: twenty minutes
NEUTRAL = Personal(neutral=((0.0, 0.0, 1.0), (0.0, 1.0, 0.0)))
AXES = LimbAxes(along=(1.0, 0.0, 0.0), across=(0.0, 1.0, 0.0), up=(0.0, 0.0, 1.0))
SIGNIFICANT = 9  # digits


def recordings(folder: Path) -> Iterator[tuple[str, Samples]]:
    """Real ones of every kind, made-up hours, and what sensors do: gaps, no gyroscope, an axis that dies."""
    for kind in ("walking", "physiotherapy", "gym", "car"):
        for number, movement in enumerate(islice(_of(kind, folder), OF_EACH_KIND)):
            yield f"{kind} {number + 1}", movement.samples
    parkinson = person(folder)
    yield from (("person", parkinson), ("shaken hand", shaken_hand(folder)), ("motor", motor(folder)))
    yield "person, no gyroscope", replace(parkinson, rotation_dps=None)
    yield "person, gaps", _with_gaps(parkinson)
    yield "person, dead axes", _with_dead_axes(parkinson)
    yield from ((f"made-up {name}", _joined(hour_of(motion))) for name, motion in MOTIONS.items())
    yield "in every second", moving_hour()


def _of(kind: str, folder: Path) -> Iterator[Movement]:
    return (movement for movement in movements(folder) if movement.kind == kind)


def _joined(parts: Iterator[Samples]) -> Samples:
    some = list(islice(parts, MOST // PORTION))
    rotations = [part.rotation_dps for part in some if part.rotation_dps is not None]
    time_s, acceleration_g = ([getattr(part, name) for part in some] for name in ("time_s", "acceleration_g"))
    return Samples(np.concatenate(time_s), np.concatenate(acceleration_g), np.concatenate(rotations))


def _with_gaps(samples: Samples) -> Samples:
    """A tenth of a second is missing every 7 s, three seconds every 50 s."""
    time_s = samples.time_s
    here = (time_s % 7 >= 0.1) & (time_s % 50 >= 3)
    assert samples.rotation_dps is not None
    return Samples(time_s[here], samples.acceleration_g[here], samples.rotation_dps[here])


def _with_dead_axes(samples: Samples) -> Samples:
    """One axis of rotation for a minute, then all of acceleration for another."""
    assert samples.rotation_dps is not None
    rotation_dps, acceleration_g = samples.rotation_dps.copy(), samples.acceleration_g.copy()
    rotation_dps[6000:12000, 1] = rotation_dps[6000, 1]
    acceleration_g[18000:24000] = acceleration_g[18000]
    return Samples(samples.time_s, acceleration_g, rotation_dps)


def results(samples: Samples) -> Iterator[Any]:
    """All that a stream of it gives out, as plain data: in portions that wait, as the device hands them on."""
    pipeline = Pipeline(personal=NEUTRAL, axes=AXES)
    some = replace(samples, time_s=samples.time_s[:MOST], acceleration_g=samples.acceleration_g[:MOST])
    if samples.rotation_dps is not None:
        some = replace(some, rotation_dps=samples.rotation_dps[:MOST])
    for block in in_blocks(_portions(some)):
        yield from _plain(pipeline.push(block))
    yield from _plain(pipeline.finish())
    yield [pipeline.left_out, pipeline.gyroscope_offset_dps, pipeline.not_worn, list(pipeline.doubted)]


def _portions(samples: Samples) -> Iterator[Samples]:
    if samples.rotation_dps is not None:
        yield from portions(samples, PORTION)
        return
    for start in range(0, len(samples), PORTION):
        part = slice(start, start + PORTION)
        yield Samples(samples.time_s[part], samples.acceleration_g[part], None)


def _plain(analysed: Analysed) -> Iterator[Any]:
    parts = (analysed.readings, analysed.records, analysed.turns, analysed.speeds)
    for part in parts:
        yield from (msgspec.to_builtins(one, enc_hook=_listed) for one in part)
    yield from ([one.reading.second_s, one.offset_known, one.window.missing_s] for one in analysed.judged)


def _listed(value: Any) -> Any:
    return np.asarray(value).tolist()


def sorted_results(samples: Samples) -> list[Any]:
    """Likewise, kind by kind: how a stream is cut decides what comes out first."""
    return sorted(
        results(samples), key=lambda one: (str(type(one)), sorted(one) if isinstance(one, dict) else len(one))
    )


def same(one: Any, other: Any) -> bool:
    """Whether two results are, but for rounding."""
    if isinstance(one, float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def digest(made: Any) -> str:
    """Sixteen digits that differ where the results do, each number rounded."""
    return hashlib.sha256(json.dumps(_rounded(made)).encode()).hexdigest()[:16]


def _rounded(made: Any) -> Any:
    if isinstance(made, float):
        return float(f"{made:.{SIGNIFICANT}g}")
    if isinstance(made, dict):
        return {key: _rounded(value) for key, value in made.items()}
    return [_rounded(value) for value in made] if isinstance(made, list | tuple) else made


def main() -> None:
    """One line a recording; ends with 1 if any differs from what was kept."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("data", type=folder_of)
    words.add_argument("--keep", type=Path, help="a folder for all results")
    words.add_argument("--against", type=Path, help="such a folder, of before the change")
    asked = words.parse_args()
    differ = [name for name, samples in recordings(asked.data) if not _looked_at(name, sorted_results(samples), asked)]
    if differ:
        sys.exit(f"different: {', '.join(differ)}")


def _looked_at(name: str, made: list[Any], asked: argparse.Namespace) -> bool:
    is_same = True
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        (asked.keep / f"{name}.json").write_text(json.dumps(made))
    if asked.against:
        is_same = same(made, json.loads((asked.against / f"{name}.json").read_text()))
    print(f"{name:24s} {len(made):6d} results {digest(made)}{'' if is_same else '  DIFFERENT'}", flush=True)
    return is_same


if __name__ == "__main__":
    main()
