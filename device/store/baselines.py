"""The baselines of one person in a file beside the database, the newest in use, the earlier ones to go back to.

Knows where they are and how many are kept; must never know how a baseline is taken or what it decides.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from device.records.calendar import LAST_UTC_S
from device.records.decoding import Range
from device.records.person import Personal
from device.store.versions import BadKeptFile, read_kept, whole_versions, write_kept

NAME: Final = "baseline.json"
MOST_KEPT: Final = 10  # ours: as many as calibrations
LEAST_LENGTH: Final = 0.01  # of a neutral direction; those that are taken are 1 long, to four decimals


@dataclass(frozen=True)
class Baseline:
    """One person's own values, and when they were taken or set."""

    made_utc_s: Annotated[float, Range(0, LAST_UTC_S)]
    personal: Personal


@dataclass(frozen=True)
class _File:
    version: Literal[1]
    baselines: tuple[Baseline, ...]  # oldest first


def baseline_beside(database: str) -> Path:
    """Where the baselines of the device with this database are."""
    return Path(database).with_name(NAME)


def read_baselines(path: Path) -> tuple[Baseline, ...]:
    """Oldest first, the last in use; none if there is no file. Raises BadKeptFile."""
    kept = read_kept(path, _File, "baseline")
    baselines = kept.baselines if kept else ()
    for wrong in _nowhere(baselines):
        raise BadKeptFile(f"{path}: {wrong}: run `easeband baseline` again, which replaces it")
    return baselines


def whole_baselines(path: Path) -> tuple[Baseline, ...]:
    """Those in a damaged file that are whole, oldest first."""
    return tuple(one for one in whole_versions(path, "baselines", Baseline) if not list(_nowhere((one,))))


def _nowhere(baselines: tuple[Baseline, ...]) -> Iterator[str]:
    """The neutral positions that no limb can be compared with."""
    for n, baseline in enumerate(baselines):
        for k, direction in enumerate(baseline.personal.neutral or ()):
            if math.hypot(*direction) < LEAST_LENGTH:
                place = f"baselines[{n}].personal.neutral[{k}]"
                yield f"{place}: expected where gravity points, some 1 g long, got {list(direction)}"


def write_baselines(path: Path, baselines: tuple[Baseline, ...]) -> None:
    """Keep the newest of these, oldest first. Raises BadKeptFile."""
    write_kept(path, _File(1, baselines[-MOST_KEPT:]))


def baseline_in_words(baseline: Baseline) -> list[str]:
    """When it was made and what it holds, a line each."""
    made, personal = datetime.fromtimestamp(baseline.made_utc_s, UTC), baseline.personal
    positions = f"{len(personal.neutral)} taken" if personal.neutral else "none taken, so no postures are measured"
    return [
        f"made {made:%Y-%m-%d %H:%M} UTC",
        f"neutral positions     {positions}",
        f"a posture from        {personal.posture_deg:g} degrees away from them",
        f"a spasm from          {personal.spasm_deg:g} degrees in one quick turn",
        f"a jerk from           {personal.jerk_dps:g} deg/s beyond the movement around it",
        f"repeated movement of  {personal.repetitive_deg:g} degrees, end to end",
    ]
