"""`easeband baseline`: takes a person's neutral positions, sets their thresholds, and keeps, shows or undoes both.

Knows the command's options and which part is plugged into which; must never know what is measured against them.
"""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from device.options.fitting import THRESHOLDS
from device.program import Guide, NobodyThere, calibration_in_use
from device.program.workbench import NotReal, Workbench, config_path, open_workbench
from device.records.decoding import BadValue, from_plain, to_plain
from device.records.person import ANYBODY, Direction, Personal
from device.sensor import SENSOR_FAULTS
from device.sensor.calibration import calibration_beside, corrected_acceleration
from device.sensor.positions import BLOCK_S, HELD_BLOCKS, HeldPosition, neutral_positions
from device.store.baselines import Baseline, baseline_beside, baseline_in_words, read_baselines, write_baselines
from device.store.versions import BadKeptFile, NothingToUndo, Versions
from device.system.clock import SystemClock
from device.system.command import Advice, complain, status_of
from device.system.config import BadConfig, Config, read_config
from device.system.files import TYPE_SUDO
from device.system.lock import AlreadyRunning, only_one
from device.system.log import start_log

HELD_FOR_S: Final = round(HELD_BLOCKS * BLOCK_S)
FAULTS: Final = (BadConfig, BadValue, AlreadyRunning, BadKeptFile, NotReal, NobodyThere, NothingToUndo, *SENSOR_FAULTS)
ADVICE: Final[Advice] = {PermissionError: TYPE_SUDO}


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 with a message when it could not be done, 2 when the command makes no sense."""
    start_log("baseline", "warning")
    if refused := _refused(arguments):
        return complain("baseline", refused, status=2)
    return status_of(
        "baseline", lambda: _run(arguments, read_config(config_path(arguments), "baseline")), FAULTS, ADVICE
    )


def _refused(arguments: argparse.Namespace) -> str | None:
    """What `--show` or `--undo` would pass over, in words."""
    action = "--show" if arguments.show else "--undo"
    given = [name for name in ("positions", *THRESHOLDS) if getattr(arguments, name) is not None]
    given += ["simulated"] * arguments.simulated
    if not given or not (arguments.show or arguments.undo):
        return None
    names = ", ".join(f"--{name.replace('_', '-')}" for name in given)
    return f"{action} takes nothing but --config, got {names} too: run them one after the other"


def _run(arguments: argparse.Namespace, config: Config) -> int:
    versions = _versions(baseline_beside(config.files.device))
    if arguments.show:
        return versions.show()
    with only_one(Path(config.files.device)), ExitStack() as opened:
        if arguments.undo:
            return versions.undo()
        asked = {name: value for name in THRESHOLDS if (value := getattr(arguments, name)) is not None}
        if asked and arguments.positions is None:
            return _keep(versions, SystemClock().utc_s(), asked)
        bench = _bench(config, opened, simulated=arguments.simulated)
        return baseline(bench, versions, config, arguments.positions or 1, asked)


def _bench(config: Config, opened: ExitStack, *, simulated: bool) -> Workbench:
    if not simulated:
        return open_workbench(config, opened)
    from device.simulation.held_limb import plug_in_held_limb  # noqa: PLC0415 - the device never loads its simulation

    return open_workbench(config, opened, plug_in_held_limb)


def _versions(path: Path) -> Versions[Baseline]:
    without = "postures are not measured, and the general thresholds apply"
    return Versions(path, "baseline", without, read_baselines, write_baselines, baseline_in_words)


def baseline(
    bench: Workbench, versions: Versions[Baseline], config: Config, wanted: int, asked: dict[str, float]
) -> int:
    """Guide to so many neutral positions and keep them; 0. Raises NobodyThere and what the sensor raises."""
    print(
        f"Sit or lie as on a good day and let the limb rest in {'a' if wanted == 1 else 'one'} neutral position for"
        f" {HELD_FOR_S} s. A tremor does not matter. Ctrl-C stops it and changes nothing.",
        flush=True,
    )
    guide = Guide(bench.clock, bench.sensor, bench.panel, neutral_positions(wanted))
    try:
        held = guide.positions()
    except KeyboardInterrupt:
        print("\nstopped; the baseline is unchanged")
        raise
    status = _keep(versions, bench.clock.utc_s(), {**asked, "neutral": _directions(held, config)})
    guide.say_done()
    return status


def _directions(held: Sequence[HeldPosition], config: Config) -> tuple[Direction, ...]:
    calibration = calibration_in_use(calibration_beside(config.files.device))
    return tuple(_direction(corrected_acceleration(each.acceleration_g, calibration)) for each in held)


def _direction(acceleration_g: Any) -> Direction:
    x, y, z = (acceleration_g / np.linalg.norm(acceleration_g)).round(4).tolist()
    return x, y, z


def _keep(versions: Versions[Baseline], now_utc_s: float, new: dict[str, Any]) -> int:
    """The person's values with the new ones in them, after all earlier baselines."""
    earlier = versions.earlier()
    known = earlier[-1].personal if earlier else ANYBODY
    versions.add(earlier, Baseline(now_utc_s, from_plain(Personal, to_plain(replace(known, **new)))))
    return 0
