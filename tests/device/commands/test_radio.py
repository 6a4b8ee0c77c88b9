"""`easeband radio --on`: what is asked of whoever switches Wi-Fi, and what is said to who asks."""

from pathlib import Path

import pytest

from device.cli import main
from device.radio import told
from device.system.clock import SystemClock
from tests.support.configurations import whole_configuration

Captured = pytest.CaptureFixture[str]


def asked(folder: Path, minutes: str, *, windows: bool = True) -> int:
    path = folder / "easeband.toml"
    path.write_text(whole_configuration(folder, f"[radio]\nwindows = {str(windows).lower()}\n"))
    return main(["radio", "--config", str(path), "--on", minutes])


def test_wifi_is_asked_for_from_now_on(tmp_path: Path, capsys: Captured) -> None:
    clock = SystemClock()
    assert asked(tmp_path, "30") == 0
    left_s = told.asked_until_s(told.asked_file(f"{tmp_path}/sync.db"), clock) - clock.monotonic_s()
    assert 1790 < left_s <= 1800
    assert "within 5 s" in capsys.readouterr().out


def test_more_than_four_hours_are_refused_and_not_quietly_cut(tmp_path: Path, capsys: Captured) -> None:
    assert asked(tmp_path, "240") == 0
    assert asked(tmp_path, "241") == 1
    assert "--on: expected at most 240 minutes, got 241" in capsys.readouterr().err


def test_where_nobody_switches_wifi_that_is_said(tmp_path: Path, capsys: Captured) -> None:
    assert asked(tmp_path, "30", windows=False) == 0
    assert "windows = false in [radio]" in capsys.readouterr().out
    assert not told.asked_file(f"{tmp_path}/sync.db").exists()
