"""`easeband sync`: reads the configuration, then sends what is pending until asked to stop. Knows no hardware."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.settings import settings_when_good
from device.system.clock import Clock, SystemClock
from device.system.command import status_of
from device.system.config import BadConfig, Config
from device.system.lock import AlreadyRunning, only_one_sync
from device.system.log import start_log
from device.system.stopping import Stopping
from device.system.systemd import Progress, alive_until, notify
from sync.uplink.pairing.certificate_watch import CertificateWatch
from sync.uplink.radio.always_on import AlwaysOn, RadioAsked
from sync.uplink.uploader import run_uploader

if TYPE_CHECKING:
    import argparse  # a unit starts its program without it

# Ours: a certificate that is renewed takes 30 s at most, and then a connection, and a batch over a slow network.
STALLED_S: Final = 150.0


def run(arguments: "argparse.Namespace") -> int:
    """Sync until asked to stop; 0 after a clean end, 1 with a message when it could not start."""
    start_log("sync", arguments.log)
    stopping = Stopping()
    return status_of("sync", lambda: _run(arguments, stopping), (BadConfig, AlreadyRunning))


def _run(arguments: "argparse.Namespace", stopping: Stopping) -> int:
    notify("READY=1")
    config = settings_when_good(arguments.config, "sync", SystemClock(), alive_until(stopping))
    if config:
        with only_one_sync(Path(config.files.sync)):
            _sync(config, arguments.day_every, stopping)
    notify("STOPPING=1")
    return 0


def _sync(config: Config, day_every_s: float, stopping: Stopping) -> None:
    clock = SystemClock(config.device.timezone or None)
    progress = Progress(clock.monotonic_s, STALLED_S)
    certificate, radio = CertificateWatch(config, clock, progress.until(stopping)), _radio(config, clock)

    def ends() -> bool:
        if radio.may_ask:
            certificate.check()
        return stopping()

    turns = progress.until(ends)
    run_uploader(
        *(config, clock, turns), day_every_s=day_every_s, certificate=certificate, progress=progress, radio=radio
    )


def _radio(config: Config, clock: Clock) -> RadioAsked:
    if not config.radio.windows:
        return AlwaysOn()
    from device.radio import RadioRest, told  # noqa: PLC0415 - hardly anybody has windows, and sync is small

    return RadioRest(clock, told.radio_file(config.files.sync), told.needs_file(config.files.sync))
