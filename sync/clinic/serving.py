"""`easeband clinic` without an action: the collector and the pages in one process, until asked to stop.

Knows which parts make up the clinic's end; must never know what a message or a page says.
"""

import argparse
import logging
from contextlib import closing
from pathlib import Path

from device.settings import settings_when_good
from device.system.clock import SystemClock
from device.system.command import status_of
from device.system.config import BadConfig, Config
from device.system.log import start_log
from device.system.stopping import Stopping
from device.system.systemd import alive_until, notify
from sync.clinic.checks import DatabaseChecks
from sync.clinic.collector import run_collector
from sync.clinic.database import Clinic, WrongDatabase
from sync.clinic.web import CannotListen, kept_pages, make_app

log = logging.getLogger(__name__)


def run(arguments: argparse.Namespace) -> int:
    """Collect and show until asked to stop; 0 after a clean end, 1 with a message when it cannot go on."""
    start_log("clinic", arguments.log)
    stopping = Stopping()
    faults = (BadConfig, WrongDatabase, CannotListen)
    return status_of("clinic", lambda: _run(arguments.config, stopping), faults)


def _run(path: Path, stopping: Stopping) -> int:
    config = settings_when_good(path, "clinic", SystemClock(), alive_until(stopping))
    return _serve(config, stopping) if config else 0


def _serve(config: Config, stopping: Stopping) -> int:
    """Pages and collector have connections of their own to the database: a slow page holds no commit up."""
    clock, url = SystemClock(config.device.timezone or None), config.files.clinic
    log.log(logging.WARNING if clock.zone.problem else logging.INFO, "time zone of the pages: %s", clock.zone)
    with closing(Clinic(url, waits=True)) as collected, closing(Clinic(url, waits=True)) as shown:
        checks = DatabaseChecks((collected, shown), clock.monotonic_s)
        app = make_app(shown, clock.utc_s, clock.dating().timezone, damage=checks.in_words)
        with kept_pages(app, config.web.host, config.web.port, clock.monotonic_s) as pages:

            def ends() -> bool:
                pages.check()
                checks.check()
                return stopping()

            notify("READY=1")
            run_collector(config.broker, collected, clock, alive_until(ends))
            notify("STOPPING=1")
    return 0
