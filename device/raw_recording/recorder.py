"""Gathers a minute of samples and has it written; what goes wrong with that is told, and stops nothing else.

Knows the minute, and when to try again after a fault; must never know how bytes are laid out, or files named.
"""

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from device.health import PartState
from device.raw_recording.background import DoesWork
from device.raw_recording.chunk import About, Chunk, HowTaken, encoded
from device.raw_recording.folder import NoRoom, RecordingFolder
from device.raw_recording.planes import Counts, CountStretch, breaks
from device.records.facts import Dating, Gap
from device.signals.samples import Floats, Samples
from device.system.files import error_in_words

log = logging.getLogger(__name__)

PART: Final = "recording"
WRITTEN_EVERY_S: Final = 60.0  # spares the card; a power cut costs no more
AGAIN_S: Final = 600.0  # ours: after a fault the card is left alone for so long
TRIMMED_EVERY_S: Final = 3600.0
NS_A_S: Final = 1e9
HANGS: Final = "the card has not taken what was handed to it for minutes: check the card (dmesg says what failed)"


@dataclass(frozen=True)
class Gathered:
    """What is handed over at once: samples before any calibration, in portions, and the gaps between them."""

    portions: tuple[Samples, ...]
    gaps: tuple[Gap, ...]
    temperature_c: float | None

    @property
    def first_s(self) -> float:
        """When it begins."""
        return float(self.portions[0].time_s[0])

    @property
    def last_s(self) -> float:
        """When its last sample was taken."""
        return float(self.portions[-1].time_s[-1])


@dataclass(frozen=True)
class Trouble:
    """Why the last minute could not be written, and until when nothing is tried."""

    text: str
    until_s: float


class Retention:
    """It is switched off; what is left of earlier still goes once it is old enough."""

    def __init__(self, folder: RecordingFolder, dating: Callable[[], Dating], writer: DoesWork) -> None:
        self._folder, self._dating, self._writer = folder, dating, writer
        self._next_s = -math.inf

    def push(self, portions: Sequence[Samples], gaps: Sequence[Gap], temperature_c: float | None) -> None:  # noqa: ARG002 - only the time counts
        """Once an hour, look what is too old by now."""
        now_s = float(portions[-1].time_s[-1]) if portions else -math.inf
        if now_s >= self._next_s and portions:
            self._next_s, dating = now_s + TRIMMED_EVERY_S, self._dating()
            self._writer.hand_over(lambda: self._trim(now_s, dating))

    def hold(self, now_s: float) -> None:
        """Nothing is recorded anyway."""

    def states(self) -> list[PartState]:
        """Nothing: it is switched off."""
        return []

    def finish(self) -> None:
        """Let it end what it does."""
        self._writer.finish()

    def _trim(self, now_s: float, dating: Dating) -> None:
        try:
            self._folder.let_go_of_outdated(now_s, dating)
        except OSError as error:
            log.warning("%s: old raw recordings cannot be deleted: %s", self._folder.path, error_in_words(error))


class RawRecorder:
    """Samples in; a minute of them on the card once a minute."""

    def __init__(
        self, folder: RecordingFolder, taken: HowTaken, dating: Callable[[], Dating], writer: DoesWork
    ) -> None:
        self._folder, self._taken, self._dating, self._writer = folder, taken, dating, writer
        self._waiting = Gathered((), (), None)
        self._held_s: float | None = None
        self._trouble: Trouble | None = None  # set by the writer alone
        self._hangs = False

    def push(self, portions: Sequence[Samples], gaps: Sequence[Gap], temperature_c: float | None) -> None:
        """Samples as they were before any calibration, the gaps that ended with them, the chip's temperature."""
        hidden = self._hidden_before(portions)
        waiting = self._waiting
        self._waiting = Gathered(
            (*waiting.portions, *portions),
            (*waiting.gaps, *hidden, *gaps),
            waiting.temperature_c if temperature_c is None else temperature_c,
        )
        if self._waiting.portions and self._waiting.last_s - self._waiting.first_s >= WRITTEN_EVERY_S:
            self._hand_over()

    def hold(self, now_s: float) -> None:
        """An hour of privacy begins: what was before it is written, and nothing more comes until it is over."""
        self._hand_over()
        self._held_s = now_s

    def finish(self) -> None:
        """Have the rest written."""
        self._hand_over()
        if not self._writer.finish():
            log.error("raw recording: %s; the last minutes of it are lost", HANGS)

    def states(self) -> list[PartState]:
        """Whether it is written, or why not. How much there is stands elsewhere: a text that changes would be sent."""
        trouble = HANGS if self._hangs else self._trouble.text if self._trouble else ""
        text = f"no raw recording: {trouble}" if trouble else f"every sample is kept in {self._folder.path}"
        return [PartState(PART, works=not trouble, text=text)]

    def _hidden_before(self, portions: Sequence[Samples]) -> list[Gap]:
        if self._held_s is None or not portions:
            return []
        from_s, self._held_s = self._held_s, None
        return [Gap(from_s, float(portions[0].time_s[0]) - from_s, "privacy")]

    def _hand_over(self) -> None:
        minute, self._waiting = self._waiting, Gathered((), (), None)
        if not minute.portions or (self._trouble and minute.last_s < self._trouble.until_s):
            return
        dating = self._dating()
        taken = self._writer.hand_over(lambda: self._write(minute, dating))
        if not taken and not self._hangs:
            log.error("raw recording: %s; measuring goes on without it", HANGS)
        self._hangs = not taken

    def _write(self, minute: Gathered, dating: Dating) -> None:
        """In the background."""
        try:
            content = b"".join(encoded(chunk) for chunk in chunks_of(minute, dating, self._taken))
            self._folder.add(content, minute.first_s, dating)
        except OSError as error:
            self._fail(f"{error.filename or self._folder.path}: {error_in_words(error)}", minute.last_s)
        except NoRoom as error:
            self._fail(str(error), minute.last_s)
        else:
            if self._trouble:
                log.info("raw recording goes on in %s", self._folder.path)
            self._trouble = None

    def _fail(self, why: str, now_s: float) -> None:
        if self._trouble is None or self._trouble.text != why:
            log.error("no raw recording for %.0f minutes, measuring goes on: %s", AGAIN_S / 60, why)
        self._trouble = Trouble(why, now_s + AGAIN_S)


def chunks_of(minute: Gathered, dating: Dating, taken: HowTaken) -> Iterable[Chunk]:
    """A chunk for each stretch without a gap; with each the gaps that ended before its last sample."""
    gaps = list(minute.gaps)
    for time_s, counts in _of_same_axes(minute.portions, taken):
        time_ns = np.rint(time_s * NS_A_S).astype(np.int64)
        edges = [0, *breaks(time_ns).tolist(), len(time_ns)]
        for start, end in pairwise(edges):
            before = [gap for gap in gaps if gap.start_s < time_s[end - 1]]
            gaps = [gap for gap in gaps if gap not in before]
            about = About(dating, taken, minute.temperature_c, tuple(before))
            yield Chunk(about, CountStretch(time_ns[start:end], counts[start:end]))


def _of_same_axes(portions: Iterable[Samples], taken: HowTaken) -> Iterable[tuple[Floats, Counts]]:
    """Times [n] and counts [n, 3] or [n, 6] of portions in a row that all have a gyroscope, or none has."""
    waiting: list[Samples] = []
    for portion in portions:
        if waiting and (waiting[-1].rotation_dps is None) != (portion.rotation_dps is None):
            yield _joined(waiting, taken)
            waiting = []
        waiting.append(portion)
    if waiting:
        yield _joined(waiting, taken)


def _joined(portions: Sequence[Samples], taken: HowTaken) -> tuple[Floats, Counts]:
    acceleration = np.concatenate([portion.acceleration_g for portion in portions]) / taken.g_per_count
    turning = [portion.rotation_dps for portion in portions if portion.rotation_dps is not None]
    columns = [acceleration, *([np.concatenate(turning) / taken.dps_per_count] if turning else [])]
    counts = np.rint(np.hstack(columns)).astype(np.int16)
    return np.concatenate([portion.time_s for portion in portions]), counts
