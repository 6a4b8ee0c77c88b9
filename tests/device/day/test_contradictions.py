"""What no day document may say, and that whatever a device may send is taken."""

import math
from dataclasses import replace
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.day import contradictions
from device.day.document import (
    AxisParts,
    DayDocument,
    DayEpisode,
    DayMark,
    DayPlan,
    DayPrivacy,
    DaySession,
    DaySet,
    KindCount,
    MovementDirection,
    PostureProfile,
    Quality,
    Quarter,
    Summary,
)
from device.records.facts import PlannedItem, SetMeasures
from tests.support.documents.any import PLAIN, documents, full_of_episodes
from tests.support.documents.realistic import DAY, a_day, an_empty_day, with_one_set_not_counted
from tests.support.documents.rich import a_rich_day

START = f"{DAY}T09:00:00+01:00"
ODD_NUMBERS = (-1, 0, 1, 600, 901, 90_061, 2**31, 10**6 + 1, 2**53, math.nan, math.inf)
NAMES = tuple(name for name, kind in get_type_hints(Summary).items() if kind is int or kind == float | None)


def with_totals(**changes: object) -> DayDocument:
    return replace(a_day(), quarters=(), totals=replace(Summary(), **changes))  # type: ignore[arg-type]  # fields by name


def with_posture(*seconds: int, **more: object) -> DayDocument:
    held = PostureProfile(*seconds, **more)  # type: ignore[arg-type]  # fields by name
    return with_totals(worn_s=60, assessable_s=60, rest_s=60, posture=held)


def with_direction(times: int = 1, **changes: object) -> DayDocument:
    one = MovementDirection("slow", "rest", 60, AxisParts(1.0, 0.0, 0.0), 20.0, 3.0)
    return with_totals(worn_s=60, directions=(replace(one, **changes),) * times)  # type: ignore[arg-type]  # by name


def with_set(**changes: object) -> DayDocument:
    done = DaySet(START, 60.0, "wrist flexion", 10, "done", 9)
    return replace(a_day(), sets=(replace(done, **changes),))  # type: ignore[arg-type]  # fields by name


def with_session(**changes: object) -> DayDocument:
    done = DaySession(START, 300.0, "arm", 2, 4, 4, "done")
    return replace(a_day(), sessions=(replace(done, **changes),))  # type: ignore[arg-type]  # fields by name


def with_plan(*due: PlannedItem) -> DayDocument:
    return replace(a_day(), plan=DayPlan("arm", 2, due))


def with_episode(**changes: object) -> DayDocument:
    found = DayEpisode(START, 12.0, "rhythmic", "tremor")
    return replace(a_day(), episodes=(replace(found, **changes),))  # type: ignore[arg-type]  # fields by name


def with_quarter(worn_s: int, assessable_s: int = 0) -> DayDocument:
    summary = Summary(worn_s=worn_s, assessable_s=assessable_s)
    return replace(a_day(), quarters=(Quarter(40, summary),), totals=summary)


@pytest.mark.costly
@given(documents)
def test_whatever_a_device_may_send_has_no_contradiction(document: DayDocument) -> None:
    assert contradictions(document) == []


@pytest.mark.parametrize(
    "document",
    [PLAIN, a_day(), a_rich_day(), an_empty_day(), with_one_set_not_counted(a_day()), full_of_episodes(1000)],
    ids=["plain", "realistic", "rich", "empty", "one set not counted", "full of episodes"],
)
def test_days_of_today_and_of_earlier_versions_have_no_contradiction(document: DayDocument) -> None:
    assert contradictions(document) == []


def test_totals_stay_when_the_quarter_hours_were_left_out_of_a_message() -> None:
    assert contradictions(replace(a_rich_day(), quarters=(), thinned=("episodes", "marks", "sets", "quarters"))) == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (with_totals(worn_s=600, assessable_s=601), "totals: assessable_s is 601, more than worn_s, which is 600"),
        (with_totals(worn_s=600, assessable_s=500, tremor_s=501), "totals: tremor_s is 501, more than assessable_s"),
        (with_totals(worn_s=9, assessable_s=9, rest_s=4, moving_s=4, vehicle_s=2), "are 10 together, more than"),
        (with_totals(worn_s=9, assessable_s=9, tremor_s=9, rest_s=4, rest_tremor_s=5), "rest_tremor_s is 5, more than"),
        (with_totals(worn_s=9, assessable_s=9, tremor_s=1, rest_s=4, rest_tremor_s=2), "more than tremor_s"),
        (with_totals(worn_s=80_000, not_worn_s=10_061), "together: expected 0 to 90060, got 90061"),
        (with_totals(episodes=2**53 - 1), "totals.episodes: expected 0 to 1000000, got 9.00719925474099e+15"),
        (with_posture(61), "totals.posture: 61 s are told in all, more than rest_s and vehicle_s, which are 60"),
        (with_posture(20, 20, 20, turned_s=1), "totals.posture: 61 s are told in all"),
        (with_posture(20, 5, 4, along_s=5, against_s=5), "for 10 s, but tilted at all for 9"),
        (with_posture(0, tilt_deg=math.nan), "totals.posture.tilt_deg: expected a number, got nan"),
        (
            replace(with_posture(5), quarters=(Quarter(3, with_posture(6).totals),)),
            "totals.posture: near_s is 5, less than the 6 of its quarter-hours",
        ),
        (with_direction(rms_dps=math.inf), "totals.directions: slow rest: rms_dps: expected a number, got inf"),
        (with_direction(axis=AxisParts(1.0, 1.0, 0.0)), "slow rest: expected an axis of length 1, got 1.41"),
        (with_direction(axis=AxisParts(math.nan, 0.0, 0.0)), "expected an axis of length 1, got nan"),
        (with_direction(seconds=361), "slow rest: seconds: expected 0 to 360, got 361"),
        (with_direction(2), "the band and context ('slow', 'rest') stands 2 times"),
        (with_totals(kinds=(KindCount("jerk", 1),) * 2), "totals: the kind jerk stands 2 times"),
        (with_totals(kinds=(KindCount("jerk", 1, 2),)), "totals: 2 of 1 jerk are confirmed"),
        (with_totals(kinds=(KindCount("jerk", 10**9),)), "totals: count of jerk: expected"),
        (with_totals(frequency_hz=math.nan), "totals.frequency_hz: expected a number, got nan"),
        (with_totals(amplitude_deg=math.inf), "totals.amplitude_deg: expected a number, got inf"),
        (
            with_quarter(worn_s=90_061),
            "quarter 40: worn_s and not_worn_s together: expected 0 to 90060, got 90061",
        ),
        (with_quarter(worn_s=9, assessable_s=10), "quarter 40: assessable_s is 10, more than worn_s"),
        (replace(a_day(), quarters=a_day().quarters + a_day().quarters[:1]), "the quarter 0 stands 2 times"),
        (replace(a_day(), totals=Summary()), "totals: worn_s is 0, less than the"),
        (with_set(duration_s=90_001.0), "sets[0].duration_s: expected 0 to 90000, got 90001"),
        (with_set(target_repetitions=2**53 - 1), "sets[0].target_repetitions: expected 0 to 10000"),
        (with_set(done_repetitions=10_001), "sets[0].done_repetitions: expected 0 to 10000"),
        (with_set(pauses=10_001), "sets[0].pauses: expected 0 to 10000"),
        (with_set(uncounted=(("too fast", -1),)), "sets[0].uncounted: expected 0 to 10000, got -1"),
        (with_set(uncounted=(("x" * 501, 1),)), "sets[0].uncounted: expected at most 500 characters, got 501"),
        (with_set(exercise="\x1b[2J"), r"sets[0].exercise: expected no control characters, got '\x1b'"),
        (with_set(exercise="a\u202eb"), r"expected no control characters, got '\u202e'"),
        (replace(a_day(), sets=with_set().sets * 1001), "sets: expected 0 to 1000, got 1001"),
        (with_set(number=3, sets=2), "sets[0]: number 3 of 2 sets"),
        (with_set(sets=2**53 - 1), "sets[0].sets: expected 0 to 1000"),
        (with_set(measures=SetMeasures(sparc=math.nan)), "sets[0].measures.sparc: expected a number, got nan"),
        (with_set(measures=SetMeasures(in_band_s=-1.0)), "sets[0].measures.in_band_s: expected 0 to 90000, got -1"),
        (with_session(done_sets=5), "sessions[0]: 5 sets were done of 4 that were due"),
        (with_session(due_sets=1001), "sessions[0].due_sets: expected 0 to 1000, got 1001"),
        (with_session(duration_s=1e9), "sessions[0].duration_s: expected 0 to 90000"),
        (with_session(programme="x" * 501), "sessions[0].programme: expected at most 500 characters, got 501"),
        (replace(a_day(), privacy=(DayPrivacy(START, -1.0),)), "privacy[0].duration_s: expected 0 to 90000, got -1"),
        (replace(a_day(), privacy=(DayPrivacy("soon", 1.0),)), "privacy[0].start: expected a time with its offset"),
        (with_plan(PlannedItem("a\nb", 1, 1)), r"plan.due[0].exercise: expected no control characters, got '\n'"),
        (with_plan(PlannedItem("bend", 1, 1, 10_001)), "plan.due[0].repetitions: expected 0 to 10000, got 10001"),
        (with_episode(duration_s=math.nan), "episodes[0].duration_s: expected a number, got nan"),
        (with_episode(duration_s=1e308), "episodes[0].duration_s: expected 0 to 90000, got 1e+308"),
        (with_episode(reason="x" * 100_000), "episodes[0].reason: expected at most 500 characters, got 100000"),
        (with_episode(start="yesterday"), "episodes[0].start: expected a time with its offset"),
        (with_episode(start=f"{DAY}T09:00:00"), "episodes[0].start: expected a time with its offset"),
        (replace(a_day(), marks=(DayMark(""),)), "marks[0].start: expected a time with its offset"),
        (replace(a_day(), firmware="1\n2"), r"firmware: expected no control characters, got '\n'"),
        (replace(a_day(), thinned=("sets",) * 51), "thinned: expected 0 to 50, got 51"),
        (replace(a_day(), sent_since=("a",) * 201), "sent_since: expected 0 to 200, got 201"),
        (replace(a_day(), quality=Quality("synced", gap_s=2.0**31)), "quality.gap_s: expected 0 to 2147483647"),
        (replace(a_day(), quality=Quality("synced", gaps=-1)), "quality.gaps: expected 0 to 1000000, got -1"),
        (replace(a_day(), quality=Quality("synced", lost_samples=2**53 - 1)), "quality.lost_samples: expected"),
        (replace(a_day(), quality=Quality("synced", gap_reasons=(("late", -2),))), "quality.gap_reasons: expected"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_with_where_it_stands(document: DayDocument, said: str) -> None:
    assert said in "; ".join(contradictions(document))


@pytest.mark.parametrize("clock", ["estimated", "unknown"])
def test_many_boots_may_fall_on_the_same_hours_where_nobody_vouches_for_the_clock(clock: str) -> None:
    long = with_quarter(worn_s=3_000_000, assessable_s=2_000_000)
    assert contradictions(replace(long, quality=Quality(clock))) == []  # type: ignore[arg-type]  # one of the words
    assert len(contradictions(long)) == 2


def test_on_the_day_that_clocks_go_back_a_quarter_hour_may_hold_two_and_a_minute_that_goes_on() -> None:
    assert contradictions(with_quarter(worn_s=1860)) == []
    assert contradictions(with_totals(worn_s=90_060)) == []


def test_of_a_thousand_contradictions_twenty_are_told() -> None:
    assert len(contradictions(replace(a_day(), marks=(DayMark("?"),) * 1000))) == 20


LEAVES_OF_AN_EPISODE = [
    ("reason", "a\x1bb"),
    ("reason", "x" * 501),
    ("start", "yesterday"),
    ("start", ""),
    ("amplitude_deg", math.nan),
]


@pytest.mark.parametrize(("name", "wrong"), [*LEAVES_OF_AN_EPISODE, ("peak_dps", math.inf), ("duration_s", -1.0)])
def test_one_wrong_episode_among_hundreds_is_named_alone(name: str, wrong: object) -> None:
    (first, *others) = a_rich_day().episodes
    wrong_one = replace(first, **{name: wrong})  # type: ignore[arg-type]  # fields by name
    (said,) = contradictions(replace(a_rich_day(), episodes=(*others, wrong_one)))
    assert said.startswith(f"episodes[{len(others)}].{name}: expected ")


@given(st.sampled_from(ODD_NUMBERS), st.sampled_from(NAMES), st.integers(1, 92))
def test_quarter_hours_that_pass_together_pass_each_for_itself(odd: object, name: str, at: int) -> None:
    """All are held against each rule at once; beside one that is surely wrong, each is looked at for itself."""
    first, *quarters = a_day().quarters
    changed = replace(quarters[at - 1].summary, **{name: odd})  # type: ignore[arg-type]  # fields by name
    quarters[at - 1] = replace(quarters[at - 1], summary=changed)
    wrong = replace(first, summary=replace(first.summary, kinds=(KindCount("jerk", 1, 2),)))
    assert of_quarters(first, *quarters) == [words for words in of_quarters(wrong, *quarters) if "1 jerk" not in words]


def of_quarters(*quarters: Quarter) -> list[str]:
    return [words for words in contradictions(replace(a_day(), quarters=quarters)) if words.startswith("quarter ")]
