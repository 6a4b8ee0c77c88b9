"""Whether what saves power is in force, over a simulated Raspberry Pi's files."""

import errno
import os
from pathlib import Path

import pytest

from device.examination import saving_check
from device.power import told
from device.power.tuning import Tuner
from device.system.config import Config, Files, Power
from drivers.simulated import SimulatedPowerFiles

GOVERNOR = "devices/system/cpu/cpufreq/policy0/scaling_governor"
SLOW = Power(governor="powersave", hdmi=False)


class Band:
    """One device whose files are all in a folder."""

    def __init__(self, folder: Path, *, switchable: bool = False) -> None:
        self.files = SimulatedPowerFiles(folder / "sys", switchable=switchable)
        self.root, self.memory = folder, folder / "run/easeband-power/power.json"
        self.memory.parent.mkdir(parents=True)
        self.tuner = Tuner(self.files, self.memory)

    def looked(self, asked: Power, problem: str = "") -> tuple[str, str]:
        check = saving_check(Config(power=asked), problem, self.root)
        return check.outcome, check.seen


@pytest.fixture
def band(tmp_path: Path) -> Band:
    return Band(tmp_path)


def test_what_is_set_is_told_in_one_line(band: Band) -> None:
    band.tuner.apply(SLOW)
    assert band.looked(SLOW) == ("good", "governor powersave; HDMI off; LED off")


def test_cores_are_counted(tmp_path: Path) -> None:
    band = Band(tmp_path, switchable=True)
    band.tuner.apply(Power(leds=True, cores=1))
    assert band.looked(Power(leds=True, cores=1)) == ("good", "3 cores off")
    band.tuner.apply(Power(leds=True, cores=3))
    assert band.looked(Power(leds=True, cores=3)) == ("good", "1 core off")


def test_where_nothing_is_asked_for_nothing_is_said(band: Band) -> None:
    assert band.looked(Power(leds=True))[0] == "left out"


def test_what_is_asked_for_and_was_never_set_is_a_fault(band: Band) -> None:
    """The service does not run, or was not restarted since."""
    outcome, seen = band.looked(SLOW)
    assert outcome == "fault"
    assert seen.split("; ") == [
        f"governor: /sys/{GOVERNOR} shows ondemand, and powersave was not set",
        "HDMI: /sys/class/drm/card0-HDMI-A-1/status shows disconnected, and off was not set",
        "LED: /sys/class/leds/ACT/trigger shows actpwr, and none was not set",
    ]


def test_what_somebody_changed_since_is_a_fault(band: Band) -> None:
    band.tuner.apply(SLOW)
    band.files.write(GOVERNOR, "performance")
    outcome, seen = band.looked(SLOW)
    assert (outcome, seen) == ("fault", f"governor: /sys/{GOVERNOR} shows performance, and powersave was not set")


def test_a_refusal_is_told_as_it_was_seen(band: Band) -> None:
    band.files.refused[GOVERNOR] = 22
    band.tuner.apply(SLOW)
    outcome, seen = band.looked(SLOW)
    assert (outcome, seen) == (
        "fault",
        f"governor stays ondemand: /sys/{GOVERNOR} does not take powersave: Invalid argument",
    )


def test_hdmi_that_could_not_be_switched_off_is_not_called_off(band: Band) -> None:
    """Without a screen its file shows the same before and after."""
    band.files.refused["class/drm/card0-HDMI-A-1/status"] = 95
    band.tuner.apply(SLOW)
    outcome, seen = band.looked(SLOW)
    assert (outcome, "does not take off: Operation not supported" in seen) == ("fault", True)


def test_cores_that_cannot_be_switched_are_told_with_the_word_for_the_card(band: Band) -> None:
    outcome, seen = band.looked(Power(leds=True, cores=1))
    assert outcome == "fault"
    assert "add maxcpus=1 to the one line of /boot/firmware/cmdline.txt" in seen


def test_a_screen_that_is_plugged_in_is_no_fault(band: Band) -> None:
    band.files.write("class/drm/card0-HDMI-A-1/status", "on")
    assert band.looked(Power(leds=True, hdmi=False)) == ("good", "HDMI stays on: a screen is plugged in")


def test_what_is_still_set_and_no_longer_asked_for_is_a_fault(tmp_path: Path) -> None:
    """The configuration was changed and the service not started again; what is still asked for is in force."""
    band = Band(tmp_path, switchable=True)
    band.tuner.apply(Power(governor="powersave", hdmi=False, cores=1))
    outcome, seen = band.looked(Power(cores=2))
    assert outcome == "fault"
    assert seen.split("; ") == [
        f"{words}: still set, and not asked for" for words in ("governor powersave", "HDMI off", "1 core off")
    ]


def test_another_governor_that_is_asked_for_is_told_once(band: Band) -> None:
    band.tuner.apply(Power(governor="powersave"))
    assert band.looked(Power(governor="schedutil"))[1].count("governor") == 1 + GOVERNOR.count("governor")


def test_wherever_device_db_is_what_was_set_is_told_in_one_place(tmp_path: Path) -> None:
    """It was looked for beside device.db, where nobody writes it: a fault for ever."""
    assert str(told.MEMORY) == "/run/easeband-power/power.json"
    band = Band(tmp_path)
    band.tuner.apply(SLOW)
    elsewhere = Config(power=SLOW, files=Files(device=f"{tmp_path}/elsewhere/device.db"))
    assert saving_check(elsewhere, "", tmp_path).outcome == "good"


def test_a_file_that_only_root_may_read_is_no_fault_and_sudo_helps(band: Band, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(told, "read_power", refused)
    check = saving_check(Config(power=SLOW), "", band.root)
    assert (check.outcome, check.to_do) == ("not checked", "sudo easeband doctor")
    assert check.seen == f"this user may not read {band.memory}"


def test_by_a_configuration_that_cannot_be_used_nothing_is_called_right_or_wrong(band: Band) -> None:
    band.tuner.apply(SLOW)
    assert band.looked(Power(), problem="line 3")[0] == "not checked"


def test_a_memory_that_is_damaged_is_a_fault(band: Band) -> None:
    band.memory.write_text("{")
    outcome, seen = band.looked(SLOW)
    assert outcome == "fault"
    assert "restart the computer" in seen
