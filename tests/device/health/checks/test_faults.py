"""Every fault that a doctor knows, planted: what it says, what to do, and what the fault light shows of it."""

from dataclasses import dataclass

import pytest

from device.exercise.faults import Faults
from device.health import BatteryState, PartState
from device.health.checks import Check, card, computer, delivery, exit_status, good, not_checked, programs, sensor
from device.health.checks.card import RoomSeen
from device.health.checks.check import left_out
from device.health.checks.computer import LgpioSeen, NodeSeen, SavingSeen, WatchdogSeen
from device.health.checks.delivery import CertificateSeen, ReceiptsSeen, WifiSeen
from device.health.checks.programs import ServiceSeen
from device.health.checks.sensor import AxisSeen

DAY_S = 86_400.0
PLENTY = RoomSeen(free_bytes=10**9, free_files=10**5, files=10**6, read_only=False)
SENSOR, STORAGE_OR_CLOCK, POWER = 2, 3, 5  # blinks, as the patient's page says


@dataclass(frozen=True)
class Planted:
    check: Check
    seen: str
    to_do: str
    blinks: int | None = None


def room(seen: RoomSeen, name: str) -> Check:
    return next(check for check in card.room("/var/lib/easeband", seen) if check.name == name)


FAULTS = {
    "no I2C": Planted(sensor.bus(1, ()), "I2C is not enabled", "raspi-config nonint do_i2c 0", SENSOR),
    "another bus": Planted(
        sensor.bus(1, ("/dev/i2c-0", "/dev/i2c-3")), "but /dev/i2c-0, /dev/i2c-3", "set bus", SENSOR
    ),
    "slow bus": Planted(sensor.speed(100_000), "100 kHz", "i2c_arm_baudrate=400000"),
    "no chip": Planted(sensor.chip("", "nothing answered", 0x68), "nothing answered", "check wiring", SENSOR),
    "self-test": Planted(
        sensor.chip_test([AxisSeen("rotation x", failed=True, said="1.0 deg/s, its factory saw 40.0 deg/s")]),
        "rotation x: 1.0 deg/s",
        "replace the sensor",
        SENSOR,
    ),
    "no group": Planted(
        computer.node("/dev/i2c-1", "i2c", None, group_exists=False, part="sensor"),
        "the service cannot start",
        "groupadd --system i2c",
    ),
    "wrong group": Planted(
        computer.node("/dev/i2c-1", "i2c", NodeSeen("root", group_may=False), group_exists=True, part="sensor"),
        "/dev/i2c-1 belongs to the group root, which may not",
        "chgrp i2c /dev/i2c-1",
        SENSOR,
    ),
    "no lgpio": Planted(computer.lgpio(None), "not installed", "apt install python3-lgpio"),
    "empty lgpio": Planted(
        computer.lgpio(LgpioSeen("0.0.0.2", has_library=False)), "empty placeholder", "apt install python3-lgpio"
    ),
    "clock in 1970": Planted(
        computer.clock("unknown", "", "1970-01-01 00:11 UTC", 601.0),
        *("cannot be right", "set-ntp true", STORAGE_OR_CLOCK),
    ),
    "clock in 1970 at power-up": Planted(  # for ten minutes no light tells it either
        computer.clock("unknown", "", "1970-01-01 00:03 UTC", 180.0), "cannot be right", "set-ntp true"
    ),
    "clock by nobody": Planted(
        computer.clock("estimated", "", "2026-11-29 12:00 UTC", 900.0), "nobody vouches", "set-ntp"
    ),
    "no zone": Planted(
        computer.time_zone("UTC", "nowhere", "Mars/Olympus is not in this computer's zone data"),
        "Mars/Olympus",
        "timedatectl set-timezone",
        STORAGE_OR_CLOCK,
    ),
    "watchdog off": Planted(
        computer.watchdog(WatchdogSeen(active=False, timeout_s=15)), "nobody", "RuntimeWatchdogSec"
    ),
    "watchdog late": Planted(computer.watchdog(WatchdogSeen(active=True, timeout_s=60)), "60 s", "RuntimeWatchdogSec"),
    "under-voltage": Planted(
        computer.power(0x50005), "under-voltage now; throttled now; under-voltage since", "5 V", POWER
    ),
    "battery low": Planted(
        computer.battery(BatteryState(18, 3.52, external=False, charging=False, low=True), read=True),
        "18 % (3.52 V), no power from outside",
        "charge it",
        POWER,
    ),
    "hot": Planted(computer.power(0x80000), "soft temperature limit since", "cool the computer"),
    "nearly full disk": Planted(
        room(RoomSeen(99_000_000, 10**5, 10**6, read_only=False), "disk space"), "99 MB", "make room"
    ),
    "full disk": Planted(
        room(RoomSeen(999_999, 10**5, 10**6, read_only=False), "disk space"), "0 MB", "make room", STORAGE_OR_CLOCK
    ),
    "no inodes": Planted(room(RoomSeen(10**9, 3, 10**6, read_only=False), "disk inodes"), "3 more files", "delete"),
    "read-only": Planted(
        room(RoomSeen(10**9, 10**5, 10**6, read_only=True), "card writable"), "read-only", "replace", STORAGE_OR_CLOCK
    ),
    "broken database": Planted(
        card.database("/x/device.db", "/x/device.db: malformed"), "malformed", "systemctl restart", STORAGE_OR_CLOCK
    ),
    "no database": Planted(card.no_database("/x/device.db"), "no /x/device.db", "systemctl start", STORAGE_OR_CLOCK),
    "old data": Planted(programs.freshness(600.0, recording=True), "10 minutes ago", "restart", STORAGE_OR_CLOCK),
    "no data": Planted(programs.freshness(None, recording=True), "nothing was recorded", "restart", STORAGE_OR_CLOCK),
    "configuration": Planted(
        programs.configuration("/etc/x.toml", "x: broker.port: ..."), "broker.port", "nano /etc/x"
    ),
    "not installed": Planted(
        programs.service("easeband-device", ServiceSeen("easeband-device", "not-found")), "not installed", "package"
    ),
    "failed": Planted(
        programs.service("easeband-sync", ServiceSeen("easeband-sync", "failed", result="watchdog")),
        "it is failed (watchdog)",
        "journalctl -u easeband-sync",
    ),
    "not connected": Planted(
        programs.service(
            "easeband-sync",
            ServiceSeen("easeband-sync", "active", says="not connected: the broker at clinic:8883 cannot be used"),
            can_connect=True,
        ),
        "it runs, but is not connected: the broker at clinic:8883",
        "systemctl restart easeband-sync",
    ),
    "restarting": Planted(
        programs.service("easeband-device", ServiceSeen("easeband-device", "active", restarts=7)),
        "7 times",
        "journalctl",
    ),
    "a part": Planted(
        programs.recorder([PartState("gyroscope", works=False, text="it shows the same all the time")])[0],
        "it shows the same",
        "do what it says",
        SENSOR,
    ),
    "certificate over": Planted(
        delivery.certificate(CertificateSeen(0, 10 * DAY_S), 11 * DAY_S), "expired on", "enrol"
    ),
    "certificate late": Planted(
        delivery.certificate(CertificateSeen(0, 9 * DAY_S), 7 * DAY_S), "was not renewed", "on the network for an hour"
    ),
    "certificate early": Planted(
        delivery.certificate(CertificateSeen(DAY_S, 9 * DAY_S), 0), "the clock shows", "set the"
    ),
    "certificate of another device": Planted(
        delivery.certificate(CertificateSeen(0, 9 * DAY_S, of_another="is for a; take id out"), 0), "for a", "take id"
    ),
    "certificate unreadable": Planted(delivery.certificate(CertificateSeen(problem="no PEM"), 0), "no PEM", "enrol"),
    "no broker": Planted(delivery.broker("c:8883", "nothing listens there"), "nothing listens", "network and broker"),
    "no keeper of Wi-Fi": Planted(
        delivery.wifi(None, windows=True), "easeband-radio does not run", "systemctl enable --now easeband-radio"
    ),
    "a switch that does not move": Planted(
        delivery.wifi(WifiSeen(on=True, why="", trouble="/dev/rfkill: Permission denied"), windows=True),
        "Permission denied",
        "windows = false",
    ),
    "a clock that is not as asked for": Planted(
        computer.saving(SavingSeen(missing=("governor: shows ondemand",))), "ondemand", "restart easeband-power"
    ),
    "denied": Planted(
        delivery.topics({"a/up": "0x87 not authorized", "a/down": ""}), "a/up: 0x87", "allow this device"
    ),
    "no receipts": Planted(delivery.receipts(ReceiptsSeen(2, ("2026-11-27",), None)), "no receipt has ever", "ask the"),
    "late receipts": Planted(
        delivery.receipts(ReceiptsSeen(9, ("2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"), DAY_S)),
        "the clinic has 5 of 9 days; the last receipt came 1970-01-02 00:00 UTC; waiting since 2026-11-24",
        "ask the clinic",
    ),
}


@pytest.mark.parametrize("planted", FAULTS.values(), ids=FAULTS)
def test_each_fault_says_what_was_seen_expected_and_to_do_and_how_the_light_tells_it(planted: Planted) -> None:
    check = planted.check
    assert (check.outcome, check.blinks) == ("fault", planted.blinks)
    assert planted.seen in check.seen
    assert planted.to_do in check.to_do
    assert check.expected != ""


@pytest.mark.parametrize("planted", FAULTS.values(), ids=FAULTS)
def test_the_fault_light_gives_a_part_the_same_code_as_the_doctor(planted: Planted) -> None:
    light = Faults()
    light.blame(planted.check.part or "nothing that the recorder knows", 0.0, present=True)
    assert light.code == planted.check.blinks


GOOD = {
    "battery": computer.battery(BatteryState(63, None, external=None, charging=None, low=False), read=True),
    "Wi-Fi": delivery.wifi(WifiSeen(on=False, why="everything is delivered", until="14:05"), windows=True),
    "saving power": computer.saving(SavingSeen(("LED off",), left=("HDMI stays on: a screen is plugged in",))),
    "bus": sensor.bus(1, ("/dev/i2c-1", "/dev/i2c-2")),
    "speed": sensor.speed(400_000),
    "chip": sensor.chip("MPU-6050", "", 0x68),
    "self-test": sensor.chip_test([AxisSeen("rotation x", failed=False, said="40 deg/s")]),
    "group": computer.node("/dev/i2c-1", "i2c", NodeSeen("i2c", group_may=True), group_exists=True, part="sensor"),
    "lgpio": computer.lgpio(LgpioSeen("0.2.2.0", has_library=True)),
    "clock": computer.clock("synced", "systemd-timesyncd", "2026-11-29 12:00 UTC", 900.0),
    "zone": computer.time_zone("Europe/Berlin", "/etc/localtime", ""),
    "watchdog": computer.watchdog(WatchdogSeen(active=True, timeout_s=15)),
    "power": computer.power(0),
    "space": room(RoomSeen(100_000_000, 10**5, 10**6, read_only=False), "disk space"),
    "inodes": room(RoomSeen(10**9, 1000, 10**6, read_only=False), "disk inodes"),
    "writable": room(PLENTY, "card writable"),
    "database": card.database("/x/device.db", ""),
    "data": programs.freshness(180.0, recording=True),
    "configuration": programs.configuration("/etc/x.toml", ""),
    "service": programs.service("easeband-device", ServiceSeen("easeband-device", "active", restarts=4)),
    "sync, while the doctor cannot connect either": programs.service(
        "easeband-sync",
        ServiceSeen("easeband-sync", "active", says="not connected: no such network"),
        can_connect=False,
    ),
    "connected": programs.service(
        "easeband-sync", ServiceSeen("easeband-sync", "active", says="connected to clinic:8883"), can_connect=True
    ),
    "recorder": programs.recorder([PartState("sensor", works=True, text="measures at 100 Hz")])[0],
    "certificate": delivery.certificate(CertificateSeen(0, 9 * DAY_S), 5 * DAY_S),
    "broker": delivery.broker("c:8883", ""),
    "topics": delivery.topics({"a/up": "", "a/down": ""}),
    "receipts": delivery.receipts(ReceiptsSeen(9, ("2026-11-27",), DAY_S)),
}


@pytest.mark.parametrize("check", GOOD.values(), ids=GOOD)
def test_what_is_good_has_nothing_to_do_and_no_light(check: Check) -> None:
    assert (check.outcome, check.to_do, check.blinks) == ("good", "", None)


NOT_SEEN = {
    "speed": sensor.speed(None),
    "watchdog": computer.watchdog(None),
    "power": computer.power(None),
    "service": programs.service("easeband-device", None),
}


@pytest.mark.parametrize("check", NOT_SEEN.values(), ids=NOT_SEEN)
def test_what_nobody_could_look_at_is_never_good(check: Check) -> None:
    assert check.outcome == "not checked"
    assert exit_status([GOOD["bus"], check]) == 2


def test_the_exit_status_is_a_fault_before_anything_that_is_not_known() -> None:
    bad = FAULTS["no I2C"].check
    assert exit_status([good("a", "b"), left_out("c", "d")]) == 0
    assert exit_status([good("a", "b"), not_checked("c", "d"), bad]) == 1


def test_what_does_not_concern_this_device_or_this_moment_is_left_out() -> None:
    left = (
        sensor.chip_test_while_running(),
        programs.freshness(600.0, recording=False),
        room(RoomSeen(10**9, 0, 0, read_only=False), "disk inodes"),
        delivery.receipts(ReceiptsSeen(0, (), None)),
        computer.node("/dev/i2c-1", "i2c", None, group_exists=True, part="sensor"),
    )
    assert {check.outcome for check in left} == {"left out"}
