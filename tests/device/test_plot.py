from typing import Any

import pytest

from device.plot import specification
from device.report import Analysis
from device.tremor import Reading


def size_axis(*sizes_dps: float) -> dict[str, Any]:
    readings = tuple(
        Reading(float(n), tremor=False, why="", frequency_hz=5, rms_dps=size) for n, size in enumerate(sizes_dps)
    )
    spec = specification(Analysis("x.csv", 0, len(readings), readings, (), (), 0, None))
    axis: dict[str, Any] = spec["vconcat"][-1]["layer"][0]["encoding"]["y"]
    return axis


@pytest.mark.parametrize(
    ("sizes_dps", "ticks"),
    [
        ((0.25, 9, 70), [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]),
        ((3.0,), [2, 5]),
        ((0.0, 0.0), [0.1, 0.2, 0.5, 1]),
    ],
)
def test_strength_has_ticks_where_the_points_are(sizes_dps: tuple[float, ...], ticks: list[float]) -> None:
    axis = size_axis(*sizes_dps)
    assert axis["axis"]["values"] == pytest.approx(ticks)
    assert axis["scale"]["type"] == "log"
    assert axis["scale"]["domain"] == pytest.approx([ticks[0], ticks[-1]])
