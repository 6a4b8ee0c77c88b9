"""Where a command's results go: a file, never one that it reads and never half of one, or the standard output.

Knows paths, how files are replaced and that printing can fail; must never know what is written.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

BROKEN_PIPE = 141  # the shell's convention: 128 + SIGPIPE


def objection(output: Path, inputs: Iterable[Path]) -> str | None:
    """Why nothing should be written there, None if it can be. An existing file that is no input may be overwritten."""
    same = next((path for path in inputs if _are_same(output, path)), None)
    if same is not None:
        return f"is the same file as {same}, which would be lost: name another output"
    if output.is_dir():
        return "is a folder: name a file in it"
    if not os.access(output.parent, os.W_OK):
        return f"cannot be written: the folder {output.parent} does not exist or may not be written to"
    return None


def replace_file(path: Path, content: bytes) -> None:
    """Write the whole file at once: until that has succeeded, what was there before stays. Raises OSError."""
    if path.exists() and not path.is_file():  # a pipe or a device
        path.write_bytes(content)
        return
    target = path.resolve()
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def unprinted(command: str, error: OSError) -> int:
    """The exit status of a command that could not print, which is told unless its reader just went away.

    Raises the error again if a file is behind it.
    """
    if error.filename is not None:
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python still holds back
    if isinstance(error, BrokenPipeError):
        return BROKEN_PIPE
    why = f"{error.strerror}: make room, or name another place for it"
    print(f"easeband {command}: its output cannot be written: {why}", file=sys.stderr)
    return 1


def _are_same(output: Path, other: Path) -> bool:
    try:
        return output.samefile(other)
    except OSError:  # one of them is not there yet
        return output.resolve() == other.resolve()
