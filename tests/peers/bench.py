"""A public driver over a simulated chip, in that driver's own Python: prints what it read, or what reading costs.

Knows the chip's registers and the clock; must never know which driver it is. `python -m tests.peers.bench NAME poses`
or `... cost SAMPLES`; the last line printed is JSON.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from drivers.i2c.tap import below_smbus2, calls_now
from drivers.mpu6050.registers import ACCELERATION_COUNTS_PER_G, ROTATION_COUNTS_PER_DPS, SENSOR_AXES, Register
from drivers.simulated.chip import SimulatedChip
from drivers.simulated.kernel import SimulatedKernel, simulated_i2c
from drivers.simulated.models import personality
from tests.drivers.wire import OnWire
from tests.peers import compass
from tests.peers.drivers import PEERS, Read
from tests.support.bench import ADDRESS, BUS, Floats

POSES = 40
SEED = 1
OPERATING_C = -40, 85  # PS-MPU-6000A, specified temperature range
SETTLE_S = 0.2
PERIOD_S = 0.01


@dataclass
class Clock:
    """Real time, because these drivers sleep in it, and what is skipped on top."""

    skipped_s: float = 0.0

    def monotonic_s(self) -> float:
        return time.monotonic() + self.skipped_s

    def skip(self, seconds: float) -> None:
        self.skipped_s += seconds


@dataclass
class Pose:
    """Motion and temperature: whatever they were last set to."""

    acceleration_g: Floats = field(default_factory=lambda: np.array([0.0, 0, 1]))
    rotation_dps: Floats = field(default_factory=lambda: np.zeros(SENSOR_AXES))
    temperature_c: float = 30.0

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        return np.tile(self.acceleration_g, (len(time_s), 1)), np.tile(self.rotation_dps, (len(time_s), 1))

    def temperatures_c(self, time_s: Floats) -> Floats:
        return np.full(len(time_s), self.temperature_c)


@dataclass(frozen=True)
class Bench:
    clock: Clock
    pose: Pose
    chip: SimulatedChip
    wire: OnWire
    kernel: SimulatedKernel
    read: Read


@contextmanager
def bench(name: str) -> Iterator[Bench]:
    """The chip that this driver is for, and the driver, started."""
    peer, clock, pose = PEERS[name], Clock(), Pose()
    chip = SimulatedChip(pose, clock.monotonic_s, who_am_i=peer.who_am_i, temperature_c=pose.temperatures_c)
    wire = OnWire(chip, clock.skip)
    with simulated_i2c({BUS: {ADDRESS: wire, compass.ADDRESS: compass.Compass(chip)}}) as kernel:
        yield Bench(clock, pose, chip, wire, kernel, peer.open())


def poses(name: str) -> list[dict[str, list[float]]]:
    """For each pose the chip's registers in counts, what the driver said, and the data sheet's unit of one count."""
    random, seen = np.random.default_rng(SEED), []
    with bench(name) as it:
        for _ in range(POSES):
            it.pose.acceleration_g, it.pose.rotation_dps = (
                random.uniform(-2, 2, SENSOR_AXES),
                random.uniform(-250, 250, SENSOR_AXES),
            )
            it.pose.temperature_c = random.uniform(*OPERATING_C)
            it.clock.skip(SETTLE_S)
            seen.append({"said": it.read(), **registers(it.chip, PEERS[name].who_am_i)})
    return seen


def registers(chip: SimulatedChip, who_am_i: int) -> dict[str, list[float]]:
    """What stands in the chip now: counts [7], and units per count and at count 0 by the data sheet."""
    counts = np.frombuffer(bytes(chip.registers[Register.ACCEL_XOUT_H : Register.GYRO_XOUT_H + 6]), ">i2")
    acceleration = ACCELERATION_COUNTS_PER_G >> (chip.registers[Register.ACCEL_CONFIG] >> 3)
    rotation = ROTATION_COUNTS_PER_DPS[chip.registers[Register.GYRO_CONFIG] >> 3]
    chips = personality(who_am_i)
    unit = [*[1 / acceleration] * SENSOR_AXES, 1 / chips.counts_per_c, *[1 / rotation] * SENSOR_AXES]
    return {"counts": counts.tolist(), "unit": unit, "zero": [0, 0, 0, chips.zero_c, 0, 0, 0]}


def cost(name: str, samples: int) -> dict[str, float]:
    """Processor seconds outside the simulation, ioctls and seconds on the wire, of so many samples."""
    with bench(name) as it:
        calls, wire_s = it.kernel.calls, it.wire.wire_s
        with uncounted() as simulation:
            started_s = time.process_time()
            for _ in range(samples):
                it.clock.skip(PERIOD_S)
                it.read()
            passed_s = time.process_time() - started_s
        return {
            "processor_s": passed_s - simulation.passed_s,
            "ioctls": it.kernel.calls - calls,
            "wire_s": it.wire.wire_s - wire_s,
        }


class Simulation:
    """The system calls below smbus2 as they are; `passed_s` is the processor time that went into their ioctls."""

    O_RDWR = os.O_RDWR

    def __init__(self) -> None:
        calls, self._ioctl = calls_now()
        self.open, self.close, self.passed_s = calls.open, calls.close, 0.0

    def ioctl(self, descriptor: int, request: int, argument: object) -> int:
        started_s = time.process_time()
        try:
            return self._ioctl(descriptor, request, argument)
        finally:
            self.passed_s += time.process_time() - started_s


@contextmanager
def uncounted() -> Iterator[Simulation]:
    """Clock everything below smbus2, so that it can be taken off."""
    simulation = Simulation()
    with below_smbus2(simulation):
        yield simulation


if __name__ == "__main__":
    name, task, *rest = sys.argv[1:]
    print(json.dumps(poses(name) if task == "poses" else cost(name, int(rest[0]))))
