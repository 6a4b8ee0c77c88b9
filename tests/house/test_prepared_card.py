"""The card that a helper prepares: what is written on it, what is refused, and the set-up that runs from it."""

import errno
import importlib.util
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.house.test_packages import ROOT

FOLDER = ROOT / "systemd" / "cloud-init"
ODD = 'Café "5: #1" {home}'
COMMAND_LINE = "console=tty1 root=PARTUUID=4e639091-02 rootfstype=ext4 fsck.repair=yes rootwait\n"
WORD = "pass: 'word' # 1"


@pytest.fixture(scope="module")
def card() -> Any:
    spec = importlib.util.spec_from_file_location("easeband_prepare_card", FOLDER / "prepare_card.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def boot(tmp_path: Path) -> Path:
    """As on a fresh card."""
    folder = tmp_path / "bootfs"
    folder.mkdir()
    (folder / "config.txt").write_text("dtparam=audio=on\n\n[cm4]\notg_mode=1\n")
    (folder / "cmdline.txt").write_text(COMMAND_LINE)
    (folder / "meta-data").write_text("instance-id: rpi-1\n")
    (tmp_path / "easeband_0.1.0_arm64.deb").write_text("package")
    return folder


def words(boot: Path, *more: str) -> list[str]:
    package = boot.parent / "easeband_0.1.0_arm64.deb"
    return [str(boot), "--package", str(package), "--name", "band-01", "--timezone", "Europe/Berlin", *more]


def prepared(card: Any, boot: Path, *more: str) -> None:
    arguments = card.parsed(words(boot, *more))
    card.check(arguments)
    card.prepare(arguments, WORD)


def value(text: str, name: str) -> Any:
    """Of the one line with this name; JSON is YAML."""
    (line,) = [line for line in text.splitlines() if line.strip().startswith(f"{name}: ")]
    return json.loads(line.split(": ", 1)[1])


def test_i2c_is_on_at_400_khz_for_every_board_and_only_once(card: Any, boot: Path) -> None:
    for _ in range(2):
        prepared(card, boot)
    lines = (boot / "config.txt").read_text().splitlines()
    assert lines[-2:] == ["[all]", "dtparam=i2c_arm=on,i2c_arm_baudrate=400000"]
    assert lines.count("[all]") == 1
    assert "dtparam=audio=on" in lines


@pytest.mark.parametrize("before", ["", " maxcpus=3", " maxcpus=3 quiet maxcpus=2"])
def test_so_many_cores_start_and_all_of_them_again_when_it_is_asked_for(card: Any, boot: Path, before: str) -> None:
    """The kernel of a Zero 2 W cannot switch them off later: raspberrypi/linux#6409."""
    line = COMMAND_LINE.strip() + before.replace(" maxcpus=3", "").replace(" maxcpus=2", "")
    (boot / "cmdline.txt").write_text(COMMAND_LINE.strip() + before + "\n")
    for _ in range(2):
        prepared(card, boot, "--cores", "1")
        assert (boot / "cmdline.txt").read_text() == f"{line} maxcpus=1\n"
    prepared(card, boot, "--cores", "4")
    assert (boot / "cmdline.txt").read_text() == f"{line}\n"


@pytest.mark.parametrize("cores", [[], ["--cores", "4"]])
def test_a_card_whose_cores_are_not_limited_keeps_its_command_line_byte_for_byte(
    card: Any, boot: Path, cores: list[str]
) -> None:
    """Without it nothing starts; other words that end so are somebody else's."""
    for text in (COMMAND_LINE, "  console=tty1 nr_maxcpus=2  rootwait", "console=tty1\nrootwait\n"):
        (boot / "cmdline.txt").write_text(text)
        prepared(card, boot, *cores)
        assert (boot / "cmdline.txt").read_text() == text
    (boot / "cmdline.txt").unlink()
    prepared(card, boot, *cores)
    assert not (boot / "cmdline.txt").exists()


def test_a_limit_that_somebody_wrote_stays_where_nothing_is_said_about_it(card: Any, boot: Path) -> None:
    (boot / "cmdline.txt").write_text("console=tty1 maxcpus=2 rootwait\n")
    prepared(card, boot)
    assert (boot / "cmdline.txt").read_text() == "console=tty1 maxcpus=2 rootwait\n"


def test_of_two_lines_the_first_is_the_kernels(card: Any, boot: Path) -> None:
    (boot / "cmdline.txt").write_text("console=tty1 rootwait\n# maxcpus=3 once\n")
    prepared(card, boot, "--cores", "1")
    assert (boot / "cmdline.txt").read_text() == "console=tty1 rootwait maxcpus=1\n# maxcpus=3 once\n"
    (boot / "cmdline.txt").write_text("console=tty1 rootwait")
    prepared(card, boot, "--cores", "1")
    assert (boot / "cmdline.txt").read_text() == "console=tty1 rootwait maxcpus=1\n"


@pytest.mark.parametrize("name", ["cmdline.txt", "config.txt"])
def test_a_file_that_is_no_text_is_named_and_stays(
    card: Any, boot: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (boot / name).write_bytes("console=tty1 ü\n".encode("latin-1"))
    assert card.main(words(boot, "--cores", "1")) == 1
    assert f"prepare_card: {boot}/{name} is no text in UTF-8" in capsys.readouterr().err
    assert (boot / name).read_bytes() == "console=tty1 ü\n".encode("latin-1")


@pytest.mark.parametrize("name", ["cmdline.txt", "config.txt"])
def test_a_card_that_is_full_keeps_the_file_that_it_had(
    card: Any, boot: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Without it nothing starts."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = (boot / name).read_text()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        prepared(card, boot, "--cores", "1")
    assert (boot / name).read_text() == before
    assert list(boot.glob("*.new")) == []


@pytest.mark.parametrize("cores", ["0", "5", "two"])
def test_no_other_number_of_cores_is_taken(card: Any, boot: Path, cores: str) -> None:
    with pytest.raises(SystemExit):
        card.parsed(words(boot, "--cores", cores))


def test_cores_need_the_line_that_they_are_to_stand_in(card: Any, boot: Path) -> None:
    (boot / "cmdline.txt").unlink()
    with pytest.raises(card.CannotPrepare, match=r"has no cmdline\.txt, where --cores 2 would stand"):
        card.check(card.parsed(words(boot, "--cores", "2")))


def test_a_wifi_with_odd_letters_stays_one_word(card: Any, boot: Path) -> None:
    prepared(card, boot, "--wifi", ODD, "--country", "DE")
    network = (boot / "network-config").read_text()
    assert f"        {json.dumps(ODD)}:\n" in network
    assert (value(network, "password"), value(network, "regulatory-domain")) == (WORD, "DE")


def test_the_band_has_its_name_and_time_zone_and_nobody_can_log_in(card: Any, boot: Path) -> None:
    prepared(card, boot)
    text = (boot / "user-data").read_text()
    assert text.startswith("#cloud-config\n")
    assert (value(text, "hostname"), value(text, "timezone"), value(text, "users")) == ("band-01", "Europe/Berlin", [])
    assert not (boot / "network-config").exists()
    assert (boot / "meta-data").read_text() == "instance-id: rpi-1\n"


def test_a_helper_logs_in_with_a_key_and_no_password(card: Any, boot: Path, tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text("ssh-ed25519 AAAA helper\n")
    prepared(card, boot, "--ssh-key", str(tmp_path / "key.pub"))
    (helper,) = value((boot / "user-data").read_text(), "users")
    assert (helper["lock_passwd"], helper["ssh_authorized_keys"]) == (True, ["ssh-ed25519 AAAA helper"])
    assert "SSH=yes\n" in (boot / "easeband/settings").read_text()


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        (["--name", "Anna Müller"], "--name 'Anna Müller': use lower-case letters"),
        (["--timezone", "Berlin"], "--timezone 'Berlin' is not known: write it as in Europe/Berlin"),
        (["--wifi", "home"], "--wifi wants --country with two letters"),
        (["--code", "8AC0"], "--code and --host belong together"),
        (["--package", "/nowhere.deb"], "/nowhere.deb is not there: `make deb` builds it"),
        (["--ssh-key", "/nowhere.pub"], "/nowhere.pub is not there"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(card: Any, boot: Path, more: list[str], seen: str) -> None:
    before = sorted(boot.rglob("*"))
    with pytest.raises(card.CannotPrepare) as refused:
        card.check(card.parsed([*words(boot), *more]))
    assert str(refused.value).startswith(seen)
    assert sorted(boot.rglob("*")) == before


def test_another_folder_than_a_card_is_refused(card: Any, boot: Path) -> None:
    (boot / "config.txt").unlink()
    assert card.main(words(boot)) == 1


def test_a_card_that_is_full_says_so_and_starts_as_before(
    card: Any, boot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = (boot / "config.txt").read_text()
    monkeypatch.setattr(os, "fsync", full)
    assert card.main(words(boot)) == 1
    said = (
        f"prepare_card: {boot}: No space left on device: is the card full, write-protected or out? Then do it again\n"
    )
    assert capsys.readouterr().err == said
    assert (boot / "config.txt").read_text() == before


@pytest.mark.parametrize(("password", "refused"), [("1234567", True), ("12345678", False), ("x" * 64, True)])
def test_a_password_that_no_wifi_has_is_refused(card: Any, password: str, *, refused: bool) -> None:
    if not refused:
        card.check_password(password, "home")
        return
    with pytest.raises(card.CannotPrepare, match="8 to 63 characters"):
        card.check_password(password, "home")


FAKES = {
    "apt-get": 'case "$*" in *install*) echo installed "$@";; esac',
    "systemctl": 'echo systemctl "$@"',
    "sleep": ":",
    "sync": ":",
    "easeband": """case "$1" in
pair) echo x >> tries; [ "$(wc -l < tries)" -ge 3 ] && echo "pair $*" ;;
doctor) echo "doctor: all is well" ;;
esac""",
}


def set_up(folder: Path, tries: int = 20) -> str:
    """Runs it from the card with stand-ins for what it starts; what it left on the card."""
    fakes = folder.parent / "fakes"
    fakes.mkdir()
    for name, body in FAKES.items():
        (fakes / name).write_text(f"#!/bin/sh\n{body}\n")
        (fakes / name).chmod(0o755)
    environment = {
        "PATH": f"{fakes}:{os.environ['PATH']}",
        "CONFIG": str(folder / "easeband.toml"),
        "TRIES": str(tries),
    }
    (folder / "easeband.toml").write_text('[device]\n# id = "band-01"  # a pseudonym\n')
    subprocess.run(["sh", folder / "set_up.sh"], env=environment, cwd=folder.parent, capture_output=True, check=False)
    return (folder / "result.txt").read_text()


def test_the_set_up_installs_pairs_until_it_holds_and_asks_the_doctor(card: Any, boot: Path) -> None:
    prepared(card, boot, "--code", "8AC0-GBYP", "--host", "clinic.example")
    result = set_up(boot / "easeband")
    assert "easeband_0.1.0_arm64.deb" in result
    assert "pair pair 8AC0-GBYP --host clinic.example --port 8884" in result
    assert result.splitlines()[-1] == "doctor: all is well"
    assert "CODE=''\n" in (boot / "easeband/settings").read_text()


def test_a_pairing_that_never_works_says_what_to_do(card: Any, boot: Path) -> None:
    prepared(card, boot, "--code", "8AC0-GBYP", "--host", "clinic.example")
    result = set_up(boot / "easeband", tries=2)
    assert "not paired: ask the clinic for a new code" in result
    assert "doctor" not in result
    assert "CODE=8AC0-GBYP\n" in (boot / "easeband/settings").read_text()


def test_without_a_clinic_the_band_gets_the_name_that_was_given(card: Any, boot: Path) -> None:
    prepared(card, boot, "--name", "band-07")
    assert "doctor: all is well" in set_up(boot / "easeband")
    assert (boot / "easeband/easeband.toml").read_text() == '[device]\nid = "band-07"\n'
