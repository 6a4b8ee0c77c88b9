"""The calibrations of one device in a file beside its database, the newest in use, the earlier ones to go back to.

Knows where they are and how many are kept; must never know how a calibration is found or applied.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from device.calibration import Calibration
from device.kept_json import read_kept, write_kept

NAME: Final = "calibration.json"
MOST_KEPT: Final = 10  # ours: enough to go back to before a bad afternoon


@dataclass(frozen=True)
class _File:
    version: Literal[1]
    calibrations: tuple[Calibration, ...]  # oldest first


def beside(database: str) -> Path:
    """Where the calibrations of the device with this database are."""
    return Path(database).with_name(NAME)


def read_calibrations(path: Path) -> tuple[Calibration, ...]:
    """Oldest first, the last in use; none if there is no file. Raises BadKeptFile."""
    kept = read_kept(path, _File, "calibrate")
    return kept.calibrations if kept else ()


def write_calibrations(path: Path, calibrations: tuple[Calibration, ...]) -> None:
    """Keep the newest of these, oldest first. Raises BadKeptFile."""
    write_kept(path, _File(1, calibrations[-MOST_KEPT:]))
