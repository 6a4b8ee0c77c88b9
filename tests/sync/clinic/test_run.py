"""The actions of `easeband clinic`: found by name, with the options that all share on either side of it."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from device.symptoms.questions import MOST_SYMPTOMS
from sync.choices.clinic import FILE_WORDS, SYMPTOM_NUMBERS
from sync.clinic.handing_over import DOWNLOADS
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


HEAVY = {
    *("altair", "argon2", "babel", "cryptography", "fastapi", "jinja2", "msgspec", "numpy", "paho", "scipy", "segno"),
    *("sqlalchemy", "starlette", "typst", "uvicorn", "vl_convert"),
}


def test_no_help_of_an_action_loads_what_does_it() -> None:
    """Database, charts, web server and keys take a second together, on a small computer many."""
    code = f"""
import sys
from contextlib import redirect_stdout, suppress
from io import StringIO
from device.cli import main
for name in {list(ACTIONS)}:
    said = StringIO()
    with suppress(SystemExit), redirect_stdout(said):
        main(["clinic", name, "--help"])
    assert f"clinic {{name}}" in said.getvalue()
print(*sorted(sys.modules.keys() & {HEAVY}))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == []


def test_an_option_says_the_files_and_symptoms_that_there_are() -> None:
    """The options know them without loading what makes files, or what a device asks."""
    assert tuple(FILE_WORDS) == tuple(DOWNLOADS)
    assert tuple(range(1, MOST_SYMPTOMS + 1)) == SYMPTOM_NUMBERS
