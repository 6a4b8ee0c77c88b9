"""Files that a command's results go to: never one that it reads, and never half of one.

Knows paths and how files are replaced; must never know what is written.
"""

import os
from collections.abc import Iterable
from pathlib import Path


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


def _are_same(output: Path, other: Path) -> bool:
    try:
        return output.samefile(other)
    except OSError:  # one of them is not there yet
        return output.resolve() == other.resolve()
