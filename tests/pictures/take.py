"""`python -m tests.pictures.take`: the pictures of the README, of the real pages in a real browser.

A synthetic clinic gives the list and what an injection did; a synthetic person's morning on the simulated bench gives
the page of a day.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from device.simulation.bench import Bench, living_person
from device.store.reader import DeviceReader
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from sync.clinic.actions.seed import Now, seed_patient
from sync.clinic.database.clinic import Clinic
from sync.clinic.site import make_app
from sync.clinic.synthetic.stories import synthetic_patients
from sync.clinic.web.server import served
from tests.support.browser import bring_visit, chromium
from tests.support.clinics import store_day
from tests.support.visits import visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

DEVICE = "demo-limb"
SIX_UTC_S = 1_772_431_200.0  # 2026-03-02T06:00:00Z
MORNING_S = 6.3 * 3600
NOW_UTC_S = SIX_UTC_S + MORNING_S
PATIENTS, DAYS = 12, 300  # of the synthetic clinic
INJECTED = "/patients/synthetic-0003"
FOLDER = Path(__file__).parent
WIDTH, HEIGHT = 1280, 1000  # as much of a page as a README bears


def live(config: Config) -> None:
    """A morning on the simulated bench, at full speed."""
    with ExitStack() as opened:
        bench = Bench(config, PacedClock(SIX_UTC_S), living_person(), opened)
        while bench.clock.monotonic_s() < MORNING_S:
            bench.step(finger=False)
            _say(bench.clock.monotonic_s())
        bench.loop.finish()


def _say(now_s: float) -> None:
    if now_s % 1800 < 0.01:
        print(f"{now_s / 3600:.1f} of {MORNING_S / 3600:.1f} hours", file=sys.stderr)


@contextmanager
def shown(clinic: Clinic) -> Iterator[tuple["Page", str]]:
    """The clinic's pages in a browser, at noon of that day, and where they are."""
    with served(make_app(clinic, lambda: NOW_UTC_S, "UTC")) as pages, chromium() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, bypass_csp=True)  # to wait for pictures
        bring_visit(page.context, pages.address, visit(clinic, NOW_UTC_S))
        yield page, pages.address.rstrip("/")


def photograph_day(config: Config) -> None:
    """The page of that day."""
    with closing(Clinic(config.files.clinic)) as clinic, closing(DeviceReader(Path(config.files.device))) as reader:
        ((day, _),) = reader.days()
        store_day(clinic, reader.document(day, DEVICE), NOW_UTC_S)
        clinic.rename(DEVICE, "Demo limb")
        with shown(clinic) as (page, address):
            _open(page, f"{address}/patients/{DEVICE}/days/{day}")
            page.screenshot(path=FOLDER / "day.png")


def photograph_clinic(url: str) -> None:
    """The list of a synthetic clinic, and what the injections of one of its patients did."""
    with closing(Clinic(url)) as clinic:
        for patient in synthetic_patients(PATIENTS):
            seed_patient(clinic, patient, DAYS, Now(NOW_UTC_S, "UTC"))
        with shown(clinic) as (page, address):
            _open(page, f"{address}/")
            page.screenshot(path=FOLDER / "list.png")
            _open(page, f"{address}{INJECTED}?period=1y")
            section = page.locator("section", has=page.locator("#injections"))
            section.scroll_into_view_if_needed()
            page.wait_for_function("[...document.querySelectorAll('#injections ~ * img')].every(each => each.complete)")
            section.screenshot(path=FOLDER / "injections.png")


def _open(page: "Page", address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, answer.status


def main() -> None:
    """Take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        photograph_clinic(f"sqlite:///{folder}/synthetic.db")
        files = Files(device=f"{folder}/device.db", clinic=f"sqlite:///{folder}/clinic.db")
        config = Config(Device(DEVICE), files=files)
        live(config)
        photograph_day(config)
    print(FOLDER)


if __name__ == "__main__":
    main()
