"""`python -m tests.pictures.take`: a synthetic person's morning through the whole core to a picture of the page."""

import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

from device.simulation.bench import Bench, living_person
from device.store.reader import DeviceReader
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from sync.clinic.database.clinic import Clinic
from sync.clinic.site import make_app
from sync.clinic.web.server import served
from tests.support.browser import bring_visit, chromium
from tests.support.clinics import store_day
from tests.support.visits import visit

DEVICE = "demo-limb"
SIX_UTC_S = 1_772_431_200.0  # 2026-03-02T06:00:00Z
MORNING_S = 6.3 * 3600
PICTURE = Path(__file__).with_name("day.png")
WIDTH, HEIGHT = 1080, 1180  # as much of the page as a README's first screen bears


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


def photograph(config: Config) -> None:
    """The page of that day, in a real browser."""
    with closing(Clinic(config.files.clinic)) as clinic, closing(DeviceReader(Path(config.files.device))) as reader:
        ((day, _),) = reader.days()
        store_day(clinic, reader.document(day, DEVICE), SIX_UTC_S + MORNING_S)
        clinic.rename(DEVICE, "Demo limb")
        with served(make_app(clinic, lambda: SIX_UTC_S + MORNING_S, "UTC")) as address, chromium() as browser:
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            bring_visit(page.context, address, visit(clinic, SIX_UTC_S + MORNING_S))
            answer = page.goto(f"{address}patients/{DEVICE}/days/{day}")
            assert answer is not None
            assert answer.ok, answer.status
            page.screenshot(path=PICTURE)


def main() -> None:
    """Take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        files = Files(device=f"{folder}/device.db", clinic=f"sqlite:///{folder}/clinic.db")
        config = Config(Device(DEVICE), files=files)
        live(config)
        photograph(config)
    print(PICTURE)


if __name__ == "__main__":
    main()
