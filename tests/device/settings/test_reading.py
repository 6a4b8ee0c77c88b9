"""What is in force is told, and files that the configuration names are looked at before they are needed."""

import subprocess
from pathlib import Path

import pytest

from device.records.decoding import from_plain
from device.settings.broker_files import broker_file_objections
from device.settings.reading import in_force, read_settings
from device.system.config import BadConfig, Broker, parse_config
from tests.support.needs import need_program

DEVICE_DB = "'/var/lib/easeband/device.db'"
TEXT = """\
[device]
id = "band-1"
[sensor]
gyroscope = false
[files]
clinic = "postgresql://easeband:secret@db.example.org/clinic"
"""


def test_what_is_set_and_what_is_left_to_the_defaults_is_told() -> None:
    by_file, by_default = in_force(Path("/etc/e.toml"), parse_config(TEXT, "run"), TEXT, "run")
    assert by_file == "settings of /etc/e.toml: device.id = 'band-1', sensor.gyroscope = false"
    assert by_default == (
        "settings by default: device.site = 'forearm', sensor.bus = 1, sensor.address = 104, sensor.quiet = false,"
        f" files.device = {DEVICE_DB}, files.sync = '/var/lib/easeband-sync/sync.db',"
        " files.programme = '/etc/easeband/programme.toml',"
        " files.clinic_key = '/etc/easeband/clinic-key.pem', snippets.keep_mb = 0,"
        " recording.enabled = false, recording.most_mb = 2000, recording.most_days = 14, recording.least_free_mb = 500,"
        " battery.board = 'none', battery.low_percent = 20, battery.stop_percent = 5"
    )


def test_no_password_is_told() -> None:
    told = in_force(Path("/etc/e.toml"), parse_config(TEXT, "clinic"), TEXT, "clinic")
    assert "files.clinic = 'postgresql://easeband:***@db.example.org/clinic'" in told[0]
    assert "secret" not in "".join(told)


def test_the_log_has_it_at_the_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text("[device]\nid = 'band-1'\n")
    with caplog.at_level("INFO"):
        read_settings(path, "run")
    assert caplog.messages[0] == f"settings of {path}: device.id = 'band-1'"


@pytest.mark.parametrize("name", ["ca", "certificate", "key", "password_file"])
def test_a_named_file_that_is_not_there_is_named_with_the_reason(tmp_path: Path, name: str) -> None:
    file = tmp_path / "nowhere"
    (objection,) = broker_file_objections(from_plain(Broker, {name: str(file)}))
    assert objection == f"broker.{name}: {file}: No such file or directory: check the path, and who may read it"


def test_a_folder_is_no_password(tmp_path: Path) -> None:
    (objection,) = broker_file_objections(Broker(username="a", password_file=str(tmp_path)))
    assert "Is a directory" in objection


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "got 0 lines"),
        (b"\n\n", "got 0 lines"),
        (b"one\ntwo\n", "got 2 lines"),
        (b"p\xe4ss", "expected one line of UTF-8"),
        (b"a\x00b", "expected the password in one line"),
    ],
)
def test_a_password_is_one_line(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "password"
    file.write_bytes(content)
    (objection,) = broker_file_objections(Broker(username="a", password_file=str(file)))
    assert words in objection


@pytest.mark.parametrize("content", [b"secret", b"secret\n", b"secret\r\n"])
def test_a_password_with_the_line_end_of_its_editor_is_fine(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "password").write_bytes(content)
    assert list(broker_file_objections(Broker(username="a", password_file=str(tmp_path / "password")))) == []


def test_what_is_no_certificate_is_told(tmp_path: Path) -> None:
    (tmp_path / "ca.crt").write_text("not a certificate")
    (objection,) = broker_file_objections(Broker(ca=str(tmp_path / "ca.crt")))
    assert objection.startswith(f"broker.ca: {tmp_path / 'ca.crt'} holds no certificate")


def make_key(folder: Path, name: str, *options: str) -> tuple[str, str]:
    """A certificate and its key."""
    need_program("openssl")
    certificate, key = str(folder / f"{name}.crt"), str(folder / f"{name}.key")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    files = ("-keyout", key, "-out", certificate, "-subj", f"/CN={name}")
    subprocess.run(
        ["openssl", "req", "-x509", *kind, *files, *(options or ("-nodes",))], check=True, capture_output=True
    )
    return certificate, key


@pytest.mark.slow
def test_a_certificate_and_its_key_are_taken_and_those_of_another_are_not(tmp_path: Path) -> None:
    (one, one_key), (_, other_key) = make_key(tmp_path, "one"), make_key(tmp_path, "other")
    assert list(broker_file_objections(Broker(ca=one, certificate=one, key=one_key))) == []
    (objection,) = broker_file_objections(Broker(ca=one, certificate=one, key=other_key))
    assert "they do not belong together" in objection
    (objection,) = broker_file_objections(Broker(ca=one, certificate=one))
    assert objection.endswith("one.crt: it holds a certificate and no key: set key to the file that holds it")
    (objection,) = broker_file_objections(Broker(ca=one, certificate=one_key, key=one))
    assert f"one.key with broker.key: {one}: one of them is no such PEM file: expected PEM, a text" in objection


@pytest.mark.slow
def test_an_encrypted_key_is_told_and_nobody_is_asked_for_a_password(tmp_path: Path) -> None:
    certificate, key = make_key(tmp_path, "one", "-passout", "pass:secret")
    (objection,) = broker_file_objections(Broker(ca=certificate, certificate=certificate, key=key))
    assert "the key is encrypted" in objection


def test_the_message_names_the_configuration_too(tmp_path: Path) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text(f"[device]\nid = 'a'\n[broker]\nca = '{tmp_path}/nowhere'\n")
    with pytest.raises(BadConfig, match=r"easeband\.toml: broker\.ca: "):
        read_settings(path, "sync")


def test_a_device_does_not_look_at_the_brokers_files(tmp_path: Path) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text(f"[device]\nid = 'a'\n[broker]\nca = '{tmp_path}/nowhere'\n")
    assert read_settings(path, "run").device.id == "a"
