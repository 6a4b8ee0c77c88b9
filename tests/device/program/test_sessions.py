"""Sessions, programmes and privacy of the whole device, over simulated registers and pins: what ends up on disk."""

import json
import math
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from device.day.document import DayDocument
from device.interrupted import interrupted_beside
from device.programme.items import ELBOW, Item
from device.simulation.bench import Bench
from device.simulation.people import LivingPerson
from device.simulation.people.prescription import OFTEN, Prescription, elbow_programme, everyday_programme
from device.store.reader import DeviceReader
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from drivers.simulated import Fault
from drivers.simulated.faults import Unplugged

TEN_UTC_S = 1_772_445_600.0  # 2026-03-02T10:00:00Z
QUIET_S = 600.0  # the person rests in this part of the hour, and presses nothing
HOLD_S, TAP_S, LONG_HOLD_S = 2.0, 0.4, 5.0
TWO_SETS = everyday_programme(Item(replace(ELBOW, repetitions=2), sets=2, rest_s=10.0, schedule=OFTEN), rating=True)

Presses = Sequence[tuple[float, float]]
"""When the finger comes down, and for how long."""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(Device("band-1"), files=Files(device=str(tmp_path / "device.db")))


def live(
    config: Config,
    until_s: float,
    presses: Presses = (),
    *,
    clock: PacedClock | None = None,
    prescription: Prescription | None = None,
    faults: Sequence[Fault] = (),
    killed: bool = False,
    watch: Callable[[Bench], None] = lambda _: None,
) -> PacedClock:
    """A device from the quiet part of the hour on, which ends as it should unless it is killed."""
    clock = clock or PacedClock(TEN_UTC_S, start_s=QUIET_S)
    prescription = prescription or Prescription(elbow_programme())
    with ExitStack() as opened:
        programme = prescription.accepted or prescription.waiting or elbow_programme()
        person = LivingPerson(programme.items)
        bench = Bench(config, clock, person, opened, faults=faults, prescribes=prescription)
        while (now_s := clock.monotonic_s()) < until_s:
            bench.step(finger=any(start_s <= now_s < start_s + held_s for start_s, held_s in presses))
            watch(bench)
        if not killed:
            bench.loop.finish()
    return clock


def facts(config: Config, kind: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(config.files.device)) as database:
        rows = database.execute("SELECT body FROM facts WHERE kind = ? ORDER BY utc_s", (kind,)).fetchall()
    return [json.loads(body) for (body,) in rows]


def document(config: Config) -> DayDocument:
    with closing(DeviceReader(Path(config.files.device))) as reader:
        ((day, _),) = reader.days()
        return reader.document(day, "band-1")


START = [(602.0, HOLD_S), (608.0, TAP_S)]


@pytest.mark.slow
def test_two_sets_with_a_rest_between_them_are_a_session_with_its_rating(config: Config) -> None:
    live(config, 665.0, [*START, (651.5, TAP_S), (653.5, TAP_S)], prescription=Prescription(TWO_SETS))
    results = facts(config, "SetResult")
    assert [(each["number"], each["sets"], each["done_repetitions"], each["stopped"]) for each in results] == [
        (1, 2, 2, "done"),
        (2, 2, 2, "done"),
    ]
    rested_s = results[1]["start_s"] - results[0]["start_s"] - results[0]["duration_s"]
    assert rested_s == pytest.approx(10.0, abs=1.0)
    (session,) = facts(config, "ExerciseSession")
    assert (session["due_sets"], session["done_sets"], session["stopped"], session["rating"]) == (2, 2, "done", "some")


def test_what_holds_is_told_at_the_start(config: Config) -> None:
    live(config, 601.0)
    (setup,) = facts(config, "Setup")
    assert (setup["site"], setup["programme"], setup["version"]) == ("forearm", "simulated", 1)
    assert setup["due"] == [{"exercise": "elbow-bend", "sessions": 10, "sets": 1, "repetitions": 10, "hold_s": None}]


@pytest.mark.slow
def test_what_holds_is_told_with_each_local_day(config: Config) -> None:
    programme = replace(elbow_programme(), valid_from=date(2026, 3, 3))
    clock = PacedClock(TEN_UTC_S + 14 * 3600 - 30.0, start_s=QUIET_S)
    live(config, 700.0, clock=clock, prescription=Prescription(programme))
    assert [setup["programme"] for setup in facts(config, "Setup")] == ["", "simulated"]


@pytest.mark.costly
def test_a_programme_that_waits_is_accepted_by_a_hold(config: Config) -> None:
    prescription = Prescription(None, waiting=elbow_programme())
    live(config, 606.0, [(602.0, HOLD_S)], prescription=prescription)
    assert (prescription.accepted, prescription.waiting) == (elbow_programme(), None)
    assert [setup["programme"] for setup in facts(config, "Setup")] == ["", "simulated"]


@pytest.mark.costly
def test_without_anything_prescribed_a_hold_lights_the_right_light_once(config: Config) -> None:
    right = list[float]()
    watch: Callable[[Bench], None] = lambda bench: right.append(bench.pins.levels()[2])  # noqa: E731 - one line
    live(config, 605.5, [(601.0, HOLD_S)], prescription=Prescription(None), watch=watch)
    lit = [n for n, level in enumerate(right) if level]
    assert lit
    assert lit[-1] - lit[0] < 60, "for a second"
    assert facts(config, "SetResult") == []


@pytest.mark.slow
def test_a_sensor_that_is_lost_in_mid_exercise_pauses_it_and_a_tap_goes_on(config: Config) -> None:
    states = list[str]()
    watch: Callable[[Bench], None] = lambda bench: states.append(bench.loop.state_in_words)  # noqa: E731 - one line
    live(config, 660.0, [*START, (645.0, TAP_S)], faults=[Unplugged(620.0, 630.0)], watch=watch)
    kinds = [state for n, state in enumerate(states) if n == 0 or states[n - 1] != state]
    assert [kind.split(":")[0] for kind in kinds[:5]] == [
        "it is recording",
        "ready",
        "move with the middle light",
        "paused",
        "move with the middle light",
    ]
    (result,) = facts(config, "SetResult")
    assert (result["pauses"], result["stopped"]) == (1, "device stopped")
    assert [gap["reason"] for gap in facts(config, "Gap")] == ["bus error"]


@pytest.mark.slow
@pytest.mark.parametrize("same_boot", [True, False])
def test_a_power_cut_in_mid_session_leaves_what_was_done(config: Config, same_boot: bool) -> None:  # noqa: FBT001 - a parameter of the test
    clock = live(config, 640.0, START, killed=True)
    assert facts(config, "SetResult") == []
    assert interrupted_beside(config.files.device).exists()
    later = None if same_boot else PacedClock(TEN_UTC_S + 100.0, start_s=5.0)
    live(config, 645.0 if same_boot else 10.0, clock=clock if same_boot else later)
    (result,) = facts(config, "SetResult")
    assert (result["exercise"], result["stopped"]) == ("elbow-bend", "device stopped")
    assert result["done_repetitions"] == pytest.approx(3, abs=1)
    (session,) = facts(config, "ExerciseSession")
    assert (session["stopped"], session["done_sets"], session["due_sets"]) == ("device stopped", 0, 1)
    assert not interrupted_beside(config.files.device).exists()


@pytest.mark.slow
def test_a_program_that_is_stopped_in_mid_session_keeps_it_once(config: Config) -> None:
    clock = live(config, 640.0, START)
    live(config, 645.0, clock=clock)
    assert [each["stopped"] for each in facts(config, "SetResult")] == ["device stopped"]
    assert [each["stopped"] for each in facts(config, "ExerciseSession")] == ["device stopped"]


def hidden_s(config: Config) -> list[tuple[float, float]]:
    return [(gap["start_s"], gap["duration_s"]) for gap in facts(config, "Gap") if gap["reason"] == "privacy"]


@pytest.mark.slow
def test_of_a_private_time_nothing_is_recorded_and_the_day_says_so(config: Config) -> None:
    """From the long hold at 660 s to the one at 860 s: the sensor was also unplugged in it."""
    presses = [(660.0, LONG_HOLD_S), (700.0, TAP_S), (860.0, LONG_HOLD_S)]
    live(config, 930.0, presses, faults=[Unplugged(750.0, 760.0)])
    ((start_s, length_s),) = hidden_s(config)
    assert start_s == pytest.approx(665.35, abs=0.1)
    assert start_s + length_s == pytest.approx(865.35, abs=0.1)
    assert [gap["reason"] for gap in facts(config, "Gap")] == ["privacy"]
    assert facts(config, "Mark") == []
    for minute in facts(config, "Minute"):
        end_s = minute["start_s"] + minute["recorded_s"]
        assert end_s <= start_s + 1 or minute["start_s"] >= start_s + length_s - 1  # whole seconds
    assert sum(minute["recorded_s"] for minute in facts(config, "Minute")) == pytest.approx(65 + 64, abs=3)
    told = document(config)
    assert [wanted.duration_s for wanted in told.privacy] == [pytest.approx(200.0, abs=0.2)]
    assert told.quality.gap_reasons == ()
    assert told.totals.not_worn_s == 0


@pytest.mark.slow
@pytest.mark.parametrize("killed", [True, False])
def test_a_private_hour_outlasts_the_program(config: Config, killed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    clock = live(config, 700.0, [(610.0, LONG_HOLD_S)], killed=killed)
    clock.sleep(20.0)
    live(config, 780.0, clock=clock)
    ((start_s, length_s),) = hidden_s(config)
    assert start_s == pytest.approx(615.35, abs=0.1)
    assert start_s + length_s == pytest.approx(780.0, abs=0.1)
    assert [gap["reason"] for gap in facts(config, "Gap")] == ["privacy"]
    assert all(minute["start_s"] < start_s for minute in facts(config, "Minute"))


@pytest.mark.slow
def test_a_private_hour_outlasts_a_power_cut_until_it_is_over(config: Config) -> None:
    """It would have ended at 4215 s; the power comes back 3500 s after it went, and 15 s of the hour are left."""
    live(config, 700.0, [(610.0, LONG_HOLD_S)], killed=True)
    live(config, 80.0, clock=PacedClock(TEN_UTC_S + 3600.0, start_s=0.0))
    _, (start_s, length_s) = hidden_s(config)
    assert start_s == pytest.approx(0.0, abs=0.1)
    assert length_s == pytest.approx(15.4, abs=0.2)
    assert any(minute["start_s"] > 15 for minute in facts(config, "Minute"))


@pytest.mark.slow
def test_a_private_time_stops_no_watchdog(config: Config) -> None:
    """It is told whenever a batch is on disk: while nothing is measured that is the gap itself, once a minute."""
    changes = set[float]()
    path = Path(f"{config.files.device}-wal")

    def watch(bench: Bench) -> None:
        if bench.clock.monotonic_s() > 620:
            changes.add(path.stat().st_mtime_ns if path.exists() else math.nan)

    live(config, 745.0, [(602.0, LONG_HOLD_S)], watch=watch)
    assert len(changes) >= 3
