"""What `calibrate` and `baseline` do alike with the versions they keep: show the one in use, go back, add one.

Knows how a person is told; must never know what a version holds or how its file is written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from device.kept_json import BadKeptFile

T = TypeVar("T")
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
            print(f"{error}; begun anew without it")
            return ()

    def add(self, earlier: tuple[T, ...], new: T) -> None:
        """Keep one more after the earlier ones, and tell the person."""
        self.write(self.path, (*earlier, new))
        used = f"`easeband run` uses it from its next start; `--undo` goes back to the {self.name} before"
        print("done:", *self.in_words(new), f"kept in {self.path}; {used}", sep="\n", flush=True)
