"""Which samples of a curve a picture can show: of each of its columns the lowest and the highest.

Knows times and values; must never know what they are, or how a picture is drawn. What it leaves out lies under the line
between what it keeps, so a peak of one sample stays as high as it was.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from device.samples import Floats

Places = NDArray[np.intp]

GAP_STEPS: Final = 5  # ours: a pause longer than so many samples is drawn as one


def pieces_of(time_s: Floats) -> list[Places]:
    """The places of the samples [n], split at every gap, so that no line is drawn across one."""
    places, steps_s = np.arange(len(time_s)), np.diff(time_s)
    if not len(steps_s):
        return [places]
    return np.split(places, np.flatnonzero(steps_s > GAP_STEPS * np.median(steps_s)) + 1)


def columns_of(time_s: Floats, columns: int) -> Places:
    """The column, 0 to `columns` - 1, of each of the samples [n] when they fill the picture's width."""
    first_s, last_s = float(time_s[0]), float(time_s[-1])
    share = (time_s - first_s) / ((last_s - first_s) or 1)
    return np.minimum(share * columns, columns - 1).astype(np.intp)


def extremes(column: Places, values: Floats) -> Places:
    """The places, rising, of the lowest and the highest of the values [n] in each column [n]."""
    by_value = np.lexsort((values, column))
    ends = np.flatnonzero(np.diff(column[by_value]))
    lowest, highest = by_value[np.concatenate(([0], ends + 1))], by_value[np.concatenate((ends, [len(values) - 1]))]
    return np.unique(np.concatenate((lowest, highest)))
