"""Target against done, sessions and sets, as a therapist reads them."""

from dataclasses import replace

from device.day.document import DayPlan
from device.records.facts import PlannedItem
from sync.clinic.pages.exercise_tables import plan_table, sessions_table, sets_table
from sync.clinic.pages.facts import day_facts
from tests.support.documents.exercise import an_exercise_day
from tests.support.documents.realistic import a_day

DAY = an_exercise_day()


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def rows(table: object) -> list[list[str]]:
    return [[plain(cell) for cell in row] for row in table.rows]  # type: ignore[attr-defined]  # any table


def test_each_exercise_stands_with_what_was_asked_beside_what_was_done() -> None:
    table = plan_table(DAY)
    assert table is not None
    assert "Programme arm-2026, version 3" in table.caption
    assert rows(table) == [
        [
            "Bend and straighten the elbow",
            "2 sessions of 2 sets of 10",
            "2 of 4",
            "18 of 30; 10 more not counted",
            "6 \N{MULTIPLICATION SIGN} too fast",
        ],
        ["Hold the arm out", "2 sessions of 2 sets of 20 s", "2 of 4", "30 s of 1 min 20 s", "none"],
        ["Turn or tilt the head against the pull", "1 set of 8", "0 of 1", "0 of 8", "none"],
    ]


def test_a_set_that_only_the_pace_ended_is_done_in_the_plan_as_in_its_session() -> None:
    paced = [replace(one, stopped="paced") if one.stopped == "done" else one for one in DAY.sets]
    table = plan_table(replace(DAY, sets=tuple(paced)))
    assert table is not None
    assert rows(table)[0][2] == "2 of 4"


def test_what_was_done_without_being_prescribed_says_so() -> None:
    table = plan_table(replace(DAY, plan=replace(DAY.plan, due=())))  # type: ignore[type-var]  # the day has one
    assert table is not None
    assert rows(table)[0][:4] == ["Bend and straighten the elbow", "not prescribed", "3", "18"]


def test_a_day_from_before_there_were_programmes_has_its_sets_alone() -> None:
    assert plan_table(a_day()) is None
    assert sessions_table(a_day()) is None
    assert rows(sets_table(a_day()))[0][1] == "wrist flexion"


def test_a_session_says_what_was_due_why_it_ended_and_what_the_patient_said() -> None:
    table = sessions_table(DAY)
    assert table is not None
    assert rows(table) == [
        ["09:00:10", "4 of 5 due", "finished", "some", "6 min 40 s"],
        ["17:00:10", "1 of 4 due", "stopped early", "not answered", "1 min 35 s"],
    ]


def test_a_set_of_repetitions_says_how_they_were_done() -> None:
    assert rows(sets_table(DAY))[1] == [
        *(
            "09:02:40",
            "Bend and straighten the elbow, set 2 of 2",
            "8",
            "10",
            "2 \N{MULTIPLICATION SIGN} too fast",
            "88°",
            "98°",
        ),
        "; ".join(
            (
                "tempo varies by 8 %",
                "smoothness -1.9 (SPARC; nearer 0 is smoother)",
                "tremor none at the start, 2.4° at the end at 5.1 Hz",
            )
        ),
        *("1 min 23 s", "stopped early, 1 pause"),
    ]


def test_a_set_of_time_says_how_long_the_position_was_kept() -> None:
    dash = "\N{EN DASH}"
    assert rows(sets_table(DAY))[2] == [
        *("09:05:10", "Hold the arm out, set 1 of 2", "18 s", "20 s", dash, dash, dash),
        "18 s in position; drift 3.2°; no tremor",
        *("20 s", "finished"),
    ]


def test_a_set_of_time_that_nobody_measured_has_its_length() -> None:
    unmeasured = replace(DAY, sets=(replace(DAY.sets[2], measures=a_day().sets[0].measures, duration_s=14.0),))
    assert rows(sets_table(unmeasured))[0][2] == "14 s"


def test_a_set_nobody_counted_is_no_zero() -> None:
    assert rows(sets_table(DAY))[4][2:5] == ["not counted", "10", "no gyroscope for 80 s of 80 s"]


def test_sets_of_time_are_not_among_the_repetitions() -> None:
    assert "in 2 sets, 1 more not counted" in plain(sets_table(DAY).caption)
    (fact,) = [fact for fact in day_facts(DAY, []) if fact.label == "Exercise"]
    assert (fact.value, plain(fact.of)) == ("18 of 38", "repetitions due; 1 set not counted and left out")
    assert plain(fact.more) == "4 of 9 sets due to their end; 1 of 2 sessions begun were finished"
    timed = replace(DAY, sets=DAY.sets[2:4], plan=None)
    (held,) = [fact for fact in day_facts(timed, []) if fact.label == "Exercise"]
    assert (plain(held.value), held.of) == ("2 timed sets", "")


def test_a_missed_session_is_in_the_denominator_of_the_day() -> None:
    asked = (PlannedItem("elbow-bend", 2, 1, 8), PlannedItem("forearm-turn", 2, 1, 8))
    bend = replace(DAY.sets[0], target_repetitions=8, done_repetitions=6, stopped="paced")
    sets = (bend, replace(bend, exercise="forearm-turn"))
    day = replace(DAY, plan=DayPlan("arm", 1, asked), sets=sets, sessions=DAY.sessions[:1])
    (fact,) = [fact for fact in day_facts(day, []) if fact.label == "Exercise"]
    assert (fact.value, fact.of) == ("12 of 32", "repetitions due")
    assert plain(fact.more) == "2 of 4 sets due to their end; 1 of 1 session begun was finished"
    assert [row[3] for row in rows(plan_table(day))] == ["6 of 16", "6 of 16"]
