"""What is told of the sensor's and the bus' speed: once, again when it changed, and as a warning when it is slow."""

from dataclasses import replace

import pytest

from device.sensor.speeds import REPORT_S, Notice, Speeds
from drivers.mpu6050.frames import Frames, no_frames

LOOK_S = 0.2
READ_BYTES = 280
WIRE_BITS = 283 * 9


def look(after_s: float, read_s: float) -> Frames:
    """A look that read two hundred milliseconds of frames, of which only the bus is of interest."""
    return replace(no_frames(after_s, after_s, "overflow"), restarted=None, read_bytes=READ_BYTES, read_s=read_s)


class Watched:
    """Speeds, looked at five times a second."""

    def __init__(self, asked_bus_hz: int | None = None) -> None:
        self.now_s, self._speeds = 100.0, Speeds(100.0, asked_bus_hz)

    def minutes(self, count: float, bus_hz: float | None = None, rate_hz: float | None = None) -> list[Notice]:
        """What is told in the meantime; a bus without a speed takes no time."""
        told = []
        for _ in range(round(count * REPORT_S / LOOK_S) + 1):
            told += self._speeds.push(look(self.now_s, WIRE_BITS / bus_hz if bus_hz else 0.0), rate_hz)
            self.now_s += LOOK_S
        return told


def test_after_a_minute_both_speeds_are_told_once() -> None:
    watched = Watched()
    assert watched.minutes(0.9, 400_000, 98.765) == []
    assert [notice.text for notice in watched.minutes(10, 400_000, 98.765)] == [
        "the bus runs at about 400 kHz",
        "the sensor measures 98.77 times a second (100 requested)",
    ]


@pytest.mark.parametrize(
    ("asked_hz", "real_hz", "text"),
    [
        (400_000, 250_000, "the bus runs at about 250 kHz (400 kHz requested: core clock?)"),
        (400_000, 390_000, "the bus runs at about 390 kHz (400 kHz requested)"),
        (None, 250_000, "the bus runs at about 250 kHz"),
    ],
)
def test_the_real_speed_of_the_bus_is_told_beside_the_asked_one(
    asked_hz: int | None, real_hz: float, text: str
) -> None:
    assert Watched(asked_hz).minutes(2, real_hz) == [Notice(text)]


def test_a_slow_bus_is_a_warning_that_says_what_to_do() -> None:
    (notice,) = Watched(100_000).minutes(2, 62_500)
    assert notice.bad
    assert notice.text.startswith(
        "the bus runs at about 60 kHz (100 kHz requested: core clock?); expected at least 150 kHz: set dtparam="
    )


def test_a_change_is_told_and_a_small_one_is_not() -> None:
    watched = Watched()
    watched.minutes(2, 400_000, 100.0)
    assert watched.minutes(5, 340_000, 100.4) == []
    assert {notice.text for notice in watched.minutes(5, 250_000, 102.0)} == {
        "the bus runs at about 250 kHz",
        "the sensor measures 102.00 times a second (100 requested)",
    }


def test_virtual_time_tells_nothing_of_the_bus() -> None:
    assert Watched(400_000).minutes(5) == []


def test_a_minute_with_hardly_a_read_waits_for_a_better_one() -> None:
    watched = Watched()
    watched.minutes(0.01, 400_000)
    watched.now_s += 600
    assert watched.minutes(0.01, 400_000) == []
    assert len(watched.minutes(2, 400_000)) == 1
