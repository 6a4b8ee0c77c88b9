"""Processes die at random moments; no minute that was committed, or held in memory, is lost or arrives twice."""

import json
import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from device.system.clock import SystemClock
from sync.clinic.database.clinic import Clinic
from sync.demo.broker import BrokerProcess, start_broker
from sync.demo.run import DEVICE, start_part
from tests.processes.test_line import Line
from tests.support.needs import need_program
from tests.support.processes import eventually

pytestmark = pytest.mark.slow

DEVICE_KILLS = int(os.environ.get("EASEBAND_TEST_KILLS", "25"))  # a search asks for a thousand
KILLS_OF_A_DAY = 120  # each life records some seven minutes of today: no day holds more than 25 hours
ROUNDS = math.ceil(DEVICE_KILLS / KILLS_OF_A_DAY)
BROKER_KILLS = 20
SEED = int(os.environ.get("EASEBAND_TEST_SEED", "20261122"))
LIVES = (0.1, 1.8)  # of the time that a first minute takes: from before its first line of code to the second minute
SPEED = "1e6"  # as fast as this computer can


WITH_RUN_FOLDER = """
import sys
from pathlib import Path
from device.health import file
file.ON_THE_CARD, file.IN_MEMORY = map(Path, sys.argv[1:3])
from device.cli import main
sys.exit(main(sys.argv[3:]))
"""
"""The device with folders of the test's own for systemd's."""


def run_folder(line: Line) -> Path:
    folder = line.folder / "run"
    folder.mkdir(exist_ok=True)
    return folder


def start_device(line: Line) -> subprocess.Popen[bytes]:
    folders = [str(line.folder), str(run_folder(line))]
    asked = ["run", "--config", str(line.config), "--simulated", "--speed", SPEED]
    command = [sys.executable, "-c", WITH_RUN_FOLDER, *folders, *asked]
    with (line.folder / "device.log").open("ab") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


Facts = dict[tuple[str, str, float], str]
"""(boot, kind, start) -> body."""


def safe(line: Line) -> Facts:
    """Every fact that a kill must not take at this moment: on disk, or held in memory.

    What goes from there to the disk meanwhile is seen in one of both, read in this order.
    """
    path = run_folder(line) / "waiting.json"
    try:
        held = json.loads(path.read_text())
    except FileNotFoundError:
        return committed(line.folder)
    boot, bodies = held["dating"]["boot"], [(each["kind"], json.loads(each["body"])) for each in held["records"]]
    return {(boot, kind, body["start_s"]): plain(body) for kind, body in bodies} | committed(line.folder)


def plain(body: dict[str, Any]) -> str:
    return json.dumps(body, sort_keys=True)


def committed(folder: Path) -> Facts:
    """Every fact on disk at this moment."""
    path = folder / "device.db"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        if not database.execute("SELECT name FROM sqlite_master WHERE name = 'facts'").fetchone():
            return {}
        rows = database.execute("SELECT name, kind, start_s, body FROM facts JOIN boots ON boot = number").fetchall()
    return {(boot, kind, start_s): plain(json.loads(body)) for boot, kind, start_s, body in rows}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[BrokerProcess]:
    need_program("mosquitto")
    with start_broker(tmp_path / "broker", programs=["mosquitto"]) as started:
        yield started


def first_minute_s(line: Line) -> float:
    """How long a device lives on this computer until its first minute is safe."""
    device = start_device(line)
    took_s = eventually(lambda: bool(minutes(safe(line))), what="a first minute")
    device.send_signal(signal.SIGKILL)
    device.wait()
    return took_s


def minutes(facts: Facts) -> list[str]:
    return [body for (_, kind, _), body in facts.items() if kind == "Minute"]


def kill_and_look(line: Line, life_s: float, clock: SystemClock) -> Facts:
    """Let a device live for a while; what was safe just before it was killed."""
    device = start_device(line)
    clock.sleep(life_s)
    seen = safe(line)
    device.send_signal(signal.SIGKILL)
    device.wait()
    return seen


@pytest.mark.parametrize("of_round", range(ROUNDS))
def test_kills_lose_no_committed_minute_and_double_none(tmp_path: Path, broker: BrokerProcess, of_round: int) -> None:
    line, dice, clock = Line(tmp_path, broker.port), random.Random(SEED + of_round), SystemClock()
    kills = DEVICE_KILLS // ROUNDS
    broker_dies_after = set(dice.sample(range(kills), BROKER_KILLS))
    known: Facts = {}
    with start_part("clinic", line.config, tmp_path), start_part("sync", line.config, tmp_path):
        minute_s = first_minute_s(line)
        for kill in range(kills):
            known |= kill_and_look(line, minute_s * dice.uniform(*LIVES), clock)
            if kill in broker_dies_after:
                broker.kill()
                clock.sleep(dice.uniform(0, 1))
                broker.start()
        stop_cleanly(start_device(line), line)
        finished = committed(tmp_path)
        assert known.items() <= finished.items()
        assert len(minutes(finished)) >= kills // 4, "too few minutes to prove anything"
        assert_sound(tmp_path / "device.db")
        eventually(lambda: clinic_holds(line, finished), what="everything at the clinic")


def stop_cleanly(device: subprocess.Popen[bytes], line: Line) -> None:
    """Once it has a minute of its own."""
    before = len(minutes(safe(line)))
    eventually(lambda: len(minutes(safe(line))) > before, what="another minute")
    device.send_signal(signal.SIGTERM)
    assert device.wait() == 0
    assert not (run_folder(line) / "waiting.json").exists()


def assert_sound(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def clinic_holds(line: Line, facts: Facts) -> bool:
    """Whether the clinic's days add up to exactly the device's minutes."""
    with closing(Clinic(f"sqlite:///{line.folder / 'clinic.db'}")) as clinic:
        stored = [clinic.day(DEVICE, day.day) for day in clinic.days(DEVICE)]
    arrived_s = sum(day.document.totals.worn_s + day.document.totals.not_worn_s for day in stored if day)
    recorded_s = sum(json.loads(body)["recorded_s"] for body in minutes(facts))
    return arrived_s == int(recorded_s)
