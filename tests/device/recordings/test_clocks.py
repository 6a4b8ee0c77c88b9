"""Loggers' clocks: roll-over, times that many samples share, clocks that begin again."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from device.recordings import BadRecording
from device.recordings.clocks import settled
from device.signals.samples import Floats, Samples
from tests.support.limbs import only, still


def where(sample: int) -> str:
    return f"line {sample + 2}"


def done(samples: Samples, *, spread: bool = False) -> tuple[Floats, list[str]]:
    told: list[str] = []
    return settled(samples, where, told, spread=spread).time_s, told


def timed(samples: Samples, time_s: Floats) -> Samples:
    return replace(samples, time_s=np.asarray(time_s, dtype=float))


def again(first_s: float, then_s: float) -> Samples:
    """Two recordings of six seconds in one file, of other numbers, each with times of its own."""
    one, other = still(6), still(6, seed=1)
    return Samples(
        np.concatenate([one.time_s + first_s, other.time_s + then_s]),
        np.concatenate([one.acceleration_g, other.acceleration_g]),
        None,
    )


@pytest.mark.parametrize(("first_s", "then_s"), [(0, 0), (0, 0.003), (1000, 500), (1.7e9, 0), (4, 0.5), (0, 5.5)])
def test_a_logger_that_began_again_is_refused_with_the_line(first_s: float, then_s: float) -> None:
    with pytest.raises(BadRecording, match=r"times go back at line 602, from .* began again; .*: split the file there"):
        done(again(first_s, then_s))


def test_a_logger_that_began_again_twice_is_refused_at_the_first() -> None:
    once = again(0, 0)
    twice = Samples(np.tile(once.time_s, 2), np.tile(once.acceleration_g, (2, 1)), None)
    with pytest.raises(BadRecording, match="times go back at line 602"):
        done(twice)


@pytest.mark.parametrize(
    "order",
    [
        [*range(400, 600), *range(400)],  # a piece in the wrong place
        [*range(300), *range(200, 600)],  # samples that stand twice
        [*range(0, 600, 2), *range(1, 3)],  # a few astray
        np.random.default_rng(1).permutation(600).tolist(),  # no order at all
        [n ^ 1 for n in range(600)],  # neighbours exchanged
        [*range(10), *range(11, 60), 10, *range(60, 600)],  # one late
        [*range(10), 60, *range(10, 60), *range(61, 600)],  # one early
    ],
    ids=["piece", "twice", "astray", "none", "neighbours", "late", "early"],
)
def test_what_can_be_put_in_order_is_left_to_that(order: list[int]) -> None:
    samples = only(still(6), order)
    assert done(samples)[0].tolist() == samples.time_s.tolist()


@pytest.mark.parametrize(
    ("span_s", "words"),
    [
        (4294967.296, "a counter of milliseconds of 32 bits"),
        (4294.967296, "a counter of microseconds of 32 bits"),
        (65.536, "a counter of milliseconds of 16 bits"),
        (86400.0, "a clock at midnight"),
    ],
)
def test_a_counter_that_rolls_over_goes_on(span_s: float, words: str) -> None:
    samples = still(6)
    true_s = samples.time_s + span_s - 2.005
    time_s, told = done(timed(samples, true_s % span_s))
    assert np.allclose(time_s, true_s, rtol=0, atol=1e-6)
    assert told == [f"time: {words} began again at line 203; times go on from there"]


def test_a_signed_counter_rolls_over_from_its_most_to_its_least() -> None:
    samples, half_s = still(6), 2147483.648
    true_s = samples.time_s + half_s - 2.005
    time_s, _ = done(timed(samples, np.where(true_s < half_s, true_s, true_s - 2 * half_s)))
    assert np.allclose(time_s, true_s, rtol=0, atol=1e-6)


SECONDS, FOURS = (lambda n: n // 100), (lambda n: 0.1 + n // 4 * 0.04)


@pytest.mark.parametrize(("at_s", "count"), [(SECONDS, 100), (FOURS, 4)])
def test_times_that_many_samples_share_are_refused_and_how_often_is_said(
    at_s: Callable[[Floats], Floats], count: int
) -> None:
    samples = still(6)
    with pytest.raises(BadRecording, match=f"^a time stands {count} times in a row, from line 2 on.*--spread-times"):
        done(timed(samples, at_s(np.arange(600.0))))


@pytest.mark.parametrize("at_s", [SECONDS, FOURS])
def test_shared_times_are_spread_evenly_when_asked_for(at_s: Callable[[Floats], Floats]) -> None:
    time_s, told = done(timed(still(6), at_s(np.arange(600.0))), spread=True)
    assert np.allclose(np.diff(time_s), 0.01)
    assert "100 samples a second" in told[0]


def test_a_first_second_of_which_only_a_part_is_there_keeps_its_pace() -> None:
    samples = only(still(6), slice(63, 560))
    time_s, _ = done(timed(samples, np.floor(samples.time_s)), spread=True)
    assert np.allclose(np.diff(time_s), 0.01)


def test_a_pause_is_not_filled_with_the_samples_before_it() -> None:
    samples = only(still(6), [*range(200), *range(400, 600)])
    time_s, _ = done(timed(samples, np.floor(samples.time_s)), spread=True)
    assert np.allclose(time_s, samples.time_s)


def test_lines_that_were_written_twice_are_no_bursts() -> None:
    samples = only(still(6), np.repeat(np.arange(600), 2))
    assert done(samples)[1] == []


def test_bursts_whose_times_are_nearly_the_same_are_refused_and_spread() -> None:
    near = np.arange(600) // 4 * 0.04 + np.arange(600) % 4 * 1e-4
    with pytest.raises(BadRecording, match=r"in bursts, 0.0001 s apart and 100 a second in the mean.*--spread-times"):
        done(timed(still(6), near))
    assert np.allclose(np.diff(done(timed(still(6), near), spread=True)[0]), 0.01)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1000, "times rise by 10 .*are the times in ms.*--units time=ms"),
        (1e6, "times rise by 10000 .*are the times in us.*--units time=us"),
        (1e9, "are the times in ns.*--units time=ns"),
        (1e-3, "1e+05 samples a"),
    ],
)
def test_a_rate_that_no_recording_of_a_limb_has_is_refused(factor: float, words: str) -> None:
    samples = still(6)
    with pytest.raises(BadRecording, match=re.escape(words).replace(r"\.\*", ".*")):
        done(timed(samples, samples.time_s * factor))


def test_samples_of_one_time_are_refused_whatever_they_are() -> None:
    samples = timed(still(6), np.zeros(600))
    frozen = replace(samples, acceleration_g=np.tile([0.0, 0.0, 1.0], (600, 1)))
    for each in (samples, frozen):
        with pytest.raises(BadRecording, match=r"^a time stands 600 times in a row, from line 2 on"):
            done(each)
        with pytest.raises(BadRecording, match=r"^all samples have the same time, 0: .*--rate 100"):
            done(each, spread=True)
