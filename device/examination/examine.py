"""All that can be looked at without a network: configuration, programs, sensor, computer, card.

Knows in which order; must never know what is good, nor print.
"""

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from device.examination.doing import RECORDER_UNIT, RECORDING, doing
from device.examination.machine import machine_checks
from device.examination.mounts import is_read_only
from device.examination.recording import recording_seen
from device.examination.saving import saving_check
from device.examination.services import service_seen
from device.examination.wire import WITH_SUDO, wire_checks
from device.health import health_beside, read_battery, read_health
from device.health.checks import Check, card, computer, not_checked, programs
from device.health.checks.card import RoomSeen
from device.store import DeviceReader, StoreMissing, StoreUnusable, newest_utc_s
from device.store.copying import check_copy
from device.system.clock import SystemClock
from device.system.config import BadConfig, Config, read_config
from device.system.files import is_closed

DATABASE, FRESH = "database", "fresh data"
DISK: Final = ("disk space", "disk inodes", "card writable")


def recorder_config(path: Path) -> tuple[Config, str]:
    """What the recorder is to run by, or what it would use without a file, and why the file cannot be used."""
    try:
        return read_config(path, "run"), ""
    except BadConfig as error:
        return Config(), str(error)


def examine(path: Path, root: Path = Path("/")) -> list[Check]:
    """Every check of the device whose configuration is at `path`."""
    config, problem = recorder_config(path)
    clock = SystemClock(config.device.timezone or None)
    database = Path(config.files.device)
    return [
        programs.configuration(str(path), problem),
        programs.service(RECORDER_UNIT, service_seen(RECORDER_UNIT)),
        *programs.recorder(read_health(health_beside(config.files.device), clock)),
        *wire_checks(config, clock),
        *machine_checks(config.sensor.bus, clock, root),
        computer.battery(read_battery(health_beside(config.files.device), clock), read=config.battery.board != "none"),
        saving_check(config, problem, root),
        *_room(database.parent),
        _database(database),
        card.recording(recording_seen(config)),
        _freshness(config, clock),
    ]


def _room(folder: Path) -> Sequence[Check]:
    try:
        found, read_only = os.statvfs(folder), is_read_only(folder)
    except FileNotFoundError:
        return [not_checked(name, f"there is no folder {folder} yet: the recorder makes it") for name in DISK]
    except OSError as error:
        return [not_checked(name, f"{folder}: {error.strerror}", WITH_SUDO) for name in DISK]
    return card.room(str(folder), RoomSeen(found.f_bavail * found.f_frsize, found.f_favail, found.f_files, read_only))


def _database(path: Path) -> Check:
    if is_closed(path):
        return not_checked(DATABASE, f"this user may not read {path}", WITH_SUDO)
    if not path.exists():
        return card.no_database(str(path))
    try:
        check_copy(path)
    except StoreUnusable as error:
        return card.database(str(path), str(error))
    return card.database(str(path), "")


def _freshness(config: Config, clock: SystemClock) -> Check:
    recording = doing(config, clock).what.startswith(RECORDING)
    try:
        with closing(DeviceReader(Path(config.files.device))) as reader:
            latest_utc_s = newest_utc_s(reader.latest_utc_s(), config.files.device)
    except (StoreMissing, StoreUnusable) as error:
        return not_checked(FRESH, str(error))
    age_s = None if latest_utc_s is None else clock.utc_s() - latest_utc_s
    return programs.freshness(age_s, recording=recording)
