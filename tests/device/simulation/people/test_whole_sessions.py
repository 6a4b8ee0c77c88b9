"""Whole sessions in a closed loop: what the device says of them is what somebody did who saw nothing but its lights."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from device.programme.catalogue import CATALOGUE, EXERCISES, Exercise
from device.programme.items import BeatSwing, Hold, Item, Movement, StopRule, Tempo
from device.simulation.people.prescription import OFTEN
from device.simulation.people.temperament import Temperament
from drivers.simulated.faults import Unplugged
from tests.support.closed_loop import STARTS_S, LivedSession, Moment, lived_session
from tests.support.flashes import flash_onsets

pytestmark = pytest.mark.slow  # each lives for a minute or more

TEMPO = Tempo(out_s=2.0, hold_s=0.5, back_s=2.0, pause_s=0.5)


def item(exercise: Exercise, *, sets: int = 1, most_min: float = 15.0) -> Item:
    """Three repetitions of 40 degrees, six swings of 30, or ten seconds."""
    stop = StopRule(most_min=most_min)
    if exercise.form in {"hold", "rest"}:
        return Item(Hold(exercise.name, 10.0), sets, 5.0, OFTEN, stop)
    if exercise.form == "swing":
        return Item(BeatSwing(exercise.name, 6, 2.5, 15, 30, 60), sets, 5.0, OFTEN, stop)
    return Item(Movement(exercise.name, 3, TEMPO, 15, 40, 60), sets, 5.0, OFTEN, stop)


BEND = CATALOGUE["elbow-bend"]


def at_most_one_flash_a_second(shown: list[Moment]) -> bool:
    return all(later_s - earlier_s >= 0.97 for earlier_s, later_s in pairwise(flash_onsets(shown)))


def only_set(lived: LivedSession) -> dict[str, Any]:
    (result,) = lived.sets
    return result


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_each_exercise_done_as_the_lights_say_is_what_the_device_says(tmp_path: Path, exercise: Exercise) -> None:
    lived = lived_session(tmp_path, [item(exercise)])
    (did,), result = lived.done, only_set(lived)
    assert (result["exercise"], result["stopped"], did.exercise) == (exercise.name, "done", exercise.name)
    assert (lived.sessions[0]["done_sets"], lived.sessions[0]["stopped"], lived.sessions[0]["rating"]) == (
        1,
        "done",
        "none",
    )
    if result["target_s"]:
        assert result["duration_s"] == pytest.approx(10.0, abs=0.2)
        assert result["measures"]["drift_deg"] in (None, pytest.approx(0.0, abs=1.0))
    else:
        wanted = 6 if exercise.form == "swing" else 3
        assert result["done_repetitions"] == wanted
        assert did.repetitions >= wanted - 1, "the last one counts half way back, and the light says so"
        assert result["range_best_deg"] == pytest.approx(did.furthest_deg, abs=2.0)
    assert at_most_one_flash_a_second(lived.shown)


def test_several_exercises_of_two_sets_each_follow_one_another_with_rests(tmp_path: Path) -> None:
    names = ("postural-hold", "elbow-bend", "paced-swing")
    lived = lived_session(tmp_path, [item(CATALOGUE[name], sets=2) for name in names], Temperament(taps=2))
    assert [(each["exercise"], each["number"]) for each in lived.sets] == [(n, k) for n in names for k in (1, 2)]
    assert [each.exercise for each in lived.done] == [name for name in names for _ in (1, 2)]
    assert all(each["stopped"] == "done" for each in lived.sets)
    (session,) = lived.sessions
    assert (session["due_sets"], session["done_sets"], session["stopped"], session["rating"]) == (6, 6, "done", "some")
    assert at_most_one_flash_a_second(lived.shown)


def test_who_hurries_is_told_at_once_and_nothing_counts(tmp_path: Path) -> None:
    lived = lived_session(tmp_path, [item(BEND, most_min=1.0)], Temperament(hurries=True), most_s=90.0)
    result = only_set(lived)
    assert (result["done_repetitions"], result["stopped"]) == (0, "time over")
    assert {reason for reason, _ in result["uncounted"]} == {"too fast"}
    assert dict(result["uncounted"])["too fast"] >= 10
    ambers = [levels for _, levels in lived.shown if levels[2] > 0.9]
    assert len(ambers) > 100


def test_who_moves_too_little_gets_no_light_and_the_reason_is_kept(tmp_path: Path) -> None:
    lived = lived_session(tmp_path, [item(BEND, most_min=1.0)], Temperament(share=0.3), most_s=90.0)
    result = only_set(lived)
    assert (result["done_repetitions"], result["stopped"]) == (0, "time over")
    assert {reason for reason, _ in result["uncounted"]} == {"short by 5°"}


def test_tremor_of_limb_and_finger_changes_no_count_and_is_measured(tmp_path: Path) -> None:
    trembling = Temperament(trembles_deg=2.0, trembles_hz=5.0, taps=3)
    lived = lived_session(tmp_path, [item(CATALOGUE["postural-hold"]), item(BEND)], trembling)
    held, bent = lived.sets
    assert held["measures"]["tremor_end_deg"] == pytest.approx(2.0, abs=0.1)
    assert held["measures"]["tremor_hz"] == pytest.approx(5.0, abs=0.15)
    assert held["measures"]["in_band_s"] == pytest.approx(10.0, abs=0.5)
    assert bent["done_repetitions"] == 3
    assert lived.sessions[0]["rating"] == "a lot"


def long_hold(rise_pct: float | None) -> Item:
    return Item(Hold("postural-hold", 60.0), 2, 5.0, OFTEN, StopRule(tremor_rise_pct=rise_pct))


def test_tremor_that_grows_by_more_than_the_programme_allows_ends_the_exercise(tmp_path: Path) -> None:
    growing = Temperament(trembles_deg=0.6, trembles_more=6.0)  # 0.6 deg, and 0.06 more each second from STARTS_S on
    lived = lived_session(tmp_path, [long_hold(100.0), item(CATALOGUE["postural-hold"])], growing)
    held, again = lived.sets
    into_s = held["start_s"] - STARTS_S
    assert (held["stopped"], held["sets"]) == ("tremor rose", 2)
    assert held["duration_s"] == pytest.approx(25 + into_s, abs=2.0), "1.2 deg of tremor at 10 s, twice that 20 s later"
    assert again["stopped"] == "done", "the next exercise begins anew"
    assert lived.sessions[0]["stopped"] == "tremor rose"


@pytest.mark.parametrize(
    ("rise_pct", "temperament"),
    [
        (20.0, Temperament(trembles_deg=2.0)),
        (20.0, Temperament()),
        (400.0, Temperament(trembles_deg=1.0, trembles_more=1.0)),
        (None, Temperament(trembles_deg=1.0, trembles_more=6.0)),
    ],
    ids=["steady", "none", "less than is allowed", "without a rule"],
)
def test_tremor_that_does_not_grow_so_far_ends_no_exercise(
    tmp_path: Path, rise_pct: float | None, temperament: Temperament
) -> None:
    lived = lived_session(tmp_path, [long_hold(rise_pct)], temperament)
    assert [each["stopped"] for each in lived.sets] == ["done", "done"]


def test_steady_tremor_ends_no_repetitions_either(tmp_path: Path) -> None:
    bend = Item(Movement("elbow-bend", 8, TEMPO, 15, 40, 60), 1, 5.0, OFTEN, StopRule(tremor_rise_pct=20.0))
    lived = lived_session(tmp_path, [bend], Temperament(trembles_deg=2.0))
    assert (only_set(lived)["stopped"], only_set(lived)["done_repetitions"]) == ("done", 8)


def test_pain_ends_the_session_by_a_hold_and_what_was_done_is_kept(tmp_path: Path) -> None:
    lived = lived_session(tmp_path, [item(BEND, sets=2)], Temperament(stops_at=2, taps=3))
    result = only_set(lived)
    assert (result["done_repetitions"], result["stopped"]) == (2, "stopped")
    assert (lived.sessions[0]["stopped"], lived.sessions[0]["rating"]) == ("stopped", "a lot")


def test_who_walks_away_leaves_a_session_that_closes_by_itself(tmp_path: Path) -> None:
    lived = lived_session(tmp_path, [item(BEND)], Temperament(gives_up_at=1), alone_s=310.0)
    result = only_set(lived)
    assert (result["done_repetitions"], result["stopped"], result["pauses"]) == (1, "paused too long", 1)
    assert (lived.sessions[0]["stopped"], lived.sessions[0]["rating"]) == ("paused too long", None)


def test_a_sensor_that_is_lost_in_mid_exercise_pauses_it_and_a_tap_resumes(tmp_path: Path) -> None:
    lost = Unplugged(STARTS_S + 9.0, STARTS_S + 14.0)
    lived = lived_session(tmp_path, [item(BEND)], faults=[lost])
    result = only_set(lived)
    assert result["pauses"] >= 1
    assert (result["done_repetitions"], result["stopped"]) == (3, "done")
