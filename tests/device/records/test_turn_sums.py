"""The main axis and the dispersion of turning, from sums that merge."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.decoding import to_json
from device.records.facts import TurnSums
from device.records.person import angle_deg
from device.records.turn_sums import (
    added,
    as_kept,
    dispersion_deg,
    main_axis,
    merged,
    usual_dispersion_deg,
)
from device.signals.samples import Floats
from tests.support.limbs import mounting

Products = tuple[float, float, float, float, float, float]


def products_of(turning: Floats) -> Products:
    (xx, xy, zx), (_, yy, yz), (_, _, zz) = (turning.T @ turning).tolist()
    return xx, yy, zz, yz, zx, xy


def strayed_deg(turning: Floats, axis: Sequence[float]) -> float:
    """By the definition: the mean angle to the axis, weighed by speed."""
    speed = np.linalg.norm(turning, axis=1)
    angles = np.degrees(np.arccos(np.clip(np.abs(turning @ np.asarray(axis)) / speed, 0, 1)))
    return float(speed @ angles / speed.sum())


def sums_of(turning: Floats) -> TurnSums:
    products = products_of(turning)
    main, path = main_axis(products), float(np.linalg.norm(turning, axis=1).sum())
    strayed = strayed_deg(turning, main.axis)
    return TurnSums("slow", "rest", len(turning), products, path, strayed, usual_dispersion_deg(main.sizes))


def normal(seed: int, sizes: Sequence[float], count: int = 20_000) -> Floats:
    return np.asarray(np.random.default_rng(seed).normal(0, np.sqrt(sizes), (count, 3)))


@given(st.integers(0, 10_000))
def test_the_axis_is_the_one_that_numpy_finds(seed: int) -> None:
    turning = normal(seed, (9, 4, 1), 500) @ mounting(seed).T
    sizes, axes = np.linalg.eigh(turning.T @ turning)
    main = main_axis(products_of(turning))
    assert main.sizes == pytest.approx(sizes[::-1], rel=1e-6)
    assert abs(axes[:, -1] @ np.asarray(main.axis)) == pytest.approx(1, abs=1e-9)
    assert max(main.axis, key=abs) > 0


@pytest.mark.parametrize(
    ("products", "axis"),
    [
        ((0, 0, 0, 0, 0, 0), None),
        ((1, 1, 1, 0, 0, 0), None),
        ((4, 0, 0, 0, 0, 0), (1, 0, 0)),
        ((1, 1, 0, 0, 0, -1), (1, -1, 0)),
        ((2, 2, 1, 0, 0, 0), None),
    ],
)
def test_turning_without_a_main_axis_still_has_one_of_length_1(
    products: Products, axis: tuple[float, float, float] | None
) -> None:
    found = main_axis(products).axis
    assert math.hypot(*found) == pytest.approx(1)
    assert axis is None or min(angle_deg(found, axis), 180 - angle_deg(found, axis)) < 1e-4


@pytest.mark.parametrize(
    ("sizes", "degrees"),
    [((1, 1, 1), 57.3), ((1, 0, 0), 0.0), ((1, 0.01, 0.01), 9.2), ((1, 0.1, 0.1), 27.0), ((1, 1, 0), 45.0)],
)
def test_the_usual_dispersion_is_that_of_normal_turning(sizes: tuple[float, ...], degrees: float) -> None:
    """Of turning about any axis alike it is one radian: the mean angle to a line, of directions evenly spread."""
    assert usual_dispersion_deg(sizes) == pytest.approx(degrees, abs=0.15)


def test_of_nothing_there_is_no_dispersion() -> None:
    assert usual_dispersion_deg((0, 0, 0)) == 0
    assert dispersion_deg([]) == 0


@given(st.integers(0, 1000), st.sampled_from([(100, 4, 1), (100, 30, 1), (100, 20, 20)]))
def test_minutes_with_one_axis_merge_exactly_whatever_their_shape(seed: int, sizes: tuple[float, ...]) -> None:
    """Heavy tails, as of bursts, are far from normal."""
    turning = normal(seed, sizes, 2000) * np.random.default_rng(seed).exponential(size=(2000, 1)) ** 2
    minutes = [sums_of(turning), sums_of(turning * 3)]
    whole = np.concatenate([turning, turning * 3])
    assert dispersion_deg(minutes) == pytest.approx(strayed_deg(whole, main_axis(added(minutes)).axis), abs=0.01)


@pytest.mark.parametrize("shape", ["normal", "bursts", "swings"])
@pytest.mark.parametrize("apart_deg", [10, 30, 60])
def test_minutes_about_different_axes_merge_to_within_two_degrees(shape: str, apart_deg: float) -> None:
    """The error of the only approximation: a minute's T says where its turning lies, normal or not."""
    turn = math.radians(apart_deg)
    matrix = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    for seed, sizes in enumerate([(100, 2, 2), (100, 20, 5), (100, 25, 25)]):
        one = normal(seed, sizes, 6000)
        if shape == "bursts":
            one *= np.random.default_rng(seed).exponential(size=(6000, 1))
        if shape == "swings":
            one = np.sin(np.random.default_rng(seed).uniform(0, math.tau, (6000, 3))) * np.sqrt(sizes)
        minutes = [one, one @ matrix.T]
        sums = [sums_of(minute) for minute in minutes]
        truth_deg = strayed_deg(np.concatenate(minutes), main_axis(added(sums)).axis)
        assert dispersion_deg(sums) == pytest.approx(truth_deg, abs=2.0)


def test_merging_in_steps_is_merging_at_once() -> None:
    some = [sums_of(normal(seed, (9, 4, 1), 50)) for seed in range(4)]
    steps = merged([merged(some[:2]), merged(some[2:])])
    assert steps.seconds == 200
    assert steps.products == pytest.approx(merged(some).products)
    assert dispersion_deg([steps]) == pytest.approx(dispersion_deg(some))


def test_what_is_kept_has_four_digits_that_mean_something() -> None:
    kept = as_kept(TurnSums("fast", "rest", 9, (12345.6, -0.004, 77.7, 0, 0, 0), 1.234, 5.678, 9.87))
    assert kept == ("fast", "rest", 9, (12350, 0, 80, 0, 0, 0), 1.2, 5.7, 9.9)
    assert "-0" not in to_json(kept), "less to write"
