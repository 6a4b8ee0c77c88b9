"""A computer planted as files: what Linux and a Raspberry Pi's firmware tell is read as it is meant."""

from pathlib import Path

import pytest

from device.examination.machine import machine_checks, power_bits, watchdog_seen
from device.examination.services import as_told
from device.health.checks.computer import WatchdogSeen
from device.health.checks.programs import ServiceSeen
from device.system.clock import SystemClock


def planted(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_the_firmware_tells_of_the_supply_in_hexadecimal(tmp_path: Path) -> None:
    root = planted(tmp_path, {"sys/devices/platform/soc/soc:firmware/get_throttled": "50005\n"})
    assert power_bits(root) == 0x50005


@pytest.mark.parametrize("text", ["", "not known\n"])
def test_a_firmware_that_tells_nonsense_tells_nothing(tmp_path: Path, text: str) -> None:
    assert power_bits(planted(tmp_path, {"sys/devices/platform/soc/soc:firmware/get_throttled": text})) is None


def test_a_watchdog_that_somebody_feeds_is_active(tmp_path: Path) -> None:
    folder = "sys/class/watchdog/watchdog0"
    root = planted(tmp_path, {f"{folder}/state": "active\n", f"{folder}/timeout": "15\n"})
    assert watchdog_seen(root) == WatchdogSeen(active=True, timeout_s=15)


def test_a_computer_that_shows_nothing_is_not_said_to_be_good(tmp_path: Path) -> None:
    checks = {check.name: check.outcome for check in machine_checks(1, SystemClock("UTC"), tmp_path)}
    assert (checks["watchdog"], checks["power"]) == ("not checked", "not checked")


def test_systemd_tells_how_a_unit_runs() -> None:
    told = "NRestarts=3\nResult=success\nLoadState=loaded\nActiveState=active\nActiveEnterTimestamp=@1795950000\n"
    seen = as_told("easeband-sync", f"{told}StatusText=connected to clinic:8883\n")
    assert seen == ServiceSeen(
        "easeband-sync", "active", 1_795_950_000.0, 3, "success", says="connected to clinic:8883"
    )


@pytest.mark.parametrize("told", ["", "LoadState=not-found\nActiveState=inactive\nNRestarts=0\n"])
def test_a_unit_that_systemd_does_not_know_is_not_installed(told: str) -> None:
    assert as_told("easeband-device", told).state == "not-found"


def test_a_unit_that_never_ran_runs_since_no_moment() -> None:
    assert as_told("x", "LoadState=loaded\nActiveState=inactive\nActiveEnterTimestamp=\n").since_utc_s is None
