"""Whose Wi-Fi it is: what is undone at a start, and what is left to whoever switched it off."""

from pathlib import Path

import pytest

from device.commands.radio import MARK, OurMark, Wifi
from drivers.rfkill import WifiSwitch
from drivers.simulated import SimulatedWifi


@pytest.fixture
def wifi(tmp_path: Path) -> SimulatedWifi:
    """One that is off, as systemd-rfkill leaves it after a power cut between two windows."""
    made = SimulatedWifi(tmp_path / "kernel")
    made.switch().turn(on=False)
    made.settle()
    return made


def over(wifi: SimulatedWifi) -> Wifi:
    return Wifi(wifi.switch(), wifi.settle)


def test_what_we_left_off_is_on_again_at_the_next_start_before_anything_else(
    wifi: SimulatedWifi, tmp_path: Path
) -> None:
    OurMark(tmp_path).put()
    OurMark(tmp_path).undo(over(wifi))
    assert wifi.on


def test_what_somebody_else_switched_off_stays_off(wifi: SimulatedWifi, tmp_path: Path) -> None:
    OurMark(tmp_path).undo(over(wifi))
    OurMark(None).undo(over(wifi))
    assert not wifi.on


def test_once_windows_are_switched_off_wifi_is_given_back_for_good(wifi: SimulatedWifi, tmp_path: Path) -> None:
    OurMark(tmp_path).put()
    ours = OurMark(tmp_path)
    ours.undo(over(wifi))
    ours.give_up()
    assert wifi.on
    assert not (tmp_path / MARK).exists()


def test_a_switch_that_did_not_move_is_tried_again_at_the_next_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    OurMark(tmp_path).put()
    ours = OurMark(tmp_path)
    ours.undo(Wifi(WifiSwitch(tmp_path / "no rfkill", tmp_path)))
    ours.give_up()
    assert (tmp_path / MARK).exists()
    assert "cannot be switched on" in caplog.text
