"""`easeband backup`: everything that the device keeps in one file, and back again.

Knows the command's options and its words; must never know what is in the files.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.holdings import Manifest, NoBackup, back_up, restore
from device.system.clock import SystemClock
from device.system.command import status_of
from device.system.config import BadConfig, Config, read_config
from device.system.lock import AlreadyRunning, only_one
from device.system.log import start_log
from device.system.stopping import clearing_away

COMMAND: Final = "backup"
FAULTS: Final = (BadConfig, NoBackup, AlreadyRunning)


def run(arguments: argparse.Namespace) -> int:
    """Make it or put it back; 1 with a message when that could not be done."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments, read_config(arguments.config, "backup")), FAULTS)


def _run(arguments: argparse.Namespace, config: Config) -> int:
    with clearing_away():
        if arguments.restore:
            return _restore(arguments.file, config)
        return _back_up(arguments.file, config, with_recordings=arguments.with_recordings)


def _back_up(file: Path, config: Config, *, with_recordings: bool) -> int:
    manifest = back_up(config, file, SystemClock().utc_s(), _tell, with_recordings=with_recordings)
    print(f"{file}: {_in_words(manifest)}, {file.stat().st_size:,} bytes")
    return 0


def _restore(file: Path, config: Config) -> int:
    with only_one(Path(config.files.device)):
        manifest = restore(config, file, _tell)
    print(f"put back: {_in_words(manifest)}; start the device again (systemctl start easeband-device)")
    return 0


def _in_words(manifest: Manifest) -> str:
    made = datetime.fromtimestamp(manifest.made_utc_s, UTC)
    files = "1 file" if len(manifest.files) == 1 else f"{len(manifest.files)} files"
    return f"backup of {manifest.device} of {made:%Y-%m-%d %H:%M} UTC, {files}"


def _tell(step: str) -> None:
    print(step, file=sys.stderr, flush=True)
