"""The file that a programme is delivered in: its text, and the programme in it or all its faults.

Knows TOML and how long a programme can be; must never know whether anybody accepted it.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from device.programme import Programme
from device.programme.signed import LONGEST_TEXT_BYTES
from device.programme.written import RefusedProgramme, read_programme
from device.system.files import UnreadableText, not_toml, toml_text


@dataclass(frozen=True)
class WrittenText:
    """A text, and the programme that it is."""

    text: str
    programme: Programme


def read_programme_file(path: Path) -> WrittenText | RefusedProgramme | None:
    """What is in the file; None where there is none."""
    try:
        text = toml_text(path, LONGEST_TEXT_BYTES)
    except FileNotFoundError:
        return None
    except UnreadableText as error:
        return RefusedProgramme((str(error),))
    programme = programme_of(text)
    return programme if isinstance(programme, RefusedProgramme) else WrittenText(text, programme)


def programme_of(text: str) -> Programme | RefusedProgramme:
    """The programme in a text of TOML."""
    try:
        plain = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, numbers of thousands of digits, nested too deep
        return RefusedProgramme((" ".join(f"it {not_toml(error)}".split()),))
    return read_programme(plain)
