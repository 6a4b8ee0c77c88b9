"""The clinic's commands as a person meets them: what is said, what is there afterwards, and what stays as it was."""

import argparse
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from device.system.clock import SystemClock
from sync.clinic.actions import devices, enrol, init, revoke
from sync.clinic.enrolment.enrolled import Enrolled, Issued
from sync.clinic.enrolment.keys_folder import CLINIC, KeysFolder
from sync.clinic.run import ActionModule, add_arguments
from sync.wire.identity.codes import read_code

Command = Callable[..., int]
MODULES: dict[str, ActionModule] = {"devices": devices, "enrol": enrol, "init": init, "revoke": revoke}


@pytest.fixture
def command(tmp_path: Path) -> Command:
    config = tmp_path / "easeband.toml"
    config.write_text(f"[files]\nclinic = 'sqlite:///{tmp_path}/c.db'\nclinic_keys = '{tmp_path}/keys'\n")
    parser = argparse.ArgumentParser()
    add_arguments(parser)

    def run(*words: str) -> int:
        return MODULES[words[0]].run(parser.parse_args([*words, "--config", str(config)]))

    return run


@pytest.fixture
def keys(tmp_path: Path) -> KeysFolder:
    return KeysFolder(tmp_path / "keys")


@pytest.fixture
def clinic(command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Of a clinic that has begun; mosquitto is run for half a second where it is installed."""
    assert command("init", "--host", "clinic.example", "--broker-folder", f"{tmp_path}/mosquitto") == 0
    capsys.readouterr()
    return command


@pytest.mark.slow
def test_a_clinic_that_begins_again_keeps_every_key(
    clinic: Command, keys: KeysFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.key")}
    assert len(before) == 4
    assert clinic("init") == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.key")} == before
    said = capsys.readouterr().out
    assert "all keys are there already, none was changed" in said
    assert "Devices will look for the broker at clinic.example, ports 8883 and 8884" in said


@pytest.mark.slow
def test_the_clinics_own_certificate_is_renewed_for_its_key_as_its_end_is_told(
    clinic: Command, keys: KeysFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    """At its end nobody hears devices any more; `devices` said what to do, and that changed nothing."""
    before = keys.certified(CLINIC)
    assert before
    old = keys.authority().for_clinic(SystemClock("UTC").utc_s() - 3600 * 86_400, before.key)  # of 3650 days
    keys.write_certified(CLINIC, old)
    clinic("devices")
    assert "the clinic itself: the certificate ends on" in capsys.readouterr().out
    assert clinic("init") == 0
    assert "made: the clinic's own certificate" in capsys.readouterr().out
    after = keys.certified(CLINIC)
    assert after
    assert (after.key, after.certificate != old.certificate) == (before.key, True)
    clinic("devices")
    assert "the clinic itself" not in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("lost", [("ca.key",), ("ca.crt",), ("ca.crt", "ca.key")])
def test_half_a_copy_that_was_put_back_makes_no_new_authority(
    clinic: Command, keys: KeysFolder, lost: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every device would have to be paired again, and what is left of the authority would be gone."""
    for name in lost:
        (keys.folder / name).unlink()
    before = {path: path.read_bytes() for path in keys.folder.iterdir()}
    assert clinic("init") == 1
    assert f"{' and '.join(lost)} is not there: put it back from your copy" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in keys.folder.iterdir()} == before


@pytest.mark.slow
def test_a_new_key_for_programmes_beside_paired_devices_says_what_that_means(
    clinic: Command, keys: KeysFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    Enrolled(keys).issue("band-1", 7, "a certificate")
    (keys.folder / "programme-signing.key").unlink()
    assert clinic("init") == 0
    assert "Devices that are paired already refuse programmes under this new key" in capsys.readouterr().out


def test_who_changes_keys_waits_for_somebody_else_who_does(keys: KeysFolder) -> None:
    """Of two who revoke at once, the list of the first would let the device of the second in."""
    keys.folder.mkdir(mode=0o700)
    enrolled, order = Enrolled(keys), list[str]()

    def other() -> None:
        with keys.alone():
            order.append("the other")

    with keys.alone():
        waiting = Thread(target=other)
        waiting.start()
        enrolled.revoke(Issued("band-1", 7), 0.0)
        order.append("the first")
    waiting.join()
    assert order == ["the first", "the other"]


@pytest.mark.slow
def test_another_name_of_the_broker_is_added_to_its_certificate(
    clinic: Command, keys: KeysFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = (tmp_path / "mosquitto" / "broker.key").read_bytes()
    assert clinic("init", "--host", "192.0.2.7") == 0
    assert "the broker's certificate was made, for 192.0.2.7, clinic.example" in capsys.readouterr().out
    assert keys.facts().host == "192.0.2.7"
    assert (tmp_path / "mosquitto" / "broker.key").read_bytes() == key


@pytest.mark.slow
def test_what_remains_is_said_as_commands_and_so_is_what_is_in_the_way(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "easeband.toml"
    config.write_text(config.read_text() + "[broker]\nhost = 'old.example'\n")
    assert command("init", "--host", "clinic.example", "--broker-folder", f"{tmp_path}/mosquitto") == 0
    said = capsys.readouterr().out
    assert f"First, in {config}, take away what would win over the new broker: broker.host." in said
    assert f"sudo install -m 644 {tmp_path}/mosquitto/easeband.conf /etc/mosquitto/conf.d/" in said


def test_a_host_that_is_none_is_refused(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("init", "--host", "mqtts://clinic.example:8883") == 1
    assert "expected a name or an address alone" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("enrol", "band-1"), ("devices",), ("revoke", "band-1")])
def test_before_the_clinic_has_begun_every_command_says_what_to_do(
    command: Command, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(*words) == 1
    assert "easeband clinic" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Anna", "a b", "", "ä", "a" * 65, "../x", "easeband-clinic", "homeassistant", "+"])
def test_a_strange_name_is_refused(command: Command, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("enrol", name) == 1
    assert "cannot be the name of a device" in capsys.readouterr().err


@pytest.mark.slow
def test_a_code_is_shown_with_the_command_that_takes_it_and_as_a_picture(
    clinic: Command, keys: KeysFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert clinic("enrol", "band-1", "--svg", f"{tmp_path}/code.svg") == 0
    said = capsys.readouterr().out
    code = said.splitlines()[0].removeprefix("Code for band-1: ")
    assert f"  sudo easeband pair {code} --host clinic.example --port 8884" in said.splitlines()
    offer = Enrolled(keys).offered(read_code(code).derived().name)
    assert offer is not None
    assert offer.device == "band-1"
    assert (tmp_path / "code.svg").read_text().startswith("<?xml")
    assert (tmp_path / "code.svg").stat().st_mode & 0o077 == 0  # whoever reads it can pair in the device's place


@pytest.mark.slow
def test_a_revoked_device_is_on_the_list_that_the_broker_reads(
    clinic: Command, keys: KeysFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Enrolled(keys).issue("band-1", 7, "a certificate")
    clinic("revoke", "band-1")
    said = capsys.readouterr().out
    assert "band-1: revoked. The clinic takes nothing more from it" in said
    assert (tmp_path / "mosquitto" / "revoked.crl").read_text() == keys.read("revoked.crl")
    assert Enrolled(keys).revoked() == {Issued("band-1", 7)}
    (tmp_path / "mosquitto" / "revoked.crl").unlink()
    clinic("revoke")
    assert (tmp_path / "mosquitto" / "revoked.crl").read_text() == keys.read("revoked.crl")
    assert clinic("revoke", "band-2") == 1
    assert "'band-2' has no certificate and no code" in capsys.readouterr().err


@pytest.mark.slow
def test_a_code_that_was_not_used_yet_can_be_taken_back(clinic: Command, keys: KeysFolder) -> None:
    clinic("enrol", "band-1")
    clinic("revoke", "band-1")
    assert list((keys.folder / "codes").iterdir()) == []
