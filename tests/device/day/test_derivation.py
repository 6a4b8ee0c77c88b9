"""Records become one day's document: quarter-hours, denominators, wearing."""

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.day.derivation import DERIVATION, day_document
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
    PostureProfile,
    Quality,
    Quarter,
    Summary,
)
from device.records.calendar import quarter_of_day
from device.records.facts import (
    Dated,
    Directions,
    Episode,
    ExerciseSession,
    Gap,
    Mark,
    Minute,
    PlannedItem,
    Record,
    SetMeasures,
    SetResult,
    Setup,
    TurnSums,
)
from device.records.histograms import amplitude_bin, frequency_bin
from device.records.turn_sums import as_kept

# This project's choices: a quarter of an hour without any movement is not worn, and minutes that begin within 61 s of
# each other are one stretch; so 961 s away from a day nothing says any more about it.
NOT_WORN_S, LOOK_AROUND_S = 900, 961.0

MIDNIGHT_UTC_S = 1_772_409_600.0  # 2026-03-02T00:00:00Z


def dated(record: Record, day_s: float, offset_s: int = 0) -> Dated:
    return Dated(record, MIDNIGHT_UTC_S + day_s, offset_s)


def minute(day_s: float, *, recorded: int = 60, assessable: int = 60, tremor: int = 0, inert: int = 0) -> Dated:
    return dated(Minute(day_s, recorded, assessable, tremor, inert), day_s)


def document(records: list[Dated], around: Sequence[Dated] = ()) -> DayDocument:
    return day_document(
        records,
        device="band-1",
        store="store",
        day="2026-03-02",
        timezone="UTC",
        revision=1,
        firmware="0",
        clock="synced",
        around=around,
    )


@st.composite
def days(draw: st.DrawFn) -> list[Dated]:
    """Minutes of one day at distinct times, with consistent seconds."""
    found = []
    for number in draw(st.lists(st.integers(0, 1439), unique=True, max_size=60)):
        recorded = draw(st.integers(0, 60))
        assessable = draw(st.integers(0, recorded))
        tremor, inert = draw(st.integers(0, assessable)), draw(st.sampled_from([0, recorded]))
        found.append(minute(number * 60.0, recorded=recorded, assessable=assessable, tremor=tremor, inert=inert))
    return found


@given(days())
def test_quarter_hours_add_up_to_the_totals(records: list[Dated]) -> None:
    whole = document(records)
    for name in [f.name for f in fields(Summary) if f.name.endswith("_s")]:
        parts = sum(getattr(quarter.summary, name) for quarter in whole.quarters)
        assert parts == getattr(whole.totals, name)


@given(days(), st.randoms())
def test_the_order_of_records_does_not_matter(records: list[Dated], random: object) -> None:
    shuffled = list(records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert document(shuffled) == document(records)


@given(days())
def test_tremor_is_within_assessable_and_assessable_within_worn(records: list[Dated]) -> None:
    whole = document(records)
    for summary in [whole.totals, *(quarter.summary for quarter in whole.quarters)]:
        assert summary.tremor_s <= summary.assessable_s <= summary.worn_s
    assert all(one.quarter < other.quarter for one, other in pairwise(whole.quarters))


def test_no_data_makes_no_quarter_hour_and_no_median() -> None:
    empty = document([])
    assert (empty.quarters, empty.totals) == ((), Summary())
    assert empty.totals.frequency_hz is None


def test_a_quarter_of_an_hour_without_any_movement_was_not_worn() -> None:
    still = [minute(n * 60.0, inert=60) for n in range(NOT_WORN_S // 60)]
    assert document(still).totals.not_worn_s == NOT_WORN_S
    assert document(still).totals.worn_s == 0
    assert document(still[:-1]).totals.not_worn_s == 0


def test_a_single_movement_shows_that_the_band_was_worn() -> None:
    records = [minute(n * 60.0, inert=60 if n != 10 else 40) for n in range(20)]
    assert document(records).totals.not_worn_s == 0


def test_two_still_stretches_around_a_gap_are_not_one() -> None:
    records = [minute(n * 60.0, inert=60) for n in [*range(10), *range(30, 40)]]
    assert document(records).totals.not_worn_s == 0


def test_a_still_stretch_across_midnight_is_as_long_as_it_is() -> None:
    night = [minute(n * 60.0, inert=60) for n in range(20)]
    before, after = night[:10], night[10:]
    assert document(before).totals.not_worn_s == 0, "nothing is known of the next day yet"
    assert document(before, after).totals.not_worn_s == 600
    assert document(after, before).totals.not_worn_s == 600


def test_what_is_around_a_day_is_no_part_of_it() -> None:
    moving = [minute(n * 60.0, tremor=30) for n in range(10)]
    assert document(moving[:5], moving[5:]) == document(moving[:5])


@st.composite
def stretches(draw: st.DrawFn) -> list[Dated]:
    """Minutes in time order, still or not, whole or in parts, with pauses that just do or do not end a run."""
    found, start_s = [], 0.0
    parts = st.tuples(st.booleans(), st.integers(1, 20), st.sampled_from([60.0, 61.0, 61.5, 30.0]), st.integers(1, 60))
    for still, count, step_s, recorded in draw(st.lists(parts, max_size=6)):
        for _ in range(count):
            found.append(minute(start_s, recorded=recorded, assessable=recorded, inert=recorded * still))
            start_s += step_s
        start_s += draw(st.sampled_from([0.0, 5.0, 3600.0]))
    return found


@given(stretches(), st.integers(0, 120))
def test_cutting_a_stretch_at_midnight_never_changes_what_is_worn(minutes: list[Dated], place: int) -> None:
    before, after = minutes[:place], minutes[place:]
    seen_before = [m for m in before if after and m.utc_s >= after[0].utc_s - LOOK_AROUND_S]
    seen_after = [m for m in after if before and m.utc_s <= before[-1].utc_s + LOOK_AROUND_S]
    whole, days = document(minutes).totals, (document(before, seen_after).totals, document(after, seen_before).totals)
    assert whole.worn_s == sum(day.worn_s for day in days)
    assert whole.not_worn_s == sum(day.not_worn_s for day in days)


def test_medians_come_from_all_tremor_seconds_of_the_stretch() -> None:
    def tremor(start_s: float, hz: float, deg: float, seconds: int) -> Dated:
        bins = ((frequency_bin(hz), seconds),), ((amplitude_bin(deg), seconds),)
        return dated(Minute(start_s, 60, 60, seconds, 0, *bins), start_s)

    totals = document([tremor(0.0, 5.1, 3.0, 50), tremor(60.0, 9.0, 0.5, 10)]).totals
    assert totals.frequency_hz is not None
    assert totals.amplitude_deg is not None
    assert abs(totals.frequency_hz - 5.1) < 0.25
    assert abs(totals.amplitude_deg / 3.0 - 1) < 0.1


def test_an_episode_counts_in_the_quarter_hour_it_began_in() -> None:
    whole = document([dated(Episode(899.0, 60.0, "rhythmic", "because"), 899.0)])
    assert [(q.quarter, q.summary.episodes) for q in whole.quarters] == [(0, 1)]


def test_minutes_and_episodes_of_a_quarter_hour_are_one_quarter() -> None:
    whole = document([minute(0), minute(900), dated(Episode(5.0, 60.0, "rhythmic", "because"), 5.0)])
    assert [(q.quarter, q.summary.worn_s, q.summary.episodes) for q in whole.quarters] == [(0, 60, 1), (1, 60, 0)]


def test_quarter_hours_are_those_of_the_wall_clock_where_the_patient_lives() -> None:
    assert quarter_of_day(MIDNIGHT_UTC_S, 3600) == 4
    assert quarter_of_day(MIDNIGHT_UTC_S, -1800) == 94


SET_AT_2000_S = dated(
    SetResult(2000.0, 80.0, "elbow", 10, "stopped", 8, (("too fast", 2),), 80.0, 95.0, 1, None), 2000.0, 3600
)
EVERYTHING = [  # in no order
    dated(Mark(50.0), 50.0, 3600),
    dated(
        Minute(
            start_s=0.0,
            recorded_s=58,
            assessable_s=50,
            tremor_s=20,
            inert_s=3,
            frequencies=((50, 20),),
            amplitudes=((80, 10), (120, 10)),
            algorithm="movement-7",
            rest_s=30,
            moving_s=15,
            vehicle_s=5,
            rest_tremor_s=12,
            irregularity_bins=((-10, 10), (10, 10)),
        ),
        0.0,
        3600,
    ),
    dated(Episode(910.0, 7.0, "rhythmic", "5 Hz", 5.0, 2.0, 4.0, "movement-7", 0.5, "rest"), 910.0, 3600),
    dated(Episode(5.0, 10.0, "jerk", "fast", peak_dps=120.0, tilt_deg=3.0, context="moving"), 5.0, 3600),
    dated(SetResult(3000.0, 60.0, "elbow", 10, "paced", not_counted="no gyroscope"), 3000.0, 3600),
    SET_AT_2000_S,
    dated(Gap(500.0, 2.0, "overflow", 200), 500.0, 3600),
    dated(Gap(600.0, 1.5, "late", None), 600.0, 3600),
    dated(Gap(700.0, 1.0, "overflow", 90), 700.0, 3600),
]


def test_everything_that_is_known_of_a_day_stands_in_its_document() -> None:
    whole = document(EVERYTHING)
    assert (whole.schema, whole.device, whole.store, whole.day, whole.timezone, whole.revision, whole.firmware) == (
        *(2, "band-1", "store", "2026-03-02", "UTC", 1, "0"),
    )
    assert whole.algorithm == "movement-7"
    assert whole.marks == (DayMark("2026-03-02T01:00:50+01:00"),)
    assert whole.quality == Quality("synced", 3, 4.5, 290, (("late", 1), ("overflow", 2)))
    assert whole.episodes == (
        DayEpisode(
            "2026-03-02T01:00:05+01:00", 10, "jerk", "fast", None, None, None, None, "moving", 120, 3, confirmed=True
        ),
        DayEpisode("2026-03-02T01:15:10+01:00", 7, "rhythmic", "5 Hz", 5, 2, 4, 0.5, "rest", confirmed=True),
    )
    assert whole.sets == (
        DaySet("2026-03-02T01:33:20+01:00", 80, "elbow", 10, "stopped", 8, (("too fast", 2),), 80, 95, 1, None),
        DaySet("2026-03-02T01:50:00+01:00", 60, "elbow", 10, "paced", None, (), None, None, 0, "no gyroscope"),
    )


def test_a_day_is_summed_up_from_its_minutes_and_episodes() -> None:
    whole = document(EVERYTHING)
    totals = whole.totals
    assert (totals.worn_s, totals.not_worn_s, totals.assessable_s, totals.tremor_s) == (58, 0, 50, 20)
    assert (totals.rest_s, totals.moving_s, totals.vehicle_s, totals.rest_tremor_s) == (30, 15, 5, 12)
    assert (totals.episodes, totals.kinds) == (1, (KindCount("rhythmic", 1, 1), KindCount("jerk", 1, 1)))
    assert totals.frequency_hz == 5.0
    # Half of the seconds are in the bin that begins at 0.01 deg times 1.04^80; 0.8 of the other half make nine tenths.
    assert totals.amplitude_deg == pytest.approx(0.01 * 1.04**81)
    assert totals.amplitude_p90_deg == pytest.approx(0.01 * 1.04**120 * (1 + 0.04 * 0.8))
    # A quarter is in the middle of the bin of 0.05 Hz at -0.5 Hz, three quarters in that of the one at 0.5 Hz.
    assert totals.irregularity_hz == pytest.approx(1.0)
    assert [quarter.quarter for quarter in whole.quarters] == [4, 5]
    assert whole.quarters[1] == Quarter(5, Summary(episodes=1, kinds=(KindCount("rhythmic", 1, 1),)))


def test_an_episode_that_fell_into_a_set_says_so() -> None:
    (found,) = document(
        [dated(Episode(2010.0, 10.0, "jerk", "fast", context="moving"), 2010.0), SET_AT_2000_S]
    ).episodes
    assert (found.context, found.confirmed) == ("exercise", False)


def test_the_day_says_where_the_device_was_worn_what_was_prescribed_and_how_each_session_went() -> None:
    bend, rest = PlannedItem("elbow-bend", 2, 3, repetitions=10), PlannedItem("supported-rest", 1, 1, hold_s=90.0)
    measures = SetMeasures(still_s=80.0, tremor_start_deg=1.5)
    found = document(
        [
            dated(Setup(10.0, "hand", "arm", 1, (bend,)), 10.0),
            dated(Setup(20.0, "forearm", "arm", 2, (bend, rest)), 20.0),
            dated(Setup(30.0, "forearm"), 30.0),
            dated(ExerciseSession(100.0, 300.0, "arm", 2, 4, 3, "stopped", "a lot"), 100.0),
            dated(SetResult(110.0, 90.0, "supported-rest", 0, "done", 0, target_s=90.0, measures=measures), 110.0),
        ]
    )
    assert found.site == "forearm"
    assert found.plan == DayPlan("arm", 2, (bend, rest)), "the last one that had a programme"
    assert found.sessions == (DaySession("2026-03-02T00:01:40+00:00", 300.0, "arm", 2, 4, 3, "stopped", "a lot"),)
    assert (found.sets[0].number, found.sets[0].sets, found.sets[0].target_s) == (1, 1, 90.0)
    assert found.sets[0].measures == SetMeasures(still_s=80.0, tremor_start_deg=1.5)


def test_an_hour_of_privacy_is_told_as_such_and_is_no_gap() -> None:
    found = document([minute(0), dated(Gap(600.0, 3600.0, "privacy"), 600.0), dated(Gap(9000.0, 2.0, "late"), 9000.0)])
    assert found.privacy == (DayPrivacy("2026-03-02T00:10:00+00:00", 3600.0),)
    assert (found.quality.gaps, found.quality.gap_s, found.quality.gap_reasons) == (1, 2.0, (("late", 1),))


def test_a_day_of_which_nobody_said_where_it_was_worn_has_no_site_and_no_plan() -> None:
    assert (document([minute(0)]).site, document([minute(0)]).plan, document([minute(0)]).sessions) == ("", None, ())


def test_documents_are_of_the_sixth_way_to_derive_them() -> None:
    assert DERIVATION == 6


def test_the_day_says_for_how_long_which_part_of_the_sensor_did_not_work() -> None:
    broken = [
        dated(replace(Minute(0, 60, 60, 0, 0), unmeasured=(("gyroscope", 60),)), 0),
        dated(replace(Minute(60, 60, 60, 0, 0), unmeasured=(("accelerometer", 5), ("gyroscope", 20))), 60),
        minute(120),
    ]
    assert document(broken).quality.unmeasured == (("accelerometer", 5), ("gyroscope", 80))
    assert document([minute(0)]).quality.unmeasured == ()


def held(day_s: float, *posture: tuple[int, int]) -> Dated:
    return dated(Minute(day_s, 60, 60, 0, 0, rest_s=60, posture=posture), day_s)


def test_posture_adds_up_by_bands_and_sides_with_its_own_denominator() -> None:
    """Numbers: tilt bin times 17 and side; 2: 10 to 15 degrees, 4 and 5: 20 to 30, 8: 40 to 45."""
    found = document([held(0, (2 * 17 + 16, 40), (4 * 17, 10)), held(60, (5 * 17, 20), (8 * 17 + 12, 10))])
    assert found.totals.posture == PostureProfile(
        *(40, 30, 10, 0, 0),
        tilt_deg=15.0,
        along_s=30,
        opposite_s=10,
        along_deg=19.4,  # (22.5 * 10 + 27.5 * 20) / 40
        across_deg=10.6,  # 42.5 * 10 / 40
    )
    assert found.quarters[0].summary.posture == found.totals.posture


def test_a_position_held_in_an_exercise_is_no_posture() -> None:
    asked = dated(SetResult(70.0, 100.0, "hold", 0, "done"), 70.0)
    minutes = [held(day_s, (16, 50)) for day_s in (0, 60, 120, 180)]
    assert document([*minutes, asked]).totals.posture == PostureProfile(100, tilt_deg=2.5)
    assert document(minutes).totals.posture == PostureProfile(200, tilt_deg=2.5)


def test_minutes_that_say_nothing_of_posture_are_no_zero() -> None:
    assert document([minute(0)]).totals.posture is None
    untold = document([held(0, (-1, 30), (-2, 20))]).totals.posture
    assert untold == PostureProfile(without_neutral_s=30, turned_s=20)


def test_a_band_that_lies_somewhere_has_no_posture() -> None:
    lying = [dated(Minute(60.0 * n, 60, 60, 0, 60, rest_s=60, posture=((33, 60),)), 60.0 * n) for n in range(20)]
    assert document(lying).totals.posture is None


def turned(day_s: float, seconds: int, *, of_limb: bool = True, along: float = 300.0, across: float = 100.0) -> Dated:
    sums = TurnSums("slow", "rest", seconds, (along, across, 0.0, 0.0, 0.0, 0.0), 50.0, 20.0, 25.0)
    return dated(Directions(day_s, (as_kept(sums),), of_limb), day_s)


def test_directions_add_up_and_shares_stand_in_the_totals() -> None:
    """Of turning with 300 to 100 in two axes 30.5 degrees are usual; it strayed by 20 where 25 were usual."""
    found = document([minute(0), turned(0, 100), turned(300, 100)])
    (one,) = found.totals.directions
    assert (one.band, one.context, one.seconds, one.axis) == ("slow", "rest", 200, AxisParts(1.0, 0.0, 0.0))
    assert one.dispersion_deg == pytest.approx(24.4, abs=0.2)
    assert one.rms_dps == 2.0
    assert (one.of_limb, one.along_share, one.across_share, one.up_share) == (True, 0.75, 0.25, 0.0)
    (quarter,) = found.quarters
    assert quarter.summary.directions == (replace(one, along_share=None, across_share=None, up_share=None),)


def test_directions_about_the_sensors_axes_and_about_the_limbs_are_not_mixed() -> None:
    found = document([turned(0, 100, of_limb=False), turned(300, 90, across=900.0), turned(600, 90)])
    (one,) = found.totals.directions
    assert (one.seconds, one.of_limb, one.axis) == (180, True, AxisParts(0.0, 1.0, 0.0))
    (other,) = document([turned(0, 100, of_limb=False), turned(300, 90)]).totals.directions
    assert (other.seconds, other.of_limb, other.along_share) == (100, False, None)


def test_movement_in_an_exercise_is_asked_for_and_no_direction_of_the_person() -> None:
    done = dated(SetResult(310.0, 20.0, "bend", 10, "done"), 310.0)
    assert [one.seconds for one in document([turned(0, 100), turned(300, 90), done]).totals.directions] == [100]


HELD_LOW, HELD_HIGH, OPPOSITE = (2 * 17 + 16, 60), (8 * 17, 60), (8 * 17 + 8, 60)  # 10, 40 and 40 degrees
HOUR_S = 3600


def half_hour(from_s: int, *posture: tuple[int, int]) -> list[Dated]:
    return [held(from_s + 60.0 * n, posture[n % len(posture)]) for n in range(30)]


def told_turned_s(*records: Dated) -> tuple[int, int]:
    posture = document(list(records)).totals.posture
    assert posture
    return posture.turned_s, posture.near_s + posture.tilted_s + posture.far_s


def test_a_band_put_on_again_and_never_held_as_before_was_turned() -> None:
    before, after = half_hour(0, HELD_LOW), half_hour(HOUR_S, HELD_HIGH)
    assert told_turned_s(*before, *after) == (1800, 1800)
    assert document([*before, *after]).quarters[-1].summary.posture == PostureProfile(turned_s=900)
    assert told_turned_s(*before, *after, *half_hour(2 * HOUR_S, HELD_LOW)) == (1800, 3600), "put on as before"


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ([*half_hour(1800, HELD_HIGH)], "it was not taken off"),
        ([*half_hour(HOUR_S, *[HELD_HIGH] * 6, HELD_LOW)], "a seventh of the time is as before"),
        ([*half_hour(HOUR_S, (5 * 17, 60))], "25 degrees are next to 10"),
        ([*half_hour(HOUR_S, HELD_HIGH)[:-1]], "less than half an hour says nothing"),
    ],
)
def test_a_band_that_may_be_as_before_counts(after: list[Dated], why: str) -> None:
    assert told_turned_s(*half_hour(0, HELD_LOW), *after)[0] == 0, why


def test_the_opposite_side_is_no_place_of_before() -> None:
    assert told_turned_s(*half_hour(0, HELD_HIGH), *half_hour(HOUR_S, OPPOSITE))[0] == 1800
    assert told_turned_s(*half_hour(0, HELD_HIGH), *half_hour(HOUR_S, (8 * 17 + 4, 60)))[0] == 0, "a quarter may be"


def shaped(day_s: float, tremor_s: int, width_hz: float | None, sharpness: float | None) -> Dated:
    record = Minute(day_s, 60, 60, tremor_s, 0, width_hz=width_hz, sharpness=sharpness)
    return dated(record, day_s)


def test_the_peaks_shape_is_the_median_over_tremor_and_stands_in_the_totals() -> None:
    minutes = [
        shaped(0, 20, 0.8, 90.0),
        shaped(60, 30, 1.4, 20.0),
        shaped(120, 15, 2.0, 10.0),
        shaped(180, 60, None, None),
    ]
    found = document(minutes)
    assert (found.totals.width_hz, found.totals.sharpness) == (1.4, 20.0)
    assert all((quarter.summary.width_hz, quarter.summary.sharpness) == (None, None) for quarter in found.quarters)


def test_a_day_of_an_older_device_has_no_shape_of_a_peak() -> None:
    totals = document([minute(0)]).totals
    assert (totals.width_hz, totals.sharpness) == (None, None)
