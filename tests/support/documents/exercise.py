"""A day with a programme, two sessions and an hour of privacy, as a device sends it. Knows no database and no page."""

from dataclasses import replace

from device.day.document import DayCheckup, DayDocument, DayPlan, DayPrivacy, DaySession, DaySet
from device.records.facts import PlannedItem, SetMeasures, StageResult, TrickEffect
from tests.support.documents.realistic import DAY
from tests.support.documents.rich import a_rich_day

PLAN = DayPlan(
    "arm-2026",
    3,
    (
        PlannedItem("elbow-bend", sessions=2, sets=2, repetitions=10),
        PlannedItem("postural-hold", sessions=2, sets=2, hold_s=20.0),
        PlannedItem("head-turn", sessions=1, sets=1, repetitions=8),
    ),
    checkups=1,
)
BEND = DaySet(
    f"{DAY}T09:00:10+01:00",
    83.0,
    "elbow-bend",
    10,
    "done",
    10,
    (("too fast", 2),),
    88.0,
    97.5,
    number=1,
    sets=2,
    measures=SetMeasures(tempo_variation=0.08, sparc=-1.9, tremor_start_deg=0.0, tremor_end_deg=2.4, tremor_hz=5.1),
)
HOLD = DaySet(
    f"{DAY}T09:05:10+01:00",
    20.0,
    "postural-hold",
    0,
    "done",
    0,
    number=1,
    sets=2,
    target_s=20.0,
    measures=SetMeasures(in_band_s=17.5, drift_deg=3.2, tremor_start_deg=0.0, tremor_end_deg=0.0),
)
SETS = (
    BEND,
    replace(BEND, start=f"{DAY}T09:02:40+01:00", done_repetitions=8, stopped="stopped", number=2, pauses=1),
    HOLD,
    replace(HOLD, start=f"{DAY}T09:06:10+01:00", number=2, measures=SetMeasures(in_band_s=12.0)),
    replace(BEND, start=f"{DAY}T17:00:10+01:00", done_repetitions=None, not_counted="no gyroscope for 80 s of 80 s"),
)
SESSIONS = (
    DaySession(f"{DAY}T09:00:10+01:00", 400.0, "arm-2026", 3, 5, 4, "done", "some"),
    DaySession(f"{DAY}T17:00:10+01:00", 95.0, "arm-2026", 3, 4, 1, "stopped"),
)


STAGES = (
    StageResult(
        *("rest", 4.0, 30.0, 30.0, "done", 30, 12, 2.1, 4.9, 2, 0, 29, 0, 21.0, 30, 3.2, 4.4, 8.5),
    ),
    StageResult("first midline", 38.0, 20.0, 20.0, "done", 20, 5, 1.4, 5.2, 0, 0, 20, 9, 11.5, 20, 2.0, 2.4, 5.1),
    StageResult("second midline", 62.0, 20.0, 20.0, "done", 20, 4, 1.1, 5.0, 0, 0, 19, 15, 8.0, 20, 2.1, 2.6, 4.9),
    StageResult("without trick", 86.0, 30.0, 30.0, "done", 30, 14, 2.0, 4.8, 3, 0, 28, 0, 22.0, 30, 3.1, 4.2, 8.1),
    StageResult("with trick", 120.0, 30.0, 30.0, "done", 30, 2, 0.9, 4.9, 1, 0, 30, 21, 7.5, 30, 2.2, 1.9, 3.0),
)
CHECKUP = DayCheckup(
    start=f"{DAY}T08:30:02+01:00",
    duration_s=150.0,
    programme="arm-2026",
    version=3,
    site="forearm",
    parts=("rest", "midline", "trick"),
    ended="done",
    stages=STAGES,
    trick=TrickEffect("told", "tilt fell by 66 % at best, for 24 s", 24, -14.5, -0.5, -0.79, -0.86),
    neutral=True,
)


def an_exercise_day(day: str = DAY) -> DayDocument:
    """The rich day with a programme, of which not all was done."""
    sets = tuple(replace(one, start=one.start.replace(DAY, day)) for one in SETS)
    sessions = tuple(replace(one, start=one.start.replace(DAY, day)) for one in SESSIONS)
    checkups = (replace(CHECKUP, start=CHECKUP.start.replace(DAY, day)),)
    privacy = (DayPrivacy(f"{day}T13:15:00+01:00", 2700.0),)
    return replace(
        a_rich_day(day),
        site="forearm",
        plan=PLAN,
        sets=sets,
        sessions=sessions,
        privacy=privacy,
        checkups=checkups,
    )
