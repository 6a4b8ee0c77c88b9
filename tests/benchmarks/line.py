"""`python -m tests.benchmarks.line`: samples a second through the core, start-up time and memory of each program."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one processor; has to be said before numpy is loaded

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from device.motion import RepetitionCounter
from device.pipeline import Pipeline
from device.programme import ELBOW
from device.samples import Samples
from device.simulation.rig import living_person
from sync.broker import start_broker
from sync.demo import start_part, write_config

RATE_HZ = 100
PORTION_S = 0.2  # as the loop drains
HOUR_S = 3600
RUNS = 5
SETTLE_S = 20.0  # real seconds of the device at full speed before its memory is read


def hour() -> list[Samples]:
    """An hour of the synthetic person in the loop's portions."""
    person, step = living_person(), int(PORTION_S * RATE_HZ)
    times = (np.arange(start, start + step) / RATE_HZ for start in range(0, HOUR_S * RATE_HZ, step))
    return [Samples(time_s, *person(time_s)) for time_s in times]


def cpu_s(push: Callable[[Samples], object], portions: list[Samples]) -> float:
    """Processor seconds to push all portions."""
    before_s = time.process_time()
    for portion in portions:
        push(portion)
    return time.process_time() - before_s


def core() -> Iterator[str]:
    """What an hour of data costs."""
    portions = hour()
    for name, push in (("analysis", Pipeline().push), ("repetitions", RepetitionCounter(ELBOW).push)):
        seconds = cpu_s(push, portions)
        yield f"{name:12s} {seconds:6.2f} s CPU per hour of data, {HOUR_S * RATE_HZ / seconds:10,.0f} samples a second"


def start_up() -> Iterator[str]:
    """Whole-process time, the median of a few runs."""
    for words in (["--help"], ["--version"], ["run", "--help"], ["sync", "--help"], ["analyse", "--help"]):
        seconds = sorted(_timed([sys.executable, "-m", "device.cli", *words]) for _ in range(RUNS))[RUNS // 2]
        yield f"easeband {' '.join(words):16s} {seconds * 1000:6.0f} ms"
    yield f"python -c pass {'':10s} {_timed([sys.executable, '-c', 'pass']) * 1000:6.0f} ms"


def _timed(command: list[str]) -> float:
    before_s = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - before_s


def memory() -> Iterator[str]:
    """Resident memory of each program while all of them run together."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with start_broker(folder / "broker") as broker:
            config = write_config(folder, broker.port, 0)
            run = [sys.executable, "-m", "device.cli", "run", "--config", str(config), "--simulated", "--speed", "1e6"]
            device = subprocess.Popen(run, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                with start_part("sync", config, folder) as sync, start_part("clinic", config, folder) as clinic:
                    time.sleep(SETTLE_S)
                    for part, number in (
                        ("run", device.pid),
                        ("sync", sync.process.pid),
                        ("clinic", clinic.process.pid),
                    ):
                        yield f"easeband {part:8s} {_resident_mb(number):6.1f} MB"
            finally:
                device.terminate()
                device.wait()


def _resident_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    """Print every figure as soon as it is known."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    for title, figures in (("core, one processor", core), ("start-up", start_up), ("memory", memory)):
        print(f"\n{title}", flush=True)
        for line in figures():
            print(f"  {line}", flush=True)


if __name__ == "__main__":
    main()
