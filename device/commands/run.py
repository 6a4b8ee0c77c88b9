"""`easeband run`: puts the real parts together, or simulated ones below the same code, and runs the loop.

Knows which part is plugged into which; must never decide anything about movement, exercises or records.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from device.battery import SupplyWatch
from device.program import TellsState, ToldTime, build_loop, open_panel, told_lock, wait_until_corrected
from device.program.renewal import NODE, Renewal
from device.settings import KeptConfiguration, read_settings, state_folder
from device.store import StoreUnusable
from device.system.clock import SystemClock
from device.system.command import status_of
from device.system.config import BadConfig, Config
from device.system.lock import AlreadyRunning, only_one
from device.system.log import start_log
from device.system.stopping import Stopping
from device.system.systemd import notify, ready
from drivers.battery import under_voltage

if TYPE_CHECKING:
    import argparse  # a unit starts its program without it

log = logging.getLogger(__name__)

FIRST_BEAT_S = 60.0  # ours: from a slow card, what the first samples need is still loaded
FAULTS = (BadConfig, StoreUnusable, AlreadyRunning)
NOT_OURS = (PermissionError, NotADirectoryError, FileExistsError, IsADirectoryError)
NOT_OURS_ADVICE = "run it as root or as the user easeband-device, or set your own files in [files] of the configuration"


def run(arguments: "argparse.Namespace") -> int:
    """Run until asked to stop; 0 after a clean end, 1 with a message when it could not start."""
    start_log("device", arguments.log)
    stopping = Stopping()
    return status_of("run", lambda: _run(arguments, stopping), FAULTS, dict.fromkeys(NOT_OURS, NOT_OURS_ADVICE))


def _run(arguments: "argparse.Namespace", stopping: Stopping) -> int:
    folder = state_folder()
    if folder and arguments.simulated is None:
        return _run_unattended(KeptConfiguration(arguments.config, "run", folder, SystemClock()), stopping)
    config = read_settings(arguments.config, "run")
    with only_one(Path(config.files.device)) as lock_missing:
        return _run_alone(config, arguments, stopping, told_lock(lock_missing))


def _run_alone(
    config: Config, arguments: "argparse.Namespace", stopping: Stopping, told_of_lock: Sequence[TellsState]
) -> int:
    if arguments.simulated is None:
        status = _run_on_hardware(config, stopping, told_of_lock)
        notify("STOPPING=1")
        return status
    from device.simulation import run_simulated  # noqa: PLC0415 - the device never loads its simulation

    return run_simulated(config, arguments, stopping)


def _run_unattended(kept: KeptConfiguration, stopping: Stopping) -> int:
    """A refused configuration ends nothing: the last good one is followed, or it is waited for."""
    ended = False
    while not (stopping() or ended):
        config = kept.read()
        notify(f"STATUS=configuration: {' '.join(kept.states()[0].text.split())}")
        if config is None:
            wait_until_corrected(kept, SystemClock(), stopping)
        else:
            ended = _run_until_corrected(config, kept, stopping)
    notify("STOPPING=1")
    return 0


def _run_until_corrected(config: Config, kept: KeptConfiguration, stopping: Stopping) -> bool:
    """Whether systemd should start the program anew."""
    renewed = Renewal(Path(NODE.format(bus=config.sensor.bus)), SystemClock())
    with only_one(Path(config.files.device)) as lock_missing:
        more: list[TellsState] = [kept, *told_lock(lock_missing)]
        _run_on_hardware(config, lambda: stopping() or kept.corrected() or renewed.due(), more)
    if renewed.due():
        renewed.tell()
    return renewed.due()


def _run_on_hardware(config: Config, stopping: Callable[[], bool], more: Sequence[TellsState] = ()) -> int:
    clock = SystemClock(config.device.timezone or None)
    with ExitStack() as opened:
        panel = open_panel(clock, opened)
        loop = build_loop(
            config, clock, panel, opened, parts=(panel, ToldTime(clock), SupplyWatch(under_voltage, clock), *more)
        )
        ready(FIRST_BEAT_S)
        loop.run(stopping)
    return 0
