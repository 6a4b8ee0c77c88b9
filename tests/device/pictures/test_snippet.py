"""The picture of a raw snippet: what of a curve is kept for so many columns, and what the picture says."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from device.pictures.snippet import PIXEL_COLUMNS, drawn, extremes, pieces_of, pixel_columns
from device.signals.samples import Samples
from device.snippets.ring import Snippet
from tests.support.limbs import only, shaken, still, without

SVG = "{http://www.w3.org/2000/svg}"


def texts(document: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(document).iter(f"{SVG}text")]  # noqa: S314 - ours


def curves(document: str) -> list[str]:
    paths = ElementTree.fromstring(document).iter(f"{SVG}path")  # noqa: S314 - ours
    return [path.get("d", "") for path in paths if path.get("class") == "curve"]


@given(
    arrays(float, st.integers(1, 400), elements=st.floats(-1e3, 1e3)),
    st.integers(1, 50),
)
def test_the_lowest_and_the_highest_of_every_column_stay_and_at_most_two(values: np.ndarray, columns: int) -> None:
    place = np.arange(len(values)) * columns // len(values)
    kept = extremes(place, values)
    assert (np.diff(kept) > 0).all()
    for column in np.unique(place):
        inside, left = values[place == column], values[kept[place[kept] == column]]
        assert (left.min(), left.max()) == (inside.min(), inside.max())
        assert len(left) <= 2


def test_a_jerk_of_one_sample_in_a_quarter_of_an_hour_is_drawn_at_its_full_height() -> None:
    samples = still(900)
    assert samples.rotation_dps is not None
    samples.rotation_dps[45_678, 1] = 777.0
    kept = extremes(pixel_columns(samples.time_s, PIXEL_COLUMNS), samples.rotation_dps[:, 1])
    assert samples.rotation_dps[kept, 1].max() == 777.0
    assert len(kept) <= 2 * PIXEL_COLUMNS


def test_no_line_is_drawn_across_a_gap() -> None:
    samples = without(still(60), 20, 30)
    assert [len(piece) for piece in pieces_of(samples.time_s)] == [2000, 3000]
    assert {curve.count("M") for curve in curves(drawn(Snippet(10.0, "mark", samples), "t"))} == {2}


@pytest.mark.slow
def test_many_gaps_are_no_reason_to_draw_more_than_fits() -> None:
    samples = only(still(900), np.arange(90_000) % 20 < 10)
    assert len(pieces_of(samples.time_s)) == 4500
    x, *_ = curves(drawn(Snippet(10.0, "mark", samples), "t"))
    assert len(re.findall(r"[ML]", x)) <= 2 * 2 * PIXEL_COLUMNS  # two samples a column, each at most drawn as a dot


def test_a_sample_between_two_gaps_is_drawn_as_a_dot() -> None:
    samples = without(without(still(60), 20, 30), 30.01, 40)
    x, *_ = curves(drawn(Snippet(10.0, "mark", samples), "t"))
    assert re.search(r"M(\S+ \S+)L\1M", x)


def test_it_has_a_panel_a_sensor_with_units_and_marks_the_moment() -> None:
    document = drawn(Snippet(10.0, "jerk: 300 deg/s <in> 0.1 s", shaken(still(60), 5, 40)), "2026-03-02 10:01:00 UTC")
    said = texts(document)
    assert {"rotation (deg/s)", "acceleration (g)", "seconds from the moment", "2026-03-02 10:01:00 UTC"} <= set(said)
    assert "jerk: 300 deg/s <in> 0.1 s" in said
    assert document.count('class="moment"') == 2
    assert len(curves(document)) == 6


def test_without_a_gyroscope_there_is_one_panel() -> None:
    samples = still(60)
    document = drawn(Snippet(10.0, "mark", Samples(samples.time_s, samples.acceleration_g, None)), "t")
    assert len(curves(document)) == 3
    assert "rotation (deg/s)" not in texts(document)


def test_a_moment_outside_of_what_is_drawn_is_not_marked() -> None:
    assert 'class="moment"' not in drawn(Snippet(-100.0, "mark", still(60)), "t")


@pytest.mark.parametrize(
    "samples",
    [
        still(0.02, rate_hz=100),
        still(1 / 100),
        Samples(np.arange(100) / 100, np.zeros((100, 3)), np.zeros((100, 3))),
        Samples(np.arange(100) / 100, np.full((100, 3), np.nan), np.full((100, 3), np.nan)),
        Samples(np.arange(100) / 100, np.full((100, 3), 1e9), np.full((100, 3), -1e-9)),
    ],
)
def test_any_samples_give_a_picture_of_finite_numbers(samples: Samples) -> None:
    document = drawn(Snippet(0.0, "mark", samples), "t")
    assert "nan" not in document
    assert "inf" not in document.replace("infer", "")
    ElementTree.fromstring(document)  # noqa: S314 - ours


def test_a_long_reason_is_broken_into_lines() -> None:
    reason = "repetitive: " + "one movement after the other, " * 12
    document = drawn(Snippet(10.0, reason, still(60)), "t")
    assert max(len(text) for text in texts(document)) < 140
    assert "".join(texts(document)).count("one movement") == 12
