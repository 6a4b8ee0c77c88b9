"""What reading the sensor costs and how true its times are, on this computer: python -m tests.benchmarks.sensor.

The target for decoding, checking and stamping is 0.3 s of processor time for 100,000 samples; 15 ioctls a second;
0.2 ms rms and 0.9 ms at most of error in a sample's time, at any clock error up to 5 %.
"""

import time
from collections.abc import Callable

import numpy as np

from device.sample_clock import SampleClock
from drivers.frames import STATE_BYTES, STATE_START, Look, parse, to_frames, trouble
from drivers.models import MPU6050
from drivers.mpu6050 import FILTER_DELAY_S, SAMPLE_RATE_HZ
from drivers.registers import FRAME_BYTES, Register
from tests.drivers.rig import ADDRESS, Rig, resting, rig
from tests.sensor_limits import looks, true_times

DRAIN_S = 0.2
SAMPLES = 100_000
LOOKS = round(SAMPLES / SAMPLE_RATE_HZ / DRAIN_S)
EACH = SAMPLES // LOOKS
SETTLED_S = 30.0
CLOCK_ERRORS = (-0.05, -0.03, -0.01, 0.0, 0.012, 0.03, 0.05)


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
        look = Look(parse(data), k * EACH, k * DRAIN_S, k * DRAIN_S + 0.0003, state)
        if trouble(look, MPU6050.settings):
            raise AssertionError("the benchmark's own frames are not trusted")
        clock.push(to_frames(look, MPU6050))


def drain(it: Rig) -> None:
    """The same through the real smbus2 and the simulated chip."""
    clock = SampleClock(SAMPLE_RATE_HZ, FILTER_DELAY_S)
    for _ in range(LOOKS):
        it.clock.sleep(DRAIN_S)
        clock.push(it.sensor.drain())


def cost() -> None:
    with rig(resting) as it:
        data, state = wire_bytes(it)
    print(f"decode, check and stamp {SAMPLES} samples: {processor_s(lambda: decode(data, state)):.3f} s")
    with rig(resting) as it:
        it.sensor.start()
        calls = it.kernel.calls
        print(f"the same with smbus2 and the simulation: {processor_s(lambda: drain(it)):.3f} s")
        print(f"ioctls a second: {(it.kernel.calls - calls) / (LOOKS * DRAIN_S):.2f}")


def truth(clock_error: float, *, aimed: bool) -> None:
    true_s, clock = true_times(300, clock_error), SampleClock(SAMPLE_RATE_HZ, 0)
    seen = looks(true_s, DRAIN_S, 1, clock.next_look_s if aimed else float)
    time_s = np.concatenate([samples.time_s for frames in seen for samples in clock.push(frames)])
    error_ms = 1000 * (time_s - true_s[: len(time_s)])
    settled = error_ms[true_s[: len(time_s)] > SETTLED_S]
    how = "aimed" if aimed else "regular"
    print(
        f"clock {clock_error:+.3f}, {how:7} looks: rms {np.sqrt(np.mean(settled**2)):.3f} ms, "
        f"max {np.abs(settled).max():.3f} ms, max in the first 30 s {np.abs(error_ms).max():.1f} ms, "
        f"backwards {int((np.diff(time_s) <= 0).sum())}"
    )


if __name__ == "__main__":
    cost()
    for aimed in (True, False):
        for clock_error in CLOCK_ERRORS:
            truth(clock_error, aimed=aimed)
