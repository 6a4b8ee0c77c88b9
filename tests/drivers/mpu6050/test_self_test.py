"""The chip's self-test: what a code stands for, what passes, and what the driver makes of a chip with a bad axis."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.i2c.bus import BusError
from drivers.mpu6050.chip import NotConfigured, WrongChip
from drivers.mpu6050.models import SETTINGS
from drivers.mpu6050.registers import Register
from drivers.mpu6050.self_test import (
    AT_REST,
    PUSHED,
    TESTED,
    AxisTest,
    factory_trim,
    judged,
    self_tested,
    trim_codes,
    verdict,
)
from drivers.simulated.faults import BrownOut, Unplugged
from drivers.simulated.self_test import HEALTHY, SelfTest
from tests.support.bench import START_S, Rig, rig

# Counts at 8 g (4096 a g) and 250 deg/s (131 a deg/s), worked out with a calculator from the register map's two rules:
# 1392.64 times 1.0337383 at each step up to 3768.32, and 3275 times 1.046 at each step.
TRIM_COUNTS = {1: (1392.64, 3275.0), 2: (1439.63, 3425.65), 16: (2290.84, 6430.16), 31: (3768.32, 12624.0)}
COUNTS_PER_G, COUNTS_PER_DPS = 4096, 131
SIGNS = (1, 1, 1, 1, -1, 1)  # the gyroscope's y axis turns the other way
CODES = range(1, 32)


def trims(code: int) -> list[float]:
    """By adding logarithms, not by powers: g and deg/s of the six axes."""
    share = (code - 1) / 30
    acceleration_g = math.exp((1 - share) * math.log(0.34) + share * math.log(0.92))
    rotation_dps = math.exp(math.log(25) + (code - 1) * math.log(1.046))
    return [sign * size for sign, size in zip(SIGNS, [acceleration_g] * 3 + [rotation_dps] * 3, strict=True)]


def registers(acceleration: list[int], rotation: list[int]) -> bytes:
    """The four registers, put together bit by bit as text."""
    bits = [f"{code:05b}" for code in acceleration]
    mixed = [int(bits[axis][:3] + f"{rotation[axis]:05b}", 2) for axis in range(3)]
    return bytes([*mixed, int("".join(code[3:] for code in bits), 2)])


def coded(code: int) -> SelfTest:
    """A healthy chip with this code on all axes."""
    moved = trims(code) if code else [0.5, 0.5, 0.5, 50.0, -50.0, 50.0]
    codes = (code, code, code)
    return SelfTest(codes, codes, moved[:3], moved[3:])


def by_axis(it: Rig) -> dict[str, AxisTest]:
    return {test.axis: test for test in it.sensor.self_test()}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("axis", range(6), ids=[axis.name for axis in TESTED])
def test_a_code_stands_for_the_trim_of_the_register_map(code: int, axis: int) -> None:
    assert factory_trim(TESTED[axis], code) == pytest.approx(trims(code)[axis], rel=1e-12)


@pytest.mark.parametrize(("code", "counts"), TRIM_COUNTS.items())
def test_the_trims_are_those_of_a_calculator(code: int, counts: tuple[float, float]) -> None:
    acceleration, rotation = factory_trim(TESTED[0], code), factory_trim(TESTED[3], code)
    assert acceleration is not None
    assert rotation is not None
    assert (acceleration * COUNTS_PER_G, rotation * COUNTS_PER_DPS) == pytest.approx(counts, rel=1e-4)


def test_code_0_is_no_trim_and_no_failure() -> None:
    assert [factory_trim(axis, 0) for axis in TESTED] == [None] * 6
    assert {test.verdict for test in judged([9.0] * 6, [0] * 6)} == {"no factory trim"}


@given(st.lists(st.integers(0, 31), min_size=3, max_size=3), st.lists(st.integers(0, 31), min_size=3, max_size=3))
def test_every_code_is_found_in_its_bits(acceleration: list[int], rotation: list[int]) -> None:
    assert trim_codes(registers(acceleration, rotation)) == (*acceleration, *rotation)


@pytest.mark.parametrize("trim", [0.5, 49.0, -49.0])
def test_a_response_passes_within_14_percent_of_the_trim(trim: float) -> None:
    shares = (0.85, 0.87, 1.0, 1.13, 1.15, 0.0, -1.0)
    passed = [verdict(share * trim, trim) for share in shares]
    assert passed == ["failed", "passed", "passed", "passed", "failed", "failed", "failed"]


@pytest.mark.costly
@pytest.mark.parametrize("code", range(32))
def test_a_healthy_chip_passes_with_every_code(code: int) -> None:
    with rig(self_test=coded(code)) as it:
        tests = it.sensor.self_test()
    assert {test.verdict for test in tests} == {"passed" if code else "no factory trim"}
    if code:
        assert [test.response for test in tests] == pytest.approx(trims(code), abs=0.01)


def test_the_test_is_made_at_8_g_and_250_degrees_a_second_as_the_register_map_asks() -> None:
    assert AT_REST == {27: 0 << 3, 28: 2 << 3}
    assert PUSHED == {27: 0b111 << 5, 28: 0b111 << 5 | 2 << 3}


def test_each_half_of_the_test_settles_a_quarter_of_a_second_and_takes_a_hundred_samples() -> None:
    slept_s = list[float]()
    with rig() as it:
        it.sensor.start()
        self_tested(it.bus, 0x68, slept_s.append)
    assert slept_s == [0.25, *[0.01] * 100] * 2


def test_noise_and_gravity_do_not_disturb_the_test() -> None:
    with rig(noise_seed=5) as it:
        tests = by_axis(it)
    assert tests["acceleration z"].response == pytest.approx(0.559, abs=0.002)
    assert tests["rotation y"].response == pytest.approx(-49.08, abs=0.05)
    assert {test.verdict for test in tests.values()} == {"passed"}


@pytest.mark.costly
@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("share", [0.0, 0.8, 1.2, -1.0])
def test_an_axis_that_answers_wrongly_fails_alone(axis: int, share: float) -> None:
    turned = list(HEALTHY.rotation_dps)
    turned[axis] *= share
    with rig(self_test=replace(HEALTHY, rotation_dps=turned)) as it:
        failed = [name for name, test in by_axis(it).items() if test.verdict == "failed"]
    assert failed == [f"rotation {'xyz'[axis]}"]


def test_afterwards_the_chip_measures_as_before() -> None:
    with rig() as it:
        it.sensor.start()
        it.sensor.self_test()
        it.clock.sleep(0.5)
        frames = it.sensor.drain()
        assert {register: it.chip.registers[register] for register in SETTINGS} == SETTINGS
    assert frames.acceleration_g[-1] == pytest.approx([0, 0, 1], abs=0.001)
    assert frames.rotation_dps is not None
    assert (frames.restarted, frames.rotation_dps[-1].tolist()) == (None, [0, 0, 0])


def test_the_gyroscope_is_tested_even_if_it_is_not_used_and_goes_back_to_standby() -> None:
    with rig(gyroscope=False) as it:
        verdicts = {test.verdict for test in by_axis(it).values()}
        it.clock.sleep(0.5)
        assert verdicts == {"passed"}
        assert it.sensor.drain().rotation_dps is None
        assert it.chip.registers[Register.PWR_MGMT_2] == 0x07


def test_the_offset_registers_are_never_written() -> None:
    with rig() as it:
        it.sensor.self_test()
        assert bytes(it.chip.registers[0x06:0x0C]) == bytes(6)
        assert bytes(it.chip.registers[0x13:0x19]) == bytes(6)


def test_a_bus_that_fails_in_mid_test_is_an_error_not_a_verdict() -> None:
    with rig(faults=[Unplugged(START_S + 1)]) as it, pytest.raises(BusError, match="nothing answered"):
        it.sensor.self_test()


@pytest.mark.parametrize("after_s", [0.3, 1.0, 2.0, 2.5])
def test_a_chip_that_loses_its_power_in_mid_test_is_not_judged(after_s: float) -> None:
    with rig(faults=[BrownOut(START_S + after_s)]) as it:
        with pytest.raises(NotConfigured, match=r"lost power during the test: .* repeat the test"):
            it.sensor.self_test()
        assert {test.verdict for test in it.sensor.self_test()} == {"passed"}


def test_a_relative_with_other_factory_values_is_not_judged_by_ours() -> None:
    with rig(who_am_i=0x70) as it, pytest.raises(WrongChip, match=r"expects an MPU-6050 .* got MPU-6500"):
        it.sensor.self_test()


def test_the_codes_survive_a_reset() -> None:
    with rig(self_test=coded(7)) as it:
        it.sensor.start()
        assert it.bus.read(0x68, Register.SELF_TEST_X, 4) == registers([7] * 3, [7] * 3)
