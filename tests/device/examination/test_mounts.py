"""A card that ext4 has given up is read-only, also where the kernel still lists it as mounted for writing."""

import os
from pathlib import Path

import pytest

from device.examination.mounts import is_read_only

# As Linux 6.18 listed it after an error of a file system mounted with errors=remount-ro.
LINE = "36 25 {device} / / rw,relatime shared:1 - ext4 /dev/mmcblk0p2 {options}\n"


def listed(root: Path, options: str) -> Path:
    number = root.stat().st_dev
    mounts = root / "proc/self/mountinfo"
    mounts.parent.mkdir(parents=True)
    other = LINE.format(device="0:0", options="rw,emergency_ro")
    mounts.write_text(other + LINE.format(device=f"{os.major(number)}:{os.minor(number)}", options=options))
    return root


@pytest.mark.parametrize("options", ["rw,errors=remount-ro,emergency_ro", "rw,shutdown"])
def test_a_card_that_ext4_gave_up_is_read_only_though_listed_as_rw(tmp_path: Path, options: str) -> None:
    assert is_read_only(tmp_path, listed(tmp_path, options))


def test_one_that_is_whole_is_not(tmp_path: Path) -> None:
    assert not is_read_only(tmp_path, listed(tmp_path, "rw,errors=remount-ro"))


def test_without_a_list_of_mounts_the_flags_alone_tell(tmp_path: Path) -> None:
    assert not is_read_only(tmp_path, tmp_path / "nowhere")


def test_a_folder_that_is_not_there_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        is_read_only(tmp_path / "nowhere", tmp_path)
