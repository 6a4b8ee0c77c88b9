"""Faults provoked one after the other: the doctor's line for each, the light's code, and that every record stays.

Knows what each is to be told by; must never know how the program finds it. How they are made: `made.py`. Faults that do
not hide each other are provoked together, since each start of the doctor is long on an emulated processor.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from tests.vm.guest.machine import DATABASE, DEVICE, PINS, doctors, lit, on_card, press, restarted, run, until, want
from tests.vm.guest.made import (
    busy_pins,
    clock_in_1970,
    full_card,
    no_bus,
    no_inodes,
    other_bus,
    read_only,
    wrong_group,
)

RIGHT = 22
LOOK_AT_LIGHT_S = 0.1
NEXT_GROUP_S = 3.0  # blinks of a code are 1.5 s apart, 2.5 where the guard delays one; groups 4.5 s
COUNTED_WITHIN_S = 25.0
MARKED_S = 6.0  # until the light that answers a mark is dark again
LOST_WITH_A_PAGE = 8  # records of some 100 bytes in the 512 that are damaged, and its neighbours'
SALVAGED_S = 120.0


@dataclass(frozen=True)
class Told:
    """What has to be in a line of the doctor's, and the code that it names; None where the light has none for it."""

    words: str
    blinks: int | None


Provokes = Callable[[], Iterator[None]]
"""Makes a fault, waits where it yields, and mends it, also when what was seen there ended the check."""


def provoked(provokes: Provokes, told: Mapping[str, Told], light: int | None) -> Callable[[], str]:
    """`light`: how many blinks answer a press; None where no light can be had, as without a board."""

    def check() -> str:
        records, unlike = on_card(), list[str]()
        try:
            with contextmanager(provokes)():
                found = doctors()
                seen = [line(found.get(name, {}), name, wanted, unlike) for name, wanted in told.items()]
                blinks = counted_blinks() if light is not None and PINS.exists() else None
        finally:
            restarted(DEVICE)
        lost = records - on_card()
        text = "\n  ".join([f"{blinks} blinks; {len(records)} records, {len(lost)} lost", *seen, *unlike])
        return want(not lost and not unlike and blinks == (light if PINS.exists() else None), text)

    return check


def line(found: Mapping[str, object], name: str, wanted: Told, unlike: list[str]) -> str:
    """The doctor's, of this check; what it should have said instead is told too."""
    is_told = found.get("outcome") == "fault" and wanted.words in str(found["seen"]) and found["to_do"]
    if not is_told or found["blinks"] != wanted.blinks:
        unlike.append(f"expected of {name} a fault with {wanted.words!r}, something to do, {wanted.blinks} blinks")
    return f"{name}: {found.get('seen')}; to do: {found.get('to_do')}; {found.get('blinks')} blinks"


def counted_blinks() -> int:
    """Of the right light's first group after a press. The press before it is a mark, which has to reach the card."""
    press()
    time.sleep(MARKED_S)
    press()
    began_s, rises, was = time.monotonic(), list[float](), False
    while (now_s := time.monotonic()) < began_s + COUNTED_WITHIN_S:
        if rises and now_s - rises[-1] > NEXT_GROUP_S:
            break
        now = RIGHT in lit()
        rises += [now_s] if now and not was else []
        was = now
        time.sleep(LOOK_AT_LIGHT_S)
    return len(rises)


def broken_database() -> str:
    """The page by which records are found: the doctor tells, the recorder moves the file aside and saves the rest."""
    records = on_card()
    run("systemctl", "stop", DEVICE)
    with closing(sqlite3.connect(DATABASE)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'facts'").fetchone()
        (page_bytes,) = database.execute("PRAGMA page_size").fetchone()
    with DATABASE.open("r+b") as file:
        file.seek((page - 1) * page_bytes)
        file.write(b"\xff" * page_bytes)
    unlike = list[str]()
    seen = line(doctors()["database"], "database", Told("", 3), unlike)
    restarted(DEVICE)
    want(not unlike, f"{seen} {unlike}")
    until("what is whole is back", lambda: len(records - on_card()) <= LOST_WITH_A_PAGE, SALVAGED_S)
    aside = sorted(path.name for path in DATABASE.parent.glob("device.db?*") if "damaged" in path.name)
    want(aside, f"nothing is set aside: {sorted(path.name for path in DATABASE.parent.iterdir())}")
    found = doctors()["database"]
    want(found["outcome"] == "good", str(found))
    return f"{len(records)} records, {len(records - on_card())} lost with the page; set aside: {aside}\n  {seen}"


FAULTS: dict[str, Callable[[], str]] = {
    "told and survived: wrong group of the bus, certificate over": provoked(
        wrong_group, {"group i2c": Told("belongs to the group root", 2), "certificate": Told("expired on", None)}, 2
    ),
    "told and survived: another bus, a time zone that nobody knows": provoked(
        other_bus, {"I2C bus": Told("there is no /dev/i2c-3, but /dev/i2c-1", 2), "time zone": Told("is used", 3)}, 2
    ),
    "told and survived: no I2C, a mistake in the configuration": provoked(
        no_bus, {"I2C bus": Told("I2C is not enabled", 2), "configuration": Told("sped", None)}, 2
    ),
    "told and survived: pins that another program holds": provoked(
        busy_pins, {"recorder: panel": Told("stop the program that uses these pins", None)}, None
    ),
    "told and survived: a card that is full": provoked(full_card, {"disk space": Told("0 MB free", 3)}, 3),
    "told and survived: a card without inodes, lgpio not there": provoked(
        no_inodes,
        {"disk inodes": Told("room for 0 more files", None), "lgpio": Told("it is not installed", None)},
        0,  # its own files are there: it records; and the kernel's own interface drives the lights
    ),
    "told and survived: a card that is read-only": provoked(
        read_only, {"card writable": Told("is mounted read-only", 3)}, 3
    ),
    "told and survived: a damaged database": broken_database,
}
LATE: dict[str, Callable[[], str]] = {
    "told and survived: a clock in 1970": provoked(clock_in_1970, {"clock": Told("which cannot be right", 3)}, 3),
}
"""A clock that is not set is no fault in the first ten minutes after power on."""
