"""The calibrations of one device in a file beside its database, the newest in use, the earlier ones to go back to.

Knows JSON and how a file is replaced at once or not at all; must never know how a calibration is found or applied.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from device.calibration import Calibration
from device.plain import BadValue, from_plain, to_plain

NAME: Final = "calibration.json"
MOST_KEPT: Final = 10  # ours: enough to go back to before a bad afternoon


class BadCalibration(Exception):
    """The file cannot be read or written: the message says what was seen and what to do."""


@dataclass(frozen=True)
class _File:
    version: Literal[1]
    calibrations: tuple[Calibration, ...]  # oldest first


def beside(database: str) -> Path:
    """Where the calibrations of the device with this database are."""
    return Path(database).with_name(NAME)


def read_calibrations(path: Path) -> tuple[Calibration, ...]:
    """Oldest first, the last in use; none if there is no file. Raises BadCalibration."""
    try:
        return from_plain(_File, json.loads(path.read_bytes())).calibrations
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise BadCalibration(f"{path}: {error.strerror}: check who may read it") from error
    except BadValue as error:
        raise _unusable(path, str(error)) from error
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or nested without end
        raise _unusable(
            path, f"expected JSON as `easeband calibrate` writes it, got something else ({error})"
        ) from error


def write_calibrations(path: Path, calibrations: tuple[Calibration, ...]) -> None:
    """Keep the newest of these, oldest first: after a power cut the file holds all of them or what it held before.

    Raises BadCalibration.
    """
    text = json.dumps(to_plain(_File(1, calibrations[-MOST_KEPT:])), indent=1)
    try:
        _replace(path, text)
    except OSError as error:
        raise BadCalibration(f"{path}: {error.strerror}: check the folder, its owner and the free space") from error


def _replace(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unusable(path: Path, why: str) -> BadCalibration:
    return BadCalibration(f"{path}: {why}: calibrate again, which replaces it")
