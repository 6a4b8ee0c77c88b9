"""Faults provoked one after the other: the doctor's line for each, the light's code, and that every record stays.

Knows how a card, a bus or a configuration goes wrong; must never know how the program finds it. Faults that do not hide
each other are provoked together, since each start of the doctor is long on an emulated processor.
"""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.vm.guest.machine import CONFIG, DATABASE, DEVICE, doctors, lit, on_card, press, restarted, run, until, want

RIGHT = 22
LOOK_AT_LIGHT_S = 0.1
NEXT_GROUP_S = 3.0  # blinks of a code are 1.5 s apart, 2.5 where the guard delays one; groups 4.5 s
COUNTED_WITHIN_S = 25.0
SETTLES_S = 6.0
BUS = Path("/dev/i2c-1")
LOCALTIME, KEPT_LOCALTIME = Path("/etc/localtime"), Path("/etc/localtime.kept")
FILLER, FILES = Path("/var/filler"), Path("/var/filler.d")
SYSRQ = Path("/proc/sysrq-trigger")
LOST_WITH_A_PAGE = 8  # records of some 100 bytes in the 512 that are damaged, and its neighbours'
SALVAGED_S = 120.0
HOLDS_A_PIN = """
from drivers.gpio.kernel_panel import header_chip
from drivers.gpio.lines import OUTPUT, GpioLines
held = GpioLines(header_chip(), [17], OUTPUT)
print("held", flush=True)
input()
"""
MAKES_EXPIRED = """
import datetime, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "band-01")])
day = datetime.timedelta(days=1)
made = datetime.datetime.now(datetime.UTC)
begun = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
certificate = begun.not_valid_before(made - 30 * day).not_valid_after(made - day).sign(key, hashes.SHA256())
open("/etc/easeband/expired.crt", "wb").write(certificate.public_bytes(serialization.Encoding.PEM))
form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
open("/etc/easeband/expired.key", "wb").write(key.private_bytes(*form))
"""
EXPIRED = """[broker]
port = 8883
ca = "/etc/easeband/expired.crt"
certificate = "/etc/easeband/expired.crt"
key = "/etc/easeband/expired.key"
"""


@dataclass(frozen=True)
class Told:
    """What has to be in a line of the doctor's, and the code that it names; None where the light has none for it."""

    words: str
    blinks: int | None


Provokes = Callable[[], Iterator[None]]
"""Makes a fault, waits where it yields, and mends it."""


def provoked(provokes: Provokes, told: Mapping[str, Told], light: int | None) -> Callable[[], str]:
    """`light`: how many blinks answer a press; None where no light can be had."""

    def check() -> str:
        records, unlike = on_card(), list[str]()
        with contextmanager(provokes)():
            found = doctors()
            seen = [line(found.get(name, {}), name, wanted, unlike) for name, wanted in told.items()]
            blinks = counted_blinks() if light is not None else None
        restarted(DEVICE)
        lost = records - on_card()
        text = "\n  ".join([f"{blinks} blinks; {len(records)} records, {len(lost)} lost", *seen, *unlike])
        return want(not lost and not unlike and blinks == light, text)

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
    time.sleep(SETTLES_S)
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


def own_python() -> str:
    """Of the installed program."""
    return str(Path("/opt/easeband/bin").resolve() / "python")


@contextmanager
def configured(old: str, new: str) -> Iterator[None]:
    before = CONFIG.read_text()
    want(old in before, f"{CONFIG} has no {old!r}")
    CONFIG.write_text(before.replace(old, new, 1))
    try:
        yield
    finally:
        CONFIG.write_text(before)


def wrong_group() -> Iterator[None]:
    """And a certificate that is over."""
    run(own_python(), "-c", MAKES_EXPIRED)
    os.chown(BUS, 0, 0)
    with configured("[broker]\n", EXPIRED):
        restarted(DEVICE)
        yield
    run("chgrp", "i2c", str(BUS))


def other_bus() -> Iterator[None]:
    """And a file of the time zone in which nobody knows one."""
    LOCALTIME.rename(KEPT_LOCALTIME)
    LOCALTIME.write_text("no zone\n")
    with configured("bus = 1 ", "bus = 3 "), without_timezone():
        restarted(DEVICE)
        yield
    KEPT_LOCALTIME.rename(LOCALTIME)


@contextmanager
def without_timezone() -> Iterator[None]:
    named = Path("/etc/timezone")
    text = named.read_text()
    named.unlink()
    yield
    named.write_text(text)


def no_bus() -> Iterator[None]:
    """And a mistake in the configuration, as after an update that knows a setting no more."""
    run("systemctl", "stop", "board")
    with configured("[sensor]\n", "[sensor]\nsped = 1\n"):
        restarted(DEVICE)
        yield
    run("systemctl", "start", "board")


def busy_pins() -> Iterator[None]:
    run("systemctl", "stop", DEVICE)
    holder = [own_python(), "-c", HOLDS_A_PIN]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout is not None
        want(held.stdout.readline() == "held\n", "the pin cannot be held")
        run("systemctl", "start", DEVICE)
        time.sleep(SETTLES_S)
        yield
        held.kill()


def full_card() -> Iterator[None]:
    """But for what ext4 keeps for root."""
    free = os.statvfs(DATABASE.parent)
    with FILLER.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
    restarted(DEVICE)
    yield
    FILLER.unlink()


def no_inodes() -> Iterator[None]:
    FILES.mkdir()
    with suppress(OSError):
        for number in range(os.statvfs(FILES).f_ffree):
            os.close(os.open(FILES / str(number), os.O_CREAT | os.O_WRONLY))
    restarted(DEVICE)
    yield
    run("rm", "--recursive", str(FILES))


def read_only() -> Iterator[None]:
    """As the kernel does with a card that fails: the whole file system, under all that runs."""
    run("sync")
    SYSRQ.write_text("u")
    until("the card is read-only", lambda: bool(os.statvfs("/").f_flag & os.ST_RDONLY), 30.0)
    restarted(DEVICE)
    yield
    run("mount", "--options", "remount,rw", "/")


def clock_in_1970() -> Iterator[None]:
    was_s, at_s = time.time(), time.monotonic()
    time.clock_settime(time.CLOCK_REALTIME, 600.0)
    restarted(DEVICE)
    yield
    time.clock_settime(time.CLOCK_REALTIME, was_s + time.monotonic() - at_s)


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
    "told and survived: a card without inodes": provoked(
        no_inodes,
        {"disk inodes": Told("room for 0 more files", None)},
        0,  # its own files are there: it records
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
