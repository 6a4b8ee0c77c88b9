"""`easeband radio`: keeps Wi-Fi in windows where the configuration asks for them; `--on` asks for it for a while.

Knows which parts are plugged together; must never decide when Wi-Fi is on.
"""

import argparse
import logging
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from device.health import health_beside
from device.radio import SwitchRefuses, SwitchState, WhoNeedsWifi, WifiKeeper, Windows, told
from device.settings import settings_when_good, state_folder
from device.system.arguments import minutes
from device.system.clock import SystemClock
from device.system.command import complain, status_of
from device.system.config import DEFAULT_PATH, BadConfig, Config, read_config
from device.system.log import LEVELS, start_log
from device.system.stopping import Stopping
from device.system.systemd import alive_until, notify
from device.system.terminal import say
from drivers.rfkill import SwitchFailed, WifiSwitch

COMMAND: Final = "radio"
MARK: Final = "windows"  # a file in the unit's state folder: it is us who may have switched Wi-Fi off
NO_WINDOWS: Final = "Wi-Fi stays as it is: windows = false in [radio]"

log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `easeband radio`."""
    parser.epilog = "Without options it runs until it is stopped, as its service does, and Wi-Fi is on when it ends."
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH, help="configuration file (default %(default)s)")
    parser.add_argument("--on", type=minutes, metavar="MINUTES", help="have Wi-Fi on for so long, from now, and end")
    parser.add_argument("--simulated", action="store_true", help="switch nothing: a switch in a folder of its own")
    parser.add_argument("--log", choices=LEVELS, default="info", help="how much to log (default %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Keep Wi-Fi until asked to stop, or ask for it."""
    start_log(COMMAND, arguments.log)
    if arguments.on is not None:
        return status_of(COMMAND, lambda: _ask(arguments), (BadConfig,))
    stopping = Stopping()
    return status_of(COMMAND, lambda: _run(arguments, stopping), (BadConfig, SwitchRefuses))


def _ask(arguments: argparse.Namespace) -> int:
    config, clock = read_config(arguments.config, COMMAND), SystemClock()
    if not config.radio.windows:
        say(NO_WINDOWS)
        return 0
    until_s = clock.monotonic_s() + min(arguments.on, told.MOST_ASKED_MIN) * 60
    try:
        told.put(told.asked_file(config.files.sync), told.WifiAsked(1, clock.dating().boot, until_s))
    except OSError as error:
        return complain(COMMAND, f"{error.filename}: {error.strerror}: run it with sudo, while easeband-radio runs")
    say("Wi-Fi is on within 5 s, and connected some 10 s later")
    return 0


def _run(arguments: argparse.Namespace, stopping: Stopping) -> int:
    notify("READY=1")
    config = settings_when_good(arguments.config, COMMAND, SystemClock(), alive_until(stopping))
    if config is None:
        return 0
    with ExitStack() as opened:
        return _kept(config, _simulated(opened) if arguments.simulated else Wifi(WifiSwitch()), stopping)


def _simulated(opened: ExitStack) -> "Wifi":
    from drivers.simulated import SimulatedWifi  # noqa: PLC0415 - the device never loads its simulation

    folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="easeband-radio-"))
    wifi = SimulatedWifi(Path(folder))
    return Wifi(wifi.switch(), wifi.settle)


def _kept(config: Config, switch: "Wifi", stopping: Stopping) -> int:
    folder = state_folder()
    mark = folder / MARK if folder else None
    if not config.radio.windows:
        log.info("%s", NO_WINDOWS)
        _give_back(switch, mark)
        return 0
    if mark:
        mark.touch()
    clock = SystemClock(config.device.timezone or None)
    sync_db = config.files.sync
    files = told.asked_file(sync_db), told.needs_file(sync_db), health_beside(config.files.device)
    windows = Windows(clock.monotonic_s(), config.radio.every_min * 60, config.radio.window_s)
    need = WhoNeedsWifi(*files, clock).need
    WifiKeeper(switch, windows, need, clock, told.radio_file(sync_db)).run(alive_until(stopping))
    notify("STOPPING=1")
    return 0


def _give_back(switch: "Wifi", mark: Path | None) -> None:
    """Once: from then on Wi-Fi is the business of whoever has switched windows off."""
    if mark and mark.exists():
        log.info("%s", switch.turn(on=True) or "Wi-Fi on, for good")
        mark.unlink()


@dataclass(frozen=True)
class Wifi:
    """The driver's switch for a keeper. `settle`: the turn of a simulated kernel."""

    switch: WifiSwitch
    settle: Callable[[], None] = lambda: None

    def turn(self, *, on: bool) -> str:
        """Move it; why it could not be."""
        try:
            self.switch.turn(on=on)
        except SwitchFailed as error:
            return str(error)
        self.settle()
        return ""

    def shown(self) -> SwitchState | None:
        """How it is."""
        seen = self.switch.seen()
        return SwitchState(seen.soft_off or seen.hard_off, seen.hard_off) if seen else None
