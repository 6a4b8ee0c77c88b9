"""How exact the frequency and the size of a found tremor are.

Knows what was added; must never know how it was found.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from device.signals.samples import Floats
from device.tremor.verdict import Reading
from tests.evaluation.cases import REGULAR, Judged, found
from tests.evaluation.movement_data import PARTS
from tests.evaluation.synthetic import Tremor
from tests.evaluation.table import Row
from tests.evaluation.targets import MOVING, Judgements

MOST_ERROR = np.array([0.1, 0.05])  # Hz, and a share of the size


def error_rows(done: Judgements) -> Iterator[Row]:
    """Tremor found in real movement, half of whose power may be the movement's: the median, and nine of ten."""
    for top in REGULAR:
        for kind in MOVING:
            errors = [_errors(done[kind, top][part]) for part in PARTS]
            middle = [np.median(part, axis=0) for part in errors]
            high = [np.quantile(part, 0.9, axis=0) for part in errors]
            name = f"error of {top} found in {kind}, median: <= 0.1 Hz, 5 %"
            yield Row(name, [shown(one) for one in middle], met=is_exact(middle[1]))
            yield Row("    90 of 100 seconds are better than", [shown(one) for one in high])


def worst_error(cases: Iterable[Judged]) -> Floats:
    """[2] the largest error in Hz, and the largest as a share of the size."""
    return np.asarray(_errors(cases).max(axis=0))


def is_exact(error: Floats) -> bool:
    """Whether both errors are within the target."""
    return bool((error <= MOST_ERROR).all())


def shown(error: Floats) -> str:
    """For people."""
    return f"{error[0]:.3f} Hz, {100 * error[1]:.1f} %"


def _errors(cases: Iterable[Judged]) -> Floats:
    """[n, 2] of every second found."""
    errors = [_error(one.case.tremor, reading) for one in cases if one.case.tremor for reading in one.assessable]
    return np.array([error for error in errors if error is not None]).reshape(-1, 2)


def _error(added: Tremor, reading: Reading) -> tuple[float, float] | None:
    if not found(added, reading) or reading.frequency_hz is None or reading.rms_dps is None:
        return None
    true_dps = added.peak_dps / np.sqrt(2)
    return abs(reading.frequency_hz - added.frequency_hz), abs(reading.rms_dps / true_dps - 1)
