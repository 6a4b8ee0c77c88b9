"""The computer below the programs: nodes and their groups, lgpio, clock, watchdog, supply.

Knows the files in which Linux and a Raspberry Pi's firmware tell; must never know what is good.
"""

import grp
import stat
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from device.health.checks import Check, computer
from device.health.checks.computer import LgpioSeen, NodeSeen, WatchdogSeen
from device.system.clock import SystemClock

GROUP_MAY: Final = stat.S_IRGRP | stat.S_IWGRP
POWER_FILES: Final = "sys/devices/platform/soc*/soc*:firmware/get_throttled"  # a Raspberry Pi's kernel; hexadecimal
WATCHDOG: Final = "sys/class/watchdog/watchdog0"
GPIO_NODES: Final = ("dev/gpiochip0", "dev/gpiochip4")  # a Pi 5 has its pins at the second


def machine_checks(bus: int, clock: SystemClock, root: Path = Path("/")) -> list[Check]:
    """All of it; `root` is where the file system begins."""
    gpio = next((root / node for node in GPIO_NODES if (root / node).exists()), root / GPIO_NODES[0])
    zone = clock.zone
    now = f"{datetime.fromtimestamp(clock.utc_s(), UTC):%Y-%m-%d %H:%M} UTC"
    return [
        _node(root / f"dev/i2c-{bus}", "i2c", "sensor"),
        _node(gpio, "gpio", "panel"),
        computer.lgpio(_lgpio()),
        computer.clock(clock.dating().trust, clock.synced_by, now, clock.monotonic_s()),
        computer.time_zone(zone.name, zone.source, zone.problem),
        computer.watchdog(watchdog_seen(root)),
        computer.power(power_bits(root)),
    ]


def _node(path: Path, group: str, part: str) -> Check:
    return computer.node(str(path), group, _node_seen(path), group_exists=_is_group(group), part=part)


def _is_group(name: str) -> bool:
    with suppress(KeyError):
        return bool(grp.getgrnam(name))
    return False


def _node_seen(path: Path) -> NodeSeen | None:
    try:
        found = path.stat()
    except OSError:
        return None
    try:
        group = grp.getgrgid(found.st_gid).gr_name
    except KeyError:
        group = str(found.st_gid)
    return NodeSeen(group, group_may=found.st_mode & GROUP_MAY == GROUP_MAY)


def _lgpio() -> LgpioSeen | None:
    """Without importing it: it would make a file in the working directory."""
    if find_spec("lgpio") is None:
        return None
    try:
        told = version("lgpio")
    except PackageNotFoundError:
        told = "unknown"
    return LgpioSeen(told, has_library=find_spec("_lgpio") is not None)


def watchdog_seen(root: Path) -> WatchdogSeen | None:
    """The hardware watchdog; None where the kernel shows none."""
    try:
        state = (root / WATCHDOG / "state").read_text(encoding="ascii").strip()
        return WatchdogSeen(state == "active", int((root / WATCHDOG / "timeout").read_text(encoding="ascii")))
    except (OSError, ValueError):
        return None


def power_bits(root: Path) -> int | None:
    """What the firmware tells of the supply; None where it tells nothing."""
    for file in root.glob(POWER_FILES):
        with suppress(OSError, ValueError):
            return int(file.read_text(encoding="ascii"), 16)
    return None
