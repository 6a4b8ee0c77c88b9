"""Chunks: all that goes in comes out, and what is damaged is told and left out, never silently wrong."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from device.raw_recording.chunk import CHANGED, CUT_OFF, MARK, PREAMBLE, About, Chunk, Damage, chunks_in, encoded
from device.raw_recording.planes import CountStretch, breaks
from device.records.facts import Gap
from tests.device.raw_recording.made_up import DATING, TAKEN, chunk_at, same
from tests.support.examples import examples

CHUNKS = [chunk_at(100.0), chunk_at(100.4), chunk_at(200.0, axes=3), chunk_at(5.0, samples=1, boot="boot-2")]
FILE = PREAMBLE + b"".join(map(encoded, CHUNKS))


def found(content: bytes) -> tuple[list[Chunk], list[Damage]]:
    both = list(chunks_in(content))
    return [one for one in both if isinstance(one, Chunk)], [one for one in both if isinstance(one, Damage)]


@st.composite
def stretches(draw: st.DrawFn) -> CountStretch:
    """Any counts, in any steps that are no gap."""
    samples, axes = draw(st.integers(1, 60)), draw(st.sampled_from((3, 6)))
    steps_ns = draw(arrays(np.int64, samples - 1, elements=st.integers(1, 15_000_000)))
    first_ns = draw(st.integers(-(10**9), 10**17))
    counts = draw(arrays(np.int16, (samples, axes), elements=st.integers(-32768, 32767)))
    return CountStretch(first_ns + np.concatenate([np.zeros(1, np.int64), np.cumsum(steps_ns)]), counts)


@settings(max_examples=examples(100))
@given(stretches(), st.floats(-40, 85) | st.none(), st.sampled_from((None, {"gyro_bias_dps": [0.1, -0.2, 0.3]})))
def test_whatever_goes_in_comes_out_exactly(
    stretch: CountStretch, temperature_c: float | None, calibration: dict[str, Any] | None
) -> None:
    gaps = (Gap(1.5, 0.25, "overflow", 24), Gap(3.0, 3600.0, "privacy"))
    chunk = Chunk(About(DATING, replace(TAKEN, calibration=calibration), temperature_c, gaps), stretch)
    (out,), damage = found(PREAMBLE + encoded(chunk))
    assert same(out, chunk)
    assert damage == []


def test_chunks_of_several_boots_and_sensors_stand_in_one_file() -> None:
    chunks, damage = found(FILE)
    assert all(map(same, chunks, CHUNKS))
    assert (len(chunks), damage) == (4, [])


@settings(max_examples=examples(200))
@given(st.lists(st.tuples(st.integers(0, len(FILE) - 1), st.integers(1, 255)), min_size=1, max_size=8))
def test_whatever_bits_turn_over_no_wrong_sample_comes_out_and_the_damage_is_told(flips: list[tuple[int, int]]) -> None:
    changed = bytearray(FILE)
    for place, bits in flips:
        changed[place] ^= bits
    _check_honest(bytes(changed))


@settings(max_examples=examples(100))
@given(st.integers(0, len(FILE) - 1))
def test_wherever_it_is_cut_off_what_is_whole_comes_out_and_the_rest_is_told(length: int) -> None:
    _check_honest(FILE[:length])


@settings(max_examples=examples(100))
@given(st.integers(0, len(FILE)), st.binary(min_size=1, max_size=50), st.integers(0, 50))
def test_whatever_is_put_in_or_taken_out_it_goes_on_at_the_next_chunk(place: int, more: bytes, gone: int) -> None:
    _check_honest(FILE[:place] + more + FILE[place + gone :])


@settings(max_examples=examples(50))
@given(st.sampled_from((b"", PREAMBLE, PREAMBLE + MARK)), st.binary(max_size=200))
def test_no_bytes_whatever_are_an_error(start: bytes, content: bytes) -> None:
    chunks, _ = found(start + content)
    assert chunks == []


def _check_honest(content: bytes) -> None:
    """What comes out went in, in this order; and where not all of it does, or bytes are left, that is told."""
    chunks, damage = found(content)
    rest = iter(CHUNKS)
    assert all(any(same(chunk, one) for one in rest) for chunk in chunks)
    whole = PREAMBLE + b"".join(map(encoded, chunks))
    assert bool(damage) == (content not in (whole, whole.removeprefix(PREAMBLE)))


def test_the_end_that_a_power_cut_leaves_is_said_to_be_that() -> None:
    (*_, last), (damage,) = found(FILE[:-5])
    assert same(last, CHUNKS[2])
    assert (damage.why, damage.at_byte + damage.length_bytes) == (CUT_OFF, len(FILE) - 5)


def test_a_chunk_that_was_changed_costs_no_other() -> None:
    start = len(PREAMBLE) + len(encoded(CHUNKS[0]))
    changed = FILE[: start + 300] + bytes([FILE[start + 300] ^ 1]) + FILE[start + 301 :]
    chunks, damage = found(changed)
    assert [len(chunk.stretch) for chunk in chunks] == [40, 40, 1]
    assert damage == [Damage(start, len(encoded(CHUNKS[1])), CHANGED)]


def test_a_chunk_that_stands_twice_is_taken_once() -> None:
    chunks, (damage,) = found(FILE[: len(PREAMBLE)] + 2 * encoded(CHUNKS[0]))
    assert len(chunks) == 1
    assert "not after those of the chunk before it" in damage.why


def test_a_minute_at_rest_takes_a_quarter_of_its_raw_bytes() -> None:
    """Noise of the data sheet is most of it: 27 and 1.33 counts; a sample has 12 bytes."""
    random = np.random.default_rng(1)
    counts = np.rint(random.normal(0, [27.0] * 3 + [1.33] * 3, (6000, 6))).astype(np.int16)
    time_ns = np.rint(np.arange(6000) * 1e9 / 100.3).astype(np.int64)
    assert len(encoded(Chunk(About(DATING, TAKEN), CountStretch(time_ns, counts)))) < 12 * 6000 / 2


@pytest.mark.parametrize(("step_ns", "found_at"), [(0, [1]), (-1, [1]), (15_000_001, [1]), (15_000_000, []), (1, [])])
def test_a_gap_is_more_than_one_and_a_half_steps(step_ns: int, found_at: list[int]) -> None:
    assert breaks(np.array([7, 7 + step_ns])).tolist() == found_at
