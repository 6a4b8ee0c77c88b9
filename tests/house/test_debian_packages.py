"""The Debian packages as they are laid out, without the wheels: what lies where, and what they may not bring."""

import importlib.util
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.test_packages import ROOT

SYSTEMD = ROOT / "systemd"
DEBIAN = SYSTEMD / "debian"
NO_UNIT_OF_THEIRS = {"ENERGY.md", "easeband.toml", "restart-delays.conf"}  # a page; others go elsewhere
FOR_TESTS = {"pytest", "mypy", "ruff", "playwright", "hypothesis", "iotcore", "fhir-resources"}
FOR_THE_CLINIC = {"fastapi", "sqlalchemy", "altair", "vl-convert-python", "uvicorn"}


@pytest.fixture(scope="module")
def build() -> Any:
    spec = importlib.util.spec_from_file_location("easeband_deb", DEBIAN / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=["easeband", "easeband-clinic"])
def packed(request: pytest.FixtureRequest, build: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package without wheels, by dpkg-deb itself."""
    folder = tmp_path_factory.mktemp(request.param)
    build.stage(build.ROLES[request.param], folder / "tree")
    build.finish(build.ROLES[request.param], "arm64", folder / "tree")
    build.pack(folder / "tree", folder / f"{request.param}.deb")
    return folder / f"{request.param}.deb"


def asked(*words: str | Path) -> str:
    return subprocess.run(["dpkg-deb", *words], capture_output=True, text=True, check=True).stdout


def listed(package: Path) -> Iterator[tuple[str, str, str]]:
    """Mode, owner and path of each file."""
    for line in asked("--contents", package).splitlines():
        mode, owner, *_, path = line.split(" -> ")[0].split()
        yield mode, owner, path.removeprefix(".")


def pins(lock: Path) -> dict[str, set[str]]:
    """Package -> its versions and sums."""
    found: dict[str, set[str]] = {}
    name = ""
    for line in lock.read_text().splitlines():
        if pinned := re.match(r"([\w.-]+)==(\S+)", line):
            name = pinned[1]
            found.setdefault(name, set()).add(pinned[2])
        found[name] |= set(re.findall(r"sha256:\w+", line))
    return found


def test_all_files_are_roots_and_nobody_else_may_write_them(packed: Path) -> None:
    for mode, owner, path in listed(packed):
        assert owner == "root/root", path
        assert mode[0] == "l" or (mode[5], mode[8]) == ("-", "-"), path


def test_nothing_lies_where_an_owner_or_data_would(packed: Path) -> None:
    tops = {path.split("/")[1] for _, _, path in listed(packed) if path != "/"}
    assert tops == {"etc", "usr"}
    assert [path for _, _, path in listed(packed) if path.startswith("/etc/") and not path.endswith("/")] == [
        "/etc/easeband/easeband.toml"
    ]


def test_the_configuration_is_its_owners(packed: Path) -> None:
    assert asked("--info", packed, "conffiles") == "/etc/easeband/easeband.toml\n"


def test_the_control_file_says_what_it_needs(packed: Path) -> None:
    fields = dict(line.split(": ", 1) for line in asked("--field", packed).splitlines() if not line.startswith(" "))
    assert (fields["Package"], fields["Version"], fields["Architecture"]) == (packed.stem, "0.1.0", "arm64")
    assert "python3-venv" in fields["Depends"]
    assert "It is not a medical device" in " ".join(asked("--field", packed, "Description").split())


@pytest.mark.parametrize("script", ["postinst", "prerm", "postrm"])
def test_a_maintainer_script_is_filled_in_and_is_a_shells(packed: Path, script: str) -> None:
    text = asked("--info", packed, script)
    assert text.startswith("#!/bin/sh\n")
    assert re.findall(r"@[A-Z]+@", text) == []
    subprocess.run(["sh", "-n", "-c", text], check=True)


def test_an_environment_is_on_the_card_before_it_is_used(packed: Path) -> None:
    """Our own settings let the kernel wait ten minutes with it."""
    text = asked("--info", packed, "postinst")
    made, used = text.index("/easeband-*.whl"), text.index('ln -sfn "$new/bin"')
    assert "\tsync\n" in text[made:used]


def test_no_address_of_a_registry_is_inside(packed: Path) -> None:
    held = subprocess.run(["dpkg-deb", "--fsys-tarfile", packed], capture_output=True, check=True).stdout
    assert re.findall(rb"(?:index-url|find-links) +http\S+|https?://[\w.-]*pypi\S*", held) == []


def test_every_unit_is_in_one_package(build: Any) -> None:
    units = [source for role in build.ROLES.values() for source in role.files.values()]
    ours = {path.name for path in SYSTEMD.iterdir() if path.is_file() and path.suffix != ".md"} - NO_UNIT_OF_THEIRS
    assert sorted(units) == sorted(ours)


def test_every_unit_that_starts_by_itself_is_stopped_before_its_program_goes(build: Any) -> None:
    """By prerm and postinst, which know them by `services`; what saves power is put back then."""
    for role in build.ROLES.values():
        units = [Path(source) for source in role.files.values() if source.endswith(".service")]
        wanted = {unit.stem for unit in units if "WantedBy=multi-user.target" in (SYSTEMD / unit).read_text()}
        assert wanted == set(role.services)
    assert "easeband-power" in build.ROLES["easeband"].services
    assert "/run/easeband-power" in (DEBIAN / "postrm").read_text()


def test_both_locks_hold_what_is_tested_and_nothing_for_tests() -> None:
    tested = pins(ROOT / "requirements.lock")
    for role in ("easeband", "easeband-clinic"):
        lock = pins(DEBIAN / role / "requirements.lock")
        assert {name: pinned for name, pinned in lock.items() if not pinned <= tested[name]} == {}
        assert FOR_TESTS & lock.keys() == set()


def test_a_device_brings_nothing_of_the_clinic() -> None:
    assert FOR_THE_CLINIC & pins(DEBIAN / "easeband" / "requirements.lock").keys() == set()
    assert pins(DEBIAN / "easeband-clinic" / "requirements.lock").keys() >= FOR_THE_CLINIC


@pytest.mark.parametrize(("python", "numpy", "has_lgpio"), [("3.11", "2.4.6", True), ("3.13", "2.5.5", False)])
def test_a_python_gets_the_wheels_that_are_for_it(build: Any, python: str, numpy: str, *, has_lgpio: bool) -> None:
    """From Python 3.13 on, the registry only has a placeholder of lgpio."""
    lines = list(build.for_target((DEBIAN / "easeband" / "requirements.lock").read_text(), "arm64", python))
    assert [line.split()[0] for line in lines if line.startswith("numpy")] == [f"numpy=={numpy}"]
    assert any(line.startswith("lgpio") for line in lines) == has_lgpio
    assert all(" --hash=sha256:" in line for line in lines)


def test_wheels_are_brought_again_only_for_another_lock(
    build: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "PIP", ("false",))  # as without a network
    lock, wheels = tmp_path / "requirements.lock", tmp_path / "wheels"
    lock.write_text("numpy==1.0 --hash=sha256:aa\n")
    wheels.mkdir()
    (wheels / "brought.lock").write_text("numpy==1.0 --hash=sha256:aa\n")
    (wheels / "numpy.whl").touch()
    build.download(lock, "arm64", "3.11", wheels)
    assert (wheels / "numpy.whl").exists()
    lock.write_text("numpy==1.1 --hash=sha256:bb\n")
    with pytest.raises(subprocess.CalledProcessError):
        build.download(lock, "arm64", "3.11", wheels)
    assert not (wheels / "numpy.whl").exists()
    assert not (wheels / "brought.lock").exists(), "it is not taken for whole"


def test_the_configuration_in_a_package_has_no_name_of_its_own(build: Any) -> None:
    """That comes with the pairing, which refuses another one."""
    assert '# id = "band-01"' in build.configuration()
    assert re.findall(r"^id = ", build.configuration(), re.MULTILINE) == []
