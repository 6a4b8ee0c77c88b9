"""Own symptoms on the whole device, over simulated registers and pins: asked, answered, on disk, in the day."""

from dataclasses import replace
from pathlib import Path

import pytest

from device.day.document import DayRound, SymptomAnswer
from device.simulation.people.prescription import Prescription, elbow_programme
from device.symptoms import SymptomQuestions
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from tests.device.program.test_sessions import HOLD_S, TAP_S, document, facts, live

AT_TEN = SymptomQuestions((2,), at_minute=10 * 60)
STARTED_S = 600.0  # ten o'clock


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(Device("band-1"), files=Files(device=str(tmp_path / "device.db")))


def asking(questions: SymptomQuestions = AT_TEN) -> Prescription:
    return Prescription(replace(elbow_programme(), symptoms=questions))


@pytest.mark.slow
def test_from_the_programme_to_the_day(config: Config) -> None:
    presses = [(603.0, HOLD_S), (607.0, TAP_S), (609.5, TAP_S)]
    live(config, 620.0, presses, prescription=asking())
    (kept,) = facts(config, "SymptomRound")
    assert kept == {"start_s": STARTED_S, "ratings": [[2, "some"]], "stopped": "done"}
    start = "2026-03-02T10:00:00+00:00"
    assert document(config).symptoms == (DayRound(start, (SymptomAnswer(2, "some"),), "done"),)


@pytest.mark.slow
def test_a_power_cut_between_question_and_answer_leaves_it_unanswered_and_nobody_is_asked_again(config: Config) -> None:
    clock = live(config, 605.6, [(603.0, HOLD_S)], prescription=asking(), killed=True)
    again = PacedClock(clock.utc_s() + 60.0, start_s=30.0)
    live(config, 50.0, [(35.0, HOLD_S)], clock=again, prescription=asking())
    (kept,) = facts(config, "SymptomRound")
    assert (kept["ratings"], kept["stopped"]) == ([[2, None]], "device stopped")


def test_a_power_cut_after_a_tap_loses_no_answer(config: Config) -> None:
    live(config, 609.0, [(603.0, HOLD_S), (607.0, TAP_S)], prescription=asking(), killed=True)
    (kept,) = facts(config, "SymptomRound")
    assert kept["ratings"] == [[2, "none"]]
