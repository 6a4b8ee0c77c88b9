import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from device.health.heartbeat import Heartbeat
from device.simulation.bench import Bench, living_person
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files


def beats(
    seconds: float, *, fresh: bool = False, written_every_s: float = 0.0, known_fault: bool = False
) -> list[float]:
    """When it beats, looked at five times a second."""
    told: list[float] = []
    now_s = 0.0
    heart = Heartbeat(lambda: told.append(now_s), now_s)
    for look in range(int(seconds * 5)):
        now_s = look / 5
        written = bool(written_every_s) and look > 0 and now_s % written_every_s == 0
        heart.push(now_s, fresh=fresh, written=written, known_fault=known_fault)
    return told


def test_fresh_samples_beat_once_a_second() -> None:
    assert beats(5, fresh=True) == [0, 1, 2, 3, 4]


def test_a_sensor_that_says_nothing_and_is_not_known_to_be_lost_beats_no_more() -> None:
    assert beats(100) == []


def test_a_sensor_that_falls_silent_beats_for_another_30_s() -> None:
    """A busy computer may read too late several times in a row."""
    told: list[float] = []
    now_s = 0.0
    heart = Heartbeat(lambda: told.append(now_s), now_s)
    for second in range(100):
        now_s = float(second)
        heart.push(now_s, fresh=second <= 10, written=False, known_fault=False)
    assert (told[0], told[-1]) == (0, 39)


def test_a_known_fault_beats() -> None:
    assert beats(3, known_fault=True) == [0, 1, 2]


def test_samples_that_never_reach_the_disk_beat_for_150_s() -> None:
    assert max(beats(400, fresh=True)) == 149


def test_samples_that_reach_the_disk_each_minute_beat_for_ever() -> None:
    assert max(beats(400, fresh=True, written_every_s=60)) == 399


def test_the_running_device_tells_systemd_once_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(Device("band-1"), files=Files(device=str(tmp_path / "device.db")))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as systemd, ExitStack() as opened:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        bench = Bench(config, PacedClock(1_772_445_600.0, start_s=0.0), living_person(), opened)
        while bench.clock.monotonic_s() < 4:
            bench.step(finger=False)
        told = 0
        while True:
            try:
                told += systemd.recv(64) == b"WATCHDOG=1"
            except BlockingIOError:
                break
        assert 3 <= told <= 5
