"""What is claimed of wearing, on and off a limb: also where the claim is wrong, so that nobody is surprised."""

from collections.abc import Sequence

import numpy as np
import pytest

from device.analysis.pipeline import Pipeline
from device.day.contradictions import contradictions
from device.day.derivation import day_document
from device.day.wear_time import not_worn
from device.records.facts import Dated, Gap, GapReason, Minute
from device.signals.samples import Floats, Samples
from device.simulation.people.person import REST, Activity, moved, together, wave
from tests.support.limbs import still

NOT_WORN_S = 900  # this project's choice: nothing alive is still for a quarter of an hour

LENGTH_S = 62  # one minute that is whole, and a second on either side of it
MINUTE_S = 60
LYING = still(LENGTH_S)
Motion = tuple[Floats, Floats]


def table() -> Motion:
    """Nothing but the sensor's noise."""
    return np.zeros((len(LYING), 3)), np.zeros((len(LYING), 3))


def machine(frequency_hz: float, rms_g: float, rms_dps: float) -> Motion:
    """A table that something shakes."""
    wave_ = np.sqrt(2) * np.sin(2 * np.pi * frequency_hz * LYING.time_s)[:, None]
    return wave_ * rms_g * [0.3, 0.2, 0.9], wave_ * rms_dps * [0.9, 0.4, 0.0]


def drawer(moved_for_s: float) -> Motion:
    """A drawer that is opened, at the start of the whole minute."""
    opened = (LYING.time_s >= 1) & (LYING.time_s < 1 + moved_for_s)
    return table()[0] + 0.3 * (opened * np.sin(2 * np.pi * LYING.time_s))[:, None], table()[1] + 40 * opened[:, None]


def limb(activity: Activity) -> Motion:
    """A limb that lies."""
    acceleration_g, rotation_dps = moved(activity, LYING.time_s, float(LENGTH_S))
    return acceleration_g - [0, 0, 1], rotation_dps


def breathing(peak_to_peak_deg: float, tremble_deg: float = 0.0) -> Activity:
    """A sleeping limb: what breath moves it by, and its physiological tremor."""
    return Activity("asleep", together(wave(0.25, peak_to_peak_deg), wave(8.5, tremble_deg)))


def minute(motion: Motion, *, gyroscope: bool) -> Minute:
    """What the whole minute of the motion is recorded as."""
    assert LYING.rotation_dps is not None
    acceleration_g, rotation_dps = motion
    samples = Samples(LYING.time_s, LYING.acceleration_g + acceleration_g, LYING.rotation_dps + rotation_dps)
    if not gyroscope:
        samples = Samples(samples.time_s, samples.acceleration_g, None)
    pipeline = Pipeline()
    records = [*pipeline.push(samples).records, *pipeline.finish().records]
    return max((record for record in records if isinstance(record, Minute)), key=lambda found: found.recorded_s)


def share_worn(minutes: Sequence[Minute]) -> float:
    """The share of a night of such minutes, one after another, that is claimed to have been worn."""
    records = [Dated(found, n * MINUTE_S, 0) for n, found in enumerate(minutes)]
    totals = day_document(
        records,
        device="band-1",
        store="",
        day="1970-01-01",
        timezone="UTC",
        revision=1,
        firmware="0",
        clock="synced",
    ).totals
    return totals.worn_s / (totals.worn_s + totals.not_worn_s)


NIGHT = 2 * NOT_WORN_S // MINUTE_S
SAID = {
    # right
    "on a table in a quiet room": (table(), 0, 0),
    "on a limb asleep": (limb(REST), 1, 1),
    "on a limb asleep that trembles by 0.01 deg": (limb(breathing(0.3, 0.01)), 1, 1),
    # wrong: nobody can tell a limb that moves less than the sensor's noise from a table ...
    "on a limb asleep that breath turns by 0.3 deg and nothing else": (limb(breathing(0.3)), 0, 0),
    # ... nor, by how much it moves alone, a table that shakes from a limb
    "on a table with a machine that runs, 14 Hz": (machine(14, 0.020, 0.2), 1, 1),
    "on a table with a small machine that runs, 14 Hz": (machine(14, 0.004, 0.05), 0, 1),
}


@pytest.mark.parametrize("gyroscope", [True, False])
@pytest.mark.parametrize("where", SAID)
def test_what_is_claimed_of_a_band(where: str, gyroscope: bool) -> None:  # noqa: FBT001 - a parameter of the test
    motion, with_gyroscope, without = SAID[where]
    found = minute(motion, gyroscope=gyroscope)
    assert share_worn([found] * NIGHT) == (with_gyroscope if gyroscope else without)


@pytest.mark.parametrize(("moved_for_s", "worn"), [(3, 0.0), (8, 1.0)])
def test_a_drawer_that_is_opened_for_a_moment_is_no_limb_but_one_opened_for_long_and_often_is_taken_for_one(
    moved_for_s: float, worn: float
) -> None:
    quiet, opened = minute(table(), gyroscope=True), minute(drawer(moved_for_s), gyroscope=True)
    every_ten_minutes = [opened if n % 10 == 0 else quiet for n in range(NIGHT + 1)]
    assert share_worn(every_ten_minutes) == worn


def test_a_shaking_table_without_a_gyroscope_is_claimed_to_tremble() -> None:
    swaying = machine(6, 0.10, 0.3)
    assert minute(swaying, gyroscope=True).tremor_s == 0
    assert minute(swaying, gyroscope=False).tremor_s > 0


def lying(*begun_s: float, inert_s: int = 60, recorded_s: int = 60) -> list[Dated]:
    """Minutes that begin at these seconds."""
    return [Dated(Minute(start_s, recorded_s, recorded_s, 0, inert_s), start_s, 0) for start_s in begun_s]


def test_a_run_of_a_quarter_of_an_hour_is_not_worn_and_one_of_a_second_less_is() -> None:
    whole = lying(*range(0, 900, 60))
    assert not_worn(whole) == frozenset(whole)
    assert not_worn([*whole[:-1], *lying(840, inert_s=59, recorded_s=59)]) == frozenset()


@pytest.mark.parametrize(("inert_s", "off"), [(54, True), (53, False)])
def test_a_minute_without_movement_is_so_in_nine_seconds_of_ten(inert_s: int, *, off: bool) -> None:
    assert bool(not_worn(lying(*range(0, 900, 60), inert_s=inert_s))) is off


@pytest.mark.parametrize(("pause_s", "off"), [(61.0, True), (61.1, False)])
def test_minutes_that_begin_more_than_61_seconds_apart_are_not_one_run(pause_s: float, *, off: bool) -> None:
    minutes = lying(*range(0, 480, 60), *(420 + pause_s + n for n in range(0, 420, 60)))
    assert bool(not_worn(minutes)) is off


def test_a_run_lasts_to_the_end_of_the_minute_that_ends_last() -> None:
    minutes = [*lying(*range(0, 900, 60)), *lying(841, inert_s=5, recorded_s=5)]
    assert not_worn(minutes) == frozenset(minutes)


def test_two_runs_of_one_day_are_both_not_worn() -> None:
    first, second = lying(*range(0, 900, 60)), lying(*range(2000, 2900, 60))
    moved = lying(960, inert_s=0)
    assert not_worn([*first, *moved, *second]) == frozenset([*first, *second])


def quiet(*begun_s: float, length_s: float = 60.0, reason: GapReason = "not worn") -> list[Dated]:
    """Gaps that begin at these seconds."""
    return [Dated(Gap(start_s, length_s, reason, 0), start_s, 0) for start_s in begun_s]


def test_minutes_between_two_quiet_times_are_not_worn_though_they_are_few() -> None:
    between = lying(*range(1201, 1800, 60))
    records = [*quiet(*range(900, 1200, 60)), *between, *quiet(*range(1800, 2400, 60))]
    assert set(between) <= not_worn(records)


def test_minutes_after_quiet_time_in_which_something_moved_are_worn() -> None:
    moved = lying(*range(1202, 1500, 60), inert_s=10)
    assert not set(moved) & not_worn([*quiet(*range(0, 1200, 60)), *moved])


def test_a_gap_of_another_kind_is_no_lying() -> None:
    assert not_worn([*lying(0, 60), *quiet(*range(120, 1200, 60), reason="bus error")]) == frozenset()


def test_the_last_seconds_before_quiet_time_belong_to_it_though_nobody_could_judge_them() -> None:
    last = lying(900, inert_s=3, recorded_s=5)
    assert last[0] in not_worn([*lying(*range(0, 900, 60)), *last, *quiet(904.6, *range(960, 1800, 60))])


def test_the_day_counts_quiet_time_as_not_worn_and_as_no_gap_in_its_own_quarters() -> None:
    document = day_document(
        [*lying(*range(0, 900, 60)), *quiet(*range(900, 2700, 60)), *quiet(2700, length_s=1.5, reason="waking")],
        device="band-1",
        store="",
        day="1970-01-01",
        timezone="UTC",
        revision=1,
        firmware="0",
        clock="synced",
    )
    assert (document.totals.worn_s, document.totals.not_worn_s) == (0, 2700)
    assert [quarter.summary.not_worn_s for quarter in document.quarters] == [900, 900, 900]
    assert document.quality.gap_reasons == (("waking", 1),)
    assert document.quality.gap_s == 1.5
    assert contradictions(document) == []
