"""A Debian in a folder: made by mmdebstrap once, kept as an archive, unpacked for each use, entered without a network.

Knows mmdebstrap, mounts and namespaces; must never know what is tried in it.
"""

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

# What a Raspberry Pi and a clinic's computer have of that which the packages need or recommend.
PACKAGES = ("python3", "python3-venv", "systemd", "udev", "mosquitto")
BOUND = ("proc", "dev", "dev/pts")
# A loopback of its own and no other way out.
ALONE = 'ip link set lo up && exec chroot "$@"'
CLEAN = ("/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin")
HASH_LETTERS = 8
FETCHES = 'APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get --quiet --yes install --download-only'


def archive(suite: str, folder: Path, packages: tuple[str, ...] = PACKAGES, *, at_hand: tuple[str, ...] = ()) -> Path:
    """The root file system of this Debian with these packages; half a minute and the network, the first time.

    Those `at_hand`, with all that they need, can be installed in it without a network: apt has fetched them.
    """
    included = ",".join(packages)
    told = f"{included} {','.join(at_hand)}" if at_hand else included
    path = folder / f"{suite}-{hashlib.sha256(told.encode()).hexdigest()[:HASH_LETTERS]}.tar"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.tar")
        fetches = [f"--customize-hook={FETCHES} {' '.join(at_hand)}", "--skip=cleanup/apt"] if at_hand else []
        made = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={included}", *fetches]
        subprocess.run([*made, suite, str(unfinished)], check=True)
        unfinished.replace(path)
    return path


class Inside:
    """The root file system, entered in a network namespace of its own, of which each command has a new one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._bound: list[str] = []

    def bind(self) -> None:
        """What a program asks the kernel."""
        for name in BOUND:
            subprocess.run(["mount", "--bind", f"/{name}", self.root / name], check=True)
            self._bound.append(name)

    def run(self, *words: str, status: int | None = 0) -> str:
        """What the command printed, both streams. Raises AssertionError for another exit status; None takes any."""
        done = subprocess.run(
            ["unshare", "--net", "sh", "-c", ALONE, "sh", self.root, *CLEAN, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        assert status in (None, done.returncode), f"{' '.join(words)}: exit status {done.returncode}: {done.stdout}"
        return done.stdout

    def apt(self, *words: str) -> str:
        """As a person does it, but for the question."""
        return self.run("apt", "--yes", *words)

    def release(self) -> None:
        """Let go of what is bound into it, so that the folder can be copied as it is. Nothing runs in it afterwards."""
        while self._bound:
            subprocess.run(["umount", "--lazy", self.root / self._bound.pop()], check=True)

    def file(self, path: str) -> Path:
        return self.root / path.removeprefix("/")


@contextmanager
def unpacked(tar: Path) -> Iterator[Inside]:
    with ExitStack() as left_behind:
        folder = Path(left_behind.enter_context(tempfile.TemporaryDirectory(prefix="easeband-debian-")))
        subprocess.run(["tar", "--extract", "--file", tar, "--directory", folder, "--exclude=./dev/*"], check=True)
        here = Inside(folder)
        left_behind.callback(here.release)
        here.bind()
        yield here
