"""The whole line: a recording through registers, driver, loop, database, broker, collector and page."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from device.day.document import DayDocument
from sync.clinic.database.clinic import Clinic
from sync.demo.broker import HOST, start_broker
from sync.demo.run import DEVICE, start_part, write_config
from tests.support.made_up_recording import recording, write_csv
from tests.support.needs import need_program
from tests.support.processes import PROGRAMS, eventually
from tests.support.visits import Site, plain, visit_to

pytestmark = [pytest.mark.slow, pytest.mark.waits]

PORT_LINE = re.compile(r"pages at (http://\S+)")
SAME = 0.005  # relative: one count of the chip's registers in a small tremor


def easeband(*words: str | Path) -> str:
    """What the command printed; it must end well."""
    command = [sys.executable, "-m", "device.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Line:
    """Broker, sync and clinic running on files in one folder, and the page's address."""

    def __init__(self, folder: Path, broker_port: int) -> None:
        self.folder = folder
        self.config = write_config(folder, broker_port, web_port=0)
        self.address = ""

    def find_page(self) -> None:
        log = self.folder / "clinic.log"
        eventually(lambda: bool(PORT_LINE.search(log.read_text())), what="the clinic's address")
        found = PORT_LINE.search(log.read_text())
        assert found
        self.address = found[1].rstrip("/")

    def page(self, path: str) -> str:
        """The page's text without tags, every run of white space one blank."""
        status, html, _ = Site(self.address, visit_to(f"sqlite:///{self.folder / 'clinic.db'}")).get(path)
        assert status == 200
        return plain(html)

    def document(self) -> DayDocument | None:
        """What the clinic holds, once it is complete."""
        clinic = Clinic(f"sqlite:///{self.folder / 'clinic.db'}")
        try:
            days = clinic.days(DEVICE)
            stored = clinic.day(DEVICE, days[0].day) if days else None
        finally:
            clinic.close()
        return stored.document if stored else None


@pytest.fixture(params=PROGRAMS)
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    need_program(request.param)
    with start_broker(tmp_path / "broker", programs=[request.param]) as broker:
        built = Line(tmp_path, broker.port)
        with start_part("clinic", built.config, tmp_path), start_part("sync", built.config, tmp_path):
            built.find_page()
            yield built


def analysed(file: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(easeband("analyse", file, "--json", "-"))
    return result


def test_the_page_shows_the_numbers_that_the_file_gives(line: Line, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "limb.csv", recording())
    wanted = analysed(file)
    totals = wanted["day"]["totals"]
    easeband("run", "--config", line.config, "--simulated", file, "--speed", "1e6")
    eventually(lambda: is_complete(line.document(), totals), what="the whole recording at the clinic")

    arrived = line.document()
    assert arrived is not None
    assert json.loads(json.dumps(asdict(arrived.totals))) == {
        name: about(name, value) for name, value in totals.items()
    }
    assert [episode.reason for episode in arrived.episodes] == [e["reason"] for e in wanted["day"]["episodes"]]
    assert_on_page(line.page(f"/patients/{DEVICE}/days/{arrived.day}"), totals, wanted)


def is_complete(document: DayDocument | None, totals: dict[str, Any]) -> bool:
    return document is not None and document.totals.worn_s >= totals["worn_s"]


def about(name: str, value: Any) -> Any:
    """The same; irregularity, near 0 for a regular rhythm, to half a bin of its histogram."""
    if isinstance(value, dict):
        return {inner: about(inner, of) for inner, of in value.items()}
    if isinstance(value, list):
        return [about(name, one) for one in value]
    if name == "irregularity_hz":
        return pytest.approx(value, abs=0.05 / 2)
    return pytest.approx(value, rel=SAME) if isinstance(value, float) else value


def assert_on_page(text: str, totals: dict[str, Any], wanted: dict[str, Any]) -> None:
    share = round(100 * totals["tremor_s"] / totals["assessable_s"])
    assert f"Tremor {share} % of {totals['assessable_s'] // 60} min assessable" in text
    assert f"Frequency {totals['frequency_hz']:.1f} Hz" in text
    assert f"Amplitude {totals['amplitude_deg']:.1f}°" in text
    assert f"Tremor episodes {totals['episodes']}" in text
    for episode in wanted["day"]["episodes"]:
        assert episode["reason"] in text


def test_the_page_is_served_on_this_computer_only_and_to_nobody_until_there_is_somebody(line: Line) -> None:
    assert line.address.startswith(f"http://{HOST}:")
    status, html, _ = Site(line.address).get("/")
    assert (status, "Nobody can sign in yet" in html) == (403, True)
