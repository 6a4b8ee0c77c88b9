from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from device.analysis.minutes import MinuteSummariser
from device.parameters import ALGORITHM_VERSION
from device.records.facts import Context, Minute
from device.records.histograms import amplitude_bin, frequency_bin, irregularity_bin, merge_bins
from device.tremor.verdict import Reading

CALM = Reading(0, tremor=False, why="")


def tremor(second_s: float, frequency_hz: float = 5.1, amplitude_deg: float | None = 2.0) -> Reading:
    return Reading(second_s, tremor=True, why="", frequency_hz=frequency_hz, amplitude_deg=amplitude_deg)


def calm(second_s: float, *, inert: bool = False) -> Reading:
    return Reading(second_s, tremor=False, why="", inert=inert)


def minutes_of(readings: list[Reading]) -> list[Minute]:
    summariser = MinuteSummariser()
    return [*(minute for reading in readings for minute in summariser.push(reading)), *summariser.finish()]


def test_a_minute_counts_its_seconds() -> None:
    unknown = Reading(63, tremor=None, why="")
    (minute,) = minutes_of([calm(61), calm(62, inert=True), unknown, tremor(64), tremor(65, 5.2)])
    assert minute == Minute(
        start_s=61,
        recorded_s=5,
        assessable_s=4,
        tremor_s=2,
        inert_s=1,
        frequencies=((frequency_bin(5.1), 1), (frequency_bin(5.2), 1)),
        amplitudes=((amplitude_bin(2.0), 2),),
        algorithm=ALGORITHM_VERSION,
    )


def test_a_minute_counts_its_seconds_by_context_and_the_cycles_of_its_tremor() -> None:
    contexts: list[Context] = ["rest", "moving", "rest", "vehicle", "rest"]
    trembling = [replace(tremor(n), context=contexts[n], cycle_changes_hz=(0.5, -0.5)) for n in (0, 1)]
    calm_ones = [replace(calm(n), context=contexts[n]) for n in (2, 3, 4)]
    (minute,) = minutes_of([*trembling, *calm_ones, Reading(5, tremor=None, why="")])
    assert (minute.rest_s, minute.moving_s, minute.vehicle_s, minute.rest_tremor_s) == (3, 1, 1, 1)
    assert minute.irregularity_bins == ((irregularity_bin(-0.5), 2), (irregularity_bin(0.5), 2))


def test_what_a_sensor_with_a_dead_axis_says_is_no_share_of_anything() -> None:
    partly = replace(tremor(0), asked="gyroscope", dead=("gyroscope",), context="rest")
    without = replace(tremor(1), asked="accelerometer", dead=("gyroscope",), context="rest")
    blind = [
        replace(calm(2, inert=True), asked="accelerometer", dead=("accelerometer", "gyroscope")),
        replace(calm(3, inert=True), asked="gyroscope", dead=("accelerometer", "gyroscope")),
    ]
    (minute,) = minutes_of([partly, without, *blind])
    assert (minute.recorded_s, minute.assessable_s, minute.tremor_s, minute.rest_s, minute.inert_s) == (2, 1, 1, 1, 0)
    assert minute.unmeasured == (("accelerometer", 2), ("gyroscope", 4))


def test_a_minute_of_nothing_but_too_much_noise_tells_no_wearing_and_a_second_of_it_is_chance() -> None:
    noisy = [replace(calm(n), noisy=True) for n in range(30)]
    (minute,) = minutes_of([*noisy, *(calm(n) for n in range(30, 60))])
    assert (minute.recorded_s, minute.assessable_s, minute.unmeasured) == (30, 30, (("wear", 30),))
    (minute,) = minutes_of([*noisy[:29], *(calm(n) for n in range(29, 60))])
    assert (minute.recorded_s, minute.assessable_s, minute.unmeasured) == (60, 60, ())


def test_a_minute_without_gravity_is_one_without_an_accelerometer() -> None:
    (minute,) = minutes_of([replace(tremor(n), gravity=n >= 40) for n in range(60)])
    assert (minute.recorded_s, minute.assessable_s, minute.unmeasured) == (60, 60, (("accelerometer", 40),))
    assert minutes_of([replace(tremor(n), gravity=n >= 10) for n in range(60)])[0].unmeasured == ()


def test_minutes_follow_whole_monotonic_minutes() -> None:
    assert [(m.start_s, m.recorded_s) for m in minutes_of([calm(s) for s in range(50, 185)])] == [
        (50, 10),
        (60, 60),
        (120, 60),
        (180, 5),
    ]


def test_a_minute_is_given_out_with_the_first_second_after_it() -> None:
    summariser = MinuteSummariser()
    assert [len(summariser.push(calm(second))) for second in (58, 59, 60, 61)] == [0, 0, 1, 0]


def test_tremor_without_an_angle_counts_without_an_amplitude() -> None:
    (minute,) = minutes_of([tremor(0, amplitude_deg=None)])
    assert (minute.tremor_s, minute.amplitudes) == (1, ())


def test_nothing_gives_no_minute() -> None:
    assert minutes_of([]) == []


@given(st.lists(st.integers(0, 59), unique=True, max_size=20), st.integers(0, 59))
def test_two_parts_of_a_minute_add_up_to_the_whole(seconds: list[int], split: int) -> None:
    readings = [tremor(float(second), 4 + second / 10) for second in sorted(seconds)]
    parts = minutes_of([r for r in readings if r.second_s < split]) + minutes_of(
        [r for r in readings if r.second_s >= split]
    )
    whole = minutes_of(readings)
    assert sum(part.tremor_s for part in parts) == sum(minute.tremor_s for minute in whole)
    assert merge_bins(p.frequencies for p in parts) == merge_bins(m.frequencies for m in whole)


def test_a_minute_counts_how_the_limb_was_held_in_the_seconds_that_say_so() -> None:
    summariser, at_rest = MinuteSummariser(), [replace(calm(n), context="rest") for n in range(4)]
    for reading, posture in zip(at_rest, [16, None, 16, 33], strict=True):
        summariser.push(reading, posture)
    assert [minute.posture for minute in summariser.finish()] == [((16, 2), (33, 1))]
    summariser.push(at_rest[0])
    assert [minute.posture for minute in summariser.finish()] == [()]
