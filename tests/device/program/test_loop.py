"""The device as a whole over simulated registers and pins: what a person does ends up on disk."""

import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from device.day.document import DayDocument
from device.day.wear_time import NOT_WORN_S
from device.health import health_beside, read_health
from device.signals.samples import Floats
from device.simulation.bench import Bench, living_person
from device.simulation.people.person import ENDS_S, HOUR, NOT_WORN, RESTING_TREMOR, SESSION_STARTS_S
from device.snippets.folder import kept_snippets
from device.snippets.kept import read_snippet
from device.store.reader import DeviceReader
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files, Sensor, Snippets
from tests.support.figures import QUIET_DPS, QUIET_G
from tests.support.flashes import flash_onsets

TEN_UTC_S = 1_772_445_600.0  # 2026-03-02T10:00:00Z, by day: the lights are at full brightness
SEED = 20261122
SET_STARTS_S = SESSION_STARTS_S + 4  # a hold, a look and a tap later
TREMOR_ENDS_S = ENDS_S[[activity for _, activity in HOUR].index(RESTING_TREMOR)]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(Device("band-1"), files=Files(device=str(tmp_path / "device.db")))


@pytest.fixture
def make_bench(config: Config) -> Iterator[Callable[[float], Bench]]:
    """A bench whose person is so many seconds into their hour."""
    with ExitStack() as opened:

        def make(into_hour_s: float) -> Bench:
            clock = PacedClock(TEN_UTC_S, start_s=into_hour_s)
            return Bench(config, clock, living_person(), opened)

        yield make


def live(bench: Bench, until_s: float, watch: Callable[[float], None] = lambda _: None) -> None:
    while bench.clock.monotonic_s() < until_s:
        bench.step(finger=False)
        watch(bench.clock.monotonic_s())
    bench.loop.finish()


def facts(config: Config, kind: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(config.files.device)) as database:
        rows = database.execute("SELECT body FROM facts WHERE kind = ? ORDER BY start_s", (kind,)).fetchall()
    return [json.loads(body) for (body,) in rows]


def only_document(config: Config) -> DayDocument:
    with closing(DeviceReader(Path(config.files.device))) as reader:
        ((day, _),) = reader.days()
        return reader.document(day, "band-1")


@pytest.mark.slow
def test_ten_paced_repetitions_are_started_by_the_button_and_counted_from_the_motion(
    config: Config, make_bench: Callable[[float], Bench]
) -> None:
    live(make_bench(SESSION_STARTS_S - 10), until_s=SET_STARTS_S + 120)
    (result,) = facts(config, "SetResult")
    assert (result["done_repetitions"], result["stopped"], result["uncounted"]) == (10, "done", [])
    assert result["range_median_deg"] == pytest.approx(90, abs=2)
    assert facts(config, "Gap") == []


@pytest.mark.slow
def test_the_lights_flash_at_most_once_a_second_throughout_an_exercise(make_bench: Callable[[float], Bench]) -> None:
    bench = make_bench(SESSION_STARTS_S - 10)
    shown: list[tuple[float, tuple[float, float, float]]] = []
    live(bench, SET_STARTS_S + 120, lambda now_s: shown.append((now_s, bench.pins.levels())))
    onsets = list(flash_onsets(shown))
    assert len(onsets) >= 10, "each counted repetition is acknowledged"
    assert min(later_s - earlier_s for earlier_s, later_s in pairwise(onsets)) >= 1.0 - 0.03


@pytest.mark.slow
def test_killing_the_process_between_minutes_leaves_whole_minutes(
    config: Config, make_bench: Callable[[float], Bench]
) -> None:
    bench = make_bench(0.0)
    while bench.clock.monotonic_s() < 185:
        bench.step(finger=False)
    # no finish(): the process is gone
    assert [minute["recorded_s"] for minute in facts(config, "Minute")] == [60, 60, 60]


@pytest.mark.slow
def test_tremor_and_wearing_of_an_hour_come_out_as_they_went_in(
    config: Config, make_bench: Callable[[float], Bench]
) -> None:
    live(make_bench(230.0), until_s=500.0)
    with closing(DeviceReader(Path(config.files.device))) as reader:
        ((day, _),) = reader.days()
        document = reader.document(day, "band-1")
    assert document.totals.tremor_s == pytest.approx(240, abs=6), RESTING_TREMOR.name
    assert document.totals.frequency_hz == pytest.approx(4.8, abs=0.15)
    assert document.totals.amplitude_deg == pytest.approx(3.0, rel=0.06)
    assert document.totals.assessable_s <= document.totals.worn_s


@pytest.mark.slow
def test_a_band_on_the_table_is_not_worn_although_its_sensor_is_noisy(
    config: Config, make_bench: Callable[[float], Bench]
) -> None:
    off_s = sum(length_s for length_s, act in HOUR[: HOUR.index((1140, NOT_WORN))])
    live(make_bench(off_s + 2), until_s=off_s + 2 + NOT_WORN_S + 60)
    with closing(DeviceReader(Path(config.files.device))) as reader:
        ((day, _),) = reader.days()
        totals = reader.document(day, "band-1").totals
    assert totals.worn_s <= 5  # the first and last seconds cannot be judged
    assert totals.not_worn_s >= NOT_WORN_S


@pytest.mark.slow
@pytest.mark.parametrize("kills", [12, 100])
def test_a_recorder_killed_at_random_moments_of_one_boot_loses_no_committed_minute_and_doubles_none(
    config: Config, kills: int
) -> None:
    dice, clock = random.Random(SEED), PacedClock(TEN_UTC_S)
    known: dict[float, dict[str, Any]] = {}
    for _ in range(kills):
        with ExitStack() as opened:
            bench = Bench(config, clock, living_person(), opened)
            until_s = clock.monotonic_s() + dice.choice([dice.uniform(0, 2), dice.uniform(0, 90)])
            while clock.monotonic_s() < until_s:
                bench.step(finger=False)
            known |= {minute["start_s"]: minute for minute in facts(config, "Minute")}
            # no finish(): what is in memory is gone
    minutes, gaps = facts(config, "Minute"), facts(config, "Gap")
    assert known.items() <= {minute["start_s"]: minute for minute in minutes}.items()
    assert len(minutes) >= kills / 10
    assert {gap["reason"] for gap in gaps} == {"restarted"}
    spans = [(m["start_s"], m["start_s"] + m["recorded_s"]) for m in minutes]
    spans += [(gap["start_s"], gap["start_s"] + gap["duration_s"]) for gap in gaps]
    assert all(end_s <= next_s + 2 for (_, end_s), (next_s, _) in pairwise(sorted(spans))), "no second is counted twice"


@pytest.fixture
def without_gyroscope(config: Config) -> Config:
    return replace(config, sensor=Sensor(gyroscope=False))


@pytest.mark.slow
def test_without_a_gyroscope_a_set_ends_with_the_pace_and_is_not_a_set_of_nothing(
    without_gyroscope: Config, caplog: pytest.LogCaptureFixture
) -> None:
    with ExitStack() as opened:
        clock = PacedClock(TEN_UTC_S, start_s=SESSION_STARTS_S - 10)
        live(Bench(without_gyroscope, clock, living_person(), opened), until_s=SET_STARTS_S + 90)
    (result,) = facts(without_gyroscope, "SetResult")
    assert (result["done_repetitions"], result["stopped"]) == (None, "paced")
    assert result["not_counted"] == "no gyroscope for 80 s of 80 s"
    assert facts(without_gyroscope, "Gap") == []
    assert caplog.text.count("repetitions cannot be counted") == 1


class Failing:
    """The synthetic person in a band whose gyroscope says the same from some moment on."""

    def __init__(self, fails_s: float) -> None:
        self._person, self._fails_s, self._random = living_person(), fails_s, np.random.default_rng(SEED)
        self.presses, self.see, self.over = self._person.presses, self._person.see, self._person.over

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        acceleration_g, rotation_dps = self._person(time_s)
        acceleration_g = acceleration_g + self._random.normal(0, QUIET_G, acceleration_g.shape)
        rotation_dps = rotation_dps + self._random.normal(0, QUIET_DPS, rotation_dps.shape)
        return acceleration_g, np.where(time_s[:, None] < self._fails_s, rotation_dps, 0.0)


@pytest.mark.slow
def test_a_gyroscope_that_gets_stuck_in_mid_set_leaves_what_was_counted_and_no_false_number(config: Config) -> None:
    with ExitStack() as opened:
        clock = PacedClock(TEN_UTC_S, start_s=SESSION_STARTS_S - 10)
        live(Bench(config, clock, Failing(SET_STARTS_S + 34), opened), until_s=SET_STARTS_S + 120)
    (result,) = facts(config, "SetResult")
    assert (result["done_repetitions"], result["stopped"]) == (None, "paced")
    assert result["range_median_deg"] == pytest.approx(90, abs=2)
    assert re.fullmatch(r"gyroscope stuck for \d+ s of \d+ s; 4 counted in the rest", result["not_counted"])


@pytest.mark.slow
@pytest.mark.parametrize("gyroscope", [True, False])
def test_tremor_reaches_the_day_document_with_and_without_a_gyroscope(config: Config, gyroscope: bool) -> None:  # noqa: FBT001 - a parameter of the test
    config = replace(config, sensor=Sensor(gyroscope=gyroscope))
    with ExitStack() as opened:
        clock = PacedClock(TEN_UTC_S, start_s=230.0)
        live(Bench(config, clock, living_person(), opened), until_s=500.0)
    totals = only_document(config).totals
    assert totals.tremor_s == pytest.approx(240, abs=6), RESTING_TREMOR.name
    assert totals.frequency_hz == pytest.approx(4.8, abs=0.15)
    assert totals.episodes == 1
    assert (totals.amplitude_deg is not None) == gyroscope, "an angle needs a gyroscope"


@pytest.mark.costly
def test_without_a_gyroscope_every_second_is_still_recorded_and_assessed(without_gyroscope: Config) -> None:
    with ExitStack() as opened:
        clock = PacedClock(TEN_UTC_S, start_s=240.0)
        live(Bench(without_gyroscope, clock, living_person(), opened), until_s=300.0)
    minutes = facts(without_gyroscope, "Minute")
    assert sum(minute["assessable_s"] for minute in minutes) == pytest.approx(60, abs=4)
    assert facts(without_gyroscope, "Gap") == []


@pytest.mark.costly
def test_raw_movement_around_marks_and_episodes_is_kept_where_it_is_asked_for(config: Config, tmp_path: Path) -> None:
    with ExitStack() as opened:
        clock = PacedClock(TEN_UTC_S, start_s=TREMOR_ENDS_S - 30)
        bench = Bench(replace(config, snippets=Snippets(keep_mb=1)), clock, living_person(), opened)
        live(bench, TREMOR_ENDS_S + 20)
    episodes = facts(config, "Episode")
    found = [read_snippet(path) for path in kept_snippets(tmp_path / "snippets")]
    assert [each.snippet.moment_s for each in found] == [episodes[0]["start_s"]]
    assert found[0].snippet.what == f"rhythmic: {episodes[0]['reason']}"


@pytest.mark.costly
def test_raw_movement_is_not_kept_unless_it_is_asked_for(
    config: Config, tmp_path: Path, make_bench: Callable[[float], Bench]
) -> None:
    live(make_bench(TREMOR_ENDS_S - 30), TREMOR_ENDS_S + 20)
    assert not (tmp_path / "snippets").exists()


def test_a_store_that_fails_is_told_by_the_fault_light_and_the_health_file(tmp_path: Path) -> None:
    config = Config(Device("band-1"), files=Files(device=str(tmp_path / ("d" * 300))))  # no file system takes the name
    right = list[float]()
    with ExitStack() as opened:
        bench = Bench(config, PacedClock(TEN_UTC_S), living_person(), opened)
        live(bench, until_s=3.0, watch=lambda _: right.append(bench.pins.levels()[2]))
    (store,) = [said for said in read_health(health_beside(config.files.device), bench.clock) if not said.works]
    assert store.part == "store"
    assert "records wait in memory" in store.text
    assert max(right) == 1.0


@pytest.mark.slow
def test_a_button_that_is_pressed_all_the_time_is_told_after_a_minute_and_when_it_is_over(
    make_bench: Callable[[float], Bench], config: Config
) -> None:
    bench, works = make_bench(0.0), list[tuple[int, bool]]()
    start_s = bench.clock.monotonic_s()
    while (since_s := bench.clock.monotonic_s() - start_s) < 65:
        bench.step(finger=since_s < 62)
        if since_s % 1 < 0.02:
            states = read_health(health_beside(config.files.device), bench.clock)
            works += [(round(since_s), state.works) for state in states if state.part == "button"]
    changes = [later for earlier, later in pairwise(works) if earlier[1] != later[1]]
    assert changes == [(60, False), (63, True)]  # let go after 62 s, and asked once a second


@pytest.mark.costly
def test_while_nobody_touches_it_and_the_lights_stay_as_they_are_there_are_less_than_five_steps_a_second(
    make_bench: Callable[[float], Bench],
) -> None:
    bench, steps = make_bench(0.0), 0
    while bench.clock.monotonic_s() < 70:
        steps += bench.loop.due and bench.clock.monotonic_s() >= 40
        bench.step(finger=False)
    assert steps == pytest.approx(30 / 0.302 + 30, abs=3)  # the sensor each 0.3 s, all parts once a second


class LooseWire(Event):
    """Edges faster than anybody can look."""

    def wait(self, timeout: float | None = None) -> bool:
        return True


def test_a_loose_wire_at_the_button_costs_two_hundred_steps_a_second_and_no_more(
    make_bench: Callable[[float], Bench],
) -> None:
    bench, steps = make_bench(0.0), 0
    bench.panel.edges = LooseWire()
    while bench.clock.monotonic_s() < 1 and steps < 1000:
        steps += bench.loop.due
        bench.step(finger=False)
    assert 150 <= steps <= 200
