"""One value in a JSON file beside the database, which a command writes and the device reads at its start.

Knows JSON and how a file is replaced at once or not at all; must never know what the value means.
"""

import json
import os
from pathlib import Path
from typing import TypeVar

from device.plain import BadValue, from_plain, to_plain

T = TypeVar("T")


class BadKeptFile(Exception):
    """The file cannot be read or written: the message says what was seen and what to do."""


def read_kept(path: Path, kind: type[T], command: str) -> T | None:
    """The value, None if there is no file; `command` is who writes it. Raises BadKeptFile."""
    try:
        return from_plain(kind, json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadKeptFile(f"{path}: {error.strerror}: check who may read it") from error
    except BadValue as error:
        raise _unusable(path, str(error), command) from error
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or nested without end
        seen = f"expected JSON as `easeband {command}` writes it, got something else ({error})"
        raise _unusable(path, seen, command) from error


def write_kept(path: Path, value: object) -> None:
    """Keep the value: after a power cut the file holds it or what it held before. Raises BadKeptFile."""
    try:
        _replace(path, json.dumps(to_plain(value), indent=1))
    except OSError as error:
        raise BadKeptFile(f"{path}: {error.strerror}: check the folder, its owner and the free space") from error


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


def _unusable(path: Path, why: str, command: str) -> BadKeptFile:
    return BadKeptFile(f"{path}: {why}: run `easeband {command}` again, which replaces it")
