"""The actions of `easeband clinic`: found by name, with the options that all share on either side of it."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from sync.clinic.run import ACTIONS, add_arguments


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


def test_without_an_action_the_clinic_collects() -> None:
    assert parsed().action is None
    assert parsed().config == Path("/etc/easeband/easeband.toml")


@pytest.mark.parametrize("words", [("--config", "a.toml", "init"), ("init", "--config", "a.toml")])
def test_the_configuration_may_be_named_before_the_action_and_after_it(words: tuple[str, ...]) -> None:
    assert (parsed(*words).action, parsed(*words).config) == ("init", Path("a.toml"))


def test_every_action_is_named_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("--help")
    said = capsys.readouterr().out
    assert {"init"} <= set(ACTIONS)
    assert all(name in said for name in ACTIONS)


@pytest.mark.costly
def test_no_help_of_an_action_loads_what_draws_charts() -> None:
    """That alone takes seconds, on a small computer many."""
    code = f"""
import sys
from contextlib import suppress
from device.cli import main
for name in {list(ACTIONS)}:
    with suppress(SystemExit):
        main(["clinic", name, "--help"])
sys.exit("altair" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, timeout=60).returncode == 0
