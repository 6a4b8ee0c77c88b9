"""What our systemd units give a program in its environment. Knows unit files; must never know what a setting does."""

import os
import shlex
from pathlib import Path

UNITS_FOLDER = Path(__file__).resolve().parents[2] / "systemd"


def environment_of(name: str) -> dict[str, str]:
    """That of `easeband-NAME.service`, as far as it is the same on every device, beside this process's own."""
    lines = (UNITS_FOLDER / f"easeband-{name}.service").read_text(encoding="utf-8").splitlines()
    said = [shlex.split(line.removeprefix("Environment=")) for line in lines if line.startswith("Environment=")]
    settings = dict(setting.split("=", 1) for words in said for setting in words)
    return {**os.environ, **{key: value for key, value in settings.items() if "%" not in value}}
