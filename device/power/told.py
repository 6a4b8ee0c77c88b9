"""What was found and set to save power, in a file in memory: a restart forgets it, as the kernel forgets what was set.

Knows the file and its form; must never know what a value does.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from device.records.decoding import from_json, to_json
from device.system.files import replace_file

FOLDER: Final = Path("/run/easeband-power")  # RuntimeDirectory of its unit
NAME: Final = "power.json"
MEMORY: Final = FOLDER / NAME  # wherever device.db is: there is one kernel, and one who sets its files
MOST_BYTES: Final = 10_000
FOR_ALL: Final = 0o644  # there is nothing of a person in it

PowerPart = Literal["governor", "HDMI", "LED", "cores"]


@dataclass(frozen=True)
class Knob:
    """One file of the kernel that is set. `found`: what puts it back; `shows`: what it reads once `wanted` is set."""

    part: PowerPart
    file: str
    found: str
    wanted: str
    shows: str

    @property
    def path(self) -> str:
        """As people type it."""
        return f"/sys/{self.file}"


@dataclass(frozen=True)
class PowerTold:
    """`knobs`: what is set, or is about to be. `missing`: what was asked for and is not in force, and what to do.

    `left`: what stays although it was asked for, for a good reason.
    """

    version: Literal[1]
    knobs: tuple[Knob, ...] = ()
    missing: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class Damaged(Exception):
    """The file cannot be read: nobody knows any more what was found."""


def put_power(path: Path, said: PowerTold) -> None:
    """All or nothing, and for all whatever the umask says. Raises OSError."""
    usual = os.umask(0)  # afterwards would be too late: killed in between, it would stay closed
    try:
        replace_file(path, to_json(said).encode(), FOR_ALL)
    finally:
        os.umask(usual)


def read_power(path: Path) -> PowerTold | None:
    """What was told; None where nothing was set since the start. Raises Damaged and PermissionError."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
        return from_json(PowerTold, content.decode(), json.loads)
    except FileNotFoundError:
        return None
    except PermissionError:
        raise
    except (OSError, ValueError, RecursionError) as error:
        raise Damaged(f"{path}: {error}: restart the computer, which puts everything back") from error
