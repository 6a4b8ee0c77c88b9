"""The configuration file: the shipped example works, every mistake is named with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.system.config import BadConfig, Config, Device, parse_config, read_config

ROOT = Path(__file__).resolve().parents[3]


def test_the_shipped_example_is_the_defaults() -> None:
    assert read_config(ROOT / "systemd" / "easeband.toml") == Config(Device("band-01"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "device: missing"),
        ("[device]\nid = 7", "device.id: expected a text, got 7"),
        ("[device]\nid = 'Anna Maier'", "lower-case letters, digits or '-' and no person's name, got 'Anna Maier'"),
        ("[device]\nid = ''", "device.id: expected 1 to 64"),
        ("[device]\nid = 'a'\ntimezone = 'Mars/Base'", "device.timezone: expected an IANA name such as Europe/Berlin"),
        ("[device]\nid = 'a'\ntimezone = '../../etc/passwd'", "device.timezone: expected an IANA name"),
        ("[device]\nid = 'a'\n[sensor]\naddress = 0x70", "sensor.address: expected a number from 104 to 105, got 112"),
        ("[device]\nid = 'a'\n[broker]\nport = 70000", "broker.port: expected a number from 0 to 65535, got 70000"),
        ("[device]\nid = 'a'\n[broker]\nport = true", "broker.port: expected a whole number, got True"),
        ("[device]\nid = 'a'\n[broker]\nhots = 'x'", "broker.hots: unknown name; known here:"),
        ("[device]\nid = 'a'\n[sensor]\ngyroscope = 0", "sensor.gyroscope: expected true or false, got 0"),
        ("[device\n", "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text(text)
    with pytest.raises(BadConfig) as seen:
        read_config(path)
    assert str(path) in str(seen.value)
    assert message in str(seen.value)


def test_a_missing_file_says_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"no configuration at .*: copy systemd/easeband\.toml there"):
        read_config(tmp_path / "none.toml")


def test_a_folder_or_binary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path, tmp_path / "binary"):
        with pytest.raises(BadConfig, match=str(path)):
            read_config(path)


@given(st.text())
def test_any_text_is_a_device_id_or_refused(name: str) -> None:
    quoted = name.encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', '\\"')
    try:
        config = parse_config(f'[device]\nid = "{quoted}"')
    except ValueError:
        return
    assert config.device.id
    assert set(config.device.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
