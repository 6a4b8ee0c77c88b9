"""How soon a light answers: a press that is accepted, a repetition that counts.

    python -m tests.benchmarks.lights [BUSY]

The whole loop in real time over a simulated chip and panel, beside BUSY processes that do nothing but count (one for
each processor unless said otherwise). Some two minutes.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import numpy as np

from device.analysis import Pipeline
from device.programme.items import ELBOW
from device.repetitions import RepetitionCounter
from device.signals.samples import Samples
from device.simulation.bench import Bench, living_person
from device.simulation.people.eyes import REACTION_S
from device.simulation.people.person import Person
from device.system.clock import PacedClock, SystemClock, Wakes
from device.system.config import Config, Device, Files
from tests.support.figures import QUIET_DPS, QUIET_G

ACCEPT_S = 0.15  # of contact make a press
MOST_PRESS_S, MOST_REPETITION_S = 0.05, 0.2  # what is allowed
PRESSES, PAUSE_S, DOWN_S = 15, 2.5, 0.3
BURN = [sys.executable, "-c", "while True: pass"]
LIT = 0.9
RATE_HZ, SEED = 200, 20261128


class Watched:
    """The bench, and when its left light comes up."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.lit, self.came_up_s = bench, False, list[float]()

    def step_until(self, until_s: float, *, finger: bool = False) -> None:
        """Live on."""
        while self.bench.clock.monotonic_s() < until_s:
            self.step(finger=finger)

    def step(self, *, finger: bool = False) -> None:
        """One step, and a look at the light as the step left it, before the loop waits."""
        self.bench.step(finger=finger)

    def look(self) -> None:
        """At the left light, just after it was set."""
        lit = self.bench.pins.levels()[0] > LIT
        if lit and not self.lit:
            self.came_up_s.append(self.bench.clock.monotonic_s())
        self.lit = lit


class LookingClock(SystemClock):
    """Real time; before each wait of the loop somebody looks at the lights."""

    def __init__(self) -> None:
        super().__init__()
        self.watched: Watched | None = None

    def sleep(self, seconds: float) -> None:
        """Wait."""
        if self.watched is not None:
            self.watched.look()
        super().sleep(seconds)

    def doze(self, seconds: float, woken_by: Wakes | None) -> None:
        """Likewise."""
        if self.watched is not None:
            self.watched.look()
        super().doze(seconds, woken_by)


def press_delays_s(watched: Watched) -> list[float]:
    """From a contact that is long enough to the light, for some presses in everyday life."""
    clock, delays_s = watched.bench.clock, list[float]()
    for _ in range(PRESSES):
        watched.step_until(clock.monotonic_s() + PAUSE_S + 20.0 / PRESSES)
        down_s = clock.monotonic_s()
        watched.step_until(down_s + DOWN_S, finger=True)
        watched.step_until(clock.monotonic_s() + 1.0)
        delays_s += [next(at_s for at_s in watched.came_up_s if at_s > down_s + ACCEPT_S / 2) - down_s - ACCEPT_S]
    return delays_s


def repetition_delays_s(watched: Watched, person: Person) -> tuple[list[float], list[float]]:
    """To the light, for the repetitions of one set: from the sample that decides, and from the limb half way back."""
    clock, tempo = watched.bench.clock, ELBOW.tempo
    watched.step_until(clock.monotonic_s() + 25.0)
    watched.step_until(clock.monotonic_s() + 2.0, finger=True)
    watched.step_until(clock.monotonic_s() + 2.0)
    watched.step_until(clock.monotonic_s() + 0.3, finger=True)
    while not watched.bench.loop.exercising:
        watched.step()
    begun_s = clock.monotonic_s() + REACTION_S
    watched.came_up_s.clear()
    watched.step_until(begun_s + (ELBOW.repetitions - 1) * tempo.cycle_s)
    decided = decided_s(person, begun_s, clock.monotonic_s())
    lit_s = [next(at_s for at_s in watched.came_up_s if at_s >= back_s) for back_s, _ in decided]
    from_sample_s = [at_s - sample_s for at_s, (_, sample_s) in zip(lit_s, decided, strict=True)]
    return from_sample_s, [at_s - back_s for at_s, (back_s, _) in zip(lit_s, decided, strict=True)]


def decided_s(person: Person, from_s: float, until_s: float) -> list[tuple[float, float]]:
    """For each repetition when the limb was half way back, and which sample was the first that could tell.

    What turns the limb is smoothed over 2/3 s, since a tremor is no repetition: it is known a third of that later.
    """
    pipeline, counter, found = Pipeline(), RepetitionCounter(ELBOW), list[tuple[float, float]]()
    time_s = np.arange(from_s - 2.0, until_s, 1 / RATE_HZ)
    random, (acceleration_g, rotation_dps) = np.random.default_rng(SEED), person(time_s)
    acceleration_g = acceleration_g + random.normal(0, QUIET_G, acceleration_g.shape)
    rotation_dps = rotation_dps + random.normal(0, QUIET_DPS, rotation_dps.shape)
    for n in range(len(time_s)):
        samples = Samples(time_s[n : n + 1], acceleration_g[n : n + 1], rotation_dps[n : n + 1])
        repetitions = [each for turn in pipeline.push(samples).turns for each in counter.push(turn)]
        found += [(each.end_s, float(time_s[n])) for each in repetitions]
    return found


def main(busy: int) -> None:
    """Print both, and whether they are as short as they have to be."""
    burners = [subprocess.Popen(BURN) for _ in range(busy)]
    try:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
            config = Config(Device("band-1"), files=Files(device=str(Path(folder) / "device.db")))
            clock = LookingClock()
            person = living_person()
            bench = Bench(config, cast("PacedClock", clock), person, opened)
            clock.watched = Watched(bench)
            print(f"{busy} busy processes, {os.cpu_count()} processors")
            report("accepted press to light", press_delays_s(clock.watched), MOST_PRESS_S)
            from_sample_s, from_limb_s = repetition_delays_s(clock.watched, person)
            report("sample that decides a repetition to light", from_sample_s, MOST_REPETITION_S)
            print(f"limb half way back to light: median {sorted(from_limb_s)[len(from_limb_s) // 2] * 1000:.0f} ms")
            bench.loop.finish()
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def report(what: str, delays_s: list[float], most_s: float) -> None:
    """One line."""
    worst_s = max(delays_s)
    verdict = "holds" if worst_s <= most_s else "DOES NOT HOLD"
    middle_s = sorted(delays_s)[len(delays_s) // 2]
    print(
        f"{what}: median {middle_s * 1000:.0f} ms, worst {worst_s * 1000:.0f} of {most_s * 1000:.0f} ms: {verdict}",
        flush=True,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else os.cpu_count() or 1)
