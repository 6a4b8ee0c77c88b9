"""A real Node-RED with the flow that people copy, a real broker, and what a browser then shows.

Knows how Node-RED is started; must never know what the flow does. `python -m tests.peers.node_red RED_JS`, the program
of an `npm install node-red` somewhere; it prints the page before and after a device has sent.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, Error

from device.system.clock import SystemClock
from device.system.config import Broker
from sync.demo.broker import HOST, start_broker
from sync.wire.client import Session
from sync.wire.messages import Status, encode_status, encode_today
from sync.wire.mqtt import Connection
from tests.house.test_packages import ROOT
from tests.support.browser import chromium
from tests.support.documents.any import DEVICE, PLAIN
from tests.support.processes import eventually

FLOW = ROOT / "sync" / "dashboards" / "node_red.json"
PORT = 18_880  # of Node-RED's pages
PAGE = f"http://{HOST}:{PORT}/easeband"
SETTINGS = 'module.exports = {{ flowFile: "flows.json", uiHost: "{host}", uiPort: {port}, userDir: {folder} }}'


@contextmanager
def node_red(program: Path, folder: Path, broker_port: int) -> Iterator[None]:
    """Node-RED with the flow, its broker set as a person would."""
    flow = json.loads(FLOW.read_text(encoding="utf-8"))
    named = [node | ({"port": str(broker_port)} if node["type"] == "mqtt-broker" else {}) for node in flow]
    (folder / "flows.json").write_text(json.dumps(named), encoding="utf-8")
    settings = SETTINGS.format(host=HOST, port=PORT, folder=json.dumps(str(folder)))
    (folder / "settings.js").write_text(settings, encoding="utf-8")
    command = ["node", str(program), "-s", str(folder / "settings.js"), "-u", str(folder)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def send(broker_port: int) -> None:
    """A device with numbers of today, and one that is gone and has some of an earlier day."""
    today = replace(PLAIN, day=datetime.now().astimezone().date().isoformat())
    other = replace(PLAIN, device="right-arm", day="2026-01-01")
    statuses = Status(1, DEVICE, online=True, trouble="<b>torn</b>"), Status(1, "right-arm", online=False)
    with Connection(Broker(HOST, broker_port), Session(DEVICE), SystemClock().monotonic_s) as link:
        link.connect()
        link.publish([encode_today(today, 600), encode_today(other, 600), *map(encode_status, statuses)])


def shown(browser: Browser) -> str:
    """The text of the page; nothing while there is none."""
    page = browser.new_page()
    try:
        page.goto(PAGE)
        return page.inner_text("body")
    except Error:  # Node-RED does not listen yet
        return ""
    finally:
        page.close()


def show(program: Path, folder: Path) -> None:
    """Print the page before and after."""
    with (
        start_broker(folder / "broker") as broker,
        node_red(program, folder, broker.port),
        chromium() as browser,
    ):
        eventually(lambda: "No device has been heard yet" in shown(browser), what="an empty page")
        print(shown(browser))
        send(broker.port)
        eventually(lambda: "right-arm: offline" in shown(browser), what="two devices")
        print(shown(browser))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        show(Path(sys.argv[1]), Path(place))
