"""Rhythm that three seconds cannot tell: too irregular, or too small beside other movement, but there for longer.

Knows nine seconds and the one among them that is judged; must never know when they came.

Chance that three seconds hold averages out in nine, so less is asked of them, and still less of a rhythm that goes on.
Each second counts the less the more the limb moves in it, so one violent second does not decide for all. The judged one
has to show the same rhythm itself, if less clearly. The rhythm's size is that along its own axis, where least else
moves: what is on both sides of it in the spectrum is taken out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from device.parameters import Rhythm
from device.signals.rows import AXES
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, FIRST_AXIS, SECOND_AXIS, Layout, Spectra, Spectrum, total
from device.tremor.choice import Scored
from device.tremor.harmonics import Line, low_multiple_of_hz, swing_in
from device.tremor.peaks import SMALLEST, Peak, background_of, inverse, vertex

TWICE = np.array([1, 1, 1, 2, 2, 2])  # what lies beside the diagonal stands in S once of two


def weights_of(spectra: Spectra, rhythm: Rhythm) -> Floats:
    """[n] how much each second counts: the less the more the limb moves where a rhythm may lie."""
    layout = spectra.layout
    first, end = layout.first, layout.first + layout.places
    power = total(spectra.sums[:, :, end]) - total(spectra.sums[:, :, first])
    return np.asarray(1 / np.sqrt(power / layout.places + rhythm.floor_dps2_hz))


@dataclass(frozen=True)
class LookAtNine:
    """The seconds around a judged one as the spectrum of their running sums, the judged one's own beside it.

    background: [6, places] of the nine. clearness: [places] decades beyond what is asked; `most` is the highest.
    """

    together: Spectrum
    judged: Spectrum
    background: Floats
    clearness: Floats
    most: float


def looks_at_nine(judged: Sequence[Spectrum], sums: Sequence[Floats], rhythm: Rhythm) -> list[LookAtNine]:
    """At the running sums [6, k + 1] of the spectra around each of some judged seconds, at least one."""
    layout = _layout(judged[0].layout, rhythm)
    power, gains = np.stack([one.power for one in judged], axis=1), [one.gain for one in judged]
    together = Spectra(power, np.stack(sums, axis=1), gains, layout)
    background = background_of(together, rhythm.floor_dps2_hz, rhythm.whitening_share)
    clearness = _clearness(together, background) - _demands(layout, rhythm)
    backgrounds = (background[:, number] for number in range(len(judged)))
    looks = zip(together.each, judged, backgrounds, clearness, clearness.max(axis=1).tolist(), strict=True)
    return [LookAtNine(*look) for look in looks]


def lasting_in(look: LookAtNine, before_hz: float | None, rhythm: Rhythm) -> Scored | None:
    """What stands out most of nine seconds, with the score of its clearness in them and in the judged one.

    None if the nine seconds hold nothing that is clear enough. before_hz: of the tremor in the second before.
    """
    if look.most + (0 if before_hz is None else rhythm.lasting_goes_on) < 0:
        return None
    layout = look.together.layout
    goes_on = _goes_on(layout, before_hz, rhythm)
    clearness = look.clearness + goes_on
    place = int(clearness.argmax())
    if clearness[place] < 0:
        return None
    here = replace(layout, first=layout.first + place, places=1)
    there = _There(replace(look.together, layout=here), replace(look.judged, layout=here), look.background[:, place])
    demand = float((_demands(layout, rhythm) - goes_on)[place])
    return _scored(there, demand, float(clearness[place]), rhythm)


@dataclass(frozen=True)
class _There:
    """The nine seconds and the judged one at the only place that is looked at any more; background: [6] of the nine."""

    together: Spectrum
    own: Spectrum
    background: Floats


def _scored(there: _There, demand: float, clearness: float, rhythm: Rhythm) -> Scored | None:
    """None if what stands out is only the slope of something slower."""
    own, core = there.own, there.own.layout.core
    w = _direction(there.background, there.together.mean(-core, core)[:, 0])
    summit_hz, centre_hz = _where_hz(there.together, w, rhythm)
    if centre_hz < max(rhythm.broad_alone_hz, own.layout.first * BIN_HZ - rhythm.lasting_half_hz):
        return None
    beside = _beside(own, rhythm)
    own_clearness = float(_clearness(own, beside)[0]) - demand + rhythm.lasting_own
    line = Line(summit_hz, _power(own, beside[:, 0], w, rhythm))
    rms_dps = math.sqrt(line.power) / float(own.gain[own.layout.first])
    multiple_of_hz = low_multiple_of_hz(line, swing_in(own, rhythm), rhythm)
    return Scored(
        min(clearness, own_clearness), Peak("lasting", centre_hz, demand + clearness, rms_dps, multiple_of_hz)
    )


def _beside(spectrum: Spectrum, rhythm: Rhythm) -> Floats:
    return background_of(spectrum, rhythm.floor_dps2_hz, rhythm.whitening_share)


def _clearness(spectrum: Spectrum | Spectra, background: Floats) -> Floats:
    """[..., places] decades by which power stands out of the background."""
    core = spectrum.layout.core
    return np.asarray(np.log10((inverse(background) * spectrum.mean(-core, core)).sum(axis=0) + SMALLEST))


def _direction(background: Floats, power: Floats) -> Floats:
    """A vector w [3] that shows most of a rhythm and least of the rest; of its own axis a, of length 1, it shows 1.

    Letters: B and S are the background and the power as matrices; w is the first eigenvector of B^-1 S, a along B w.
    """
    b, s = _matrix(background), _matrix(power)
    root = np.linalg.inv(np.linalg.cholesky(b))
    w = root.T @ np.linalg.eigh(root @ s @ root.T)[1][:, -1]
    a = b @ w
    return np.asarray(w * (np.linalg.norm(a) / (w @ a)))


def _matrix(s: Floats) -> Floats:
    matrix = np.empty((AXES, AXES))
    matrix[FIRST_AXIS, SECOND_AXIS] = matrix[SECOND_AXIS, FIRST_AXIS] = s
    return matrix


def _power(own: Spectrum, beside: Floats, w: Floats, rhythm: Rhythm) -> float:
    """Mean square along the rhythm's axis of the two hertz around it, without what is beside them."""
    centre, half = own.layout.first, round(rhythm.broad_half_hz / BIN_HZ)
    band = own.sums[:, centre + half + 1] - own.sums[:, centre - half] - (2 * half + 1) * beside
    return max(float(_shown(w) @ band), 0) * BIN_HZ


def _where_hz(together: Spectrum, w: Floats, rhythm: Rhythm) -> tuple[float, float]:
    """The highest place along the rhythm's axis, and the centre of gravity of the two hertz around it."""
    centre, half = together.layout.first, round(rhythm.broad_half_hz / BIN_HZ)
    power = _shown(w) @ np.diff(together.sums[:, centre - half : centre + half + 2], axis=1)
    top = 1 + int(power[1:-1].argmax())
    over = power - power.min() + SMALLEST
    gravity = float(np.arange(2 * half + 1) @ over / over.sum())
    return (centre - half + vertex(power, top)) * BIN_HZ, (centre - half + gravity) * BIN_HZ


def _shown(w: Floats) -> Floats:
    """[6] so that its product with S is w S w."""
    return np.asarray(w[FIRST_AXIS] * w[SECOND_AXIS] * TWICE)


@lru_cache
def _layout(layout: Layout, rhythm: Rhythm) -> Layout:
    first = round(rhythm.lasting_from_hz / BIN_HZ)
    return replace(
        layout,
        first=first,
        places=layout.first + layout.places - first,
        core=round(rhythm.lasting_half_hz / BIN_HZ),
        near=round(rhythm.lasting_flank_from_hz / BIN_HZ),
        far=round(rhythm.lasting_flank_to_hz / BIN_HZ),
    )


@lru_cache
def _demands(layout: Layout, rhythm: Rhythm) -> Floats:
    """[places] decades that are asked for."""
    places_hz = (layout.first + np.arange(layout.places)) * BIN_HZ
    bounds_hz, decades = zip(*rhythm.lasting_demands, strict=True)
    return np.asarray(decades)[np.searchsorted(bounds_hz, places_hz, side="right")]


def _goes_on(layout: Layout, before_hz: float | None, rhythm: Rhythm) -> Floats:
    """[places] decades that are not asked for, since the second before was tremor there."""
    places_hz = (layout.first + np.arange(layout.places)) * BIN_HZ
    near = np.abs(places_hz - (math.inf if before_hz is None else before_hz)) <= rhythm.lasting_near_hz
    return np.asarray(rhythm.lasting_goes_on * near)
