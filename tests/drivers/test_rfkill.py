"""The kernel's switch of Wi-Fi, by a folder in place of the kernel."""

import struct
from pathlib import Path

import pytest

from drivers.rfkill import SwitchFailed, SwitchSeen, WifiSwitch, change_all
from drivers.simulated import SimulatedWifi


def test_what_is_written_is_the_kernels_event() -> None:
    """Of include/uapi/linux/rfkill.h: __u32 idx, then a byte each: type 1 (WLAN), op 3 (CHANGE_ALL), soft, hard."""
    assert change_all(on=False) == struct.pack("=I", 0) + b"\x01\x03\x01\x00"
    assert change_all(on=True) == b"\0\0\0\0\x01\x03\0\0"


def test_wifi_goes_off_and_on_and_bluetooth_stays(tmp_path: Path) -> None:
    wifi = SimulatedWifi(tmp_path)
    wifi.switch().turn(on=False)
    assert not wifi.on
    assert wifi.switch().seen() == SwitchSeen(soft_off=True, hard_off=False)
    assert (tmp_path / "class/rfkill0/soft").read_text() == "0\n"
    wifi.switch().turn(on=True)
    assert wifi.on


def test_a_part_that_switches_it_off_is_seen(tmp_path: Path) -> None:
    assert SimulatedWifi(tmp_path, hard_off=True).switch().seen() == SwitchSeen(soft_off=False, hard_off=True)


def test_a_computer_without_wifi_shows_none(tmp_path: Path) -> None:
    assert WifiSwitch(tmp_path / "rfkill", tmp_path / "class").seen() is None


def test_a_switch_that_may_not_be_moved_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SwitchFailed, match=r"cannot be switched off: .*rfkill: No such file .* 60-easeband.rules"):
        WifiSwitch(tmp_path / "rfkill", tmp_path).turn(on=False)
