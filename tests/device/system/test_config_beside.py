"""What a command wrote beside the configuration holds for what that does not say itself."""

from pathlib import Path

import pytest

from device.settings import KeptConfiguration
from device.system.clock import PacedClock
from device.system.config import BadConfig, read_config

PAIRED = """\
# Written by `easeband pair`
[device]
id = "band-7"
[broker]
host = "clinic.example"
port = 8883
ca = "/x/ca.crt"
certificate = "/x/identity.pem"
[files]
clinic_key = "/etc/easeband/clinic-key-1.pem"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "etc" / "easeband.toml"
    written.parent.mkdir()
    written.write_text("[sensor]\nbus = 3\n")
    return written


def test_what_is_paired_is_in_force_where_nothing_else_is_said(path: Path) -> None:
    path.with_name("paired.toml").write_text(PAIRED)
    sync, run = read_config(path, "sync"), read_config(path, "run")
    assert (sync.device.id, sync.broker.host, sync.broker.port) == ("band-7", "clinic.example", 8883)
    assert (run.device.id, run.files.clinic_key, run.sensor.bus) == ("band-7", "/etc/easeband/clinic-key-1.pem", 3)


def test_what_a_person_wrote_wins_and_that_is_told(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.write_text("[broker]\nhost = 'other.example'\nport = 8883\n")
    path.with_name("paired.toml").write_text(PAIRED)
    assert read_config(path, "sync").broker.host == "other.example"
    beside = path.with_name("paired.toml")
    assert f"{path} sets broker.host otherwise than {beside}, and is followed" in caplog.messages


def test_the_clinic_has_a_file_of_its_own(path: Path) -> None:
    path.with_name("paired.toml").write_text(PAIRED)
    path.with_name("clinic-broker.toml").write_text("[broker]\nhost = 'localhost'\nport = 8883\nca = '/y/ca.crt'\n")
    assert read_config(path, "clinic").broker.ca == "/y/ca.crt"
    assert read_config(path, "pair").broker.ca == ""


@pytest.mark.parametrize("text", ["[device", "\xff", "id = "])
def test_one_that_is_damaged_is_refused_with_the_command_that_writes_it(path: Path, text: str) -> None:
    path.with_name("paired.toml").write_text(text, encoding="latin-1")
    with pytest.raises(BadConfig, match=r"paired\.toml is damaged: `easeband pair` writes it again"):
        read_config(path, "sync")
    assert read_config(path, "pair").sensor.bus == 3


def test_the_last_good_configuration_remembers_what_was_beside_it(path: Path, tmp_path: Path) -> None:
    path.with_name("paired.toml").write_text(PAIRED)
    kept = KeptConfiguration(path, "run", tmp_path, PacedClock(1_795_132_800.0))
    first = kept.read()
    path.with_name("paired.toml").write_text("[device")
    again = kept.read()
    assert first is not None
    assert again == first
    assert again.device.id == "band-7"
    assert [state.works for state in kept.states()] == [False]


def test_a_wrong_value_in_it_is_named(path: Path) -> None:
    path.with_name("paired.toml").write_text("[device]\nid = 'Anna'\n")
    with pytest.raises(BadConfig, match=r"device\.id: expected 1 to 64"):
        read_config(path, "sync")
