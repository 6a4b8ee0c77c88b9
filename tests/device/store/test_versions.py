"""Files that a command wrote, damaged: the newest version that is whole is used."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from device.records.person import Personal
from device.store.baselines import Baseline, read_baselines, whole_baselines, write_baselines
from device.store.versions import BadKeptFile

THREE = tuple(Baseline(float(n), Personal(posture_deg=20.0 + n)) for n in range(3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    write_baselines(path, THREE)
    return path


def test_a_digit_that_became_another_is_seen(path: Path) -> None:
    path.write_text(path.read_text().replace("22.0", "29.0"))
    with pytest.raises(BadKeptFile, match='take the line "sums" out if you changed it yourself'):
        read_baselines(path)
    assert whole_baselines(path) == THREE[:2]


def test_of_a_file_that_was_cut_the_versions_before_are_whole(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"22.0")])
    with pytest.raises(BadKeptFile):
        read_baselines(path)
    assert whole_baselines(path) == THREE[:2]


@pytest.mark.parametrize("between", [" ", "", "9" * 5000 + ","])
def test_checksums_that_run_into_each_other_or_are_no_number_end_nothing(path: Path, between: str) -> None:
    head, _, rest = path.read_text().partition(",")  # after the first checksum
    path.write_text(f"{head}{between}{rest}")
    with pytest.raises(BadKeptFile):
        read_baselines(path)
    assert whole_baselines(path)[-1:] == THREE[-1:]


@pytest.mark.parametrize(("seen", "instead"), [('"sums"', '"swms"'), ("[", "[x")])
def test_no_damage_to_the_checksums_lets_a_changed_version_pass_for_a_whole_one(
    path: Path, seen: str, instead: str
) -> None:
    path.write_text(path.read_text().replace(seen, instead, 1).replace("22.0", "29.0"))
    with pytest.raises(BadKeptFile):
        read_baselines(path)
    assert whole_baselines(path) == THREE[:2]


def test_a_file_of_an_earlier_firmware_or_of_a_person_needs_no_sums(path: Path) -> None:
    plain = json.loads(path.read_text())
    del plain["sums"]
    path.write_text(json.dumps(plain))
    assert read_baselines(path) == THREE


@pytest.mark.parametrize(
    "make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path), lambda path: path.symlink_to("nowhere")]
)
def test_what_is_no_file_holds_nobody_up(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)
    with pytest.raises(BadKeptFile):
        read_baselines(path)
    assert whole_baselines(path) == ()


@pytest.mark.parametrize(
    "content", [b"x" * 1_000_001, b"[" * 500_000, b"\xff" * 100, b'{"version": 1, "baselines": 7}']
)
def test_rubbish_of_any_size_is_refused_in_words(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(BadKeptFile, match=str(path)):
        read_baselines(path)
    assert whole_baselines(path) == ()
