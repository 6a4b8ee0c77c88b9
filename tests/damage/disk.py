"""A disk whose power can be cut: what a program asked of it, by `strace`, and what it may hold after the cut.

Knows files, sectors and what `fsync` promises; must never know what the files are for. The promises are POSIX's and an
ordered journal's: what was synced stays; of later writes each sector is there or not, in any order; names change in
their order, and are all there once anything was synced.
"""

import random
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

SECTOR_BYTES: Final = 512
CALLS: Final = "openat,open,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat"
STRACE: Final = ("strace", "-f", "-y", "-xx", "-s", "2000000", "-e", f"trace={CALLS}", "-o")
LINE: Final = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (\d+)(?:<.*>)?$")
TEXT: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
OPENED: Final = re.compile(r"^\d+<([^>]*)>")

Kind = Literal["create", "write", "cut", "sync", "rename", "unlink"]


@dataclass(frozen=True)
class DiskCall:
    """One thing that was asked: of a file by its name, with bytes from an offset on, or with another name."""

    kind: Kind
    name: str
    at: int = 0
    content: bytes = b""
    other: str = ""


@dataclass
class _File:
    """`durable`: what was synced. `pending`: what was asked since then."""

    durable: bytes = b""
    pending: list[DiskCall] = field(default_factory=list)


def read_trace(lines: Iterable[str], folder: Path) -> Iterator[DiskCall]:
    """What was asked of the files in this folder, in order. Raises ValueError for a write that names no offset."""
    ends: dict[str, int] = {}
    for line in lines:
        found = LINE.match(line)
        if found:
            yield from _read_call(found[1], found[2], int(found[3]), folder, ends)


def _read_call(call: str, arguments: str, answer: int, folder: Path, ends: dict[str, int]) -> Iterator[DiskCall]:
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in TEXT.findall(arguments)]
    opened = OPENED.match(arguments)
    path = _plain(opened[1]) if opened else ""
    if call in {"open", "openat"}:
        path = _plain_bytes(texts[0])
        if _is_in(path, folder) and "O_CREAT" in arguments:
            ends[path] = 0
            yield DiskCall("create", Path(path).name, at=int("O_TRUNC" in arguments))
    elif call.startswith(("rename", "unlink")):
        names = [_plain_bytes(text) for text in texts]
        if _is_in(names[0], folder):
            kind: Kind = "rename" if call.startswith("rename") else "unlink"
            yield DiskCall(kind, Path(names[0]).name, other=Path(names[-1]).name if kind == "rename" else "")
    elif not _is_in(path, folder):
        return
    elif call in {"fsync", "fdatasync"}:
        yield DiskCall("sync", Path(path).name)
    elif call == "ftruncate":
        yield DiskCall("cut", Path(path).name, at=int(shlex.split(arguments.rsplit(",", 1)[1])[0]))
    else:
        at = int(arguments.rsplit(",", 1)[1]) if call == "pwrite64" else ends.get(path, 0)
        ends[path] = at + answer
        yield DiskCall("write", Path(path).name, at, texts[0][:answer])


def _plain(hexed: str) -> str:
    return bytes.fromhex(hexed.replace("\\x", "")).decode() if hexed.startswith("\\x") else hexed


def _plain_bytes(text: bytes) -> str:
    return text.decode()


def _is_in(path: str, folder: Path) -> bool:
    """Whether the call is about a file in the folder, or the folder itself."""
    return folder in (Path(path), Path(path).parent)


class Disk:
    """The folder, call by call; and at any moment a folder as a power cut may leave it."""

    def __init__(self) -> None:
        self._files: dict[int, _File] = {}
        self._names: dict[str, int] = {}
        self._named_durably: dict[str, int] = {}
        self._renamed: list[DiskCall] = []  # and created, and unlinked, since anything was synced
        self._made = 0

    def take(self, call: DiskCall) -> None:
        """The next call."""
        if call.kind in {"create", "rename", "unlink"}:
            self._name(call)
        elif call.name in self._names:
            file = self._files[self._names[call.name]]
            if call.kind == "sync":
                file.durable, file.pending = _applied(file.durable, file.pending), []
                self._named_durably, self._renamed = dict(self._names), []
            else:
                file.pending.append(call)
        elif call.kind == "sync":  # a folder
            self._named_durably, self._renamed = dict(self._names), []

    def _name(self, call: DiskCall) -> None:
        if call.kind == "create" and call.name in self._names:
            if call.at:
                self._files[self._names[call.name]].pending.append(DiskCall("cut", call.name))
            return
        if call.kind == "create":
            self._made += 1
            self._files[self._made] = _File()
            call = DiskCall("create", call.name, at=self._made)
        _rename(self._names, call)
        self._renamed.append(call)

    def after_cut(self, folder: Path, dice: random.Random, without: str = "-shm") -> None:
        """What may be left, written to an empty folder; not what ends in `without`: shared memory, made anew."""
        names = dict(self._named_durably)
        for call in self._renamed[: dice.randint(0, len(self._renamed))]:
            _rename(names, call)
        for name, number in names.items():
            if not name.endswith(without):
                (folder / name).write_bytes(_left(self._files[number], dice))


def _rename(names: dict[str, int], call: DiskCall) -> None:
    if call.kind == "create":
        names[call.name] = call.at
    elif call.name in names:
        number = names.pop(call.name)
        if call.kind == "rename":
            names[call.other] = number


def _left(file: _File, dice: random.Random) -> bytes:
    """What was synced, and of the rest all until then, or any sectors."""
    if dice.random() < 1 / 3:
        return _applied(file.durable, file.pending[: dice.randint(0, len(file.pending))])
    kept_share = dice.random()
    kept = (part for call in file.pending for part in _sectors(call) if dice.random() < kept_share)
    return _applied(file.durable, kept)


def _sectors(call: DiskCall) -> Iterator[DiskCall]:
    if call.kind != "write":
        yield call
        return
    at, end = call.at, call.at + len(call.content)
    while at < end:
        until = min(end, (at // SECTOR_BYTES + 1) * SECTOR_BYTES)
        yield DiskCall("write", call.name, at, call.content[at - call.at : until - call.at])
        at = until


def _applied(content: bytes, calls: Iterable[DiskCall]) -> bytes:
    """Holes are zeros, as a file system makes them."""
    now = bytearray(content)
    for call in calls:
        if call.kind == "cut":
            del now[call.at :]
            now.extend(bytes(call.at - len(now)))
        else:
            now.extend(bytes(max(0, call.at - len(now))))
            now[call.at : call.at + len(call.content)] = call.content
    return bytes(now)
