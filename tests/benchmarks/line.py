"""`python -m tests.benchmarks.line`: what an hour of data costs, start-up time and memory of each program."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one processor; has to be said before numpy is loaded

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sync.demo.broker import start_broker
from sync.demo.run import start_part, write_config
from tests.benchmarks.hours import HOUR_S, MOTIONS, RATE_HZ, hour_of
from tests.benchmarks.stages import costs_s

RUNS = 5
SETTLE_S = 20.0  # real seconds of the device at full speed before its memory is read


def core() -> Iterator[str]:
    """What an hour of data costs, stage by stage: the least of a few runs, which others' work disturbed least."""
    for name, motion in MOTIONS.items():
        portions = list(hour_of(motion))
        runs = [costs_s(portions) for _ in range(RUNS)]
        least_s = {stage: min(run[stage] for run in runs) for stage in runs[0]}
        yield _cost(name, least_s.pop("whole"))
        yield "    " + ", ".join(f"{stage} {cost_s:.2f}" for stage, cost_s in least_s.items())


def _cost(name: str, cost_s: float) -> str:
    return f"{name:12s} {cost_s:6.2f} s CPU per hour of data, {HOUR_S * RATE_HZ / cost_s:10,.0f} samples a second"


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
