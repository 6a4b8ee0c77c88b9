"""Values in a JSON file beside the database that a command writes and the device reads at its start: newest in use.

Knows JSON, and how a person is shown the version in use, goes back or adds one; must never know what the value means.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from device.records.decoding import BadValue, from_plain, to_plain
from device.system.files import replace_file

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
        replace_file(path, json.dumps(to_plain(value), indent=1).encode())
    except OSError as error:
        raise BadKeptFile(f"{path}: {error.strerror}: check the folder, its owner and the free space") from error


def _unusable(path: Path, why: str, command: str) -> BadKeptFile:
    return BadKeptFile(f"{path}: {why}: run `easeband {command}` again, which replaces it")


LABEL: Final = 22  # letters before a value, as in the words of both


class NothingToUndo(Exception):
    """There is no version to go back from; the message says where it was looked for."""


@dataclass(frozen=True)
class Versions(Generic[T]):
    """The versions at `path`, oldest first, the last one in use; `without` says what holds when there is none."""

    path: Path
    name: str
    without: str
    read: Callable[[Path], tuple[T, ...]]
    write: Callable[[Path, tuple[T, ...]], None]
    in_words: Callable[[T], list[str]]

    def show(self) -> int:
        """Print the one in use; 0. Raises BadKeptFile, as `undo` and `add` do."""
        versions = self.read(self.path)
        if not versions:
            print(f"no {self.name} at {self.path}: {self.without}")
            return 0
        print(*self.in_words(versions[-1]), f"{'earlier ones kept':<{LABEL}}{len(versions) - 1}", sep="\n")
        return 0

    def undo(self) -> int:
        """Go back to the one before and print it; 0. Raises NothingToUndo."""
        versions = self.read(self.path)
        if not versions:
            raise NothingToUndo(f"nothing to undo: there is no {self.name} at {self.path}")
        self.write(self.path, versions[:-1])
        print("undone; now in use:")
        return self.show()

    def earlier(self) -> tuple[T, ...]:
        """What there is to add to; none, and a word to the person, where the file is bad."""
        try:
            return self.read(self.path)
        except BadKeptFile as error:
            print(f"{error}; started afresh without it")
            return ()

    def add(self, earlier: tuple[T, ...], new: T) -> None:
        """Keep one more after the earlier ones, and tell the person."""
        self.write(self.path, (*earlier, new))
        used = f"`easeband run` uses it from its next start; `--undo` goes back to the previous {self.name}"
        print("done:", *self.in_words(new), f"kept in {self.path}; {used}", sep="\n", flush=True)
