"""`easeband clinic people` and `easeband clinic audit` as a person meets them."""

import argparse
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sync.clinic.accounts import Door
from sync.clinic.actions import audit, people
from sync.clinic.database.access import Access
from sync.clinic.run import ActionModule, add_arguments

Command = Callable[..., int]
MODULES: dict[str, ActionModule] = {"people": people, "audit": audit}
LINK = re.compile(r"^  https://clinic\.example/easeband/welcome/(\S{43})$", re.MULTILINE)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/c.db"


@pytest.fixture
def command(tmp_path: Path, url: str) -> Command:
    config = tmp_path / "easeband.toml"
    config.write_text(f"[files]\nclinic = '{url}'\n[web]\naddress = 'https://clinic.example/easeband/'\n")
    parser = argparse.ArgumentParser()
    add_arguments(parser)

    def run(*words: str) -> int:
        return MODULES[words[0]].run(parser.parse_args([*words, "--config", str(config)]))

    return run


def test_the_first_administrator_gets_a_link_that_holds(
    command: Command, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("people", "list") == 0
    assert "Nobody can sign in yet. Add an administrator" in capsys.readouterr().out
    assert command("people", "add", "Anna", "--role", "administrator") == 0
    found = LINK.search(capsys.readouterr().out)
    assert found
    with closing(Access(url, waits=False)) as access:
        assert Door(access, lambda: 0.0).invited(found[1], "192.0.2.1").name == "anna"


def test_who_is_there_and_what_was_done_is_listed(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command("people", "add", "anna", "--role", "administrator")
    command("people", "add", "tom", "--role", "therapist", "--patients", "band-01")
    command("people", "assign", "tom", "band-02")
    command("people", "assign", "tom", "band-01", "--take-away")
    command("people", "add", "eva", "--role", "viewer")
    command("people", "assign", "eva", "--all")
    command("people", "reset", "eva")
    assert command("people", "role", "tom", "viewer") == 0
    assert command("people", "block", "tom") == 0
    capsys.readouterr()
    command("people", "list")
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["NAME", "ROLE", "SEES"],
        ["anna", "administrator", "all", "patients"],
        ["eva", "viewer", "all", "patients"],
        ["tom", "viewer", "band-02"],
    ]
    assert command("people", "remove", "tom") == 0
    capsys.readouterr()
    assert command("audit", "--last", "5") == 0
    assert [line.split(",", 1)[1] for line in capsys.readouterr().out.splitlines()] == [
        "person,device,what,address",
        ",,removed tom,terminal",
        ",,blocked tom,terminal",
        ",,made tom viewer,terminal",
        ",,reset eva,terminal",
        ",,assigned all: eva,terminal",
    ]


@pytest.mark.costly
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "anna", "--role", "viewer"), "there is anna already"),
        (("remove", "anna"), "the last administrator who can sign in stays"),
        (("block", "anna"), "the last administrator who can sign in stays"),
        (("role", "anna", "viewer"), "the last administrator who can sign in stays"),
        (("reset", "bob"), "nobody is called bob; there is anna"),
        (("assign", "anna"), "whose patients? Name their devices, or say --all"),
        (("add", "An na", "--role", "viewer"), "cannot be a person's name here"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    command: Command, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command("people", "add", "anna", "--role", "administrator")
    assert command("people", *words) == 1
    assert said in capsys.readouterr().err
    capsys.readouterr()
    command("people", "list")
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    "address", ["http://a.example", "https://", "clinic.example", "https://a b", "https://a?b", " https://a"]
)
def test_an_address_that_is_none_is_refused(
    command: Command, tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "easeband.toml").write_text(f"[web]\naddress = '{address}'\n")
    assert command("people", "list") == 1
    assert "web.address: expected as https://clinic.example" in capsys.readouterr().err
