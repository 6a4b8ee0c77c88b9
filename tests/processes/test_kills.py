"""Processes die at random moments; no minute that was committed is lost or arrives twice."""

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
KILLS_OF_A_DAY = 250  # each life records some minutes of today: no day holds more than 25 hours
ROUNDS = math.ceil(DEVICE_KILLS / KILLS_OF_A_DAY)
BROKER_KILLS = 20
SEED = int(os.environ.get("EASEBAND_TEST_SEED", "20261122"))
LIVES = (0.1, 1.8)  # of the time that a first minute takes: from before its first line of code to the second minute
SPEED = "1e6"  # as fast as this computer can


def start_device(line: Line) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "device.cli", "run", "--config", str(line.config), "--simulated", "--speed", SPEED]
    with (line.folder / "device.log").open("ab") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def committed(folder: Path) -> dict[tuple[str, str, float], str]:
    """Every fact on disk at this moment: (boot, kind, start) -> body."""
    path = folder / "device.db"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        if not database.execute("SELECT name FROM sqlite_master WHERE name = 'facts'").fetchone():
            return {}
        rows = database.execute("SELECT boot, kind, start_s, body FROM facts").fetchall()
    return {(boot, kind, start_s): body for boot, kind, start_s, body in rows}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[BrokerProcess]:
    need_program("mosquitto")
    with start_broker(tmp_path / "broker", programs=["mosquitto"]) as started:
        yield started


def first_minute_s(line: Line) -> float:
    """How long a device lives on this computer until its first minute is on disk."""
    device = start_device(line)
    took_s = eventually(lambda: bool(minutes(committed(line.folder))), what="a first minute")
    device.send_signal(signal.SIGKILL)
    device.wait()
    return took_s


def minutes(facts: dict[tuple[str, str, float], str]) -> list[str]:
    return [body for (_, kind, _), body in facts.items() if kind == "Minute"]


def kill_and_look(line: Line, life_s: float, clock: SystemClock) -> dict[tuple[str, str, float], str]:
    """Let a device live for a while; what was committed just before it was killed."""
    device = start_device(line)
    clock.sleep(life_s)
    seen = committed(line.folder)
    device.send_signal(signal.SIGKILL)
    device.wait()
    return seen


@pytest.mark.parametrize("of_round", range(ROUNDS))
def test_kills_lose_no_committed_minute_and_double_none(tmp_path: Path, broker: BrokerProcess, of_round: int) -> None:
    line, dice, clock = Line(tmp_path, broker.port), random.Random(SEED + of_round), SystemClock()
    kills = DEVICE_KILLS // ROUNDS
    broker_dies_after = set(dice.sample(range(kills), BROKER_KILLS))
    known: dict[tuple[str, str, float], str] = {}
    with start_part("clinic", line.config, tmp_path), start_part("sync", line.config, tmp_path):
        minute_s = first_minute_s(line)
        for kill in range(kills):
            known |= kill_and_look(line, minute_s * dice.uniform(*LIVES), clock)
            if kill in broker_dies_after:
                broker.kill()
                clock.sleep(dice.uniform(0, 1))
                broker.start()
        finished = committed(tmp_path)
        assert known.items() <= finished.items()
        assert len(minutes(finished)) >= kills // 4, "too few minutes to prove anything"
        assert_sound(tmp_path / "device.db")
        eventually(lambda: clinic_holds(line, finished), what="everything at the clinic")


def assert_sound(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def clinic_holds(line: Line, facts: dict[tuple[str, str, float], str]) -> bool:
    """Whether the clinic's days add up to exactly the device's minutes."""
    with closing(Clinic(f"sqlite:///{line.folder / 'clinic.db'}")) as clinic:
        stored = [clinic.day(DEVICE, day.day) for day in clinic.days(DEVICE)]
    arrived_s = sum(day.document.totals.worn_s + day.document.totals.not_worn_s for day in stored if day)
    recorded_s = sum(json.loads(body)["recorded_s"] for body in minutes(facts))
    return arrived_s == int(recorded_s)
