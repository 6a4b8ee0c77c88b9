"""Values in a JSON file beside the database that a command writes and the device reads at its start: newest in use.

Knows JSON, and how a person is shown the version in use, goes back or adds one; must never know what the value means.
"""

import json
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from device.records.decoding import BadValue, from_plain, to_plain
from device.store.file import row_sum
from device.system.files import CHECK_FOLDER, replace_file, sudo_or

T = TypeVar("T")


SUMS: Final = "sums"  # of each version, before them: a file that was cut still has them
MOST_BYTES: Final = 1_000_000  # ten versions take 5 kB


class BadKeptFile(Exception):
    """The file cannot be read or written: the message says what was seen and what to do."""


def read_kept(path: Path, kind: type[T], command: str, mend: str = "") -> T | None:
    """The value, None if there is no file; `command` is who writes it. Raises BadKeptFile.

    mend: what to do about one that cannot be used, unless the command replaces it.
    """
    mend = mend or f"run `easeband {command}` again, which replaces it"
    try:
        plain = json.loads(_content(path))
        _expect_its_sums(path, plain)
        return from_plain(kind, plain)
    except FileNotFoundError:
        if path.is_symlink():
            raise BadKeptFile(f"{path}: a link to what is not there: move it away") from None
        return None
    except OSError as error:
        raise BadKeptFile(f"{path}: {error.strerror}: {sudo_or(error.errno, 'check who may read it')}") from error
    except BadValue as error:
        raise BadKeptFile(f"{path}: {error}: {mend}") from error
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or nested without end
        seen = f"expected JSON as `easeband {command}` writes it, got something else ({error})"
        raise BadKeptFile(f"{path}: {seen}: {mend}") from error


def _content(path: Path) -> bytes:
    """What is in the file. Raises OSError, and BadKeptFile for what cannot be one that a command wrote."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # a pipe would hold us for ever
        raise BadKeptFile(f"{path}: expected a file, got a folder or a pipe: move it away")
    if found.st_size > MOST_BYTES:
        raise BadKeptFile(f"{path}: expected at most {MOST_BYTES} bytes, got {found.st_size}: move it away")
    return path.read_bytes()


def write_kept(path: Path, value: object) -> None:
    """Keep the value: after a power cut the file holds it or what it held before. Raises BadKeptFile."""
    try:
        plain = json.loads(json.dumps(to_plain(value)))
        sums = [_sum(version) for versions in plain.values() if isinstance(versions, list) for version in versions]
        replace_file(path, json.dumps({SUMS: sums, **plain}, indent=1).encode())
    except OSError as error:
        raise BadKeptFile(f"{path}: {error.strerror}: {sudo_or(error.errno, CHECK_FOLDER)}") from error


SUM_DIGITS: Final = re.compile(r"\b\d{1,10}\b")  # of 32 bits; a damaged file may hold any others


def whole_versions(path: Path, name: str, kind: type[T]) -> tuple[T, ...]:
    """Those of a damaged file's versions, a list of this `name`, that are whole, oldest first; none where none is."""
    found: list[T] = []
    with suppress(OSError, BadKeptFile):
        text = _content(path).decode(errors="replace")
        sums = _sums_in(text)
        for plain in _tables_after(text, f'"{name}"'):
            with suppress(BadValue):
                found += [from_plain(kind, plain)] if sums is None or _sum(plain) in sums else []
    return tuple(found)


WITHOUT_SUMS: Final = re.compile(r'\s*\{\s*"version"')  # as an earlier firmware begins a file
FIRST_LIST: Final = re.compile(r"[^\[{]*\{[^\[{]*\[([^\]{]*)\]")  # of the checksums, whatever became of their name


def _sums_in(text: str) -> set[int] | None:
    """The checksums of a damaged file as far as they can be read; None for one that was written without any."""
    if WITHOUT_SUMS.match(text):
        return None
    written = FIRST_LIST.match(text)
    return set(map(int, SUM_DIGITS.findall(written[1]))) if written else set()


def _tables_after(text: str, name: str) -> Iterator[object]:
    """Whatever is a table in JSON behind this name, be the text around it JSON or not."""
    decoder, at = json.JSONDecoder(), text.find("{", max(0, text.find(name)))
    while at >= 0:
        try:
            table, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield table
        at = text.find("{", end)


def _expect_its_sums(path: Path, plain: object) -> None:
    """Take the checksums out; what an earlier firmware wrote has none. Raises BadKeptFile."""
    sums = plain.pop(SUMS, None) if isinstance(plain, dict) else None
    if sums is None or not isinstance(plain, dict):
        return
    versions = [version for versions in plain.values() if isinstance(versions, list) for version in versions]
    if sums != [_sum(version) for version in versions]:
        raise BadKeptFile(
            f'{path}: it was changed since it was written: expected its checksums to fit; take the line "{SUMS}" out if'
            " you changed it yourself"
        )


def _sum(version: object) -> int:
    return row_sum(json.dumps(version, sort_keys=True))


LABEL: Final = 22  # letters before a value, as in the words of both


class NothingToUndo(Exception):
    """There is no version to go back from; the message says where it was looked for."""


@dataclass(frozen=True)
class Versions(Generic[T]):
    """The versions at `path`, oldest first, the last one in use.

    `without` says what holds when there is none, `used` what becomes of a new one.
    """

    path: Path
    name: str
    without: str
    read: Callable[[Path], tuple[T, ...]]
    write: Callable[[Path, tuple[T, ...]], None]
    in_words: Callable[[T], list[str]]
    used: str = "`easeband run` uses it from its next start"

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
        used = f"{self.used}; `--undo` goes back to the previous {self.name}"
        print("done:", *self.in_words(new), f"kept in {self.path}; {used}", sep="\n", flush=True)
