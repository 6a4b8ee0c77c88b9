"""How exact the frequency and the size of a found tremor are.

Knows what was added; must never know how it was found.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from device.signals.samples import Floats
from device.tremor.verdict import Reading
from tests.evaluation.bootstrap import resampled
from tests.evaluation.cases import REGULAR, Judged, found
from tests.evaluation.movement_data import PARTS
from tests.evaluation.outcomes import by_source
from tests.evaluation.synthetic import Tremor
from tests.evaluation.table import Row
from tests.evaluation.targets import MOVING, Judgements

MOST_ERROR = np.array([0.1, 0.05])  # Hz, and a share of the size


def error_rows(done: Judgements) -> Iterator[Row]:
    """Tremor found in real movement, half of whose power may be the movement's: the median, and nine of ten."""
    for top in REGULAR:
        for kind in MOVING:
            units = [[_errors(unit) for unit in by_source(done[kind, top][part])] for part in PARTS]
            middle, high = ([_quantile(one, share) for one in units] for share in (0.5, 0.9))
            name = f"error of {top} found in {kind}, median: <= 0.1 Hz, 5 %"
            yield Row(name, [_with_interval(one, 0.5) for one in units], met=is_exact(middle[1]))
            yield Row("    90 of 100 seconds are better than", [shown(one) for one in high])


def _quantile(units: Sequence[Floats], share: float) -> Floats:
    return np.asarray(np.quantile(np.concatenate(units), share, axis=0))


def _with_interval(units: Sequence[Floats], share: float) -> str:
    """Of the size alone: the frequency is hundredths of a hertz off."""
    interval = resampled(units, lambda drawn: float(100 * _quantile(drawn, share)[1]))
    return shown(_quantile(units, share)) + ("" if interval is None else f" {interval.shown(1)}")


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
