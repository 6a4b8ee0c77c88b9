"""Half-truths in the configuration: refused with what to write instead, never followed half."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.system.config import BadConfig, Program, parse_config, read_config
from device.system.config_rules import host_objections

MINIMAL = "[device]\nid = 'a'\n"


def refused(text: str, program: Program = "sync") -> str:
    with pytest.raises(ValueError, match=":") as seen:
        parse_config(MINIMAL + text, program)
    return str(seen.value)


@pytest.mark.parametrize(
    ("host", "advice"),
    [
        ("mqtt://broker.example.org", "set host = 'broker.example.org'"),
        ("mqtts://broker.example.org", "set host = 'broker.example.org' and port = 8883 with `ca`"),
        ("mqtt://user@broker:1883/path", "set host = 'broker'"),
        ("mqtt://::1", "set host = '::1'"),
        ("wss://broker.example.org", "web sockets are not spoken here"),
        ("broker:8883", "set host = 'broker' and port = 8883"),
        ("192.0.2.7:1883", "set host = '192.0.2.7' and port = 1883"),
        ("[::1]", "write an IPv6 address without brackets"),
        ("[::1]:1883", "write an IPv6 address without brackets"),
        ("broker/path", "leave out everything before and after the name"),
        ("user@broker", "leave out everything before and after the name"),
        ("broker..example", "a part between two dots is empty or too long"),
        ("b" * 64, "a part between two dots is empty or too long"),  # 63 at most, RFC 1035
        ("", "got ''"),
        (" broker", "got ' broker'"),
        ("bro ker", "got 'bro ker'"),
    ],
)
def test_a_host_is_a_name_or_an_address_alone(host: str, advice: str) -> None:
    message = refused(f"[broker]\nhost = {host!r}")
    assert message.startswith("broker.host: expected a name or an address alone")
    assert advice in message


@pytest.mark.parametrize("host", ["localhost", "192.0.2.7", "::1", "fe80::1%wlan0", "broker.example.org.", "bröker.de"])
def test_names_and_addresses_are_taken(host: str) -> None:
    assert parse_config(f"{MINIMAL}[broker]\nhost = {host!r}", "sync").broker.host == host


@given(st.text(st.sampled_from("a-."), max_size=260))
def test_a_name_in_ascii_is_taken_where_pythons_own_codec_takes_it(host: str) -> None:
    is_taken = not [*host_objections("broker.host", host)]
    assert is_taken == (host != "" and is_encoded(host))


def is_encoded(host: str) -> bool:
    try:
        return len(host.encode("idna")) <= 253  # characters, RFC 1035
    except UnicodeError:
        return False


@pytest.mark.parametrize("host", ["http://127.0.0.1", "127.0.0.1:8080", "[::1]"])
def test_the_pages_host_is_held_to_the_same(host: str) -> None:
    assert refused(f"[web]\nhost = {host!r}", "clinic").startswith("web.host: expected a name or an address alone")


@pytest.mark.parametrize(
    ("broker", "message"),
    [
        (
            "password_file = '/p'",
            "broker.username: missing: password_file = '/p' is the password of a user",
        ),
        ('username = "a\\u0000"', "broker.username: expected letters that can be printed"),
        ("port = 0", "broker.port: expected the port of the broker, usually 1883 or 8883 with TLS, got 0"),
    ],
)
def test_half_of_a_login_and_no_port_are_refused(broker: str, message: str) -> None:
    assert message in refused(f"[broker]\n{broker}")


def test_a_user_without_a_password_is_one_that_the_broker_knows_otherwise() -> None:
    assert parse_config(f"{MINIMAL}[broker]\nusername = 'band-1'", "sync").broker.username == "band-1"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ("device = ''", "files.device: expected the path of a file, got ''"),
        ("device = '/data/'", "files.device: expected the path of a file, got '/data/'"),
        ("device = '~/device.db'", "files.device: '~/device.db': nothing stands for another folder here"),
        ("device = '$HOME/device.db'", "nothing stands for another folder here"),
        ("device = 'device.db'", "files.device: expected a whole path, beginning with /, got 'device.db'"),
        (
            "sync = '/var/lib/easeband/device.db'",
            "'/var/lib/easeband/device.db' is the same file as files.device",
        ),
        ("device = '/a/../a/x.db'\nsync = '/a//x.db'", "files.sync: '/a//x.db' is the same file as files.device"),
        ("clinic = 'sqlite:////var/lib/easeband/device.db'", "is the same file as files.device"),
        ("programme = '/var/lib/easeband/device.db'", "is the same file as files.device"),
        ("clinic = 'sqlite:////a/c.db?mode=rw'\nsync = '/a/c.db'", "is the same file as files.sync"),
    ],
)
def test_each_program_has_a_whole_path_of_its_own(files: str, message: str) -> None:
    assert message in refused(f"[files]\n{files}")


def test_a_device_does_not_care_for_paths_that_it_does_not_use() -> None:
    assert parse_config(f"{MINIMAL}[files]\nsync = 's.db'", "calibrate").files.sync == "s.db"


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf[device]\nid = 'a'\n", b"[device]\r\nid = 'a'\r\n"])
def test_a_file_saved_by_another_system_is_taken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "easeband.toml"
    path.write_bytes(content)
    assert read_config(path, "run").device.id == "a"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[device]\nid = 'a'\n".encode("utf-16"), ["UTF-16", "save it again as UTF-8"]),
        ("[device]\nid = 'a'\n".encode("utf-16-le"), ["UTF-16", "save it again as UTF-8"]),
        (bytes(500), ["zero bytes"]),
        (b"[device]\nid = 'a' # Ger\xe4t", ["in line 2", "save it again as UTF-8"]),
        (b"[device]\nid = 'a'\nid = 'b'\n", ["Cannot overwrite a value", "a name may stand only once in its table"]),
        (b"[device]\nid = 'a'\n[device]\n", ["twice", "each [table] may stand only once"]),
        (b"[device]\nid = band-1\n", ["Invalid value", "a text stands in quotes"]),
        (b"[device]\nid = " + b"[" * 100_000, ["is not TOML"]),
        (b"[device]\nid = " + b"9" * 5000, ["is not TOML"]),
        (b"#" * 1_000_001, ["expected less than 1000000 bytes"]),
    ],
)
def test_what_is_no_toml_says_what_it_is(tmp_path: Path, content: bytes, words: Sequence[str]) -> None:
    path = tmp_path / "easeband.toml"
    path.write_bytes(content)
    with pytest.raises(BadConfig) as seen:
        read_config(path, "run")
    assert [word for word in [str(path), *words] if word not in str(seen.value)] == []


def test_a_path_that_cannot_be_one_is_refused_in_words() -> None:
    with pytest.raises(BadConfig, match="null"):
        read_config(Path("a\0b"), "run")


def test_nobody_waits_for_a_pipe_that_may_never_be_written(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "easeband.toml")
    with pytest.raises(BadConfig, match="is a pipe, which may never be written: expected a file"):
        read_config(tmp_path / "easeband.toml", "run")


@pytest.mark.parametrize(("low", "stop"), [(5, 5), (5, 15), (14, 15)])
def test_a_battery_that_is_empty_before_it_is_low_is_refused(low: int, stop: int) -> None:
    said = refused(f"[battery]\nlow_percent = {low}\nstop_percent = {stop}\n", "run")
    assert f"battery.stop_percent: expected less than low_percent = {low}, got {stop}" in said


@pytest.mark.parametrize("text", ["stop_percent = 16", "low_percent = 51", "low_percent = 4", "board = 'ina219'"])
def test_a_battery_has_safe_limits_and_a_board_that_is_known(text: str) -> None:
    assert "battery." in refused(f"[battery]\n{text}\n", "run")
