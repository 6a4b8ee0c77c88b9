"""The kernel's files that save power, by a folder in place of the kernel."""

import errno
from pathlib import Path

import pytest

from drivers.power_files import COMMAND_LINE, CORES, LEDS, SCREENS, PowerFiles
from drivers.simulated import SimulatedPowerFiles

TRIGGER = "class/leds/ACT/trigger"


def put(sys: Path, name: str, text: str) -> None:
    (sys / name).parent.mkdir(parents=True, exist_ok=True)
    (sys / name).write_text(text)


def test_of_all_triggers_the_one_in_brackets_is_in_force(tmp_path: Path) -> None:
    put(tmp_path, TRIGGER, "none kbd-scrolllock timer [mmc0] default-on\n")
    assert PowerFiles(tmp_path).read(TRIGGER) == "mmc0"


def test_the_kernels_command_line_ends_where_it_ends(tmp_path: Path) -> None:
    put(tmp_path, COMMAND_LINE, "console=tty1 maxcpus=1\n\0")
    assert PowerFiles(tmp_path).read(COMMAND_LINE) == "console=tty1 maxcpus=1"


def test_a_word_in_brackets_on_the_command_line_is_a_word_among_others(tmp_path: Path) -> None:
    """Of a network start by IPv6 only the address was seen, and so no `video=`."""
    put(tmp_path, COMMAND_LINE, "ip=[::1] video=HDMI-A-1:d\n\0")
    assert PowerFiles(tmp_path).read(COMMAND_LINE) == "ip=[::1] video=HDMI-A-1:d"


def test_a_value_is_written_as_a_line(tmp_path: Path) -> None:
    put(tmp_path, TRIGGER, "something longer before\n")
    PowerFiles(tmp_path).write(TRIGGER, "none")
    assert (tmp_path / TRIGGER).read_text() == "none\n"


def test_a_file_that_is_not_there_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        PowerFiles(tmp_path).write("nowhere", "none")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_found_by_its_pattern_and_an_led_of_a_keyboard_is_none(tmp_path: Path) -> None:
    for name in (
        *("class/drm/card1-HDMI-A-1/status", "class/drm/card1-Writeback-1/status", "class/drm/card1/status"),
        *("devices/system/cpu/cpu2/online", "devices/system/cpu/cpufreq/online", "class/leds/input1::capslock/trigger"),
    ):
        put(tmp_path, name, "")
    files = PowerFiles(tmp_path)
    assert files.found(*SCREENS) == ["class/drm/card1-HDMI-A-1/status"]
    assert files.found(*CORES) == ["devices/system/cpu/cpu2/online"]
    assert [files.found(folder) for folder in LEDS] == [[], []]


def test_a_simulated_kernel_refuses_what_a_real_one_does(tmp_path: Path) -> None:
    files = SimulatedPowerFiles(tmp_path, switchable=True)
    for name, value in {
        "devices/system/cpu/cpufreq/policy0/scaling_governor": "fast",
        "class/drm/card0-HDMI-A-1/status": "dark",
        TRIGGER: "mmc7",
    }.items():
        before = files.read(name)
        with pytest.raises(OSError, match="Invalid argument") as seen:
            files.write(name, value)
        assert (seen.value.errno, files.read(name)) == (errno.EINVAL, before)


def test_a_simulated_kernel_shows_what_follows_from_a_value(tmp_path: Path) -> None:
    """An LED without a trigger goes dark, and brightness 0 takes the trigger away: sysfs-class-led."""
    files = SimulatedPowerFiles(tmp_path, switchable=True)
    files.write("class/leds/ACT/brightness", "0")
    assert files.read(TRIGGER) == "none"
    files.write(TRIGGER, "actpwr")
    assert files.read("class/leds/ACT/brightness") == "255"
    files.write("devices/system/cpu/cpu2/online", "0")
    assert files.read("devices/system/cpu/online") == "0,1,3"
    files.write("devices/system/cpu/cpu3/online", "0")
    assert files.read("devices/system/cpu/online") == "0-1"
