"""`easeband sync`: reads the configuration, then sends what is pending until asked to stop. Knows no hardware."""

import argparse
from pathlib import Path

from device.settings import settings_when_good
from device.system.arguments import interval
from device.system.clock import SystemClock
from device.system.command import status_of
from device.system.config import DEFAULT_PATH, BadConfig
from device.system.log import LEVELS, start_log
from device.system.stopping import Stopping
from device.system.systemd import alive_until, notify
from sync.uplink.cadence import DAY_EVERY_S
from sync.uplink.pairing.certificate_watch import CertificateWatch
from sync.uplink.uploader import run_uploader


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `easeband sync`."""
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH, help="configuration file (default %(default)s)")
    every = "send a day under way so often that nobody waits for (default %(default)g)"
    parser.add_argument("--day-every", type=interval, default=DAY_EVERY_S, metavar="SECONDS", help=every)
    parser.add_argument("--log", choices=LEVELS, default="info", help="how much to log (default %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Sync until asked to stop; 0 after a clean end, 1 with a message when it could not start."""
    start_log("sync", arguments.log)
    stopping = Stopping()
    return status_of("sync", lambda: _run(arguments, stopping), (BadConfig,))


def _run(arguments: argparse.Namespace, stopping: Stopping) -> int:
    notify("READY=1")
    config = settings_when_good(arguments.config, "sync", SystemClock(), alive_until(stopping))
    if config:
        clock = SystemClock(config.device.timezone or None)
        certificate = CertificateWatch(config, clock, alive_until(stopping))

        def ends() -> bool:
            certificate.check()
            return stopping()

        run_uploader(config, clock, alive_until(ends), day_every_s=arguments.day_every, certificate=certificate)
    notify("STOPPING=1")
    return 0
