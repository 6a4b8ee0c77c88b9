"""A small folder as a device leaves it, and the ways in which it is damaged.

Knows what lies beside device.db; must never know what the device makes of the damage.
"""

import os
import random
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from device.day.document import DayDocument
from device.prescription import KeptProgramme
from device.programme.example import EXAMPLE_PROGRAMME
from device.records.facts import Dating, Episode, Gap, Mark, Minute, Record, SetResult
from device.records.person import Personal
from device.sensor.calibration import Calibration, calibration_beside, write_calibrations
from device.store.baselines import Baseline, baseline_beside, write_baselines
from device.store.damage.steady import open_store
from device.store.reader import DeviceReader
from device.system.clock import PacedClock
from device.system.config import Config, Device
from tests.support.damage import damage_sqlite, damaged, damaged_text
from tests.support.looks_at_programme import paired_files
from tests.support.signed import pair, payload

NINE_UTC_S: Final = 1_772_442_000.0  # 2026-03-02T09:00:00Z
DAY_S: Final = 86_400.0
DAYS: Final = 4
MINUTES_A_DAY: Final = 40
DEVICE: Final = "band-1"
CALIBRATIONS: Final = tuple(Calibration(NINE_UTC_S + n, 20.0 + n, (0.5 + n, -1.0, 0.25)) for n in range(3))
BASELINES: Final = tuple(
    Baseline(NINE_UTC_S + n, Personal(neutral=((0.0, 0.0, 1.0), (0.6, 0.0, 0.8)), posture_deg=20.0 + n))
    for n in range(3)
)
PROGRAMMES: Final = (1, 2, 3)  # versions, accepted one after the other
SENT: Final = ("programme-progress.json", "programme-message.json", "clinic-key.pem")  # of a version that waits
BESIDE: Final = ("calibration.json", "baseline.json", "accepted-programme.json", *SENT)


@dataclass(frozen=True)
class Made:
    """The whole folder, and what its days say."""

    folder: Path
    documents: dict[str, DayDocument]


def make(folder: Path, *, clean: bool) -> Made:
    """Days and what lies beside them; not `clean`: as after a power cut, with rows in the -wal alone."""
    folder.mkdir()
    path = folder / "device.db"
    with closing(open_store(path)) as store:
        for day in range(DAYS):
            for records in day_of_batches(random.Random(day)):
                store.add(records, Dating(f"boot-{day}", NINE_UTC_S + day * DAY_S, "Europe/Berlin", "synced"))
        for _ in range(DAYS * 4):
            store.tend()
        for file in list(folder.glob("device.db*")):
            shutil.copyfile(file, file.with_name("cut-" + file.name))
    for file in list(folder.glob("cut-*")):
        file.unlink() if clean else file.replace(file.with_name(file.name.removeprefix("cut-")))
    write_calibrations(calibration_beside(str(path)), CALIBRATIONS)
    write_baselines(baseline_beside(str(path)), BASELINES)
    _accept(folder)
    with closing(DeviceReader(path)) as reader:
        return Made(folder, {day: reader.document(day, DEVICE) for day, _ in reader.days()})


def kept_programme(folder: Path, utc_s: float = NINE_UTC_S) -> KeptProgramme:
    """What is kept in the folder of a device to which programmes are delivered there."""
    kept = KeptProgramme(Config(Device("band-01"), files=paired_files(folder)), PacedClock(utc_s))
    kept.look()
    return kept


def _accept(folder: Path) -> None:
    for version in PROGRAMMES:
        (folder / "programme.toml").write_text(EXAMPLE_PROGRAMME.replace("version = 1 ", f"version = {version} "))
        kept_programme(folder).accept()
    (folder / "programme.toml").unlink()
    pair(folder)
    waits = PROGRAMMES[-1] + 1
    text = EXAMPLE_PROGRAMME.replace("version = 1 ", f"version = {waits} ")
    (folder / "programme-message.json").write_bytes(payload(text, version=waits))
    kept_programme(folder)


def day_of_batches(dice: random.Random) -> list[list[Record]]:
    """What a device records of one day, as it is kept: minute by minute."""
    batches: list[list[Record]] = []
    for number in range(MINUTES_A_DAY):
        start_s, tremor_s = number * 60.0, dice.randint(0, 40)
        bins = ((dice.randint(0, 60), tremor_s),) if tremor_s else ()
        batch: list[Record] = [Minute(start_s, 60, 60, tremor_s, 0, bins, bins, "test", 30, 20, 0, tremor_s // 2)]
        if dice.random() < 1 / 3:
            batch.append(Episode(start_s + 5, 12.0, "rhythmic", "5.1 Hz, 3.0 deg for 12 s", 5.1, 3.0, 4.0, "test"))
        batches.append(batch)
    batches.append([Gap(MINUTES_A_DAY * 60.0, 1.5, "overflow", 149), Mark(700.0)])
    batches.append([SetResult(900.0, 75.0, "elbow", 10, "stopped", 8, (("short by 8°", 2),), 70.0, 85.0, 1)])
    return batches


def damage(folder: Path, dice: random.Random) -> str:
    """One damage, or two at once, and in words what was done."""
    words = dice.choice(DAMAGES)(folder, dice)
    if dice.random() < 4 / 5:
        return words
    more = dice.choice(DAMAGES)
    if more is _sql and ("-wal" in words or "in its place" in words or _is_empty(folder / "device.db")):
        more = _text  # SQLite would forget what is in a damaged journal, or in any beside an empty file
    return f"{words}; {more(folder, dice)}"


def _is_empty(path: Path) -> bool:
    return path.is_file() and not path.stat().st_size


def _bytes(folder: Path, dice: random.Random) -> str:
    path = folder / dice.choice(("device.db", "device.db", "device.db", "device.db-wal", "device.db-shm"))
    if not path.is_file():
        path = folder / "device.db"
    if not path.is_file():
        return "nothing"
    content, words = damaged(path.read_bytes(), dice)
    path.write_bytes(content)
    return f"{path.name}: {words}"


def _sql(folder: Path, dice: random.Random) -> str:
    path = folder / "device.db"
    return damage_sqlite(path, dice) if path.is_file() else "nothing"


def _text(folder: Path, dice: random.Random) -> str:
    path = folder / dice.choice(BESIDE)
    if not path.is_file():
        return "nothing"
    content, words = damaged_text(path.read_bytes(), dice)
    path.write_bytes(content)
    return f"{path.name}: {words}"


def _another_thing(folder: Path, dice: random.Random) -> str:
    """A folder, a pipe, a link or nothing stands where a file was."""
    names = ("device.db", "device.db-wal", "device.db-shm", "device.db-journal", "device.db.lock")
    path = folder / dice.choice((*names, *BESIDE))
    kind = dice.choice(list(THINGS))
    if path.is_dir() and not path.is_symlink():
        return "nothing"
    path.unlink(missing_ok=True)
    THINGS[kind](path)
    return f"{path.name}: {kind} in its place"


THINGS: Final[dict[str, Callable[[Path], object]]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nothing": lambda path: path.symlink_to(path.with_name("nothing") / "at" / "all"),
    "an empty file": Path.touch,
    "nothing": lambda _: None,
}


def _swapped(folder: Path, dice: random.Random) -> str:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    first, second = dice.sample(files, 2) if len(files) > 1 else (files[0], files[0])
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    return f"{first.name} and {second.name} swapped"


DAMAGES: Final = (*[_bytes] * 6, *[_sql] * 4, _text, _another_thing, _swapped)
