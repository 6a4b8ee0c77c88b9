"""The file in which a recorder tells the other programs how its parts are.

Knows where it is, when it is written and how it may be wrong; must never know what is in the states.
"""

import errno
import json
import logging
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.health.parts import BatteryState, Health, PartState, ProgrammeState
from device.records.decoding import BadValue, from_json, to_json
from device.system.clock import Clock
from device.system.files import replace_file

NAME: Final = "health.json"
ON_THE_CARD: Final = Path("/var/lib/easeband")  # StateDirectory of the device's unit
IN_MEMORY: Final = Path("/run/easeband-device")  # its RuntimeDirectory: can be written when the card cannot
REPEATED_S: Final = 60.0  # ours: who reads it sees by its age whether the recorder still runs
LONGEST_AGE_S: Final = 180.0  # three of those
MOST_BYTES: Final = 100_000  # a dozen parts take 3 kB

Told = tuple[Sequence[PartState], Sequence[ProgrammeState], BatteryState | None]

log = logging.getLogger(__name__)


def health_beside(database: str) -> Path:
    """Where the recorder to this database tells how it is: beside it, or in memory for the one in systemd's folder."""
    folder = Path(database).parent
    return (IN_MEMORY if folder == ON_THE_CARD else folder) / NAME


class HealthFile:
    """The writing end: at once when something changes, and once a minute. It can fail; nothing waits for it."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        programmes: Callable[[], Sequence[ProgrammeState]] = list,
        battery: Callable[[], BatteryState | None] = lambda: None,
    ) -> None:
        """`programmes`: how far those that were prescribed have come. `battery`: as it was seen last."""
        self._path, self._clock, self._programmes, self._battery = path, clock, programmes, battery
        self._written: Told = ((), (), None)
        self._next_s, self._failing = -math.inf, False

    def push(self, parts: Sequence[PartState]) -> None:
        """How the parts are at this moment."""
        now_s, said = self._clock.monotonic_s(), (tuple(parts), tuple(self._programmes()), self._battery())
        if said == self._written and now_s < self._next_s:
            return
        self._written, self._next_s = said, now_s + REPEATED_S
        self._write(Health(1, self._clock.dating().boot, now_s, max(0.0, self._clock.utc_s()), *said))

    def _write(self, health: Health) -> None:
        try:
            refuse_pipe(self._path)
            replace_file(self._path, to_json(health).encode())
        except OSError as error:
            if not self._failing:
                log.warning("%s: %s: sync cannot tell the clinic how the device is", self._path, error.strerror)
            self._failing = True
        else:
            self._failing = False


def read_health(path: Path, clock: Clock) -> list[PartState]:
    """What the recorder last said, and a part `recorder` that does not work where it has said nothing for long."""
    try:
        health = _read(path)
        silence = _silence(health, clock, path)
    except FileNotFoundError:
        return [PartState("recorder", works=False, text="it does not run: start it (systemctl start easeband-device)")]
    except (OSError, ValueError, RecursionError) as error:
        return [PartState("recorder", works=False, text=f"what it says of itself cannot be read: {path}: {error}")]
    return [*silence, *health.parts]


def refuse_pipe(path: Path) -> None:
    """Whoever opened it would wait for somebody at its other end. Raises OSError."""
    if path.is_fifo():
        raise OSError(errno.EINVAL, "expected a file, got a pipe")


def read_programmes(path: Path) -> Sequence[ProgrammeState]:
    """How far those that were prescribed have come, as the recorder last said; none where it said nothing."""
    try:
        return _read(path).programmes
    except (OSError, ValueError, RecursionError):  # `read_health` says why
        return ()


def read_battery(path: Path, clock: Clock) -> BatteryState | None:
    """The battery as the recorder last saw it; None where there is none, or where the recorder has gone silent."""
    try:
        health = _read(path)
        return None if _silence(health, clock, path) else health.battery
    except (OSError, ValueError, RecursionError):
        return None


def _read(path: Path) -> Health:
    refuse_pipe(path)
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadValue(f"expected at most {MOST_BYTES} bytes")
    return from_json(Health, content.decode(), json.loads)


def _silence(health: Health, clock: Clock, path: Path) -> list[PartState]:
    """A simulated recorder lives in another time than we do: then the file itself says when it was written."""
    same_boot = health.boot == clock.dating().boot
    age_s = clock.monotonic_s() - health.written_s if same_boot else clock.utc_s() - path.stat().st_mtime
    if age_s <= LONGEST_AGE_S:
        return []
    since = datetime.fromtimestamp(health.written_utc_s, UTC)
    text = f"it has said nothing since {since:%Y-%m-%d %H:%M} UTC: look at its log (journalctl -u easeband-device)"
    return [PartState("recorder", works=False, text=text)]
