"""Files of TOML that a person wrote, and files that results go to: never one that is read, and never half of one.

Knows paths, encodings and how files are replaced; must never know what is written.
"""

import errno
import os
import pwd
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

PRIVATE_FOLDER_MODE: Final = 0o700
USUAL_MODE: Final = 0o666  # what open() asks for
HALF_DONE: Final = ".{name}.{process}.easeband"  # beside the file: a name of ours alone, and one for each writer

TOML_ADVICE: Final = {  # words of tomllib -> what helps
    "Cannot overwrite a value": ": a name may stand only once in its table",
    "twice": ": each [table] may stand only once",
    "Invalid value": ": a text stands in quotes",
}
TO_DO: Final[Mapping[int, str]] = {
    errno.ENOSPC: "make room (df -h and df -i show how much there is)",
    errno.EDQUOT: "make room: this user may not use more",
    errno.EROFS: "it is mounted read-only: check the card (dmesg says why)",
    errno.EIO: "check the card (dmesg says what failed)",
    errno.EACCES: "check its owner and who may use its folder",
    errno.EPERM: "check its owner and who may use its folder",
    errno.ENOENT: "check the name, and that its folder exists",
    errno.ENOTDIR: "check the name: a part of it is a file, no folder",
    errno.EISDIR: "it is a folder: name a file",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "its links lead in a circle: move it away",
    errno.EMFILE: "too many files are open: start again",
}
MAY_NOT: Final = (errno.EACCES, errno.EPERM)
FIRST_PERSON: Final = 1000  # Debian's FIRST_UID: root and services have lower numbers
TYPE_SUDO: Final = "this user may not: type sudo before the command, or check who owns it"
CHECK_FOLDER: Final = "check the folder, its owner and the free space"


class UnreadableText(Exception):
    """A file cannot be read as TOML: the message names it, what was seen and what to do."""


def toml_text(path: Path, longest_bytes: int) -> str:
    """What stands in the file. Raises FileNotFoundError and UnreadableText."""
    try:
        if path.is_fifo() and not path.is_relative_to("/dev/fd"):
            raise UnreadableText(f"{path} is a pipe, which may never be written: expected a file")
        with path.open("rb") as file:
            content = file.read(longest_bytes + 1)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
        number = getattr(error, "errno", None)
        to_do = sudo_or(number, TO_DO.get(number or 0, "check who may read it"))
        raise UnreadableText(f"{path}: {getattr(error, 'strerror', None) or error}: {to_do}") from error
    if len(content) > longest_bytes:
        raise UnreadableText(f"{path} is not TOML: expected less than {longest_bytes} bytes, got more")
    return _decoded(path, content)


def _decoded(path: Path, content: bytes) -> str:
    """The text; editors of other systems begin it with a mark, or write it in an encoding that TOML has not."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in content:
        raise UnreadableText(f"{path} is not TOML: it is UTF-16 or has zero bytes: save it again as UTF-8")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableText(f"{path} is not TOML: {error} (in line {line}): save it again as UTF-8") from error


def not_toml(error: Exception) -> str:
    """What tomllib said, and what helps."""
    advice = next((advice for words, advice in TOML_ADVICE.items() if words in str(error)), "")
    return f"is not TOML: {error}{advice}"


def error_in_words(error: OSError) -> str:
    """What the system said, and what to do about it."""
    said = error.strerror or str(error) or type(error).__name__
    return f"{said}: {sudo_or(error.errno, TO_DO.get(error.errno or 0, CHECK_FOLDER))}"


def error_at(error: OSError) -> str:
    """The same, after the name of the file where there is one."""
    return f"{error.filename}: {error_in_words(error)}" if error.filename is not None else error_in_words(error)


def sudo_helps(number: int | None) -> bool:
    """Whether this error of the system is one that root would not have had, and that a person has."""
    return number in MAY_NOT and os.geteuid() >= FIRST_PERSON


def is_closed(path: Path) -> bool:
    """Whether this user may not read it, or may not even see whether it is there."""
    try:
        path.stat()
    except OSError as error:
        return error.errno in MAY_NOT
    rights = os.R_OK | os.X_OK if path.is_dir() else os.R_OK
    return not os.access(path, rights, effective_ids=True)


def expect_open(folder: Path) -> None:
    """Raises PermissionError where this user may not look into it."""
    if is_closed(folder):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def sudo_or(number: int | None, otherwise: str) -> str:
    """What to do about an error of the system with this number."""
    return TYPE_SUDO if sudo_helps(number) else otherwise


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


def replace_file(path: Path, content: bytes, mode: int = USUAL_MODE, owner: tuple[int, int] | None = None) -> None:
    """Write the whole file at once: after a power cut it holds this or what it held before. Raises OSError.

    `mode`: who may read it, less what the process's umask takes away. `owner`: user and group, ours if None.
    """
    if path.exists() and not path.is_file():  # a pipe or a device
        path.write_bytes(content)
        return
    target = _where_it_is(path)
    part = target.with_name(HALF_DONE.format(name=target.name, process=os.getpid()))
    try:
        _write_through(part, content, mode, owner)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    flush_folder(target.parent)
    _remove_parts(target)


def make_private_folder(path: Path, owner: tuple[int, int] | None) -> None:
    """The folder, if it is not there, and those above it; nobody but its owner may look into it. Raises OSError."""
    if not path.is_dir():
        path.mkdir(mode=PRIVATE_FOLDER_MODE, parents=True)
        _give(path, owner)


def _give(path: Path, owner: tuple[int, int] | None) -> None:
    """Only where it changes something: a service's sandbox forbids the very call."""
    found = path.stat()
    if owner and owner != (found.st_uid, found.st_gid):
        os.chown(path, *owner)


def service_owner(user: str) -> tuple[int, int] | None:
    """User and group to whom a file for this service may be given; None where it has no user, or we may not."""
    try:
        found = pwd.getpwnam(user)
    except KeyError:
        return None
    return (found.pw_uid, found.pw_gid) if os.geteuid() == 0 else None


def _where_it_is(path: Path) -> Path:
    """Behind every link. Raises OSError."""
    circle = OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    try:
        found = path.resolve()
    except RuntimeError as error:  # what Python says before 3.13 of links that lead in a circle
        raise circle from error
    if found.is_symlink():  # and from then on, it stays where it is
        raise circle
    return found


def _write_through(path: Path, content: bytes, mode: int, owner: tuple[int, int] | None) -> None:
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        _give(path, owner)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Until its folder is on the disk too, a power cut may bring the old file back."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_parts(target: Path) -> None:
    """What writers before us left half done. One that still writes finds its part gone, and fails whole."""
    before, after = f".{target.name}.", HALF_DONE.removeprefix(".{name}.{process}")
    for part in target.parent.iterdir():
        if part.name.startswith(before) and part.name.removeprefix(before).removesuffix(after).isdigit():
            part.unlink(missing_ok=True)


def _are_same(output: Path, other: Path) -> bool:
    try:
        return output.samefile(other)
    except OSError:  # one of them is not there yet
        return os.path.realpath(output) == os.path.realpath(other)
