"""What a look is turned into, and what it says of itself where nothing else was said."""

import numpy as np
import pytest

from drivers.mpu6050.frames import STATE_BYTES, FifoLook, confirmed, no_frames, parse, ran_dry, to_frames
from drivers.mpu6050.models import MPU6050

STATE = bytes(STATE_BYTES)


def test_a_look_says_of_itself_only_what_it_was_told() -> None:
    look = FifoLook(parse(b""), 0, 1.0, 2.0, STATE)
    assert (look.read_bytes, look.read_s, look.unsettled, look.stopped) == (0, 0, 0, False)


def test_the_state_is_one_burst_from_the_sample_rate_to_the_last_power_register() -> None:
    assert STATE_BYTES == 108 - 25 + 1


def test_a_restart_leaves_nothing_but_its_reason() -> None:
    frames = no_frames(1.0, 2.0, "overflow")
    assert (len(frames), frames.first_number, frames.read_bytes, frames.read_s) == (0, 0, 0, 0)
    assert (frames.before_s, frames.after_s, frames.restarted, frames.error) == (1, 2, "overflow", None)
    assert frames.rotation_dps is not None
    assert frames.acceleration_g.shape == frames.rotation_dps.shape == (0, 3)
    assert no_frames(1.0, 2.0, "bus error", "nothing answered", gyroscope=False).rotation_dps is None


def test_counts_become_g_degrees_and_degrees_a_second() -> None:
    counts = np.array([[8192, -8192, 4096, 0, 328, -328, 3280]], ">i2")  # 4 g and 1000 deg/s: 8192 and 32.8 a unit
    frames = to_frames(FifoLook(parse(counts.tobytes()), 7, 1.0, 2.0, STATE, read_bytes=14, read_s=0.5), MPU6050)
    assert frames.acceleration_g.tolist() == [[1, -1, 0.5]]
    assert frames.rotation_dps == pytest.approx(np.array([[10, -10, 100]]))
    assert frames.temperature_c.tolist() == [36.53]
    assert (frames.first_number, frames.read_bytes, frames.read_s) == (7, 14, 0.5)


@pytest.mark.parametrize(("last", "dry"), [(b"\x11" * 14, True), (b"\x11" * 13 + b"\x12", False), (b"", False)])
def test_a_frame_of_one_byte_over_and_over_is_an_empty_fifo(last: bytes, *, dry: bool) -> None:
    assert ran_dry(parse(last)) is dry


def look_at(*x: int, registers_x: int = 0) -> FifoLook:
    """Frames that show these x, and registers that show another."""
    counts = np.array([[count, 0, 0, 0, 0, 0, 0] for count in x], ">i2")
    state = bytearray(STATE)
    state[59 - 25 : 59 - 25 + 2] = registers_x.to_bytes(2)  # ACCEL_XOUT_H after SMPLRT_DIV
    return FifoLook(parse(counts.tobytes()), 0, 1.0, 2.0, bytes(state))


@pytest.mark.parametrize(
    ("first", "more", "found"),
    [
        ((0, 0, 9000), (0, 0), True),  # the newest frame of the first look
        ((0, 0, 0), (0, 9000), True),  # or any after it
        ((0, 9000, 0), (0, 0), False),  # but none before
        ((0, 0, 0), (0, 0), False),
    ],
)
def test_what_the_registers_showed_has_to_be_the_newest_frame_or_come_after_it(
    first: tuple[int, ...], more: tuple[int, ...], *, found: bool
) -> None:
    assert confirmed(look_at(*first, registers_x=9000), look_at(*more)) is found
