"""`easeband pair` before anything travels: what is said of a code, a host and a configuration that cannot be used."""

import argparse
from pathlib import Path

import pytest

from device.radio import told
from device.system.clock import SystemClock
from sync.options.of_device import pair_options
from sync.uplink.pairing.pair import run

CODE = "0000-0000-0000-0000-0101"  # the number 1, and 1 modulo 1021


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "easeband.toml"
    path.write_text(f"[files]\nsync = '{tmp_path}/sync.db'\n")
    return path


def pair(config: Path, code: str = CODE, host: str = "127.0.0.1") -> int:
    parser = argparse.ArgumentParser()
    pair_options(parser)
    return run(parser.parse_args([code, "--host", host, "--port", "1", "--config", str(config)]))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("0000-0000-0000-0000-0111", "a letter of the code is mistyped"),
        ("0000-0000-0000-0000-010", "expected 20 letters and digits, got 19"),
        ("0000-0000-0000-0000-01U1", "no code has 'U' in it"),
    ],
)
def test_a_code_with_a_mistake_goes_nowhere(
    config: Path, code: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(config, code) == 1
    assert capsys.readouterr().err.startswith(f"easeband pair: {said}")
    assert [path.name for path in config.parent.iterdir()] == ["easeband.toml"]


def test_lines_that_would_win_over_the_pairing_are_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text(config.read_text() + "[broker]\nhost = 'old.example'\nport = 1883\nhome_assistant = true\n")
    assert pair(config) == 1
    assert "delete broker.host, broker.port there, or put a # before them" in capsys.readouterr().err


def test_a_host_with_more_than_a_name_is_refused(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pair(config, host="clinic.example:8884") == 1
    assert "set host = 'clinic.example' and port = 8884" in capsys.readouterr().err


def test_a_broker_that_does_not_answer_leaves_only_the_key_that_is_asked_for_again(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(config) == 1
    assert "nothing listens there: is the broker running, and is the port right?" in capsys.readouterr().err
    assert [path.name for path in (config.parent / "identity").iterdir()] == ["next.key"]
    assert not config.with_name("paired.toml").exists()


def test_wifi_that_is_on_in_windows_only_is_asked_for_while_pairing_lasts(config: Path) -> None:
    clock, sync_db = SystemClock(), f"{config.parent}/sync.db"
    now_s = clock.monotonic_s()
    told.put(told.radio_file(sync_db), told.RadioTold(1, clock.dating().boot, now_s, on=True, why="", since_s=now_s))
    pair(config)
    assert 590.0 < told.asked_until_s(told.asked_file(sync_db), clock) - now_s < 610.0, "ten minutes"


def test_without_a_configuration_it_says_where_one_belongs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pair(tmp_path / "none.toml") == 1
    assert "copy systemd/easeband.toml there" in capsys.readouterr().err
