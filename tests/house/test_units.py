"""The systemd units: valid, sandboxed, and starting the very commands that exist."""

import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from device.battery import WISH_NAME
from device.cli import COMMANDS
from device.commands.radio import MARK
from device.health import health_beside
from device.power.told import FOLDER
from device.store import waiting_beside
from device.system.arguments import DEFAULT_PATH
from device.system.clock import SYNCHRONISED
from drivers.power_files import CORES, CPUFREQ, GOVERNORS, LEDS, SCREENS
from drivers.rfkill import change_all
from sync.clinic import serving
from sync.uplink import run
from tests.support.needs import need_program

SYSTEMD = Path(__file__).resolve().parents[2] / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
CLOCK = SYSTEMD / "easeband-clock.service"  # a line of shell: it asks what the others' sandbox forbids
BROKER = SYSTEMD / "easeband-broker.service"  # at the clinic; ends when the broker was told
UPDATE = SYSTEMD / "easeband-update.service"  # ends when a new version was accepted or taken back
POWER_OFF = SYSTEMD / "easeband-power-off.service"  # ends with the computer
POWER = SYSTEMD / "easeband-power.service"  # ends once everything is set
OURS = [unit for unit in UNITS if unit not in (CLOCK, BROKER, UPDATE, POWER_OFF, POWER)]
INSTALLED = "/opt/easeband/bin/easeband"
HIGHEST_EXPOSURE = {  # a ratchet: only down
    "easeband-device": 0.2,
    "easeband-power": 0.5,
    "easeband-power-off": 0.9,
    "easeband-radio": 0.2,
    "easeband-sync": 1.1,
    "easeband-clinic": 1.1,
    "easeband-clock": 0.2,
    "easeband-broker": 1.3,
    "easeband-update": 0.9,
}


def start_line(unit: Path) -> list[str]:
    (line,) = [line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
    return shlex.split(line.removeprefix("ExecStart="))


def said(file: Path, name: str) -> list[str]:
    """All values of a setting."""
    lines = file.read_text().splitlines()
    return [line.removeprefix(f"{name}=") for line in lines if line.startswith(f"{name}=")]


@pytest.fixture
def verifiable(tmp_path: Path) -> list[Path]:
    """The units with a program that exists on this machine in place of the installed one."""
    copies = []
    for unit in UNITS:
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text().replace(INSTALLED, sys.executable))
        copies.append(copy)
    return copies


def test_there_is_a_unit_for_each_program_that_runs_unattended() -> None:
    assert [start_line(unit)[1] for unit in OURS] == ["clinic", "run", "radio", "sync"]


def test_the_device_may_read_what_sync_hands_it_and_list_nothing_of_sync() -> None:
    device, sync = ((SYSTEMD / f"easeband-{name}.service").read_text().splitlines() for name in ("device", "sync"))
    assert "SupplementaryGroups=i2c gpio easeband-sync" in device
    assert [line for line in sync if line.startswith(("StateDirectoryMode=", "UMask="))] == [
        "UMask=0077",
        "StateDirectoryMode=0710",
    ]


@pytest.mark.parametrize("unit", [*OURS, POWER], ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_that_exists(unit: Path) -> None:
    program, command, *options = start_line(unit)
    assert (program, options) == (INSTALLED, ["--config", str(DEFAULT_PATH)])
    assert command in COMMANDS


WIFI_ON = SYSTEMD / "wifi-on.sh"


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_wifi_is_on_again_whatever_ended_the_program(shell: str, tmp_path: Path) -> None:
    """Without Python, as an update that went wrong leaves it: the event of `drivers/rfkill.py`, byte for byte."""
    need_program(shell)
    mark, node = tmp_path / "windows", tmp_path / "rfkill"
    mark.touch()
    subprocess.run([shell, WIFI_ON, mark, node], check=True)
    assert node.read_bytes() == change_all(on=True)


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_the_kernel_gets_the_event_in_one_write(shell: str) -> None:
    """It takes each write for an event: by a socket that keeps them apart."""
    need_program(shell)
    (printed,) = re.findall(r"printf '[^']+'", WIFI_ON.read_text())
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with here, there:
        subprocess.run([shell, "-c", printed], stdout=there.fileno(), check=True)
        assert here.recv(100) == change_all(on=True)


def test_a_wifi_that_somebody_else_switched_off_stays_off(tmp_path: Path) -> None:
    subprocess.run(["/bin/sh", WIFI_ON, tmp_path / "windows", tmp_path / "rfkill"], check=True)
    assert not (tmp_path / "rfkill").exists()


def test_the_radios_unit_names_the_mark_that_its_program_leaves() -> None:
    line = "-/bin/sh /usr/share/easeband/wifi-on.sh %S/easeband-radio/windows"
    assert said(SYSTEMD / "easeband-radio.service", "ExecStopPost") == [line]
    assert MARK == "windows"


@pytest.mark.parametrize("name", ["device", "radio", "sync"])
def test_programs_that_hear_of_each_other_know_which_boot_it_is(name: str) -> None:
    """Their sandbox hides it, and what is of another boot is not believed. Who has it from there asks no kernel."""
    assert "EASEBAND_BOOT_ID=%b" in said(SYSTEMD / f"easeband-{name}.service", "Environment")
    assert said(SYSTEMD / f"easeband-{name}.service", "ProtectClock") == ["yes"]


def test_the_radios_program_has_the_switch_and_no_other_device() -> None:
    radio = SYSTEMD / "easeband-radio.service"
    assert said(radio, "DeviceAllow") == ["/dev/rfkill rw"]
    assert said(radio, "PrivateNetwork") == ["yes"]
    assert 'KERNEL=="rfkill", GROUP="netdev"' in (SYSTEMD / "60-easeband.rules").read_text()


def test_what_saves_power_is_put_back_whatever_ended_its_program() -> None:
    """ExecStop would be left out after a start that was killed; what cannot be put back stays remembered."""
    assert said(POWER, "ExecStopPost") == [f"{INSTALLED} power --undo"]
    assert (said(POWER, "RuntimeDirectory"), said(POWER, "RuntimeDirectoryPreserve")) == ([FOLDER.name], ["yes"])


def test_what_saves_power_waits_for_the_recorder_and_for_raspi_config_and_nobody_waits_for_it() -> None:
    assert said(POWER, "After") == ["sysinit.target basic.target easeband-device.service raspi-config.service"]
    assert said(POWER, "TimeoutStopSec") == ["10s"]
    assert [unit.stem for unit in UNITS if unit != POWER and POWER.name in unit.read_text()] == []


def test_when_the_computer_is_switched_off_the_recorder_does_not_wait_for_what_saves_power() -> None:
    """What is after the recorder is stopped before it; what nothing at the end conflicts with is not stopped at all."""
    assert said(POWER, "DefaultDependencies") == ["no"]
    stopping = ("Conflicts", "Before", "Requires", "BindsTo", "PartOf", "RequiresMountsFor", "StopWhenUnneeded")
    assert [name for name in stopping if said(POWER, name)] == []


def test_what_saves_power_may_write_every_file_that_it_sets_and_nothing_else_of_the_kernel() -> None:
    """A connector is its folder, since that is a link; ReadWritePaths knows no patterns."""
    opened = [path for line in said(POWER, "ReadWritePaths") for path in line.split()]
    screens = [screen.removesuffix("/status") for screen in SCREENS]
    assert sorted(opened) == sorted(f"-/sys/{path}" for path in (CPUFREQ, *CORES, *screens, *LEDS))
    assert Path(GOVERNORS).is_relative_to(CPUFREQ)
    assert said(POWER, "ProtectKernelTunables") == ["yes"]
    assert said(POWER, "CapabilityBoundingSet") == [""]


def test_an_empty_battery_switches_off_by_a_file_that_the_recorder_leaves_and_a_restart_forgets() -> None:
    """In memory: on the card it would switch the computer off again after each start."""
    wish = health_beside("/var/lib/easeband/device.db").with_name(WISH_NAME)
    assert said(POWER_OFF.with_suffix(".path"), "PathExists") == [str(wish)] == ["/run/easeband-device/power-off"]
    assert said(SYSTEMD / "easeband-device.service", "Wants") == ["easeband-power-off.path"]
    assert said(SYSTEMD / "easeband-device.service", "TimeoutStopSec") == ["10s"], "to write what is not on the card"
    assert start_line(POWER_OFF) == ["/usr/bin/systemctl", "--no-block", "poweroff"]


def test_minutes_that_wait_for_the_card_outlive_the_recorder_and_nothing_else_in_their_folder_does() -> None:
    unit, folder = SYSTEMD / "easeband-device.service", health_beside("/var/lib/easeband/device.db").parent
    assert waiting_beside("/var/lib/easeband/device.db") == folder / "waiting.json"
    assert (said(unit, "RuntimeDirectory"), said(unit, "RuntimeDirectoryPreserve")) == ([folder.name], ["yes"])
    assert said(unit, "ExecStopPost")[-1] == "-/bin/rm -f %t/easeband-device/health.json %t/easeband-device/power-off"


def test_the_clocks_unit_leaves_the_file_that_the_programs_look_for() -> None:
    assert f"RuntimeDirectory={SYNCHRONISED['the kernel, by easeband-clock.service'].parent.name}" in CLOCK.read_text()
    assert start_line(CLOCK)[-1].endswith("touch %t/easeband-clock/synchronized")
    assert "RuntimeDirectoryPreserve=" not in CLOCK.read_text(), "with DynamicUser, it would be in /run/private"


def test_the_broker_is_told_by_the_command_that_a_person_would_type() -> None:
    """Without a device, `revoke` tells the broker of all that were revoked before."""
    assert start_line(BROKER) == [INSTALLED, "clinic", "revoke", "--config", str(DEFAULT_PATH)]
    watched = "PathChanged=/var/lib/easeband-clinic/keys/revoked"
    assert watched in BROKER.with_suffix(".path").read_text().splitlines()


def test_a_program_that_always_ends_is_started_less_and_less_often_up_to_once_a_minute() -> None:
    """Systemd 252 warns of these names, so they are no part of the units."""
    lines = (SYSTEMD / "restart-delays.conf").read_text().splitlines()
    assert lines[-3:] == ["[Service]", "RestartSteps=5", "RestartMaxDelaySec=1min"]
    first = {unit.stem: said(unit, "RestartSec") for unit in OURS}
    assert first == {
        "easeband-clinic": ["5s"],
        "easeband-device": ["1s"],
        "easeband-radio": ["5s"],
        "easeband-sync": ["5s"],
    }


def test_a_hung_recorder_is_noticed_within_6_s() -> None:
    """Its whole way to the new start, lights-off between, is 12 s at most: `make vm-test` watches it."""
    assert said(SYSTEMD / "easeband-device.service", "WatchdogSec") == ["6s"]


def test_the_watchdogs_of_sync_and_clinic_wait_longer_than_one_exchange_with_the_broker_takes() -> None:
    """And both hear of progress within 150 s alone, as the units say."""
    units = {name: SYSTEMD / f"easeband-{name}.service" for name in ("sync", "clinic")}
    patience = {name: said(unit, "WatchdogSec") for name, unit in units.items()}
    assert patience == {"sync": ["1min"], "clinic": ["2min"]}
    assert all("while within 150 s it got on" in unit.read_text() for unit in units.values())
    assert (run.STALLED_S, serving.STALLED_S) == (150.0, 150.0)


def test_no_program_can_open_more_files_than_it_needs() -> None:
    limits = {unit.stem: said(unit, "LimitNOFILE") for unit in OURS}
    assert limits == {
        "easeband-clinic": ["1024"],
        "easeband-device": ["128"],
        "easeband-radio": ["64"],
        "easeband-sync": ["128"],
    }


def test_the_clinic_talks_to_its_own_computer_alone() -> None:
    clinic = SYSTEMD / "easeband-clinic.service"
    assert (said(clinic, "IPAddressDeny"), said(clinic, "IPAddressAllow")) == (["any"], ["localhost"])


def test_sync_may_bind_its_sockets_which_paho_does_before_it_connects() -> None:
    assert said(SYSTEMD / "easeband-sync.service", "SocketBindDeny") == []


def test_the_log_is_small_and_kept_in_memory() -> None:
    log = SYSTEMD / "journald.conf"
    assert (said(log, "Storage"), said(log, "RuntimeMaxUse")) == (["volatile"], ["16M"])


def test_the_computers_own_watchdog_is_one_that_a_pi_takes() -> None:
    """bcm2835_wdt takes at most 15 s, and with more none runs."""
    assert said(SYSTEMD / "watchdog.conf", "RuntimeWatchdogSec") == ["15s"]


def test_systemd_finds_nothing_wrong_in_the_units(verifiable: list[Path]) -> None:
    need_program("systemd-analyze")
    result = subprocess.run(["systemd-analyze", "verify", *verifiable], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_systemd_finds_a_planted_mistake(verifiable: list[Path]) -> None:
    need_program("systemd-analyze")
    planted = next(unit for unit in verifiable if unit.stem == "easeband-sync")
    planted.write_text(planted.read_text().replace("Type=notify", "Type=shout"))
    result = subprocess.run(["systemd-analyze", "verify", planted], capture_output=True, text=True, check=False)
    assert "shout" in result.stderr


def test_no_unit_is_more_exposed_than_it_was(verifiable: list[Path]) -> None:
    need_program("systemd-analyze")
    for unit in verifiable:
        security = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", unit], capture_output=True, text=True, check=True
        )
        exposure = float(security.stdout.splitlines()[-1].split(":")[1].split()[0])
        assert exposure <= HIGHEST_EXPOSURE[unit.stem]
