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
from device.radio import told
from device.radio.keeping import SwitchRefuses, SwitchState, WhoNeedsWifi, WifiKeeper, Windows
from device.settings import settings_when_good, state_folder
from device.system.clock import SystemClock
from device.system.command import complain, status_of
from device.system.config import BadConfig, Config, read_config
from device.system.files import error_at
from device.system.log import start_log
from device.system.stopping import Stopping
from device.system.systemd import alive_until, notify
from device.system.terminal import say
from drivers.rfkill import SwitchFailed, WifiSwitch

COMMAND: Final = "radio"
MARK: Final = "windows"  # its name
NO_WINDOWS: Final = "Wi-Fi stays as it is: windows = false in [radio]"

log = logging.getLogger(__name__)


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
    if arguments.on > told.MOST_ASKED_MIN:
        return complain(COMMAND, f"--on: expected at most {told.MOST_ASKED_MIN} minutes, got {arguments.on:g}")
    until_s = clock.monotonic_s() + arguments.on * 60
    try:
        told.put(told.asked_file(config.files.sync), told.WifiAsked(1, clock.dating().boot, until_s))
    except OSError as error:
        return complain(COMMAND, f"{error_at(error)}; easeband-radio has to run")
    say("Wi-Fi is on within 5 s, and connected some 10 s later")
    return 0


def _run(arguments: argparse.Namespace, stopping: Stopping) -> int:
    notify("READY=1")
    with ExitStack() as opened:
        switch = _simulated(opened) if arguments.simulated else Wifi(WifiSwitch())
        ours = OurMark(state_folder())
        ours.undo(switch)  # before all: whoever is to correct the configuration may come over Wi-Fi
        config = settings_when_good(arguments.config, COMMAND, SystemClock(), alive_until(stopping))
        if config and not config.radio.windows:
            log.info("%s", NO_WINDOWS)
            ours.give_up()
        elif config:
            ours.put()
            _keep(config, switch, stopping)
    return 0


def _simulated(opened: ExitStack) -> "Wifi":
    from drivers.simulated import SimulatedWifi  # noqa: PLC0415 - the device never loads its simulation

    folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="easeband-radio-"))
    wifi = SimulatedWifi(Path(folder))
    return Wifi(wifi.switch(), wifi.settle)


def _keep(config: Config, switch: "Wifi", stopping: Stopping) -> None:
    clock, sync_db = SystemClock(config.device.timezone or None), config.files.sync
    files = told.asked_file(sync_db), told.needs_file(sync_db), health_beside(config.files.device)
    windows = Windows(clock.monotonic_s(), config.radio.every_min * 60, config.radio.window_s)
    need = WhoNeedsWifi(*files, clock).need
    WifiKeeper(switch, windows, need, clock, told.radio_file(sync_db)).run(alive_until(stopping))
    notify("STOPPING=1")


class OurMark:
    """A file in the unit's state folder: it is us who may have switched Wi-Fi off, also before a power cut.

    Without it Wi-Fi is somebody else's business, who may have switched it off for good. Nobody at a terminal has one.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file, self._undone = folder / MARK if folder else None, True

    def undo(self, switch: "Wifi") -> None:
        """Switch Wi-Fi on, if it may be us who switched it off: systemd-rfkill remembers that over a restart."""
        if self._file and self._file.exists():
            why_not = switch.turn(on=True)
            self._undone = not why_not
            if why_not:
                log.error("%s", why_not)

    def put(self) -> None:
        """From now on it is us. Raises OSError."""
        if self._file:
            self._file.touch()

    def give_up(self) -> None:
        """No longer, once Wi-Fi is on."""
        if self._file and self._undone:
            self._file.unlink(missing_ok=True)


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
