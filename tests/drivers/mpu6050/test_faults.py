"""The driver and `Sensing` while the chip and its wires fail: nothing wrong is passed on, and every gap is counted."""

import errno
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from device.sensor.sensing import LONGEST_RETRY_S
from device.system.clock import PacedClock
from drivers.mpu6050.registers import TEMPERATURE_COLUMN, Register
from drivers.simulated.defects import StuckAxis
from drivers.simulated.faults import BitFlip, BrokenRead, BrownOut, HeldLow, Impostor, Paused, Stall, Timed, Unplugged
from tests.drivers.ordeal import Ordeal, endure
from tests.support.bench import COUNTS_PER_DPS, COUNTS_PER_G, START_S, Floats, rig
from tests.support.examples import examples

SAMPLES = 1_000_000
LONGEST_STUCK_S = {0: 0.9}  # of the column that shows the time: nothing else changes, so longer is a frozen chip
RUN_S = 1000.0
WITHOUT_GYROSCOPE = 3  # one run of so many
BETWEEN_S = 10.0  # two faults, on average
ALONE_S = 300.0
LENGTH_S = 60.0
FOUND_WITHIN_S = 3.0  # once it is looked for: its start, and the first samples held back
PERIOD_MS = 10.0
FULL_SCALE = 32767
SETTINGS_REGISTERS = [*range(Register.SMPLRT_DIV, Register.I2C_MST_CTRL + 1), *range(Register.USER_CTRL, 0x75)]
LOW_POWER_AND_INTERRUPTS = [Register.INT_PIN_CFG, Register.INT_ENABLE, Register.INT_STATUS, Register.TEMP_OUT_H]

Random = np.random.Generator
MakeFaults = Callable[[PacedClock, float, Random], list[Timed]]


def impostor(_: PacedClock, at_s: float, random: Random) -> list[Timed]:
    """Another WHO_AM_I for a while, and a reason to ask for it."""
    return [Unplugged(at_s, at_s + 0.1), Impostor(at_s, at_s + random.uniform(0.5, 5), who_am_i=0x6C)]


def flip(_: PacedClock, at_s: float, random: Random) -> list[Timed]:
    register = int(random.choice([*SETTINGS_REGISTERS, *LOW_POWER_AND_INTERRUPTS]))
    return [BitFlip(at_s, register=register, bits=1 << int(random.integers(8)))]


FAULTS: Mapping[str, MakeFaults] = {
    "none": lambda _clock, _at_s, _random: [],
    "broken read": lambda _, at_s, random: [BrokenRead(at_s, after_bytes=int(random.integers(300)))],
    "refused read": lambda _, at_s, random: [
        BrokenRead(at_s, after_bytes=int(random.integers(30)), number=errno.EREMOTEIO)
    ],
    "held low": lambda clock, at_s, random: [HeldLow(at_s, at_s + random.exponential(2), clock.sleep)],
    "unplugged": lambda _, at_s, random: [Unplugged(at_s, at_s + random.exponential(3))],
    "brown-out": lambda _clock, at_s, _random: [BrownOut(at_s)],
    "bit flip": flip,
    "another chip": impostor,
    "stall": lambda clock, at_s, random: [Stall(at_s, length_s=random.exponential(0.2), sleep=clock.sleep)],
    "paused": lambda _, at_s, random: [Paused(at_s, at_s + random.exponential(0.3))],
    "overflow": lambda clock, at_s, random: [Stall(at_s, length_s=random.uniform(0.7, 2), sleep=clock.sleep)],
}


def moments_s(random: Random, length_s: float, between_s: float) -> Floats:
    times_s = START_S + np.cumsum(random.exponential(between_s, size=round(2 * length_s / between_s)))
    return times_s[times_s < START_S + length_s]


def stuck_axes(random: Random, length_s: float) -> list[StuckAxis]:
    """Each of the seven measurements stands still or at an end of its range for some seconds of the run."""
    return [
        StuckAxis(column, counts, start_s, start_s + min(random.uniform(0.5, 5), LONGEST_STUCK_S.get(column, 5.0)))
        for column, counts in enumerate(random.choice([0, FULL_SCALE, -FULL_SCALE - 1], size=7))
        for start_s in START_S + random.uniform(0, length_s, size=1)
    ]


def check(seen: Ordeal, latest_ms: float = PERIOD_MS) -> None:
    """What must hold whatever happened."""
    assert seen.shifted() == 0
    assert np.nanmax(np.abs(seen.late_ms())) < latest_ms
    assert (np.diff(seen.time_s) > 0).all()
    assert [(off, at_most) for off, at_most in seen.miscounts() if off > at_most] == []
    assert seen.unexplained() == []


@pytest.mark.slow
@pytest.mark.parametrize(("clock_error", "gyroscope"), [(-0.05, True), (0.05, True), (0.05, False)])
@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_alone_shifts_no_frame_and_loses_no_count(kind: str, clock_error: float, *, gyroscope: bool) -> None:
    random, clock = np.random.default_rng(1), PacedClock(0.0, start_s=START_S)
    faults = [one for at_s in moments_s(random, ALONE_S, BETWEEN_S) for one in FAULTS[kind](clock, at_s, random)]
    seen = endure(clock, ALONE_S, faults, clock_error=clock_error, gyroscope=gyroscope)
    check(seen)
    assert len(seen.time_s) > 0.2 * ALONE_S * 100


@pytest.mark.costly
@pytest.mark.parametrize("counts", [0, FULL_SCALE, -FULL_SCALE - 1])
@pytest.mark.parametrize("column", [0, 2, 4, 6])
def test_an_axis_that_is_stuck_or_saturated_leaves_the_others_right(column: int, counts: int) -> None:
    stuck = [StuckAxis(column, counts, START_S + 5, START_S + 5 + LONGEST_STUCK_S.get(column, 5.0))]
    seen = endure(PacedClock(0.0, start_s=START_S), 15.0, stuck=stuck)
    check(seen)
    assert seen.gaps == []


def test_a_thermometer_that_jumps_costs_at_most_a_counted_gap_each_time_and_nothing_while_it_stands_still() -> None:
    stuck = [StuckAxis(TEMPERATURE_COLUMN, FULL_SCALE, START_S + 5, START_S + 10)]
    seen = endure(PacedClock(0.0, start_s=START_S), 15.0, stuck=stuck)
    check(seen)
    assert {gap.reason for gap in seen.gaps} <= {"misaligned"}
    assert len(seen.gaps) <= 2  # none for a jump that falls between two looks


@pytest.mark.slow
def test_a_million_samples_through_every_fault_at_random_are_right_or_a_counted_gap(
    found: Callable[[str], None],
) -> None:
    samples, gaps, lost, worst, seed = 0, 0, 0, 0.0, 0
    while samples < SAMPLES:
        random, clock = np.random.default_rng(seed), PacedClock(0.0, start_s=START_S)
        kinds = list(FAULTS.values())
        faults = [
            one
            for at_s in moments_s(random, RUN_S, BETWEEN_S)
            for one in kinds[int(random.integers(len(kinds)))](clock, at_s, random)
        ]
        stuck, clock_error = stuck_axes(random, RUN_S), random.uniform(-0.05, 0.05)
        gyroscope = seed % WITHOUT_GYROSCOPE != 0
        seen = endure(clock, RUN_S, faults, stuck=stuck, clock_error=clock_error, gyroscope=gyroscope)
        check(seen)
        samples, gaps, seed = samples + len(seen.time_s), gaps + len(seen.gaps), seed + 1
        lost += sum(gap.lost_samples or 0 for gap in seen.gaps)
        worst = max(worst, *(off for off, _ in seen.miscounts()))
    found(f"{samples} samples in {seed} runs, {gaps} gaps of {lost} samples, counts off by at most {worst:.0f}")


@pytest.mark.slow
@pytest.mark.parametrize("who_am_i", [0x70, 0x71, 0x72, 0x98])
def test_a_relative_with_half_the_fifo_is_read_as_surely(who_am_i: int) -> None:
    random, clock = np.random.default_rng(who_am_i), PacedClock(0.0, start_s=START_S)
    kinds = [FAULTS[kind] for kind in ("overflow", "stall", "brown-out", "broken read")]
    moments = moments_s(random, ALONE_S, BETWEEN_S)
    faults = [one for k, at_s in enumerate(moments) for one in kinds[k % len(kinds)](clock, at_s, random)]
    check(endure(clock, ALONE_S, faults, who_am_i=who_am_i))


SOME_FAULTS = st.lists(st.tuples(st.sampled_from(sorted(FAULTS)), st.floats(0, 20)), max_size=6)


@pytest.mark.slow
@settings(max_examples=examples(100))
@given(chosen=SOME_FAULTS, seed=st.integers(0, 1000), clock_error=st.floats(-0.05, 0.05), gyroscope=st.booleans())
@example(
    chosen=[("bit flip", 2.0), ("bit flip", 4.25), ("broken read", 10.25)], seed=0, clock_error=0.0, gyroscope=True
)
@example(chosen=[("bit flip", 4.25), ("refused read", 1.0)], seed=0, clock_error=0.0, gyroscope=True)
@example(
    chosen=[("another chip", 0.0), ("bit flip", 0.0), ("paused", 6.5), ("paused", 7.375)],
    seed=29,
    clock_error=0.0,
    gyroscope=False,
)
@example(chosen=[("paused", 2.0), ("stall", 2.0)], seed=0, clock_error=0.0, gyroscope=False)
def test_whatever_meets_what_no_frame_is_shifted_and_no_exception_ends_the_loop(
    *, chosen: list[tuple[str, float]], seed: int, clock_error: float, gyroscope: bool
) -> None:
    random, clock = np.random.default_rng(seed), PacedClock(0.0, start_s=START_S)
    faults = [one for kind, after_s in chosen for one in FAULTS[kind](clock, START_S + after_s, random)]
    seen = endure(clock, LENGTH_S, faults, clock_error=clock_error, gyroscope=gyroscope)
    if seen.batches:  # a short pause soon after a start or another pause can pass for a slower clock: `SampleClock`
        check(seen, 2 * PERIOD_MS if "paused" in dict(chosen) else PERIOD_MS)
    else:  # away so long that it was not looked for again before the end
        assert max(fault.end_s for fault in faults) > START_S + LENGTH_S - LONGEST_RETRY_S - FOUND_WITHIN_S
        assert seen.gaps == []


@pytest.mark.parametrize("flipped", [0x00, 0x10])
def test_an_overflow_is_seen_although_all_axes_look_like_the_temperature_and_a_flipped_bit_hides_it(
    flipped: int,
) -> None:
    def hidden(time_s: Floats) -> tuple[Floats, Floats]:
        counts = np.full((len(time_s), 3), -2220.0)
        return counts / COUNTS_PER_G, counts / COUNTS_PER_DPS

    with rig(hidden) as it:
        it.sensor.start()
        it.clock.sleep(0.2)
        it.sensor.drain()
        it.chip.flip(Register.INT_PIN_CFG, flipped)
        it.clock.sleep(1.0)
        assert it.sensor.drain().restarted is not None
