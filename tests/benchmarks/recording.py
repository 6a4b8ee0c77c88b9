"""`python -m tests.benchmarks.recording`: bytes and processor seconds that a raw recording takes an hour.

Made-up hours of movement, in the portions in which the loop drains them, are recorded as the device does, but for the
thread: encoded, compressed, written and flushed once a minute. With `--device`, a whole simulated device lives an hour
with the recording on and one with it off; then every count that was recorded is held against what the chip gave.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one processor; has to be said before numpy is loaded

import argparse
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from device.raw_recording import AtOnce, HowTaken, hours_kept, read_hour, stretches_of
from device.raw_recording.folder import Caps, RecordingFolder
from device.raw_recording.recorder import RawRecorder
from device.records.facts import Dating
from device.signals.samples import Samples
from device.simulation.bench import Bench, living_person
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files, RawRecording
from drivers.mpu6050.models import DPS_PER_COUNT, G_PER_COUNT, RANGE_DPS, RANGE_G
from tests.benchmarks.hours import HOUR_S, MOTIONS, hour_of
from tests.device.raw_recording.made_up import Witness, counts_in, found_in

NOON = Dating("boot", 1_795_953_600.0, "UTC", "synced")
TAKEN = HowTaken("0", "forearm", G_PER_COUNT, DPS_PER_COUNT, RANGE_G, RANGE_DPS)
CAPS = Caps(10**9, 14, 0)


def recorded(portions: Iterable[Samples], folder: Path) -> tuple[float, float, int]:
    """Processor seconds in all, the longest minute's, and bytes."""
    recorder, spent_s, longest_s = RawRecorder(RecordingFolder(folder, CAPS), TAKEN, lambda: NOON, AtOnce()), 0.0, 0.0
    for portion in portions:
        before_s = time.process_time()
        recorder.push([portion], (), 30.0)
        took_s = time.process_time() - before_s
        spent_s, longest_s = spent_s + took_s, max(longest_s, took_s)
    recorder.finish()
    return spent_s, longest_s, sum(hour.size_bytes for hour in hours_kept(folder))


def device_hour(folder: Path, *, enabled: bool) -> tuple[float, Witness]:
    """Processor seconds of a simulated hour, the simulation included, and what its chip gave."""
    witness = Witness()
    config = Config(
        Device("band-1"), files=Files(device=str(folder / "device.db")), recording=RawRecording(enabled=enabled)
    )
    with ExitStack() as opened:
        clock = PacedClock(NOON.utc_minus_monotonic_s)
        bench = Bench(config, clock, living_person(), opened, defects=[witness])
        before_s = time.process_time()
        while clock.monotonic_s() < HOUR_S:
            bench.loop.step()
            bench.loop.wait()
        bench.loop.finish()
        return time.process_time() - before_s, witness


def compared(folder: Path, witness: Witness) -> int:
    """How many samples were recorded, each as the chip gave it."""
    parts = [part for hour in hours_kept(folder / "recordings") for part in read_hour(hour).parts]
    stretches = [stretch for part in parts for stretch in stretches_of(part)]
    for stretch in stretches:
        found_in(witness.counts, counts_in(stretch))
    return sum(len(counts_in(stretch)) for stretch in stretches)


def main() -> None:
    """A line for each kind of hour."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--device", action="store_true", help="also a whole simulated device, on and off: minutes")
    arguments = words.parse_args()
    for name, motion in MOTIONS.items():
        portions = list(hour_of(motion))
        with TemporaryDirectory() as folder:
            spent_s, longest_s, size_bytes = recorded(portions, Path(folder))
        raw_share = size_bytes / (np.int16().nbytes * 6 * sum(map(len, portions)))
        print(
            f"{name:8s} {size_bytes / 1e6:5.2f} MB an hour ({raw_share:.0%} of the counts' own bytes),"
            f" {spent_s:.2f} s CPU an hour ({spent_s / HOUR_S:.3%} of one core),"
            f" at most {longest_s * 1e3:.0f} ms a minute"
        )
    if arguments.device:
        with TemporaryDirectory() as on, TemporaryDirectory() as off:
            on_s, witness = device_hour(Path(on), enabled=True)
            off_s, _ = device_hour(Path(off), enabled=False)
            print(f"a whole simulated device: {off_s:.1f} s CPU an hour, {on_s:.1f} s with the recording on")
            print(f"{compared(Path(on), witness):,} samples were recorded, each as the chip gave it")


if __name__ == "__main__":
    main()
