"""A whole check-up in a closed loop: somebody who sees only lights does it, and the records say what was done."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from device.day.document import DayDocument
from device.programme.items import ELBOW, CheckupPlan, DailySchedule, Item
from device.records.facts import CheckupPart
from device.records.person import Personal
from device.simulation.bench import Bench
from device.simulation.people.checkup_patient import CheckupPatient
from device.simulation.people.living import LivingPerson
from device.simulation.people.prescription import Prescription, everyday_programme
from device.store.baselines import Baseline, baseline_beside, write_baselines
from device.store.reader import DeviceReader
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from drivers.simulated import Fault
from drivers.simulated.faults import Unplugged
from tests.support.closed_loop import TEN_UTC_S, Moment, facts
from tests.support.flashes import flash_onsets

START_S = 20.0


@dataclass(frozen=True)
class Lived:
    """What the device recorded and the lights that were shown."""

    checkups: list[dict[str, Any]]
    day: DayDocument
    shown: list[Moment]


def lived(
    folder: Path,
    parts: Sequence[CheckupPart],
    until_s: float,
    patient: CheckupPatient | LivingPerson | None = None,
    *,
    faults: Sequence[Fault] = (),
    killed: bool = False,
    items: Sequence[Item] = (),
) -> Lived:
    """From power-up on; the check-up opens at eight in the morning."""
    config = Config(Device("band-1"), files=Files(device=str(folder / "device.db")))
    write_baselines(baseline_beside(config.files.device), (Baseline(0.0, Personal(neutral=((0.0, 0.0, 1.0),))),))
    plan = CheckupPlan(tuple(parts), (540, 720), midline_s=10.0)
    programme = replace(everyday_programme(*items), checkup=plan)
    clock, shown = PacedClock(TEN_UTC_S, start_s=0.0), list[Moment]()
    with ExitStack() as opened:
        patient = patient or CheckupPatient(START_S)
        bench = Bench(config, clock, patient, opened, faults=faults, prescribes=Prescription(programme))
        while clock.monotonic_s() < until_s:
            bench.step(finger=False)
            shown.append((clock.monotonic_s(), bench.pins.levels()))
        if not killed:
            bench.loop.finish()
    with closing(DeviceReader(Path(config.files.device))) as reader:
        ((day, _),) = reader.days()
        return Lived(facts(config, "Checkup"), reader.document(day, "band-1"), shown)


@pytest.mark.slow
def test_somebody_who_sees_only_the_lights_does_a_whole_check_up(tmp_path: Path) -> None:
    patient = CheckupPatient(START_S)
    found = lived(tmp_path, ("rest", "midline", "straight", "trick"), 240.0, patient)
    (checkup,) = found.day.checkups
    stages = {stage.stage: stage for stage in checkup.stages}
    assert (checkup.ended, checkup.neutral, len(stages), len(found.checkups)) == ("done", True, 7, 1)
    assert stages["rest"].tilt_deg == pytest.approx(30.0, abs=2.0), "pulled as far as the person is"
    assert stages["first midline"].near_s >= 9, "of ten"
    assert stages["held straight"].tilt_deg == pytest.approx(0.0, abs=3.0)
    assert stages["with trick"].tilt_deg == pytest.approx(12.0, abs=2.0)
    assert stages["rest"].tremor_hz == pytest.approx(4.8, abs=0.2)
    assert stages["rest"].tremor_deg == pytest.approx(1.5, rel=0.1)
    assert checkup.trick is not None
    assert (checkup.trick.relief, checkup.trick.lasted_s >= 25) == ("told", True)
    assert checkup.trick.tilt_change_deg == pytest.approx(-18.0, abs=2.0)
    assert all(later_s - earlier_s >= 0.97 for earlier_s, later_s in pairwise(flash_onsets(found.shown)))


@pytest.mark.slow
def test_nothing_of_its_time_is_in_the_day_but_that_the_band_was_worn(tmp_path: Path) -> None:
    totals = lived(tmp_path, ("rest", "straight"), 120.0).day.totals
    assert totals.worn_s >= 115
    assert totals.assessable_s <= 20, "what comes before its first minute"
    assert totals.tremor_s <= 20
    assert totals.episodes == 0
    assert totals.directions == ()


@pytest.mark.slow
def test_who_skips_a_part_gets_the_next_one(tmp_path: Path) -> None:
    found = lived(tmp_path, ("rest", "hold"), 90.0, CheckupPatient(START_S, skips_after_s=12.0))
    (checkup,) = found.day.checkups
    assert [(stage.stage, stage.ended) for stage in checkup.stages] == [("rest", "skipped"), ("hold", "done")]
    assert checkup.stages[1].judged_s >= 28


@pytest.mark.slow
def test_who_walks_away_leaves_a_record_that_says_how_little_was_seen(tmp_path: Path) -> None:
    found = lived(tmp_path, ("rest", "straight"), 100.0, CheckupPatient(START_S, leaves_after_s=20.0))
    (checkup,) = found.day.checkups
    assert checkup.ended == "done"
    assert checkup.stages[-1].moving_s >= 8, "of ten seconds"


@pytest.mark.slow
def test_a_sensor_that_is_lost_ends_it_and_what_was_seen_is_kept(tmp_path: Path) -> None:
    found = lived(tmp_path, ("rest", "hold"), 80.0, faults=[Unplugged(45.0, 300.0)])
    (checkup,) = found.day.checkups
    assert checkup.ended == "sensor lost"
    assert [(stage.stage, stage.ended) for stage in checkup.stages] == [("rest", "cut off")]
    assert 5 <= checkup.stages[0].judged_s < 30


@pytest.mark.slow
def test_a_power_cut_leaves_what_was_done_before_the_stage_that_was_on(tmp_path: Path) -> None:
    found = lived(tmp_path, ("rest", "hold"), 85.0, killed=True)
    (checkup,) = found.day.checkups
    assert (checkup.ended, checkup.parts) == ("device stopped", ("rest", "hold"))
    assert [(stage.stage, stage.ended) for stage in checkup.stages] == [("rest", "done")]
    assert checkup.stages[0].judged_s >= 25, "verdicts come some seconds late"


BENDS = Item(replace(ELBOW, repetitions=2), schedule=DailySchedule(per_day=2))


@pytest.mark.slow
def test_the_demo_s_person_does_the_check_up_that_is_offered_and_exercises_the_next_time(tmp_path: Path) -> None:
    person = LivingPerson([BENDS], (START_S, 960.0))
    found = lived(tmp_path, ("rest", "straight", "trick"), 1010.0, person, items=[BENDS])
    (checkup,), (result,) = found.day.checkups, found.day.sets
    assert (checkup.ended, len(checkup.stages)) == ("done", 5)
    assert checkup.trick is not None
    assert checkup.trick.relief == "told"
    assert (result.exercise, result.done_repetitions, result.stopped) == ("elbow-bend", 2, "done")
    assert all(later_s - earlier_s >= 0.97 for earlier_s, later_s in pairwise(flash_onsets(found.shown)))


@pytest.mark.slow
def test_whoever_opens_it_at_the_keyboard_only_moves_the_button(tmp_path: Path) -> None:
    class Pressed(LivingPerson):
        """Somebody else holds at 30 s and taps at 36 s."""

        def presses(self, now_s: float) -> bool:
            return super().presses(now_s) or START_S + 10 <= now_s < START_S + 12.5 or 0 <= now_s - START_S - 16 < 0.5

    found = lived(tmp_path, ("rest", "straight"), 130.0, Pressed([BENDS], ()), items=[BENDS])
    (checkup,) = found.day.checkups
    stages = {stage.stage: stage.tilt_deg for stage in checkup.stages}
    assert checkup.ended == "done"
    assert stages["rest"] == pytest.approx(30.0, abs=2.0)
    assert stages["held straight"] == pytest.approx(0.0, abs=3.0)
