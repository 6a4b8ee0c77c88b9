"""A person at a keyboard, who is neither root nor a service of ours: what others keep is closed to them.

Knows the kernel's users and capabilities; must never know what is kept.
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

A_PERSON, A_SERVICE = 1000, 987  # numbers of users
VERSION_3 = 0x20080522  # linux/capability.h; also the two below
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2
Sets = ctypes.c_uint32 * 6  # effective, permitted, inheritable of the first 32, and of the others


@contextmanager
def as_a_person(closed: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder is a service's, and this process may no longer look into it, until the end of the block."""
    patch.setattr(os, "geteuid", lambda: A_PERSON)
    if os.getuid() == 0:
        os.chown(closed, A_SERVICE, A_SERVICE)
        closed.chmod(0o700)
        with _without_roots_way():
            yield
    else:
        closed.chmod(0)
        try:
            yield
        finally:
            closed.chmod(0o700)


@contextmanager
def _without_roots_way() -> Iterator[None]:
    """Root itself is asked for its rights at files."""
    libc, head, sets = ctypes.CDLL(None, use_errno=True), (ctypes.c_uint32 * 2)(VERSION_3, 0), Sets()
    assert libc.capget(head, sets) == 0
    before = sets[0]
    sets[0] &= ~(1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH)
    assert libc.capset(head, sets) == 0
    try:
        yield
    finally:
        sets[0] = before
        assert libc.capset(head, sets) == 0
