"""A recording hardly longer than one window, moved to where the window sees all of it.

Knows the grid of whole seconds; must never know what is in the recording.

Windows begin on whole seconds, so a recording of three seconds that begins between two fits into none. One of less
than four seconds is moved, by less than a second, to begin with a window. One of less than three is moved to its
middle, and the rest of the window does not count as missing.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

from device.analysis.pipeline import Analysed, Pipeline
from device.parameters import GRID_HZ, PARAMETERS, WINDOW_S, Parameters
from device.records.limb_axes import LimbAxes
from device.records.person import ANYBODY, Personal
from device.signals.grid import usual_step_s
from device.signals.samples import Samples


def fitted(samples: Samples, parameters: Parameters) -> tuple[Samples, Parameters]:
    """The samples, and the parameters to judge them with: as given, unless the whole recording is that short."""
    length_s = _length_s(samples)
    if not parameters.sampling.least_recording_s <= length_s < WINDOW_S + 1:
        return samples, parameters
    absent_s = max(WINDOW_S - length_s, 0)
    first_s = float(samples.time_s[0])
    shift_s = math.floor(first_s) - first_s + round(absent_s / 2 * GRID_HZ) / GRID_HZ
    moved = replace(samples, time_s=samples.time_s + shift_s)
    sampling = replace(parameters.sampling, most_missing_s=parameters.sampling.most_missing_s + absent_s)
    return moved, replace(parameters, sampling=sampling)


def _length_s(samples: Samples) -> float:
    """From the first sample to one step after the last one, to the hundredth; 0 if there are less than two."""
    if len(samples) < 2:
        return 0
    length_s = float(samples.time_s[-1] - samples.time_s[0]) + usual_step_s(samples.time_s)
    return round(length_s * GRID_HZ) / GRID_HZ


PORTION = 20_000  # samples: some minutes of a recording


def analysed(
    recording: Samples,
    parameters: Parameters = PARAMETERS,
    personal: Personal = ANYBODY,
    axes: LimbAxes | None = None,
) -> Iterator[Analysed]:
    """A whole recording in order of time, portion by portion.

    One too short for windows of the stream is moved to where one window holds it (see `device.analysis.offline`).
    """
    samples, parameters = fitted(recording, parameters)
    pipeline = Pipeline(parameters, personal, axes)
    for start in range(0, len(samples), PORTION):
        yield pipeline.push(_part(samples, slice(start, start + PORTION)))
    yield pipeline.finish()


def _part(samples: Samples, part: slice) -> Samples:
    rotation_dps = None if samples.rotation_dps is None else samples.rotation_dps[part]
    return Samples(samples.time_s[part], samples.acceleration_g[part], rotation_dps)
