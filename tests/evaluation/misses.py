"""Pictures of the worst misses: what the sensor measured, its spectrum over the background, the score and the reason.

Knows how a miss is chosen and drawn; must never know why it was judged as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from device.parameters import GRID_HZ, PARAMETERS
from device.pictures.render import png
from device.recordings.time_order import in_order
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, spectrum_of, total
from device.signals.windows import Window
from device.tremor.peaks import background_of
from device.tremor.verdict import Reading
from tests.evaluation.cases import Case, Judged, Top, found
from tests.evaluation.movement_data import PARTS
from tests.evaluation.progress import step
from tests.evaluation.targets import Judgements
from tests.support.limbs import windows_of

MOST = 3  # of each kind
WIDTH, HEIGHT, SCALE = 620, 130, 1.2
AXES = "xyz"
Row = dict[str, Any]


@dataclass(frozen=True)
class Miss:
    """A second that was judged wrongly."""

    case: Case
    reading: Reading


def draw_misses(done: Judgements, folder: Path) -> None:
    """One PNG a miss: the most certain false seconds, and the lost seconds furthest from being found."""
    folder.mkdir(parents=True, exist_ok=True)
    for (kind, top), parts in done.items():
        misses = list((_lost if top else _false)(one for part in PARTS for one in parts[part]))[:MOST]
        with step(f"pictures: {kind}, tremor on top: {top}: {len(misses)}"):
            for number, miss in enumerate(misses, 1):
                name = f"{kind}-{_name(top)}-{number}.png"
                (folder / name).write_bytes(png(specification(miss), scale=SCALE))


def _name(top: Top | None) -> str:
    return f"lost-{top.peak_dps:.0f}dps-{top.irregularity.replace(' ', '-')}" if top else "false"


def _false(cases: Iterable[Judged]) -> list[Miss]:
    misses = [Miss(one.case, r) for one in cases for r in one.assessable if r.tremor]
    return sorted(misses, key=lambda miss: -(miss.reading.score or 0))


def _lost(cases: Iterable[Judged]) -> list[Miss]:
    added = [(one.case.tremor, one) for one in cases]
    misses = [Miss(one.case, r) for top, one in added if top for r in one.assessable if not found(top, r)]
    return sorted(misses, key=lambda miss: miss.reading.score or 0)


def specification(miss: Miss) -> dict[str, Any]:
    """The Vega-Lite specification of one miss."""
    window = _window(miss)
    rotation = window.rotation or window.acceleration
    return {
        "title": {"text": _title(miss), "subtitle": _subtitle(miss.reading), "anchor": "start"},
        "vconcat": [
            _lines(_signal(rotation.values), "time in the window (s)", "deg/s"),
            _lines(_signal(window.acceleration.values), "time in the window (s)", "g"),
            _lines(list(_spectra(rotation.values, round(window.rate_hz))), "Hz", "(deg/s)²/Hz", logarithmic=True),
        ],
        "resolve": {"scale": {"color": "independent"}},
        "config": {"view": {"stroke": None}},
    }


def _title(miss: Miss) -> str:
    movement, added = miss.case.movement, miss.case.tremor
    top = f", tremor of {added.frequency_hz:.2f} Hz, {added.peak_dps:.0f} deg/s on top" if added else ", no tremor"
    return f"{movement.kind}, {movement.part} part, second {miss.reading.second_s:.0f}{top}"


def _subtitle(reading: Reading) -> str:
    verdict = "tremor" if reading.tremor else "no tremor"
    size = "" if reading.rms_dps is None else f", {reading.frequency_hz:.2f} Hz, {reading.rms_dps:.1f} deg/s rms"
    score = "" if reading.score is None else f", score {reading.score:.2f}"
    return f"judged: {verdict} ({reading.why}){score}{size}"


def _window(miss: Miss) -> Window:
    samples = in_order([miss.case.samples], PARAMETERS.sampling).samples
    return next(window for window in windows_of(samples) if window.second_s == miss.reading.second_s)


def _signal(values: Floats) -> list[Row]:
    return [
        {"x": number / GRID_HZ, "y": float(value), "line": axis}
        for axis, column in zip(AXES, values.T, strict=True)
        for number, value in enumerate(column)
    ]


def _spectra(values: Floats, rate_hz: int) -> Iterator[Row]:
    spectrum = spectrum_of(values, rate_hz, PARAMETERS)
    background = total(background_of(spectrum, PARAMETERS.rhythm.floor_dps2_hz, PARAMETERS.rhythm.whitening_share))
    yield from _curve("movement", total(spectrum.power), 0)
    yield from _curve("background", background, spectrum.layout.first)


def _curve(name: str, values: Sequence[float], first: int) -> Iterator[Row]:
    for number, value in enumerate(np.asarray(values).tolist(), first):
        if value > 0:
            yield {"x": number * BIN_HZ, "y": value, "line": name}


def _lines(rows: list[Row], x: str, y: str, *, logarithmic: bool = False) -> dict[str, Any]:
    scale = {"type": "log" if logarithmic else "linear", "zero": False}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": x},
            "y": {"field": "y", "type": "quantitative", "title": y, "scale": scale},
            "color": {"field": "line", "type": "nominal", "title": None, "sort": None},
        },
    }
