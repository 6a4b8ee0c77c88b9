"""`easeband doctor`: lines for people, JSON for programs, and the exit status."""

import json
from pathlib import Path

import pytest

from device.cli import main
from device.health.checks import fault, good, left_out, not_checked
from sync.doctor.doctor import as_json, as_lines
from tests.support.configurations import whole_configuration

CHECKS = [
    good("clock", "12:00"),
    fault("sensor chip", "nothing answered", "an MPU-6050", "check wiring", "sensor"),
    not_checked("database", "this user may not look", "sudo easeband doctor"),
    left_out("broker", "not paired"),
]


def test_a_fault_stands_with_what_was_expected_the_light_and_what_to_do() -> None:
    assert list(as_lines(CHECKS)) == [
        "  ok   clock        12:00",
        "FAULT  sensor chip  nothing answered",
        "                    expected: an MPU-6050",
        "                    the right light, after a press: 2 blinks",
        "                    to do: check wiring",
        "  ?    database     not checked: this user may not look",
        "                    to do: sudo easeband doctor",
        "  -    broker       not checked: not paired",
        "",
        "1 good, 1 fault, 2 not checked",
    ]


def test_json_says_the_same() -> None:
    told = json.loads(as_json(CHECKS))
    assert (told["version"], told["status"], len(told["checks"])) == (1, 1, 4)
    assert told["checks"][1] == {
        "name": "sensor chip",
        "outcome": "fault",
        "seen": "nothing answered",
        "expected": "an MPU-6050",
        "to_do": "check wiring",
        "part": "sensor",
        "blinks": 2,
    }


WANTED = {  # each is looked at on every device
    *("configuration", "easeband-device", "recorder: recorder", "I2C bus", "I2C speed", "sensor chip"),
    *(
        "sensor self-test",
        "group i2c",
        "group gpio",
        "lgpio",
        "clock",
        "time zone",
        "watchdog",
        "power",
        "battery",
        "saving power",
    ),
    *("disk space", "disk inodes", "card writable", "database", "raw recording", "fresh data"),
    *("easeband-sync", "Wi-Fi", "certificate", "broker", "topics", "receipts"),
}


def test_on_a_computer_that_is_no_device_it_names_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "easeband.toml").write_text(whole_configuration(tmp_path, ""))
    status = main(["doctor", "--json", "--config", str(tmp_path / "easeband.toml")])
    told = json.loads(capsys.readouterr().out)
    found = {check["name"]: check for check in told["checks"]}
    assert (status, told["status"]) == (1, 1)
    assert set(found) == WANTED
    assert all(check["to_do"] for check in told["checks"] if check["outcome"] == "fault")
    assert found["database"]["to_do"].startswith("start the recorder")
    assert not (tmp_path / "device.db").exists(), "a doctor changes nothing"


def test_a_mistake_in_the_configuration_is_one_of_the_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "easeband.toml").write_text("[device]\nid = 'Band 1'\n")
    assert main(["doctor", "--config", str(tmp_path / "easeband.toml")]) == 1
    said = capsys.readouterr().out
    assert "FAULT  configuration" in said
    assert "got 'Band 1'" in said
