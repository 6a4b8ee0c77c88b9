"""`easeband backup`: what goes in comes back, whole or not at all, and nothing recorded since is lost."""

import errno
import gzip
import io
import os
import shutil
import signal
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from device.cli import main
from device.commands.recorded import backup as backup_command
from device.day.document import Summary
from device.records.facts import Dating, Minute
from device.store import copying
from device.store.damage import move_aside
from device.store.damage.steady import open_store
from device.store.reader import DeviceReader
from device.store.writer import Store
from device.system.lock import only_one
from tests.support.configurations import whole_configuration

MARCH_2_UTC_S = 1_772_409_600.0  # 2026-03-02T00:00:00Z
DAY_S = 86_400.0
Command = Callable[..., int]


def record(folder: Path, day: int, minutes: int = 3) -> None:
    with closing(Store(folder / "device.db")) as store:
        dating = Dating(f"boot-{day}", MARCH_2_UTC_S + day * DAY_S, "UTC", "synced")
        store.add([Minute(60.0 * n, 60, 60, 0, 0) for n in range(minutes)], dating)


def tend(folder: Path) -> None:
    with closing(open_store(folder / "device.db")) as store:
        for _ in range(60):
            store.tend()


def _seconds(totals: Summary) -> int:
    return totals.worn_s + totals.not_worn_s


def recorded(folder: Path) -> dict[str, int]:
    with closing(DeviceReader(folder / "device.db")) as reader:
        return {day: _seconds(reader.document(day, "band-1").totals) for day, _ in reader.days()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "card"
    there.mkdir()
    text = whole_configuration(there, f'programme = "{there}/programme.toml"\n')
    (there / "easeband.toml").write_text(text)
    return there


@pytest.fixture
def backup(folder: Path, tmp_path: Path) -> Command:
    def command(*words: str, file: str = "backup.tar.gz") -> int:
        return main(["backup", str(tmp_path / file), "--config", str(folder / "easeband.toml"), *words])

    return command


def test_raw_recordings_are_in_it_only_where_they_are_wanted_and_it_says_so(
    folder: Path, backup: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    record(folder, day=0)
    (folder / "recordings").mkdir()
    raw = folder / "recordings" / "000001-20260302T100000Z.ebraw"
    raw.write_bytes(b"raw" * 1_000_000)
    assert backup(file="small.tar.gz") == 0
    assert "left out: raw recordings, 1 file, 3.0 MB (--with-recordings takes them too)" in capsys.readouterr().err
    assert backup("--with-recordings") == 0
    raw.unlink()
    assert backup("--restore", file="small.tar.gz") == 0
    assert not raw.exists()
    assert backup("--restore") == 0
    assert raw.read_bytes() == b"raw" * 1_000_000


def test_records_and_files_beside_them_come_back_on_an_empty_card(
    folder: Path, backup: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    record(folder, day=0)
    contents = {"baseline.json": b"{}", "programme.toml": b"schema = 1", "snippets/20260302T100100Z-mark.npz": b"raw"}
    (folder / "snippets").mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    assert backup() == 0
    assert "backup of band-1 of 20" in capsys.readouterr().out
    for name in (*contents, "device.db"):
        (folder / name).unlink()
    assert backup("--restore") == 0
    assert recorded(folder) == {"2026-03-02": 180}
    assert {name: (folder / name).read_bytes() for name in contents} == contents


def test_only_its_owner_may_read_it(folder: Path, backup: Command, tmp_path: Path) -> None:
    record(folder, day=0)
    backup()
    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o777 == 0o600


def test_it_is_made_while_the_device_records(folder: Path, backup: Command) -> None:
    record(folder, day=0)
    with only_one(folder / "device.db"), closing(Store(folder / "device.db")) as store:
        assert backup() == 0
        store.add([Minute(300.0, 60, 60, 0, 0)], Dating("boot-0", MARCH_2_UTC_S, "UTC", "synced"))
    assert recorded(folder) == {"2026-03-02": 240}


def test_what_was_recorded_since_is_taken_over_by_the_restored_database(folder: Path, backup: Command) -> None:
    record(folder, day=0)
    backup()
    for file in folder.glob("device.db*"):
        file.unlink()
    record(folder, day=1, minutes=2)
    assert backup("--restore") == 0
    store = open_store(folder / "device.db")
    for _ in range(50):
        store.tend()
    store.close()
    assert recorded(folder) == {"2026-03-02": 180, "2026-03-03": 120}


def test_what_a_new_card_recorded_is_taken_over_also_where_the_backup_knows_another_file_of_that_name(
    folder: Path, backup: Command
) -> None:
    record(folder, 0)
    move_aside(folder / "device.db")
    record(folder, 1)
    tend(folder)
    assert backup() == 0
    for file in folder.glob("device.db*"):  # a new card
        file.unlink()
    record(folder, 5)
    assert backup("--restore") == 0
    tend(folder)
    assert recorded(folder) == {"2026-03-02": 180, "2026-03-03": 180, "2026-03-07": 180}


def backed_up_while_copying(folder: Path, backup: Command) -> None:
    """Three days, of which the newest one alone is copied from a file that was moved aside."""
    for day in range(3):
        record(folder, day)
    move_aside(folder / "device.db")
    record(folder, 5)
    with closing(open_store(folder / "device.db")) as store:
        store.tend()
        while "2026-03-04" not in recorded(folder):
            store.tend()
    assert backup() == 0


def test_a_file_that_was_moved_aside_and_is_still_being_copied_comes_along(folder: Path, backup: Command) -> None:
    backed_up_while_copying(folder, backup)
    for file in folder.glob("device.db*"):
        file.unlink()
    assert backup("--restore") == 0
    tend(folder)
    assert recorded(folder) == {"2026-03-02": 180, "2026-03-03": 180, "2026-03-04": 180, "2026-03-07": 180}


def test_on_the_same_card_it_keeps_its_name(folder: Path, backup: Command) -> None:
    backed_up_while_copying(folder, backup)
    record(folder, 6)
    assert backup("--restore") == 0
    tend(folder)
    old = {"2026-03-02": 180, "2026-03-03": 180, "2026-03-04": 180, "2026-03-07": 180}
    assert recorded(folder) == old | {"2026-03-08": 180}
    assert sorted(path.name for path in folder.glob("*.damaged-?")) == ["device.db.damaged-1", "device.db.damaged-2"]


def test_it_takes_no_name_that_a_file_of_another_card_has(folder: Path, backup: Command) -> None:
    backed_up_while_copying(folder, backup)
    for file in folder.glob("device.db*"):  # a new card, which has copied a file of this name already
        file.unlink()
    record(folder, 8, minutes=2)
    move_aside(folder / "device.db")
    record(folder, 9, minutes=4)
    tend(folder)
    assert backup("--restore") == 0
    tend(folder)
    old = {"2026-03-02": 180, "2026-03-03": 180, "2026-03-04": 180, "2026-03-07": 180}
    assert recorded(folder) == old | {"2026-03-10": 120, "2026-03-11": 240}


def test_a_file_that_was_moved_aside_and_is_copied_stays_where_it_is(
    folder: Path, backup: Command, tmp_path: Path
) -> None:
    record(folder, 0)
    move_aside(folder / "device.db")
    record(folder, 1)
    tend(folder)
    assert backup() == 0
    with tarfile.open(tmp_path / "backup.tar.gz") as archive:
        assert archive.getnames() == ["device.db", "manifest.json"]


def test_a_programme_that_is_there_stays(folder: Path, backup: Command) -> None:
    record(folder, day=0)
    (folder / "programme.toml").write_text("old")
    backup()
    (folder / "programme.toml").write_text("new")
    assert backup("--restore") == 0
    assert (folder / "programme.toml").read_text() == "new"


def test_nothing_is_put_back_while_the_device_runs(
    folder: Path, backup: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    record(folder, day=0)
    backup()
    with only_one(folder / "device.db"):
        assert backup("--restore") == 1
    assert "stop it first" in capsys.readouterr().err


def test_without_records_there_is_no_backup(
    folder: Path, backup: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup() == 1
    assert "nothing was recorded yet" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_a_folder_that_is_not_there_is_named(folder: Path, backup: Command, capsys: pytest.CaptureFixture[str]) -> None:
    record(folder, day=0)
    assert backup(file="stick/backup.tar.gz") == 1
    assert "No such file or directory: check the name, and that its folder exists" in capsys.readouterr().err


def test_another_devices_backup_is_refused(folder: Path, backup: Command, capsys: pytest.CaptureFixture[str]) -> None:
    record(folder, day=0)
    backup()
    config = folder / "easeband.toml"
    config.write_text(config.read_text().replace("band-1", "band-2"))
    assert backup("--restore") == 1
    assert "this backup is of band-1, this device is band-2" in capsys.readouterr().err


def archive_with(path: Path, name: str) -> None:
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 1
        archive.addfile(entry, io.BytesIO(b"x"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "snippets/../x.npz", "health.json", "x/device.db"])
def test_a_file_that_belongs_in_no_backup_is_refused(
    folder: Path, backup: Command, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record(folder, day=0)
    archive_with(tmp_path / "backup.tar.gz", name)
    assert backup("--restore") == 1
    assert f"expected a file that `easeband backup` wrote, found '{name}' in it" in capsys.readouterr().err
    assert recorded(folder) == {"2026-03-02": 180}


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7])
def test_a_backup_that_was_cut_changes_nothing(
    folder: Path, backup: Command, tmp_path: Path, share: float, capsys: pytest.CaptureFixture[str]
) -> None:
    record(folder, day=0)
    backup()
    file = tmp_path / "backup.tar.gz"
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    record(folder, day=1)
    assert backup("--restore") == 1
    assert "expected a file that `easeband backup` wrote, whole" in capsys.readouterr().err
    assert recorded(folder) == {"2026-03-02": 180, "2026-03-03": 180}


def test_a_byte_changed_on_the_stick_is_seen(folder: Path, backup: Command, tmp_path: Path) -> None:
    record(folder, day=0)
    (folder / "baseline.json").write_bytes(b"a" * 100)
    backup()
    file = tmp_path / "backup.tar.gz"
    content = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(content.replace(b"a" * 100, b"a" * 99 + b"b")))
    assert backup("--restore") == 1
    assert (folder / "baseline.json").read_bytes() == b"a" * 100


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def asked_to_end(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    def when_it_says(step: str, number: int) -> None:
        def tell(said: str) -> None:
            if step in said:
                os.kill(os.getpid(), number)

        monkeypatch.setattr(backup_command, "_tell", tell)

    return when_it_says


@pytest.mark.usefixtures("heeded_hangup")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_one_that_is_asked_to_end_leaves_no_copy_of_what_was_recorded(
    folder: Path, backup: Command, tmp_path: Path, number: int, asked_to_end: Callable[[str, int], None]
) -> None:
    record(folder, day=0)
    asked_to_end("device.db: ", number)
    with pytest.raises(SystemExit) as end:
        backup()
    assert end.value.code == 128 + number
    assert names(tmp_path) == {"card"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup_command, "_tell", lambda _step: None)
        backup()
    before = names(folder)
    asked_to_end("reading device.db", number)
    with pytest.raises(SystemExit):
        backup("--restore")
    assert names(folder) - {"device.db.lock"} == before


def test_what_one_that_was_killed_left_is_taken_away_by_the_next(folder: Path, backup: Command, tmp_path: Path) -> None:
    record(folder, day=0)
    for left in (tmp_path / ".backup.tar.gz.4711.easeband", folder / ".restored.4711.easeband"):
        left.mkdir()
        (left / "device.db").write_bytes(b"of a person")
    assert backup() == 0
    assert names(tmp_path) == {"card", "backup.tar.gz"}
    assert backup("--restore") == 0
    assert ".restored.4711.easeband" not in names(folder)


def test_a_card_that_has_room_for_it_once_has_room_enough(
    folder: Path, backup: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the records are moved aside, and then there is no room for those that take their place."""
    record(folder, day=0)
    backup()
    written: list[str] = []
    flush = os.fsync

    def noted(file: int) -> None:
        written.append(Path(f"/proc/self/fd/{file}").readlink().name)
        flush(file)

    monkeypatch.setattr(os, "fsync", noted)
    assert backup("--restore") == 0
    assert written.count("device.db") == 1


def test_no_room_for_a_copy_is_no_fault_of_the_records(folder: Path) -> None:
    record(folder, day=0)
    with pytest.raises(OSError, match="No space left on device") as refused:
        copying.copy_database(folder / "device.db", Path("/dev/full"))
    assert refused.value.errno == errno.ENOSPC


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_what_root_puts_back_on_a_new_card_belongs_to_the_device_folders_too(folder: Path, backup: Command) -> None:
    record(folder, day=0)
    (folder / "snippets").mkdir()
    (folder / "snippets" / "20260302T100100Z-mark.npz").write_bytes(b"raw")
    backup()
    shutil.rmtree(folder / "snippets")
    os.chown(folder, 4711, 4712)
    assert backup("--restore") == 0
    found = [folder / "device.db", folder / "snippets", folder / "snippets" / "20260302T100100Z-mark.npz"]
    assert {(path.stat().st_uid, path.stat().st_gid) for path in found} == {(4711, 4712)}
