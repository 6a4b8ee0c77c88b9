"""ParaDigMa's tremor pipeline over recordings, in the Python that has it: `python paradigma_worker.py IN.npz OUT.npz`.

Knows ParaDigMa's public functions; must never know what the recordings are, nor our own code.
IN: t0, t1, ... [n] in s and r0, r1, ... [n, 3] in deg/s. OUT: w0, w1, ... [windows, 3]: start in s, tremor, frequency
of the peak in Hz; cpu_s: processor seconds of its pipeline.
"""

# mypy: disable-error-code="import-not-found,import-untyped"
# The imports below exist in the environment that `tests.evaluation.paradigma` makes.

import logging
import sys
import time
import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from paradigma.config import IMUConfig, TremorConfig
from paradigma.pipelines.tremor_pipeline import run_tremor_pipeline

Floats = NDArray[np.float64]
ITS_RATE_HZ = 100
ITS_LEAST_S = 4.0
COLUMNS = ["time", "pred_tremor_checked", "freq_peak"]


def windows(time_s: Floats, rotation_dps: Floats) -> Floats:
    """[windows, 3] of one recording; none of one shorter than its window."""
    if time_s[-1] - time_s[0] < ITS_LEAST_S:
        return np.empty((0, len(COLUMNS)))
    config = IMUConfig()
    config.resampling_frequency = ITS_RATE_HZ
    table = pd.DataFrame({"time": time_s, **{f"gyroscope_{axis}": rotation_dps[:, n] for n, axis in enumerate("xyz")}})
    steps = ["classification"]
    done = run_tremor_pipeline(table, ".", tremor_config=TremorConfig(), imu_config=config, return_intermediate=steps)
    if done["_error"]:
        raise SystemExit(f"ParaDigMa: {done['_error']}")
    return np.asarray(done["classification"][COLUMNS], dtype=float)


def main(given: str, wanted: str) -> None:
    """All recordings of one file."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    recordings = np.load(given)
    count = len(recordings.files) // 2
    pairs = [(recordings[f"t{n}"], recordings[f"r{n}"]) for n in range(count)]
    before_s = time.process_time()
    found = {f"w{n}": windows(*pair) for n, pair in enumerate(pairs)}
    cost = {"cpu_s": np.array(time.process_time() - before_s)}
    np.savez(wanted, **found, **cost)  # type: ignore[arg-type]  # its stub takes the names for its own option


if __name__ == "__main__":
    main(*sys.argv[1:])
