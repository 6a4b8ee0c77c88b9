"""What became of the last update, as the gate left it: `systemd/gate.py` writes it where the versions lie.

Knows that file; must never know how a version is tried.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from device.health.parts import PartState
from device.records.decoding import from_json

UPDATE: Final = Path("/opt/easeband/update.json")


@dataclass(frozen=True)
class Update:
    """The file's content. `why`: nothing where the version was accepted."""

    outcome: Literal["accepted", "taken back"]
    version: str
    previous: str
    why: str
    utc_s: float


def update_states(file: Path = UPDATE) -> list[PartState]:
    """Nothing, unless the last update was taken back or what became of it cannot be read."""
    try:
        update = from_json(Update, file.read_text(encoding="utf-8"), json.loads)
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        return [PartState("update", works=False, text=f"what became of it cannot be read: {file}: {error}")]
    if update.outcome == "accepted":
        return []
    when = datetime.fromtimestamp(update.utc_s, UTC)
    text = (
        f"version {update.version} was taken back on {when:%Y-%m-%d %H:%M} UTC ({update.why}), {update.previous} runs:"
        " look at its log (journalctl -u easeband-device), then install another version"
    )
    return [PartState("update", works=False, text=text)]
