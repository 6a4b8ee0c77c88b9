"""What reading the sensor costs and how true its times are, ours beside public drivers.

Run it with `python -m tests.benchmarks.sensor`. All drivers read the same simulated chip over the same simulated system
calls, and the processor time of the simulation is taken off. Ours also checks and stamps; the others only decode.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from device.sensor.sample_clock import SampleClock
from drivers.i2c.bus import Bus
from drivers.mpu6050.chip import Mpu6050
from drivers.mpu6050.frames import STATE_BYTES, STATE_START, FifoLook, look_trouble, parse, to_frames
from drivers.mpu6050.models import FILTER_DELAY_S, MPU6050, SAMPLE_RATE_HZ
from drivers.mpu6050.registers import FRAME_BYTES, Register
from drivers.simulated.chip import SimulatedChip
from drivers.simulated.kernel import simulated_i2c
from tests.drivers.wire import OnWire
from tests.peers import environment
from tests.peers.bench import uncounted
from tests.peers.drivers import PEERS
from tests.support.bench import ADDRESS, BUS, Rig, resting, rig
from tests.support.clocks import ManualClock
from tests.support.sensor_limits import looks, true_times

DRAIN_S = 0.2
SAMPLES = 100_000
PEERS_SAMPLES = 5_000  # scaled up: they take ten samples' time for one of ours
LOOKS = round(SAMPLES / SAMPLE_RATE_HZ / DRAIN_S)
EACH = SAMPLES // LOOKS
SETTLED_S = 30.0
CLOCK_ERRORS = (-0.05, -0.03, -0.01, 0.0, 0.012, 0.03, 0.05)
MOST_PROCESSOR_S, MOST_IOCTLS, MOST_RMS_MS, MOST_MS = 0.3, 15, 0.2, 0.9


class Cost(NamedTuple):
    """Of SAMPLES samples: processor seconds, ioctls, seconds on the wire at 400 kHz."""

    processor_s: float
    ioctls: float
    wire_s: float


def processor_s(work: Callable[[], object]) -> float:
    started_s = time.process_time()
    work()
    return time.process_time() - started_s


def wire_bytes(it: Rig) -> tuple[bytes, bytes]:
    """The FIFO's content and the registers, as the bus delivers them."""
    it.sensor.start()
    it.clock.sleep(EACH / SAMPLE_RATE_HZ + 0.005)
    data = it.bus.read(ADDRESS, Register.FIFO_R_W, EACH * FRAME_BYTES)
    return data, it.bus.read(ADDRESS, STATE_START, STATE_BYTES)


def decode(data: bytes, state: bytes) -> None:
    """Everything that happens between the bus and the analysis."""
    clock = SampleClock(SAMPLE_RATE_HZ, FILTER_DELAY_S)
    for k in range(LOOKS):
        look = FifoLook(parse(data), k * EACH, k * DRAIN_S, k * DRAIN_S + 0.0003, state)
        if look_trouble(look, MPU6050.settings):
            raise AssertionError("the benchmark's own frames are not trusted")
        clock.push(to_frames(look, MPU6050))


def our_cost() -> Cost:
    """Of the driver and the sample clock over the real smbus2."""
    clock, sample_clock = ManualClock(), SampleClock(SAMPLE_RATE_HZ, FILTER_DELAY_S)
    wire = OnWire(SimulatedChip(resting, clock.monotonic_s), clock.sleep)
    with simulated_i2c({BUS: {ADDRESS: wire}}) as kernel, Bus(BUS) as bus:
        sensor = Mpu6050(bus, clock.monotonic_s, clock.sleep)
        sensor.start()
        calls, wire_s, started_s = kernel.calls, wire.wire_s, clock.monotonic_s()
        with uncounted() as simulation:

            def drain() -> None:
                for k in range(LOOKS):
                    clock.sleep(started_s + (k + 1) * DRAIN_S - clock.monotonic_s())
                    sample_clock.push(sensor.drain())

            passed_s = processor_s(drain)
        return Cost(passed_s - simulation.passed_s, kernel.calls - calls, wire.wire_s - wire_s)


def cost_of(peer: str) -> Cost:
    """The same of a public driver, which reads one sample at a time."""
    cost = json.loads(environment.run("tests.peers.bench", peer, "cost", str(PEERS_SAMPLES)).splitlines()[-1])
    return Cost(*(cost[name] * SAMPLES / PEERS_SAMPLES for name in Cost._fields))


def costs() -> Iterator[str]:
    with rig(resting) as it:
        data, state = wire_bytes(it)
    decoding_s = processor_s(lambda: decode(data, state))
    yield f"decode, check and stamp {SAMPLES} samples: {decoding_s:.3f} s of processor time (target {MOST_PROCESSOR_S})"
    yield f"{'with smbus2':32}{'s/100k samples':>16}{'ioctls/s':>10}{'wire ms/sample':>16}"
    yield line("ours", our_cost())
    yield from (line(peer, cost_of(peer)) for peer in PEERS)
    yield f"{'target':32}{'':16}{MOST_IOCTLS:10}"


def line(name: str, cost: Cost) -> str:
    seconds = SAMPLES / SAMPLE_RATE_HZ
    return f"{name:32}{cost.processor_s:16.3f}{cost.ioctls / seconds:10.1f}{1000 * cost.wire_s / SAMPLES:16.3f}"


@dataclass(frozen=True)
class Truth:
    """By how much the times of samples were off, after the first half minute and in it."""

    rms_ms: float
    most_ms: float
    most_at_first_ms: float
    backwards: int


def truth(clock_error: float, *, aimed: bool) -> Truth:
    true_s, clock = true_times(300, clock_error), SampleClock(SAMPLE_RATE_HZ, 0)
    seen = looks(true_s, DRAIN_S, 1, clock.next_look_s if aimed else float)
    time_s = np.concatenate([samples.time_s for frames in seen for samples in clock.push(frames)])
    error_ms = 1000 * (time_s - true_s[: len(time_s)])
    settled = error_ms[true_s[: len(time_s)] > SETTLED_S]
    rms_ms, backwards = float(np.sqrt(np.mean(settled**2))), int((np.diff(time_s) <= 0).sum())
    return Truth(rms_ms, float(np.abs(settled).max()), float(np.abs(error_ms).max()), backwards)


def truths() -> Iterator[str]:
    yield f"{'chip clock':>12}{'looks':>9}{'rms ms':>9}{'most ms':>9}{'in first 30 s':>15}{'backwards':>11}"
    for aimed in (True, False):
        for clock_error in CLOCK_ERRORS:
            seen = truth(clock_error, aimed=aimed)
            yield (
                f"{clock_error:+12.3f}{'aimed' if aimed else 'regular':>9}{seen.rms_ms:9.3f}{seen.most_ms:9.3f}"
                f"{seen.most_at_first_ms:15.1f}{seen.backwards:11}"
            )
    yield f"{'target':>12}{'':9}{MOST_RMS_MS:9.3f}{MOST_MS:9.3f}{'':15}{0:11}  (the others give no times)"


if __name__ == "__main__":
    for part in (costs, truths):
        for text in part():
            print(text, flush=True)
