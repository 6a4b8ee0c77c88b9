"""ParaDigMa 1.1.2, the best open wrist tremor detector, on any samples: in an environment of its own.

Knows how to ask it; must never know what its verdicts are compared with.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from device.signals.samples import Floats, Samples
from tests.evaluation.progress import step
from tests.evaluation.side_environment import CannotInstall, SideEnvironment

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = SideEnvironment(ROOT / ".venv-paradigma", Path(__file__).with_name("paradigma.lock"))
WORKER = Path(__file__).with_name("paradigma_worker.py")
HOW = "connect to the package index and run `make evaluate` again"
RUN_S = 300.0
WINDOW_S = 4


@dataclass(frozen=True)
class Verdicts:
    """One recording's windows of 4 s."""

    start_s: Floats
    tremor: Floats  # 0 or 1: its classifier, the peak in 3 to 7 Hz and the arm at rest
    frequency_hz: Floats


@dataclass(frozen=True)
class Answer:
    """Verdicts on each recording, and the processor seconds they took."""

    verdicts: tuple[Verdicts, ...]
    cpu_s: float


class ParaDigMa:
    """Asks ParaDigMa, if it can be installed."""

    def __init__(self) -> None:
        self.absent = ""  # why it cannot be asked
        if ENVIRONMENT.is_current():
            return
        try:
            with step("installing ParaDigMa into .venv-paradigma (once)"):
                ENVIRONMENT.make()
        except CannotInstall as error:
            lines = str(error).splitlines()
            reason = next((line for line in lines if line.startswith("ERROR")), lines[-1])
            self.absent = f"not installed: {reason}; {HOW}"

    def judge(self, recordings: Iterable[Samples]) -> Answer | None:
        """Its verdicts on recordings with a gyroscope; None if it is not installed."""
        if self.absent:
            return None
        with tempfile.TemporaryDirectory() as folder:
            given, wanted = Path(folder, "in.npz"), Path(folder, "out.npz")
            _write(given, list(recordings))
            _work(given, wanted)
            return _read(wanted)


def _write(path: Path, recordings: Sequence[Samples]) -> None:
    times = {f"t{number}": samples.time_s for number, samples in enumerate(recordings)}
    rotations = {f"r{number}": np.asarray(samples.rotation_dps) for number, samples in enumerate(recordings)}
    np.savez(path, **times, **rotations)  # type: ignore[arg-type]  # its stub takes the names for its own option


def _work(given: Path, wanted: Path) -> None:
    command = [str(ENVIRONMENT.python), *ALONE, str(WORKER), str(given), str(wanted)]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=RUN_S, env={**os.environ, **ONE_PROCESSOR}
    )
    if done.returncode:
        raise RuntimeError(f"ParaDigMa ended with {done.returncode}:\n{done.stderr}")


ALONE = ("-I",)  # nothing of ours beside the worker: this module's own name would hide theirs
ONE_PROCESSOR = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _read(path: Path) -> Answer:
    stored = np.load(path)
    count = len(stored.files) - 1
    tables = [stored[f"w{number}"] for number in range(count)]
    return Answer(tuple(Verdicts(table[:, 0], table[:, 1], table[:, 2]) for table in tables), float(stored["cpu_s"]))
