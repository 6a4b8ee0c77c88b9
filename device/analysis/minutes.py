"""Readings become minutes: counts that merge exactly.

Knows the grid of whole monotonic minutes; must never know the calendar.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import compress

from device.parameters import ALGORITHM_VERSION, PARAMETERS
from device.records.facts import Minute, Unmeasured
from device.records.histograms import amplitude_bin, bins_of, frequency_bin, irregularity_bin, median
from device.tremor import PeakShape, Reading, heard, mostly, peak_shape

MINUTE_S = 60
WIDTH_DECIMALS, SHARPNESS_DECIMALS = 2, 1


class MinuteSummariser:
    """Sums readings up by whole monotonic minutes. Holds the readings of one minute."""

    def __init__(self) -> None:
        self._open: list[Reading] = []
        self._postures: list[int | None] = []  # of the same seconds

    def push(self, reading: Reading, posture: int | None = None) -> list[Minute]:
        """The minute that this reading ends by belonging to a later one. posture: of `device.records.tilts`."""
        ended = self.finish() if self._open and _minute(self._open[0]) != _minute(reading) else []
        self._open.append(reading)
        self._postures.append(posture)
        return ended

    def finish(self) -> list[Minute]:
        """The minute that is under way; what comes later makes another record of the same minute."""
        readings, self._open = self._open, []
        postures, self._postures = self._postures, []
        return [summarise(readings, postures)] if readings else []


def summarise(readings: list[Reading], postures: Sequence[int | None] = ()) -> Minute:
    """The counts of some readings, at least one, and of how the limb was held meanwhile.

    What a sensor with a dead axis says is no share of anything, nor is what `device.tremor.heard` leaves out.
    """
    counts = heard(readings)
    seen = list(compress(readings, counts))
    told = [reading for reading in seen if reading.whole]
    tremor = [reading for reading in told if reading.tremor]
    shape = _shape(tremor)
    contexts = Counter(reading.context for reading in told)
    unmeasured = Counter[Unmeasured](part for reading in readings for part in reading.dead)
    unmeasured["accelerometer"] += mostly(
        [not reading.gravity and "accelerometer" not in reading.dead for reading in readings]
    )
    unmeasured["wear"] = sum(r.noisy and not one for r, one in zip(readings, counts, strict=True))
    return Minute(
        start_s=readings[0].second_s,
        recorded_s=len(seen),
        assessable_s=sum(reading.tremor is not None for reading in told),
        tremor_s=len(tremor),
        inert_s=sum(reading.inert for reading in seen),
        frequencies=bins_of(frequency_bin(r.frequency_hz) for r in tremor if r.frequency_hz is not None),
        amplitudes=bins_of(amplitude_bin(r.amplitude_deg) for r in tremor if r.amplitude_deg is not None),
        algorithm=ALGORITHM_VERSION,
        rest_s=contexts["rest"],
        moving_s=contexts["moving"],
        vehicle_s=contexts["vehicle"],
        rest_tremor_s=sum(reading.context == "rest" for reading in tremor),
        irregularity_bins=bins_of(irregularity_bin(change) for r in tremor for change in r.cycle_changes_hz),
        unmeasured=tuple(sorted((+unmeasured).items())),
        width_hz=None if shape is None else round(shape.width_hz, WIDTH_DECIMALS),
        sharpness=None if shape is None else round(shape.sharpness, SHARPNESS_DECIMALS),
        posture=bins_of(posture for posture in compress(postures, counts) if posture is not None),
    )


def _shape(tremor: Sequence[Reading]) -> PeakShape | None:
    seen = [(r.shares, r.frequency_hz) for r in tremor if r.shares is not None and r.frequency_hz is not None]
    if not seen:
        return None
    return peak_shape(
        [shares for shares, _ in seen], median(frequency_hz for _, frequency_hz in seen), PARAMETERS.rhythm
    )


def _minute(reading: Reading) -> int:
    return int(reading.second_s // MINUTE_S)
