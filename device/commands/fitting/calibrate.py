"""`easeband calibrate`: measures the sensor's errors or tests it, and keeps, shows or undoes a calibration.

Knows the command's options and which part is plugged into which; must never know how errors follow from positions.
"""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from device.options.fitting import ALL_SIDES, ONE_SIDE
from device.program import Guide, NobodyThere
from device.program.workbench import NotReal, Workbench, config_path, open_workbench
from device.sensor import SENSOR_FAULTS
from device.sensor.calibration import (
    POSITIONS,
    Calibration,
    CannotCalibrate,
    Position,
    bias_only,
    calibration_beside,
    calibration_in_words,
    read_calibrations,
    six_positions,
    write_calibrations,
)
from device.sensor.positions import still_positions
from device.store.versions import BadKeptFile, NothingToUndo, Versions
from device.system.command import Advice, status_of
from device.system.config import BadConfig, Config, read_config
from device.system.files import TYPE_SUDO
from device.system.lock import AlreadyRunning, only_one
from device.system.log import start_log
from drivers.mpu6050 import AxisTest

HOW_TO: Final = {
    ONE_SIDE: "Lay the band down, any side up, and take your hand away",
    ALL_SIDES: "Lay the band still on each of its six sides, in any order; up to 20 degrees off does not matter",
}
FAULTS: Final = (
    BadConfig,
    AlreadyRunning,
    BadKeptFile,
    NotReal,
    CannotCalibrate,
    NobodyThere,
    NothingToUndo,
    *SENSOR_FAULTS,
)
ADVICE: Final[Advice] = {PermissionError: TYPE_SUDO}


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 with a message when it could not be done, or an axis failed its self-test."""
    start_log("calibrate", "warning")
    return status_of(
        "calibrate", lambda: _run(arguments, read_config(config_path(arguments), "calibrate")), FAULTS, ADVICE
    )


def _run(arguments: argparse.Namespace, config: Config) -> int:
    versions = _versions(calibration_beside(config.files.device))
    if arguments.show:
        return versions.show()
    with only_one(Path(config.files.device)), ExitStack() as opened:
        if arguments.undo:
            return versions.undo()
        bench = _bench(config, opened, simulated=arguments.simulated)
        return self_test(bench) if arguments.self_test else calibrate(bench, versions.path, arguments.positions)


def _versions(path: Path) -> Versions[Calibration]:
    without = "measurements are used uncorrected"
    return Versions(path, "calibration", without, read_calibrations, write_calibrations, calibration_in_words)


def _bench(config: Config, opened: ExitStack, *, simulated: bool) -> Workbench:
    both = replace(config, sensor=replace(config.sensor, gyroscope=True))  # calibrated also where it is not used
    if not simulated:
        return open_workbench(both, opened)
    from device.simulation.turned_band import plug_in_turned_band  # noqa: PLC0415 - the device never loads its simulation

    return open_workbench(both, opened, plug_in_turned_band)


def self_test(bench: Workbench) -> int:
    """Print how each axis did; 1 if one failed. Raises what the sensor raises."""
    print("The chip deflects each axis in turn: do not touch it for 3 s ...", flush=True)
    tests = bench.sensor.self_test()
    print(*(_tested(test) for test in tests), sep="\n")
    return int(any(test.verdict == "failed" for test in tests))


def _tested(test: AxisTest) -> str:
    expected = "nothing known" if test.trim is None else f"{test.trim:.3f} within 14 %"
    return f"{test.axis:<15} {test.response:+9.3f} {test.unit:<5} (factory: {expected})  {test.verdict}"


def calibrate(bench: Workbench, path: Path, wanted: int) -> int:
    """Guide to so many positions and keep what they give; 0. Raises CannotCalibrate and what the sensor raises."""
    versions = _versions(path)
    earlier = versions.earlier()
    print(f"{HOW_TO[wanted]}. Ctrl-C stops it and changes nothing.", flush=True)
    guide = Guide(bench.clock, bench.sensor, bench.panel, still_positions(wanted))
    try:
        positions = guide.positions()
    except KeyboardInterrupt:
        print("\nstopped; the calibration is unchanged")
        raise
    versions.add(earlier, _found(positions, bench.clock.utc_s(), earlier))
    guide.say_done()
    return 0


def _found(positions: Sequence[Position], now_utc_s: float, earlier: tuple[Calibration, ...]) -> Calibration:
    if len(positions) == POSITIONS:
        return six_positions(positions, now_utc_s)
    return bias_only(positions[0], now_utc_s, earlier[-1] if earlier else None)
