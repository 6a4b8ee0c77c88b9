"""Which way the limb turns, in three bands of frequencies, at rest and in movement: sums of five minutes.

Knows turning, contexts and thresholds; must never know why a limb turns. A second counts in a band if it turned there
by more than a sensor's noise and what is left of its offset. Vehicles, which shake the whole body, are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ, WINDOW_S, TurnBands
from device.posture.bands import BAND_ORDER, KEPT_EVERY, MOST_SECONDS, in_bands
from device.records.facts import Context, Directions, TurnBand, TurnSums
from device.records.limb_axes import LimbAxes
from device.records.turn_sums import as_kept, main_axis, merged, usual_dispersion_deg
from device.signals.rows import AXES
from device.signals.samples import Floats
from device.signals.windows import Window
from device.tremor import Reading, heard

RECORD_S: Final = 300  # ours: a fifth of what a record a minute costs the card
SECOND_STARTS: Final = range(0, WINDOW_S * GRID_HZ, GRID_HZ)  # of a window's samples
_CONTEXTS: Final[tuple[Context, ...]] = ("rest", "moving")


@dataclass
class _Run:
    """Seconds that follow on one another: the turning of each, of the one before and the one after."""

    before: Floats
    seconds: list[Floats] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # in the minute
    after: Floats = field(default_factory=lambda: np.zeros((0, AXES)))

    def turning_dps(self) -> Floats:
        return np.concatenate([self.before, *self.seconds, self.after])


class DirectionWatch:
    """Follows windows with their readings in order of time; holds the turning of one minute."""

    def __init__(self, bands: TurnBands, axes: LimbAxes | None) -> None:
        self._bands, self._axes = bands, axes
        self._runs: list[_Run] = []
        self._readings: list[Reading] = []  # of the minute, also of seconds without turning
        self._offset_known: list[bool] = []
        self._sums: list[TurnSums] = []
        self._next_s = self._start_s = -1.0

    def push(self, window: Window, reading: Reading, *, offset_known: bool) -> list[Directions]:
        """The record that this second ends by belonging to later ones."""
        second_s, ended = window.second_s, list[Directions]()
        if second_s // MOST_SECONDS != (self._next_s - 1) // MOST_SECONDS:
            self._end_minute()
        if second_s // RECORD_S != self._start_s // RECORD_S:
            ended = self._record()
            self._start_s = second_s
        self._readings.append(reading)
        self._offset_known.append(offset_known)
        self._take(window)
        return ended

    def finish(self) -> list[Directions]:
        """What is under way."""
        self._end_minute()
        return self._record()

    def _take(self, window: Window) -> None:
        rotation = window.rotation
        if rotation is None or rotation.stuck_axes or rotation.saturated:
            self._next_s = -1.0
            return
        # Copies: a view of one second would hold all that its window was cut from.
        before, own, after = (rotation.values[start : start + GRID_HZ].copy("K") for start in SECOND_STARTS)
        if window.second_s != self._next_s or not self._runs:
            self._runs.append(_Run(before))
        run = self._runs[-1]
        run.seconds.append(own)
        run.places.append(len(self._readings) - 1)
        run.after, self._next_s = after, window.second_s + 1

    def _end_minute(self) -> None:
        runs, self._runs = self._runs, []
        readings, self._readings = self._readings, []
        offset_known, self._offset_known = self._offset_known, []
        split = [in_bands(run.turning_dps(), self._bands) for run in runs]
        places = [place for run in runs for place in run.places]
        contexts = np.array(_contexts(readings), dtype=object)[places]
        known = np.array(offset_known, dtype=bool)[places]
        for band in BAND_ORDER if runs else ():
            seconds = np.concatenate([bands[band] for bands in split])
            told = known if band == "slow" else np.ones_like(known)  # an offset turns no quicker
            self._sums += self._sums_of(band, seconds[told], contexts[told])

    def _sums_of(self, band: TurnBand, seconds: Floats, contexts: NDArray[np.object_]) -> Iterator[TurnSums]:
        turns = np.einsum("nij,nij->n", seconds, seconds) >= self._bands.least_dps(band) ** 2 * seconds.shape[1]
        for context in _CONTEXTS:
            chosen = seconds[turns & (contexts == context)]
            if len(chosen):
                yield _summed(band, context, chosen, self._axes)

    def _record(self) -> list[Directions]:
        sums, self._sums = self._sums, []
        groups = groupby(sorted(sums, key=_place), key=_place)
        told = tuple(as_kept(merged(list(group))) for _, group in groups)
        return [Directions(self._start_s, told, of_limb=self._axes is not None)] if told else []


def _contexts(readings: Sequence[Reading]) -> list[Context | None]:
    """Of each second of a minute; None where what it shows is no share of anything, as in the minute's own counts."""
    return [r.context if r.whole and counts else None for r, counts in zip(readings, heard(readings), strict=True)]


def _place(sums: TurnSums) -> tuple[int, int]:
    return BAND_ORDER.index(sums.band), _CONTEXTS.index(sums.context)


def _summed(band: TurnBand, context: Context, seconds: Floats, axes: LimbAxes | None) -> TurnSums:
    turning = seconds.reshape(-1, AXES) if axes is None else seconds.reshape(-1, AXES) @ _to_limb(axes)
    step_s = KEPT_EVERY[band] / GRID_HZ
    (xx, xy, zx), (_, yy, yz), (_, _, zz) = ((turning.T @ turning) * step_s).tolist()
    products = (xx, yy, zz, yz, zx, xy)
    main = main_axis(products)
    speed_dps = np.sqrt(np.einsum("ij,ij->i", turning, turning))
    along_dps = np.abs(turning @ main.axis)
    angles = np.arccos(np.minimum(along_dps / np.maximum(speed_dps, np.finfo(float).tiny), 1.0))
    path_deg = float(speed_dps.sum()) * step_s
    strayed_deg = float(np.degrees(angles @ speed_dps / speed_dps.sum()))
    return TurnSums(band, context, len(seconds), products, path_deg, strayed_deg, usual_dispersion_deg(main.sizes))


def _to_limb(axes: LimbAxes) -> Floats:
    return np.array([axes.along, axes.across, axes.up]).T
