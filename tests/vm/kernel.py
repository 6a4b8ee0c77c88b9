"""The virtual machine's kernel: Debian's own, with the one module that Debian leaves out, and an initial RAM disk.

Knows how they are made, in a Debian in a folder; must never know what runs on them. Made once, then kept.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.debian.root_fs import Inside, archive, unpacked

BUILDER = (
    *("linux-image-amd64", "linux-headers-amd64", "linux-source", "gcc", "make", "kmod"),
    *("xz-utils", "busybox-static", "cpio"),
)
SCRIPT = Path(__file__).with_name("build_kernel.sh")
FILES = ("vmlinuz", "initrd")


@dataclass(frozen=True)
class Kernel:
    """What QEMU is given."""

    image: Path
    initrd: Path


def kernel(suite: str, root_fs: Path, folder: Path) -> Kernel:
    """Of this Debian; a minute or two and the network, the first time."""
    if not all((folder / name).exists() for name in FILES):
        folder.mkdir(parents=True, exist_ok=True)
        with unpacked(archive(suite, root_fs, BUILDER)) as builder:
            build(builder, folder)
    return Kernel(*(folder / name for name in FILES))


def build(builder: Inside, folder: Path) -> None:
    """By a script within, so that its compiler and headers are this Debian's."""
    shutil.copy(SCRIPT, builder.file("/root/build_kernel.sh"))
    builder.run("sh", "/root/build_kernel.sh")
    for name in FILES:
        shutil.copy(builder.file(f"/root/out/{name}"), folder / name)
