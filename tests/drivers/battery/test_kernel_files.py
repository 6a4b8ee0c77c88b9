"""What the kernel tells of batteries and supplies, by folders in place of its own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.battery import BatteryReading, BatteryUnreadable, KernelBattery, under_voltage


def supply(folder: Path, name: str, **files: str) -> Path:
    (folder / name).mkdir(parents=True)
    for file, text in files.items():
        (folder / name / file).write_text(f"{text}\n")
    return folder


@pytest.mark.parametrize(
    ("status", "external", "charging"),
    [
        ("Discharging", False, False),
        ("Charging", True, True),
        ("Full", True, False),
        ("Not charging", True, False),
        ("Unknown", None, None),
    ],
)
def test_a_fuel_gauge_tells_level_voltage_and_what_the_battery_does(
    status: str, *, external: bool | None, charging: bool | None, tmp_path: Path
) -> None:
    there = supply(tmp_path, "battery", type="Battery", capacity="63", voltage_now="3812000", status=status)
    assert KernelBattery(there).read() == BatteryReading(63, 3.812, external, charging)


def test_what_is_plugged_in_says_more_than_what_the_battery_does(tmp_path: Path) -> None:
    supply(tmp_path, "bat0", type="Battery", capacity="99", status="Discharging")
    there = supply(tmp_path, "usb", type="USB", online="1")
    assert KernelBattery(there).read() == BatteryReading(99, None, external=True, charging=False)


def test_the_battery_of_a_mouse_is_not_this_computers(tmp_path: Path) -> None:
    there = supply(tmp_path, "hidpp_battery_0", type="Battery", scope="Device", capacity="63", status="Discharging")
    with pytest.raises(BatteryUnreadable, match="no battery: load the board's driver"):
        KernelBattery(there).read()


def test_a_gauge_without_a_level_is_refused(tmp_path: Path) -> None:
    there = supply(tmp_path, "bat0", type="Battery", status="Discharging")
    with pytest.raises(BatteryUnreadable, match=r"capacity: expected a level in percent"):
        KernelBattery(there).read()


@given(st.text(st.characters(codec="ascii"), max_size=6), st.text(st.characters(codec="ascii"), max_size=8))
def test_whatever_the_kernel_says_is_a_battery_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, capacity: str, volts: str
) -> None:
    there = tmp_path_factory.mktemp("supply")
    supply(there, "bat0", type="Battery", capacity=capacity, voltage_now=volts, status="Discharging")
    try:
        reading = KernelBattery(there).read()
    except BatteryUnreadable:
        return
    assert 0 <= reading.percent <= 100
    assert reading.volts is None or 2.5 <= reading.volts <= 4.6


def firmware(root: Path, text: str) -> None:
    folder = root / "sys/devices/platform/soc/soc:firmware"
    folder.mkdir(parents=True)
    (folder / "get_throttled").write_text(text)


@pytest.mark.parametrize(("bits", "weak"), [("0\n", False), ("50005\n", True), ("50000\n", False), ("x\n", None)])
def test_the_firmware_tells_a_weak_supply_in_bit_0(bits: str, *, weak: bool | None, tmp_path: Path) -> None:
    firmware(tmp_path, bits)
    assert under_voltage(tmp_path) is weak


@pytest.mark.parametrize(
    ("name", "alarm", "weak"), [("rpi_volt", "1", True), ("rpi_volt", "0", False), ("cpu", "1", None)]
)
def test_newer_kernels_tell_it_as_an_alarm(name: str, alarm: str, *, weak: bool | None, tmp_path: Path) -> None:
    folder = tmp_path / "sys/class/hwmon/hwmon0"
    folder.mkdir(parents=True)
    (folder / "name").write_text(f"{name}\n")
    (folder / "in0_lcrit_alarm").write_text(f"{alarm}\n")
    assert under_voltage(tmp_path) is weak


def test_a_computer_that_is_no_pi_tells_nothing(tmp_path: Path) -> None:
    assert under_voltage(tmp_path) is None
