"""A sensor that fails, vanishes and comes back: the loop goes on, and every gap is recorded with its reason."""

import errno
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest

from device.records.facts import Gap, GapReason
from device.sensor.on_bus import SensorOnBus
from device.sensor.sensing import Sensing
from device.signals.samples import Floats, Samples
from device.system.clock import PacedClock
from device.system.config import Sensor
from drivers.mpu6050.models import MODELS
from drivers.mpu6050.registers import WHO_AM_I_MPU6050
from drivers.simulated.chip import Fault, SimulatedChip
from drivers.simulated.defects import FrozenChip
from drivers.simulated.faults import BrownOut, HeldLow, Paused, SlowReset, Stall, Unplugged
from drivers.simulated.kernel import ChipOnBus, simulated_i2c
from tests.drivers.wire import OnWire

DEFAULT = Sensor()
ACCELERATION_ONLY = Sensor(gyroscope=False)
LOOK_S = 0.2
RATE_HZ = 100


def swaying(time_s: Floats) -> tuple[Floats, Floats]:
    """A slow sway, so that every sample differs."""
    tilt = 0.1 * np.sin(time_s)
    acceleration_g = np.column_stack([np.sin(tilt), np.zeros_like(tilt), np.cos(tilt)])
    rotation_dps = np.column_stack([np.zeros_like(tilt), np.degrees(0.1 * np.cos(time_s)), np.zeros_like(tilt)])
    return acceleration_g, rotation_dps


class Bench:
    """Sensing over a simulated chip, polled as the loop polls."""

    def __init__(
        self, faults: Sequence[Fault] = (), who_am_i: int = 0x68, bus: int = 1, *, where: Sensor = DEFAULT
    ) -> None:
        self.clock = PacedClock(0.0)
        self.chip = SimulatedChip(swaying, self.clock.monotonic_s, faults=faults, who_am_i=who_am_i)
        self.buses: dict[int, dict[int, ChipOnBus]] = {bus: {0x68: self.chip}}
        self.sensing = Sensing(lambda: SensorOnBus(where, self.clock), self.clock)

    def run(self, until_s: float) -> tuple[list[Samples], list[Gap]]:
        samples: list[Samples] = []
        gaps: list[Gap] = []
        with simulated_i2c(self.buses):
            while self.clock.monotonic_s() < until_s:
                sensed = self.sensing.poll()
                samples += sensed.samples
                gaps += sensed.gaps
                self.clock.sleep(self.sensing.next_look_s(self.clock.monotonic_s() + LOOK_S) - self.clock.monotonic_s())
            gaps += self.sensing.finish()
        return samples, gaps


def holes(samples: Sequence[Samples]) -> Iterator[tuple[float, float]]:
    """(start, length) of every stretch between two samples that is longer than one and a half periods."""
    time_s = np.concatenate([batch.time_s for batch in samples])
    for place in np.flatnonzero(np.diff(time_s) > 1.5 / RATE_HZ):
        yield float(time_s[place]), float(time_s[place + 1] - time_s[place])


def test_a_healthy_sensor_gives_samples_without_a_gap() -> None:
    samples, gaps = Bench().run(10.0)
    assert gaps == []
    assert list(holes(samples)) == []
    assert sum(len(batch) for batch in samples) == pytest.approx(10 * RATE_HZ, abs=0.5 * RATE_HZ)


@pytest.mark.parametrize(
    ("fault", "reason", "length_s"),
    [(Unplugged(3.0, 6.0), "bus error", 3.0), (BrownOut(3.0), "sensor asleep", 0.0)],
)
def test_a_fault_in_mid_run_is_one_gap_and_then_it_goes_on(fault: Fault, reason: GapReason, length_s: float) -> None:
    samples, gaps = Bench([fault]).run(20.0)
    ((start_s, hole_s),) = holes(samples)
    (gap,) = gaps
    assert gap.reason == reason
    assert [gap.start_s, gap.duration_s] == pytest.approx([start_s, hole_s])
    assert gap.duration_s >= length_s
    assert gap.lost_samples == pytest.approx(hole_s * RATE_HZ - 1, abs=1)
    assert samples[-1].time_s[-1] > 19.0


def test_a_sensor_that_is_missing_at_the_start_is_found_when_it_is_plugged_in() -> None:
    bench = Bench([Unplugged(0.0, 5.0)])
    samples, gaps = bench.run(15.0)
    assert [(gap.reason, gap.start_s) for gap in gaps] == [("sensor missing", 0.0)]
    assert gaps[0].duration_s == pytest.approx(float(samples[0].time_s[0]))
    assert gaps[0].duration_s < 10.0


def test_a_sensor_that_never_comes_is_one_gap_at_the_end(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(bus=2)
    samples, gaps = bench.run(60.0)
    assert samples == []
    assert [(gap.reason, round(gap.duration_s)) for gap in gaps] == [("sensor missing", 60)]
    assert bench.sensing.missing
    assert "enable I2C" in caplog.text
    assert caplog.text.count("trying again") < 10  # it waits longer each time


def test_a_chip_that_is_none_of_ours_is_refused_by_name(caplog: pytest.LogCaptureFixture) -> None:
    samples, gaps = Bench(who_am_i=0x33).run(5.0)
    assert (samples, [gap.reason for gap in gaps]) == ([], ["sensor missing"])
    assert "0x33" in caplog.text


def test_a_relative_of_the_chip_is_used_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    samples, gaps = Bench(who_am_i=0x70).run(5.0)
    assert (gaps, bool(samples)) == ([], True)
    assert "MPU-6500" in caplog.text


def test_the_times_of_a_relatives_samples_follow_its_own_filter() -> None:
    last_s = [Bench(who_am_i=who).run(5.0)[0][-1].time_s[-1] for who in (WHO_AM_I_MPU6050, 0x70)]
    delays_s = [MODELS[who].filter_delay_s for who in (WHO_AM_I_MPU6050, 0x70)]
    assert last_s[0] - last_s[1] == pytest.approx(delays_s[1] - delays_s[0], abs=1e-6)


def test_the_time_between_two_runs_of_one_boot_is_a_gap() -> None:
    bench = Bench()
    bench.clock.sleep(30.0)
    bench.sensing = Sensing(lambda: SensorOnBus(Sensor(), bench.clock), bench.clock, recorded_until_s=12.0)
    samples, gaps = bench.run(40.0)
    assert [(gap.reason, gap.start_s) for gap in gaps] == [("restarted", 12.0)]
    assert gaps[0].duration_s == pytest.approx(float(samples[0].time_s[0]) - 12.0)


def test_at_the_end_the_chip_sleeps() -> None:
    bench = Bench()
    bench.run(2.0)
    assert bench.chip.registers[0x6B] & 0x40


def test_without_its_gyroscope_a_run_gives_acceleration_alone_over_every_fault() -> None:
    samples, gaps = Bench([BrownOut(3.0), Unplugged(8.0, 9.0)], where=ACCELERATION_ONLY).run(20.0)
    assert [gap.reason for gap in gaps] == ["sensor asleep", "bus error"]
    assert {batch.rotation_dps is None for batch in samples} == {True}
    time_s = np.concatenate([batch.time_s for batch in samples])
    shown_g = np.concatenate([batch.acceleration_g for batch in samples])
    assert shown_g == pytest.approx(swaying(time_s)[0], abs=0.001)
    assert [gap.start_s for gap in gaps] == pytest.approx([start_s for start_s, _ in holes(samples)])


@pytest.mark.costly
@pytest.mark.parametrize("where", [DEFAULT, ACCELERATION_ONLY])
def test_how_fast_bus_and_sensor_are_is_told_after_a_minute(caplog: pytest.LogCaptureFixture, where: Sensor) -> None:
    caplog.set_level("INFO")
    bench = Bench(where=where)
    bench.buses = {1: {0x68: OnWire(bench.chip, bench.clock.sleep)}}
    bench.run(150.0)
    assert caplog.text.count("the bus runs at about 400 kHz") == 1
    assert caplog.text.count("the sensor measures 100.0") == 1


@pytest.mark.costly
def test_in_virtual_time_nothing_is_said_of_the_bus(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    Bench().run(90.0)
    assert "the bus runs" not in caplog.text
    assert "the sensor measures 100.00 times a second" in caplog.text


def test_a_frozen_sensor_is_a_gap_from_its_last_living_sample_on_and_is_started_anew(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench = Bench()
    bench.chip = SimulatedChip(swaying, bench.clock.monotonic_s, noise_seed=1, defects=[FrozenChip(10.0, 20.0)])
    bench.buses = {1: {0x68: bench.chip}}
    samples, gaps = bench.run(40.0)
    (gap,) = gaps
    assert gap.reason == "sensor frozen"
    assert gap.start_s == pytest.approx(10.0, abs=0.02)
    assert 20.0 < gap.start_s + gap.duration_s < 25.0  # 1.1 s until it is known, and every retry waits longer
    time_s = np.concatenate([batch.time_s for batch in samples])
    assert not ((time_s > 11.3) & (time_s < 20.0)).any()
    assert "always the same (acceleration" in caplog.text
    assert bench.chip.reset_s > 10.0
    assert not bench.sensing.missing


def test_gaps_of_a_frozen_sensor_that_also_vanishes_never_overlap() -> None:
    bench = Bench()
    bench.chip = SimulatedChip(
        swaying,
        bench.clock.monotonic_s,
        noise_seed=1,
        defects=[FrozenChip(10.0, 30.0)],
        faults=[Unplugged(10.6, 12.0)],
    )
    bench.buses = {1: {0x68: bench.chip}}
    _, gaps = bench.run(60.0)
    assert [gap.reason for gap in gaps] == ["bus error", "sensor frozen"]
    assert gaps[1].start_s >= gaps[0].start_s + gaps[0].duration_s


def test_a_frozen_sensor_is_a_fault_of_the_sensor_until_it_lives() -> None:
    bench = Bench()
    bench.chip = SimulatedChip(swaying, bench.clock.monotonic_s, noise_seed=1, defects=[FrozenChip(5.0, 60.0)])
    bench.buses = {1: {0x68: bench.chip}}
    seen = missing_at(bench, 120.0)
    since_s = next(now_s for now_s, missing in seen if missing)
    until_s = next(now_s for now_s, missing in seen if now_s > since_s and not missing)
    assert 6.0 < since_s < 7.0
    assert 60.0 <= until_s < 95.0
    assert {missing for now_s, missing in seen if since_s < now_s < until_s} == {True}


def test_a_sensor_that_is_slow_after_its_reset_is_no_fault() -> None:
    samples, gaps = Bench([SlowReset(1.5)]).run(10.0)
    assert gaps == []
    assert samples[0].time_s[0] == pytest.approx(1.5, abs=0.2)


class Unreadable:
    """From `start_s` to `end_s` every longer read breaks off."""

    def __init__(self, start_s: float, end_s: float) -> None:
        self._start_s, self._end_s = start_s, end_s

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        chip.break_off(200 if self._start_s <= now_s < self._end_s else 10_000, errno.EIO)


def missing_at(bench: Bench, until_s: float) -> list[tuple[float, bool]]:
    """After every poll, when it was and whether data is missing."""
    seen = []
    with simulated_i2c(bench.buses):
        while (now_s := bench.clock.monotonic_s()) < until_s:
            bench.sensing.poll()
            seen.append((now_s, bench.sensing.missing))
            bench.clock.sleep(LOOK_S)
    return seen


def test_a_chip_that_stops_measuring_is_a_gap_and_then_it_goes_on() -> None:
    samples, gaps = Bench([Paused(3.0, 6.0)]).run(20.0)
    ((start_s, hole_s),) = holes(samples)
    (gap,) = gaps
    assert (gap.reason, round(gap.start_s - start_s, 6)) == ("sensor stopped", 0)
    assert 3.0 < hole_s < 6.0
    time_s = np.concatenate([batch.time_s for batch in samples])
    shown_g = np.concatenate([batch.acceleration_g for batch in samples])
    assert shown_g == pytest.approx(swaying(time_s)[0], abs=0.002)


def test_a_short_pause_of_the_chip_is_a_gap_too() -> None:
    samples, gaps = Bench([Paused(10.0, 10.06)]).run(20.0)
    assert [gap.reason for gap in gaps] == ["times contradict"]
    assert len(list(holes(samples))) == 1


@pytest.mark.parametrize("fault", [Paused(3.0, 120.0), Unreadable(3.0, 120.0), Unplugged(3.0, 120.0)])
def test_the_fault_light_stays_on_while_there_is_no_data_whatever_the_chip_answers(
    fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    seen = missing_at(Bench([fault]), 160.0)
    since_s = next(now_s for now_s, missing in seen if missing)
    until_s = next(now_s for now_s, missing in seen if now_s > since_s and not missing)
    assert since_s < 4.0
    assert 120.0 <= until_s < 155.0
    assert {missing for now_s, missing in seen if now_s < since_s or now_s >= until_s} == {False}
    assert len(caplog.records) < 40


def test_a_sensor_that_is_found_and_silent_is_asked_less_and_less_often(caplog: pytest.LogCaptureFixture) -> None:
    missing_at(Bench([Paused(0.5, 120.0)]), 100.0)
    assert [record.getMessage().rpartition("again in ")[2] for record in caplog.records if record.levelname == "ERROR"][
        :5
    ] == ["0.5 s", "1.0 s", "2.0 s", "4.0 s", "8.0 s"]


def test_a_bus_held_low_keeps_a_poll_for_a_second_at_most() -> None:
    bench = Bench()
    bench.chip = SimulatedChip(swaying, bench.clock.monotonic_s, faults=[HeldLow(3.0, 10.0, bench.clock.sleep)])
    bench.buses = {1: {0x68: bench.chip}}
    polls_s = [later - earlier - LOOK_S for (earlier, _), (later, _) in pairwise(missing_at(bench, 20.0))]
    assert max(polls_s) == pytest.approx(1.0, abs=0.01)


@pytest.mark.costly
@pytest.mark.parametrize("clock_error", [-0.05, 0.05])
@pytest.mark.parametrize("length_s", [3.0, 30.0])
def test_a_gap_is_counted_in_the_sensors_own_samples(clock_error: float, length_s: float) -> None:
    bench = Bench()
    stall = Stall(20.0, length_s=length_s, sleep=bench.clock.sleep)
    bench.chip = SimulatedChip(swaying, bench.clock.monotonic_s, clock_error=clock_error, faults=[stall])
    bench.buses = {1: {0x68: bench.chip}}
    (gap,) = bench.run(length_s + 30)[1]
    assert gap.lost_samples == pytest.approx(gap.duration_s * RATE_HZ / (1 + clock_error) - 1, abs=1.5)


def test_a_gap_before_the_sensors_rate_is_known_is_counted_by_the_nominal_rate_which_the_log_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    Bench([BrownOut(3.0), BrownOut(15.0)]).run(20.0)
    told = [record.getMessage() for record in caplog.records if "without samples" in record.getMessage()]
    assert [text.rpartition(" by ")[2] for text in told] == ["the nominal rate", "its own rate"]


@pytest.mark.parametrize(
    ("who_am_i", "where", "rest_s"), [(0x68, DEFAULT, 0.299), (0x70, DEFAULT, 0.148), (0x68, ACCELERATION_ONLY, 0.3)]
)
def test_once_its_clock_is_known_it_may_be_left_alone_for_two_fifths_of_its_fifo(
    who_am_i: int, where: Sensor, rest_s: float
) -> None:
    bench = Bench(who_am_i=who_am_i, where=where)
    assert bench.sensing.rest_s == 0
    bench.run(4.0)
    assert bench.sensing.rest_s == 0, "the clock is known after five seconds of looks"
    bench = Bench(who_am_i=who_am_i, where=where)
    bench.run(8.0)
    assert bench.sensing.rest_s == pytest.approx(rest_s, abs=0.001)  # 0.41 of 73 or 36 frames


def test_a_sensor_that_was_lost_is_not_left_alone() -> None:
    bench = Bench([Unplugged(6.0, 60.0)])
    bench.run(8.0)
    assert bench.sensing.rest_s == 0


def test_looked_at_as_seldom_as_it_may_be_no_sample_is_missing() -> None:
    bench, samples = Bench(), list[Samples]()
    with simulated_i2c(bench.buses):
        while bench.clock.monotonic_s() < 20.0:
            samples += bench.sensing.poll().samples
            at_s = bench.sensing.next_look_s(bench.clock.monotonic_s() + max(LOOK_S, bench.sensing.rest_s))
            bench.clock.sleep(at_s - bench.clock.monotonic_s())
        assert bench.sensing.finish() == []
    assert list(holes(samples)) == []
