"""A sensor that is quiet: what is told of its time, what wakes it, and that nothing broken hides behind it."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.sensor.on_bus import SensorOnBus
from device.sensor.quiet_looks import QuietLooks
from device.sensor.sensing import Sensed, Sensing
from device.signals.samples import Floats, Samples
from device.system.clock import PacedClock
from device.system.config import Sensor
from drivers.i2c.tap import below_smbus2
from drivers.mpu6050.frames import Frames
from drivers.simulated import Defect, Fault, SimulatedChip
from drivers.simulated.defects import FrozenChip, StuckAxis
from drivers.simulated.faults import BitFlip, BrownOut, Unplugged
from drivers.simulated.kernel import SimulatedKernel
from tests.support.examples import examples

if TYPE_CHECKING:
    from device.records.facts import Gap

SETTLED_S = 12.0  # the sensor's clock is known
WAKES_S = 0.12  # from the moment at which it is asked to: 0.1 s is left out, 0.01 s until the next frame
LOOK_S = 1.0


class Table:
    """Flat and still, but from a moment on in a hand that tilts it by 6 degrees."""

    def __init__(self) -> None:
        self.from_s = np.inf

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """The motion."""
        held = (time_s >= self.from_s)[:, np.newaxis]
        return np.array([0.0, 0.0, 1.0]) + 0.1 * held * [1.0, 0.0, 0.0], np.zeros((len(time_s), 3))


class Quiet:
    """Sensing over a simulated chip with its noise, which is looked at as often as the loop looks."""

    def __init__(self, faults: list[Fault] | None = None, defects: list[Defect] | None = None) -> None:
        self.clock, self.table = PacedClock(1_772_445_600.0), Table()
        self.chip = SimulatedChip(
            self.table, self.clock.monotonic_s, noise_seed=1, faults=faults or [], defects=defects or []
        )
        self.kernel = SimulatedKernel({1: {0x68: self.chip}})
        self.sensing = Sensing(lambda: SensorOnBus(Sensor(), self.clock), self.clock)
        self.samples: list[Samples] = []
        self.gaps: list[Gap] = []

    def take(self, sensed: Sensed) -> None:
        self.samples += sensed.samples
        self.gaps += sensed.gaps

    def look(self) -> None:
        with below_smbus2(self.kernel):
            self.take(self.sensing.poll())

    def run(self, until_s: float) -> None:
        while self.clock.monotonic_s() < until_s:
            self.clock.sleep(LOOK_S if self.sensing.quiet else 0.2)
            self.look()

    def become_quiet(self) -> float:
        with below_smbus2(self.kernel):
            self.sensing.become_quiet()
        return self.clock.monotonic_s()

    def wake(self) -> None:
        with below_smbus2(self.kernel):
            self.gaps += self.sensing.wake("somebody asked")

    def finish(self) -> None:
        with below_smbus2(self.kernel):
            self.gaps += self.sensing.finish()

    def untold_s(self) -> float:
        """How much of the time since the first sample is neither sampled nor told as a gap, or told twice."""
        time_s = np.concatenate([samples.time_s for samples in self.samples])
        holes = np.diff(time_s)
        hole_s = float(holes[holes > 0.015].sum())
        return abs(hole_s - sum(gap.duration_s for gap in self.gaps if gap.start_s < time_s[-1]))


def test_quiet_time_is_told_by_the_minute_as_not_worn_and_has_no_samples() -> None:
    it = Quiet()
    it.run(SETTLED_S)
    since_s = it.become_quiet()
    it.run(200.0)
    assert it.sensing.quiet
    last_s = float(it.samples[-1].time_s[-1])
    assert since_s - last_s < 0.02
    assert [(gap.start_s, gap.start_s + gap.duration_s) for gap in it.gaps] == [
        (pytest.approx(last_s), 60.0),
        (60.0, 120.0),
        (120.0, 180.0),
    ]
    assert {(gap.reason, gap.lost_samples) for gap in it.gaps} == {("not worn", 0)}


def test_who_moves_it_is_measured_within_two_seconds_and_the_moment_between_is_a_gap_of_its_own() -> None:
    it = Quiet()
    it.run(SETTLED_S)
    it.become_quiet()
    it.table.from_s = 100.05
    it.run(110.0)
    assert not it.sensing.quiet
    *lay, waking = it.gaps
    assert {gap.reason for gap in lay} == {"not worn"}
    assert waking.reason == "waking"
    again_s = waking.start_s + waking.duration_s
    assert waking.start_s <= it.table.from_s < again_s < it.table.from_s + 2.0
    assert it.untold_s() == pytest.approx(0.0, abs=1e-6)


def test_a_movement_in_the_first_second_is_one_too() -> None:
    it = Quiet()
    it.run(SETTLED_S)
    it.table.from_s = it.become_quiet() + 0.001
    it.run(SETTLED_S + 3)
    assert not it.sensing.quiet


def test_whoever_needs_it_has_samples_after_an_eighth_of_a_second() -> None:
    it = Quiet()
    it.run(SETTLED_S)
    it.become_quiet()
    it.run(50.3)
    asked_s = it.clock.monotonic_s()
    it.wake()
    it.run(60.0)
    (first_s,) = [gap.start_s + gap.duration_s for gap in it.gaps if gap.reason == "waking"]
    assert first_s < asked_s + WAKES_S
    assert it.samples[-1].rotation_dps is not None


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (BrownOut(40.0), "sensor asleep"),
        (BitFlip(40.0, register=0x19, bits=1), "settings lost"),
        (Unplugged(40.0, 40.9), "bus error"),
    ],
    ids=["brown-out", "setting", "cable"],
)
def test_a_sensor_that_fails_while_it_is_quiet_is_seen_in_the_next_look(fault: Fault, reason: str) -> None:
    it = Quiet([fault])
    it.run(SETTLED_S)
    it.become_quiet()
    it.run(60.0)
    assert not it.sensing.quiet
    assert [gap.reason for gap in it.gaps] == ["not worn", reason]
    (lay, gap) = it.gaps
    assert 38.9 <= lay.start_s + lay.duration_s == gap.start_s <= 40.0, "up to the last look that saw it lie"
    assert gap.start_s + gap.duration_s < 44.0
    assert it.untold_s() == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("defect", [FrozenChip(40.0), StuckAxis(1, 7, 40.0)], ids=["frozen", "one axis"])
def test_an_axis_that_dies_while_it_is_quiet_wakes_it_after_five_seconds(
    defect: Defect, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    it = Quiet(defects=[defect])
    it.run(SETTLED_S)
    it.become_quiet()
    it.run(46.5)
    assert not it.sensing.quiet
    assert "shows the same all the time" in caplog.text


def test_what_is_said_of_a_quiet_sensor_names_the_moment() -> None:
    it = Quiet()
    it.run(SETTLED_S)
    it.become_quiet()
    it.run(100.0)
    ((part, works, text),) = [(state.part, state.works, state.text) for state in it.sensing.states()]
    assert (part, works) == ("sensor", True)
    assert text.startswith("quiet since 2026-03-02 10:00: nobody wears it")


def test_a_quiet_sensor_that_is_let_go_has_told_all_its_time() -> None:
    it = Quiet()
    it.run(SETTLED_S)
    it.become_quiet()
    it.run(75.0)
    it.finish()
    assert it.gaps[-1].start_s + it.gaps[-1].duration_s == pytest.approx(75.0, abs=1.1)
    assert it.chip.registers[0x6B] & 0x40


def looks(*means_g: float, noise_g: float = 0.0033) -> list[str]:
    """What is said of each of some looks of ten samples about these accelerations of one axis."""
    random, watch = np.random.default_rng(3), QuietLooks(np.array([means_g[0], 0.0, 1.0]))
    said = []
    for number, mean_g in enumerate(means_g):
        values = random.normal(size=(10, 3)) * noise_g + [mean_g, 0.0, 1.0]
        said.append(watch.push(Frames(values, None, np.zeros(10), number * 10, number, number + 0.01)))
    return said


def test_an_hour_of_the_data_sheets_noise_is_no_movement() -> None:
    assert set(looks(*[0.0] * 3600)) == {""}


def test_half_a_degree_between_two_looks_is_movement_and_so_is_a_jolt() -> None:
    assert any(looks(0.0, 0.0, 0.012))
    assert any(looks(0.0, 0.0, 0.0, 0.040)[3:])


def test_warmth_is_no_movement_but_what_has_turned_by_two_degrees_since_is() -> None:
    assert set(looks(*np.linspace(0, 0.020, 1200).tolist())) == {""}, "20 mg in 20 minutes"
    assert any(looks(*np.linspace(0, 0.040, 1200).tolist()))


@settings(max_examples=examples(20), deadline=None)
@given(offset_g=st.floats(-0.08, 0.08), noise_g=st.floats(0.0005, 0.0033))
def test_wherever_its_zero_is_a_table_is_still(offset_g: float, noise_g: float) -> None:
    assert set(looks(*[offset_g] * 100, noise_g=noise_g)) == {""}
