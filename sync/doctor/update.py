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
    """The file's content. `why`: nothing where the version was accepted. Left: nobody knew what to go back to."""

    outcome: Literal["accepted", "taken back", "left"]
    version: str
    previous: str
    why: str
    utc_s: float


def update_states(file: Path = UPDATE) -> list[PartState]:
    """Nothing, unless the last update did not hold or what became of it cannot be read."""
    try:
        update = from_json(Update, file.read_text(encoding="utf-8"), json.loads)
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        return [PartState("update", works=False, text=f"what became of it cannot be read: {file}: {error}")]
    if update.outcome == "accepted":
        return []
    when = datetime.fromtimestamp(update.utc_s, UTC)
    back = f"{update.previous} runs" if update.outcome == "taken back" else "no version before it is known, so it runs"
    did = "was taken back" if update.outcome == "taken back" else "did not hold"
    text = (
        f"version {update.version} {did} on {when:%Y-%m-%d %H:%M} UTC ({update.why}), {back}:"
        " look at its log (journalctl -u easeband-device), then install another version"
    )
    return [PartState("update", works=False, text=text)]
