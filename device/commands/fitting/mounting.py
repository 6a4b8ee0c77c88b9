"""`easeband mounting`: learns in a minute how the sensor sits on the limb, and keeps, shows or undoes that.

Knows the command's options and what the person is told; must never know how axes follow from movement.
"""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from device.program import Guide, NobodyThere, calibration_in_use
from device.program.workbench import NotReal, Workbench, config_path, open_workbench
from device.records.limb_axes import LimbAxes, limb_axes
from device.records.person import Direction
from device.records.sites import AXIS_MOVEMENTS, GUIDES, BodySite
from device.sensor import SENSOR_FAULTS
from device.sensor.calibration import Calibration, calibration_beside, corrected_acceleration
from device.sensor.mounting import (
    Mounting,
    Shown,
    TurnedAbout,
    mounting_beside,
    mounting_in_words,
    read_mountings,
    shown_axes,
    write_mountings,
)
from device.sensor.positions import HeldPosition
from device.store.versions import BadKeptFile, NothingToUndo, Versions
from device.system.command import Advice, status_of
from device.system.config import BadConfig, Config, read_config
from device.system.files import TYPE_SUDO
from device.system.lock import AlreadyRunning, only_one
from device.system.log import start_log

FAULTS: Final = (BadConfig, AlreadyRunning, BadKeptFile, NotReal, NobodyThere, NothingToUndo, *SENSOR_FAULTS)
ADVICE: Final[Advice] = {PermissionError: TYPE_SUDO}
DECIMALS: Final = 4


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 with a message when it could not be done."""
    start_log("mounting", "warning")
    return status_of(
        "mounting", lambda: _run(arguments, read_config(config_path(arguments), "mounting")), FAULTS, ADVICE
    )


def _run(arguments: argparse.Namespace, config: Config) -> int:
    versions = _versions(mounting_beside(config.files.device))
    if arguments.show:
        return versions.show()
    with only_one(Path(config.files.device)), ExitStack() as opened:
        if arguments.undo:
            return versions.undo()
        return mounting(_bench(config, opened, simulated=arguments.simulated), versions, config)


def _versions(path: Path) -> Versions[Mounting]:
    without = "the limb's own axes are not known"
    used = "`easeband run` tells it from its next start, nothing is measured by it yet"
    return Versions(path, "mounting", without, read_mountings, write_mountings, mounting_in_words, used)


def _bench(config: Config, opened: ExitStack, *, simulated: bool) -> Workbench:
    turning = replace(config, sensor=replace(config.sensor, gyroscope=True))  # also where it is not used otherwise
    if not simulated:
        return open_workbench(turning, opened)
    from device.simulation.shown_forearm import plug_in_shown_forearm  # noqa: PLC0415 - the device never loads it

    return open_workbench(turning, opened, plug_in_shown_forearm)


def mounting(bench: Workbench, versions: Versions[Mounting], config: Config) -> int:
    """Guide through position and movement, and keep the axes; 0. Raises NobodyThere and what the sensor raises."""
    site = config.device.site
    asked = AXIS_MOVEMENTS[site]
    earlier = versions.earlier()
    print(
        f"Worn on the {site}: {GUIDES[site].mounting}. To begin with, {asked.neutral}, and stay so for 8 s; then"
        f" {asked.movement}. A tremor does not matter. Ctrl-C stops it and changes nothing.",
        flush=True,
    )
    guide = Guide(bench.clock, bench.sensor, bench.panel, shown_axes(asked.movement))
    try:
        shown = guide.positions()
    except KeyboardInterrupt:
        print("\nstopped; the mounting is unchanged")
        raise
    calibration = calibration_in_use(calibration_beside(config.files.device))
    versions.add(earlier, Mounting(bench.clock.utc_s(), site, _axes(shown, site, calibration)))
    guide.say_done()
    return 0


def _axes(shown: Sequence[Shown], site: BodySite, calibration: Calibration | None) -> LimbAxes:
    (held,) = (one.acceleration_g for one in shown if isinstance(one, HeldPosition))
    (axis,) = (one.axis for one in shown if isinstance(one, TurnedAbout))
    up = corrected_acceleration(held, calibration)
    axes = limb_axes(up.tolist(), axis.tolist(), rolled=AXIS_MOVEMENTS[site].rolls)
    assert axes is not None  # noqa: S101 - `shown_axes` takes no other axis
    return LimbAxes(*(_rounded(each) for each in (axes.along, axes.across, axes.up)))


def _rounded(direction: Direction) -> Direction:
    x, y, z = (round(part, DECIMALS) for part in direction)
    return x, y, z
