"""A character device served from Python: the kernel's CUSE protocol on /dev/cuse, without a library.

Knows requests and replies; must never know what kind of device it serves. For 64-bit kernels and clients. All numbers
and layouts are from the kernel's include/uapi/linux/fuse.h.
"""

import errno
import os
import struct
from dataclasses import dataclass
from typing import Final, Protocol

CUSE: Final = "/dev/cuse"
REQUEST: Final = struct.Struct("<IIQQIIIHH")  # length, opcode, unique, node, uid, gid, pid, extensions, padding
REPLY: Final = struct.Struct("<IiQ")  # length, error, unique
INIT_REQUEST: Final = struct.Struct("<IIII")  # major, minor, unused, flags
INIT_REPLY: Final = struct.Struct("<IIIIIIII40x")  # major, minor, unused, flags, max_read, max_write, device numbers
OPEN_REPLY: Final = struct.Struct("<QII")  # file, flags, padding
IOCTL_REQUEST: Final = struct.Struct("<QIIQII")  # file, flags, request, argument, bytes given, room for the answer
IOCTL_REPLY: Final = struct.Struct("<iIII")  # result, flags, pieces to read, pieces to write
PIECE: Final = struct.Struct("<QQ")  # address, length
CUSE_INIT: Final = 4096
OPEN: Final = 14
RELEASE: Final = 18
FLUSH: Final = 25
INTERRUPT: Final = 36
IOCTL: Final = 39
PROTOCOL: Final = (7, 31)  # the newest minor version with these layouts
UNRESTRICTED_IOCTL: Final = 1
DIRECT_IO: Final = 1
IOCTL_RETRY: Final = 4
MOST_BYTES: Final = 1 << 17
LARGEST_REQUEST: Final = MOST_BYTES + (1 << 12)

Piece = tuple[int, int]
"""Address and length of a piece of the client's memory."""


@dataclass(frozen=True)
class Wanted:
    """The call cannot be answered yet: ask again with what these pieces hold, and with room for those."""

    given: tuple[Piece, ...]
    answered: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Done:
    """What the call returns, and the bytes that go into the pieces it has room for."""

    result: int
    data: bytes = b""


class Device(Protocol):
    """What a character device does."""

    def ioctl(self, request: int, argument: int, given: bytes, room: int) -> Done | Wanted:
        """Answer a call. At first nothing is given and there is no room. Raises OSError for the client to see."""


def serve(name: str, device: Device) -> None:
    """Be /dev/`name` for as long as this process lives. Needs root and the kernel's cuse module."""
    Server(os.open(CUSE, os.O_RDWR | os.O_CLOEXEC), name, device).run()


class Server:
    """One device behind one open /dev/cuse."""

    def __init__(self, descriptor: int, name: str, device: Device) -> None:
        self._descriptor, self._name, self._device = descriptor, name, device
        self._answers = {
            CUSE_INIT: self._init,
            OPEN: self._open,
            IOCTL: self._ioctl,
            RELEASE: _nothing,
            FLUSH: _nothing,
        }

    def run(self) -> None:
        """Answer one request after the other."""
        while True:
            self._serve(os.read(self._descriptor, LARGEST_REQUEST))

    def _serve(self, message: bytes) -> None:
        length, operation, unique, *_ = REQUEST.unpack_from(message)
        if operation == INTERRUPT:  # a hint that wants no reply: every answer comes at once anyway
            return
        try:
            self._reply(unique, self._answers.get(operation, _unknown)(message[REQUEST.size : length]))
        except OSError as error:
            self._reply(unique, b"", -(error.errno or errno.EIO))

    def _reply(self, unique: int, body: bytes, error: int = 0) -> None:
        os.write(self._descriptor, REPLY.pack(REPLY.size + len(body), error, unique) + body)

    def _init(self, body: bytes) -> bytes:
        _, minor, *_ = INIT_REQUEST.unpack_from(body)
        major, newest = PROTOCOL
        head = INIT_REPLY.pack(major, min(minor, newest), 0, UNRESTRICTED_IOCTL, MOST_BYTES, MOST_BYTES, 0, 0)
        return head + f"DEVNAME={self._name}\0".encode()

    def _open(self, _body: bytes) -> bytes:
        return OPEN_REPLY.pack(0, DIRECT_IO, 0)

    def _ioctl(self, body: bytes) -> bytes:
        _, _, request, argument, _, room = IOCTL_REQUEST.unpack_from(body)
        answer = self._device.ioctl(request, argument, body[IOCTL_REQUEST.size :], room)
        if isinstance(answer, Done):
            return IOCTL_REPLY.pack(answer.result, 0, 0, 0) + answer.data
        pieces = b"".join(PIECE.pack(*piece) for piece in (*answer.given, *answer.answered))
        return IOCTL_REPLY.pack(0, IOCTL_RETRY, len(answer.given), len(answer.answered)) + pieces


def _nothing(_body: bytes) -> bytes:
    return b""


def _unknown(_body: bytes) -> bytes:
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
