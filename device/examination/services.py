"""How a service runs, as systemd tells it.

Knows systemctl's words; must never know what a service does.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from device.health.checks.programs import ServiceSeen

RUNS_HERE: Final = Path("/run/systemd/system")
ASKED: Final = ("LoadState", "ActiveState", "Result", "NRestarts", "ActiveEnterTimestamp", "StatusText")
SHOW: Final = ("/usr/bin/systemctl", "show", "--timestamp=unix", f"--property={','.join(ASKED)}")
PATIENCE_S: Final = 10.0


def service_seen(unit: str) -> ServiceSeen | None:
    """What is known of the unit; None where nobody can tell."""
    if not RUNS_HERE.is_dir():
        return None
    try:
        told = subprocess.run([*SHOW, unit], capture_output=True, text=True, check=True, timeout=PATIENCE_S)  # noqa: S603 - fixed words
    except (OSError, subprocess.SubprocessError):
        return None
    return as_told(unit, told.stdout)


def as_told(unit: str, text: str) -> ServiceSeen:
    """From lines of name=value; what is missing is as of a unit that systemd does not know."""
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    state = values.get("ActiveState", "not-found")
    return ServiceSeen(
        unit,
        "not-found" if values.get("LoadState", "not-found") == "not-found" else state,
        _moment(values),
        int(values.get("NRestarts") or 0),
        values.get("Result", "unknown"),
        values.get("StatusText", ""),
    )


def _moment(values: Mapping[str, str]) -> float | None:
    since = values.get("ActiveEnterTimestamp", "").removeprefix("@")
    return float(since) if since.isdecimal() and int(since) else None
