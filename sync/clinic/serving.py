"""`easeband clinic` without an action: the collector and the pages in one process, until asked to stop.

Knows which parts make up the clinic's end; must never know what a message or a page says.
"""

import argparse
import logging
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Final

from device.settings import settings_when_good
from device.system.clock import Clock, SystemClock
from device.system.command import status_of
from device.system.config import BadConfig, Config
from device.system.log import start_log
from device.system.stopping import Stopping
from device.system.systemd import Progress, alive_until, notify
from sync.clinic.checks import DatabaseChecks
from sync.clinic.collector import run_collector
from sync.clinic.database import Clinic, WrongDatabase
from sync.clinic.enrolment.answering import Answering
from sync.clinic.enrolment.desk import Desk
from sync.clinic.enrolment.enrolled import ShutOut
from sync.clinic.enrolment.keys_folder import KeysFolder, NoClinic
from sync.clinic.older_layouts import OlderLayouts
from sync.clinic.programme_pages import programme_pages
from sync.clinic.signing import programme_signer, public_key_of
from sync.clinic.site import make_app
from sync.clinic.web import CannotListen, Front, kept_pages

STALLED_S: Final = 150.0  # ours: a batch of large days takes seconds, also on a small computer

log = logging.getLogger(__name__)


def run(arguments: argparse.Namespace) -> int:
    """Collect and show until asked to stop; 0 after a clean end, 1 with a message when it cannot go on."""
    start_log("clinic", arguments.log)
    stopping = Stopping()
    faults = (BadConfig, WrongDatabase, CannotListen)
    return status_of("clinic", lambda: _run(arguments, stopping), faults)


def _run(arguments: argparse.Namespace, stopping: Stopping) -> int:
    config = settings_when_good(arguments.config, "clinic", SystemClock(), alive_until(stopping))
    return _serve(config, stopping, arguments.name) if config else 0


def _serve(config: Config, stopping: Stopping, name: str) -> int:
    """Pages and collector have connections of their own to the database: a slow page holds no commit up."""
    clock, url = SystemClock(config.device.timezone or None), config.files.clinic
    log.log(logging.WARNING if clock.zone.problem else logging.INFO, "time zone of the pages: %s", clock.zone)
    with closing(Clinic(url, waits=True)) as collected, closing(Clinic(url, waits=True)) as shown:
        checks = DatabaseChecks((collected, shown), OlderLayouts(collected.access), clock.monotonic_s)
        front = Front(config.web.address)
        zone = clock.dating().timezone
        keys = KeysFolder(Path(config.files.clinic_keys))
        more = programme_pages(shown, clock.utc_s, zone, lambda: programme_signer(keys.folder))
        app = make_app(shown, clock.utc_s, zone, damage=checks.in_words, front=front, more=more)
        with kept_pages(app, config.web.host, config.web.port, clock.monotonic_s) as pages:
            desk = _desk(config, keys, clock, collected)

            def ends() -> bool:
                pages.check()
                checks.check()
                if desk:
                    desk.check()
                return stopping()

            notify("READY=1")
            with closing(desk) if desk else nullcontext():
                shut_out = ShutOut(keys, clock.monotonic_s)
                progress = Progress(clock.monotonic_s, STALLED_S)
                turns = progress.until(ends, lambda: pages.get_on)
                run_collector(config.broker, collected, clock, turns, shut_out, name=name, progress=progress)
            notify("STOPPING=1")
    return 0


def _desk(config: Config, keys: KeysFolder, clock: Clock, clinic: Clinic) -> Desk | None:
    """Where devices get their certificates; None on a computer without the clinic's keys."""
    if not keys.has_facts():
        log.info("no device can be paired here: `easeband clinic init` makes the keys of a clinic")
        return None
    try:
        return Desk(config.broker, Answering(keys, public_key_of(keys.folder)), clock, clinic.refuse)
    except NoClinic as problem:
        log.error("no device can be paired: %s", problem)
        return None
