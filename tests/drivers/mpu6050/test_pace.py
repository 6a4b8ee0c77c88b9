"""What counts are likely, whatever the computer does in between, and when a chip has stopped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.mpu6050.pace import FrameCount, PaceMoment, frame_count

PERIOD_S = 0.01
ROOM = 73
RATE_HZ = 100.0


def after(waited_s: float, frames: int) -> FrameCount:
    """So many frames in a FIFO that was empty at 100 s, in a look that takes no time."""
    return frame_count(frames, PaceMoment(100 + waited_s, 100 + waited_s), PaceMoment(100, 100), ROOM, RATE_HZ)


@given(
    waited_s=st.floats(0, 5),
    clock_error=st.floats(-0.05, 0.05),
    phase=st.floats(0, 1),
    stalls_s=st.tuples(*[st.floats(0, 0.5)] * 4),
)
def test_what_a_chip_really_counts_is_likely_however_the_computer_stalls(
    waited_s: float, clock_error: float, phase: float, stalls_s: tuple[float, float, float, float]
) -> None:
    frames = min(ROOM, int(waited_s / (PERIOD_S * (1 + clock_error)) + phase))
    before_s, after_s, empty_before_s, empty_after_s = stalls_s
    moment = PaceMoment(100 + waited_s - before_s, 100 + waited_s + after_s)
    count = frame_count(frames, moment, PaceMoment(100 - empty_before_s, 100 + empty_after_s), ROOM, RATE_HZ)
    assert (count.likely, count.stopped) == (True, False)


@pytest.mark.parametrize(("frames", "likely"), [(15, False), (17, True), (23, True), (25, False)])
def test_after_a_fifth_of_a_second_17_to_23_frames_are_likely(frames: int, likely: bool) -> None:  # noqa: FBT001 - a table
    assert after(0.2, frames).likely is likely


@pytest.mark.parametrize(("waited_s", "stopped"), [(0.001, False), (0.13, False), (0.14, True), (10.0, True)])
def test_a_chip_without_a_frame_for_a_tenth_of_a_second_beyond_what_is_due_has_stopped(
    waited_s: float,
    stopped: bool,  # noqa: FBT001 - a table
) -> None:
    assert after(waited_s, 0).stopped is stopped


def test_a_full_fifo_is_enough_however_late() -> None:
    assert after(3600.0, ROOM).likely


def test_due_is_the_least_and_the_most_that_a_clock_ten_percent_off_gives_and_two_frames_for_the_edges() -> None:
    count = frame_count(0, PaceMoment(1.0, 1.5), PaceMoment(0.25, 0.5), 1000, RATE_HZ)
    assert count.fewest == pytest.approx(0.5 * 90 - 2)
    assert count.most == pytest.approx(1.25 * 110 + 2)


def test_no_more_is_due_than_there_is_room_for() -> None:
    count = frame_count(0, PaceMoment(1.0, 1.5), PaceMoment(0.25, 0.5), 30, RATE_HZ)
    assert (count.fewest, count.most) == (30, 30)


@pytest.mark.parametrize(
    ("frames", "likely", "stopped"),
    [
        (9, False, True),
        (10, False, False),
        (19, False, False),
        (20, True, False),
        (29, True, False),
        (30, False, False),
    ],
)
def test_what_is_due_is_likely_and_ten_frames_less_is_a_chip_that_stopped(
    frames: int, *, likely: bool, stopped: bool
) -> None:
    count = FrameCount(frames, PaceMoment(0.0, 0.0), fewest=20.0, most=29.0, rate_hz=RATE_HZ)
    assert (count.likely, count.stopped) == (likely, stopped)


@pytest.mark.parametrize(("frames", "likely", "stopped"), [(0, False, True), (5, False, True), (7, True, False)])
def test_of_a_chip_with_ten_frames_a_second_seven_are_likely_after_a_second(
    frames: int,
    likely: bool,  # noqa: FBT001 - a table
    stopped: bool,  # noqa: FBT001 - a table
) -> None:
    count = frame_count(frames, PaceMoment(101, 101), PaceMoment(100, 100), 128, 10.0)
    assert (count.likely, count.stopped) == (likely, stopped)
