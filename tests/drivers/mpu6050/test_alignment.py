"""Shifted frames are recognised and good ones are not doubted, whatever the temperature and however the limb moves."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.mpu6050.alignment import Counts, aligned, explained_by_registers, shown
from drivers.mpu6050.models import MODELS, MPU6050, Model
from drivers.mpu6050.registers import FRAME_COLUMNS, MEASUREMENT, MEASUREMENT_BYTES, TEMPERATURE_COLUMN, Register
from tests.support.bench import ADDRESS, COUNTS_PER_DPS, COUNTS_PER_G, Floats, resting, rig
from tests.support.examples import examples

# In counts: 1.2 degrees C, 0.05 g and 12 deg/s are near; the temperature of five frames in a row must fit elsewhere.
NEAR, ENOUGH = 400, 5

RATE_HZ = 100
LOOK = 20  # frames
LATER = 3  # frames: by at most so many the registers are newer than the newest frame
COLDEST_C, WARMEST_C = -10.0, 60.0
NOISE = np.array([27.0, 27, 27, 18, 1.3, 1.3, 1.3])  # counts; data sheet, and the temperature of a real MPU-6050
TEMPERATURE_STEP = 16  # counts: a real MPU-6050's temperature counts are multiples of it
OFFSET_G, OFFSET_DPS = 0.08, 20.0  # product specification
QUICKEST_HZ, HARDEST_G, HARDEST_DPS = 12.0, 5.0, 1500.0  # beyond both ranges
WITH_AND_WITHOUT = (FRAME_COLUMNS, 4)
MOVING_SAMPLES = 1_000_000

Random = np.random.Generator
Move = Callable[[Random, int], Floats]


def upright(random: Random) -> Floats:
    """Gravity in any direction, in g."""
    direction = random.standard_normal(3)
    return direction / np.linalg.norm(direction)


def at_rest(random: Random, n: int) -> Floats:
    """[n, 6] counts of acceleration and rotation without noise."""
    return np.tile([*upright(random) * COUNTS_PER_G, 0, 0, 0], (n, 1))


def moving(random: Random, n: int) -> Floats:
    """The same of a limb that shakes as hard as it can, on every axis for itself."""
    turns = np.multiply.outer(np.arange(n) / RATE_HZ, random.uniform(0.3, QUICKEST_HZ, (6, 4)))
    swing = (random.random((6, 4)) * np.sin(2 * np.pi * (turns + random.random((6, 4))))).sum(axis=-1)
    hardest = np.repeat([HARDEST_G * COUNTS_PER_G, HARDEST_DPS * COUNTS_PER_DPS], 3)
    return np.array(swing / abs(swing).max(axis=0) * hardest * random.uniform(0.1, 1, 6) + at_rest(random, n))


def measured(random: Random, motion: Floats, temperature_c: float, model: Model = MPU6050) -> Counts:
    """[n, 7] as the chip counts it, with its noise and offsets."""
    offsets = np.repeat([OFFSET_G * COUNTS_PER_G, OFFSET_DPS * COUNTS_PER_DPS], 3) * random.uniform(-1, 1, 6)
    temperature = np.full(len(motion), (temperature_c - model.zero_c) * model.counts_per_c)
    values = np.insert(motion + offsets, 3, temperature, axis=1) + NOISE * random.standard_normal((len(motion), 7))
    values[:, 3] = np.rint(values[:, 3] / TEMPERATURE_STEP) * TEMPERATURE_STEP
    limits = np.iinfo(np.int16)
    return np.clip(np.rint(values), limits.min, limits.max).astype(MEASUREMENT)


def shifted(samples: Counts, lost_bytes: int, n: int = LOOK) -> Counts:
    """The first n frames of these samples after so many bytes were lost."""
    columns = samples.shape[1]
    data = samples.tobytes()[lost_bytes:][: n * columns * MEASUREMENT_BYTES]
    return np.frombuffer(data, MEASUREMENT).reshape(-1, columns)


def lost_bytes(columns: int) -> range:
    return range(1, columns * MEASUREMENT_BYTES)


def nearly_right(frames: Counts, registers: Counts) -> bool:
    """Whether the newest frame shows on every axis what the registers show, but for a little more than the noise."""
    return bool(abs(frames[-1].astype(np.int32) - registers).max() < 2 * NEAR)


def wrong_passes(random: Random, samples: Counts, lost: int) -> bool:
    """Whether a look after so many bytes were lost is believed although it is not nearly right."""
    frames, registers = shifted(samples, lost), samples[LOOK + int(random.integers(LATER + 1))]
    return aligned(frames, registers) and not nearly_right(frames, registers)


@pytest.mark.costly
@pytest.mark.parametrize("columns", WITH_AND_WITHOUT)
@pytest.mark.parametrize("model", {model.name: model for model in MODELS.values()}.values(), ids=lambda one: one.name)
def test_at_rest_every_shift_is_seen_at_every_temperature(model: Model, columns: int) -> None:
    random = np.random.default_rng(columns)
    for temperature_c in np.arange(COLDEST_C, WARMEST_C, 0.1):
        samples = measured(random, at_rest(random, LOOK + 2 + LATER), float(temperature_c), model)[:, :columns]
        registers = samples[LOOK + int(random.integers(LATER + 1))]
        for lost in lost_bytes(columns):
            frames = shifted(samples, lost)
            assert not aligned(frames, registers) or (columns < FRAME_COLUMNS and nearly_right(frames, registers))


@given(
    temperature_c=st.floats(COLDEST_C, WARMEST_C) | st.floats(35, 38),
    columns=st.sampled_from(WITH_AND_WITHOUT),
    lost=st.integers(1, FRAME_COLUMNS * MEASUREMENT_BYTES - 1),
    later=st.integers(0, LATER),
    n=st.integers(1, LOOK),
    seed=st.integers(0, 2**32 - 1),
)
def test_at_rest_however_few_frames_there_are_a_shift_is_seen_or_shows_nearly_the_right_numbers(
    *, temperature_c: float, columns: int, lost: int, later: int, n: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    samples = measured(random, at_rest(random, n + 2 + LATER), temperature_c)[:, :columns]
    frames, registers = shifted(samples, 1 + lost % (columns * MEASUREMENT_BYTES - 1), n), samples[n + later]
    assert not aligned(frames, registers) or nearly_right(frames, registers)


@given(
    temperature_c=st.floats(COLDEST_C, WARMEST_C),
    columns=st.sampled_from(WITH_AND_WITHOUT),
    later=st.integers(0, LATER),
    n=st.integers(0, LOOK),
    moved=st.sampled_from([at_rest, moving]),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=examples(300))
def test_frames_in_their_places_are_not_doubted(
    *, temperature_c: float, columns: int, later: int, n: int, moved: Move, seed: int
) -> None:
    random = np.random.default_rng(seed)
    samples = measured(random, moved(random, LOOK + LATER), temperature_c)[:, :columns]
    assert aligned(samples[LOOK - n : LOOK], samples[LOOK - 1 + later])


@pytest.mark.parametrize("columns", WITH_AND_WITHOUT)
def test_bytes_lost_within_a_look_are_seen_by_the_frames_behind_them(columns: int) -> None:
    random, body_c = np.random.default_rng(columns), 36.5
    for lost in lost_bytes(columns):
        samples = measured(random, at_rest(random, LOOK + 2), body_c)[:, :columns]
        kept = shifted(samples[LOOK - ENOUGH :], lost, ENOUGH)
        assert not aligned(np.concatenate([samples[: LOOK - ENOUGH], kept]), samples[LOOK])


@pytest.mark.parametrize("columns", WITH_AND_WITHOUT)
def test_a_temperature_that_jumps_within_a_look_is_not_believed(columns: int) -> None:
    random = np.random.default_rng(columns)
    samples = measured(random, at_rest(random, LOOK), 20.0)[:, :columns].copy()
    samples[LOOK // 2 :, TEMPERATURE_COLUMN] += 2 * NEAR
    assert not aligned(samples, samples[-1])


def test_no_frames_are_aligned() -> None:
    assert aligned(np.empty((0, FRAME_COLUMNS), MEASUREMENT), np.zeros(FRAME_COLUMNS, MEASUREMENT))


def counts(*rows: list[int]) -> Counts:
    return np.array(rows, MEASUREMENT)


def row(x: int = 0, y: int = 0, *, temperature: int = 0, behind: int = 0) -> list[int]:
    """A frame of acceleration x y z, temperature, rotation x y z; `behind` is beside the temperature."""
    return [x, y, 0, temperature, behind, 0, 0]


@pytest.mark.parametrize(("off", "believed"), [(-400, False), (-399, True), (0, True), (399, True), (400, False)])
def test_a_temperature_may_be_a_little_over_one_degree_from_the_registers(off: int, *, believed: bool) -> None:
    frames = counts(row(temperature=-2000 + off), row(temperature=-2000))
    assert aligned(frames, counts(row(temperature=-2000))[0]) is believed


@pytest.mark.parametrize(
    ("frame", "registers", "believed"),
    [
        # read from the next number on, the frame is exactly what the registers show; but that is near as it stands
        (row(0, 400), row(400), True),
        (row(0, 401), row(401), False),
        # a place further than 0.25 g from the registers explains nothing
        (row(0, 9000), row(7001), False),
        (row(0, 9000), row(7000), True),
        # nor does one where the temperature would be more than 1.2 degrees off
        (row(0, 9000, behind=399), row(9000), False),
        (row(0, 9000, behind=400), row(9000), True),
        # nor one that is not twice as near
        (row(0, 1000), row(501), False),
        (row(0, 1000), row(500), True),
        # numbers that are near to the opposite of what the registers show are not near
        ([1400, -1000, 600, -200, -200, 600, -1000], [-1000, 600, -200, -200, 600, -1000, 1400], False),
    ],
)
def test_frames_are_shifted_if_another_place_is_near_fits_and_is_twice_as_near(
    frame: list[int], registers: list[int], *, believed: bool
) -> None:
    assert aligned(counts(frame), counts(registers)[0]) is believed


@pytest.mark.parametrize(("fitting", "believed"), [(4, True), (5, False)])
def test_the_temperature_has_to_fit_at_the_other_place_in_five_frames(fitting: int, *, believed: bool) -> None:
    frames = counts(row(0, 9000, behind=500), *[row(0, 9000)] * fitting)
    assert aligned(frames, counts(row(9000))[0]) is believed


@pytest.mark.parametrize(("off", "near"), [(-2001, False), (-2000, True), (2000, True), (2001, False)])
def test_a_limb_moves_by_at_most_a_quarter_of_g_until_the_registers_are_read(off: int, *, near: bool) -> None:
    assert explained_by_registers(counts(row(-30_000), row(20_000)), counts(row(20_000 + off))[0]) is near


def test_no_frames_leave_nothing_to_explain() -> None:
    assert explained_by_registers(np.empty((0, FRAME_COLUMNS), MEASUREMENT), counts(row(20_000))[0]) is True


@pytest.mark.parametrize(("off", "seen"), [(-401, False), (-400, True), (400, True), (401, False)])
def test_what_the_registers_showed_is_in_one_of_the_frames_but_for_the_noise(off: int, *, seen: bool) -> None:
    frames = counts(row(-30_000), row(20_000), row(30_000))
    assert shown(frames, counts(row(20_000 + off))[0]) is seen


@pytest.mark.parametrize("temperature_c", [25.0, 36.5, 37.0])
@pytest.mark.parametrize("gyroscope", [True, False])
@pytest.mark.parametrize("lost", [1, 2, 3, 4, 5, 6, 7])
def test_the_driver_starts_its_fifo_again_when_bytes_were_lost(
    *, lost: int, gyroscope: bool, temperature_c: float
) -> None:
    with rig(resting, gyroscope=gyroscope, temperature_c=temperature_c, noise_seed=1) as it:
        it.sensor.start()
        it.clock.sleep(0.2)
        it.sensor.drain()
        it.clock.sleep(0.2)
        it.bus.read_once(ADDRESS, Register.FIFO_R_W, lost)
        assert it.sensor.drain().restarted == "misaligned"
        it.clock.sleep(0.2)
        assert len(it.sensor.drain()) == 20


@pytest.mark.slow
@pytest.mark.parametrize("columns", WITH_AND_WITHOUT)
def test_a_million_samples_of_the_hardest_movement_raise_no_false_alarm(columns: int) -> None:
    random = np.random.default_rng(columns)
    false = 0
    for _ in range(MOVING_SAMPLES // (10 * LOOK)):
        temperature_c = random.uniform(COLDEST_C, WARMEST_C)
        samples = measured(random, moving(random, 10 * LOOK + LATER), temperature_c)[:, :columns]
        for end in range(LOOK, len(samples) - LATER, LOOK):
            registers = samples[end - 1 + int(random.integers(LATER + 1))]
            false += not aligned(samples[end - LOOK : end], registers)
    assert false == 0


@pytest.mark.parametrize("columns", WITH_AND_WITHOUT)
def test_in_any_movement_at_body_temperature_hardly_a_wrong_number_passes_one_look_and_none_two(columns: int) -> None:
    random = np.random.default_rng(columns)
    passed = np.zeros(3, dtype=int)
    for _ in range(200):
        strength = 10 ** random.uniform(-2, 0)
        motion = at_rest(random, 3 * LOOK) + strength * moving(random, 3 * LOOK)
        samples = measured(random, motion, random.uniform(35, 38))[:, :columns]
        for lost in lost_bytes(columns):
            passed[sum(wrong_passes(random, samples[start:], lost) for start in (0, LOOK))] += 1
    assert passed[1] < 0.005 * passed.sum()
    assert passed[2] == 0
