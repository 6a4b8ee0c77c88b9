"""The folder of raw snippets beside the database: written whole, capped, the oldest leaving first.

Knows files, names and free space; must never know why a snippet was taken. It never stops the device: what cannot be
kept is named in the log. Nothing here is ever synced.
"""

import io
import logging
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from device.health import PartState
from device.records.facts import Dating, Record
from device.signals.samples import Samples
from device.snippets.ring import Snippet, SnippetRing
from device.system.files import replace_file

log = logging.getLogger(__name__)

FOLDER: Final = "snippets"
BYTES_A_MB: Final = 1_000_000
LEFT_FREE_BYTES: Final = 200 * BYTES_A_MB  # ours: records come first; they need some 5 MB a day
NAMES: Final = "*.npz"


def snippets_beside(database: str) -> Path:
    """Where the snippets of the device with this database are."""
    return Path(database).with_name(FOLDER)


@dataclass(frozen=True)
class SnippetFolder:
    """A folder that holds at most `most_bytes`; `dating` tells the calendar time of a snippet."""

    path: Path
    most_bytes: int
    dating: Callable[[], Dating]

    def keep(self, snippets: Iterable[Snippet]) -> list[str]:
        """Write them, and let the oldest go for them. For each, why it was not kept, or nothing."""
        return [self._kept(snippet) for snippet in snippets]

    def objection(self) -> str:
        """Why nothing can be kept at present; empty if it can."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            free_bytes = shutil.disk_usage(self.path).free
        except OSError as error:
            return f"{self.path}: {error.strerror}: expected a folder that this user may write to"
        if not os.access(self.path, os.W_OK):
            return f"{self.path}: this user may not write there: check who owns it"
        if free_bytes < LEFT_FREE_BYTES:
            least_mb = LEFT_FREE_BYTES // BYTES_A_MB
            return f"{self.path}: less than {least_mb} MB are free, and records come first: make room"
        return ""

    def _kept(self, snippet: Snippet) -> str:
        problem = self._problem_with(snippet)
        if problem:
            log.warning("a raw snippet of %s was not kept: %s", snippet.what, problem)
        return problem

    def _problem_with(self, snippet: Snippet) -> str:
        if not len(snippet.samples):
            return "its samples are no longer in memory"
        objection = self.objection()
        if objection:
            return objection
        try:
            self._write(self.path / file_name(snippet, self.dating()), packed(snippet, self.dating()))
        except OSError as error:
            return f"{self.path}: {error.strerror}"
        return ""

    def _write(self, path: Path, content: bytes) -> None:
        self._make_room(len(content))
        replace_file(path, content)
        log.info("raw snippet kept: %s", path)

    def _make_room(self, new_bytes: int) -> None:
        sizes = {path: path.stat().st_size for path in kept_snippets(self.path)}
        used_bytes = sum(sizes.values())
        for path, size in sizes.items():
            if used_bytes + new_bytes <= self.most_bytes:
                return
            path.unlink()
            used_bytes -= size
            log.info("raw snippet %s was deleted to make room for a new one", path.name)


class SnippetKeeper:
    """Remembers raw samples and puts what is wanted of them into a folder."""

    def __init__(self, folder: SnippetFolder) -> None:
        self._folder, self._ring = folder, SnippetRing()
        self._problem = folder.objection()

    def push(self, samples: Samples) -> None:
        """Remember these for as long as an episode in them may still become known."""
        self._heed(self._folder.keep(self._ring.push(samples)))

    def states(self) -> list[PartState]:
        """Whether what is asked for is kept; where it was not, the folder is looked at again."""
        self._problem = self._problem and self._folder.objection()
        text = self._problem or f"raw movement around marks and episodes is kept in {self._folder.path}"
        return [PartState("snippets", works=not self._problem, text=text)]

    def want(self, records: Iterable[Record]) -> None:
        """Keep what was around the marks and episodes among these."""
        self._ring.want(records)

    def finish(self) -> None:
        """Keep what was wanted and is not complete."""
        self._heed(self._folder.keep(self._ring.finish()))

    def _heed(self, problems: Iterable[str]) -> None:
        for problem in problems:
            self._problem = problem


def kept_snippets(path: Path) -> list[Path]:
    """The snippet files of a folder, oldest moment first; none if there is no folder."""
    return sorted(path.glob(NAMES))


def packed(snippet: Snippet, dating: Dating) -> bytes:
    """An NPZ file that `easeband analyse` reads: t (s), acc_g, gyr_dps; and what, moment_s, moment_utc_s, trust."""
    samples, file = snippet.samples, io.BytesIO()
    arrays: dict[str, Any] = {
        "t": samples.time_s,
        "acc_g": samples.acceleration_g.astype(np.float32),
        "what": snippet.what,
        "moment_s": snippet.moment_s,
        "moment_utc_s": snippet.moment_s + dating.utc_minus_monotonic_s,
        "trust": dating.trust,
    }
    if samples.rotation_dps is not None:
        arrays["gyr_dps"] = samples.rotation_dps.astype(np.float32)
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def file_name(snippet: Snippet, dating: Dating) -> str:
    """The moment in UTC, and the first word of what it is; a clock that nobody vouches for shows in the name."""
    moment = datetime.fromtimestamp(snippet.moment_s + dating.utc_minus_monotonic_s, UTC)
    doubt = "-clock-unknown" if dating.trust == "unknown" else ""
    word = snippet.what.partition(":")[0].replace(" ", "-")
    return f"{moment:%Y%m%dT%H%M%SZ}-{word}{doubt}.npz"
