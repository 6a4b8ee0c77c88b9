"""How everything is that can save power, as if we had set nothing.

Knows which files there are, and what is ours of them; must never know what is wanted.
"""

import logging
from collections.abc import Mapping
from pathlib import PurePath

from device.power.told import Knob
from device.power.tuning.plan import GovernorSeen, LedSeen, PowerSeen
from drivers import power_files as kernel
from drivers.power_files import PowerFiles

log = logging.getLogger(__name__)


def look(files: PowerFiles, ours: Mapping[str, Knob]) -> PowerSeen:
    """What every file shows; of those that we have set, what was found."""

    def found(name: str) -> str:
        return ours[name].found if name in ours else as_shown(files, name)

    return PowerSeen(
        {file: GovernorSeen(found(file), _known(files, file)) for file in files.found(kernel.GOVERNORS)},
        {file: as_shown(files, file) for file in files.found(*kernel.SCREENS)},
        {
            folder: LedSeen(found(f"{folder}/{kernel.TRIGGER}"), found(f"{folder}/{kernel.BRIGHTNESS}"))
            for folder in kernel.LEDS
            if files.found(folder)
        },
        {file: found(file) for file in files.found(*kernel.CORES)},
        _cores_on(files) + sum(knob.part == "cores" for knob in ours.values()),
        as_shown(files, kernel.COMMAND_LINE),
    )


def as_shown(files: PowerFiles, name: str) -> str:
    """What the file shows; nothing where it is not there or cannot be read."""
    try:
        return files.read(name)
    except OSError as error:
        log.debug("%s: %s", name, error.strerror)
        return ""


def _known(files: PowerFiles, governor: str) -> tuple[str, ...]:
    return tuple(as_shown(files, str(PurePath(governor).with_name(kernel.KNOWN_GOVERNORS))).split())


def _cores_on(files: PowerFiles) -> int:
    """Of ranges as "0-2,5"; 0 where nothing is told."""
    ranges = [part.split("-") for part in as_shown(files, kernel.CORES_ON).split(",") if part]
    return sum(int(ends[-1]) - int(ends[0]) + 1 for ends in ranges)
