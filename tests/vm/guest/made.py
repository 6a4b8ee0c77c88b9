"""How a card, a bus, a pin, a clock or a configuration goes wrong, and how it is mended, whatever was seen meanwhile.

Knows the machine that is harmed; must never know how the program tells of it. Each is a generator: it makes its fault,
waits where it yields, and mends it.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.vm.guest.machine import CONFIG, DATABASE, DEVICE, PINS, SYNC, restarted, run, until, want

SETTLES_S = 6.0
SETTING_S = 610.0  # CLOCK_SET_WITHIN_S, and a look
NO_SOONER_S = 60.0  # the kernel takes no clock by which it would have been started before 1970
BUS, HIDDEN_BUS = Path("/dev/i2c-1"), Path("/dev/hidden")
LOCALTIME, KEPT_LOCALTIME = Path("/etc/localtime"), Path("/etc/localtime.kept")
FILLER, FILES = Path("/var/filler"), Path("/var/filler.d")
LGPIO, HIDDEN = "lgpio.py", ".hidden"
SYSRQ = Path("/proc/sysrq-trigger")
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
    try:
        with configured("[broker]\n", EXPIRED):
            restarted(DEVICE)
            yield
    finally:
        run("chgrp", "i2c", str(BUS))


def other_bus() -> Iterator[None]:
    """And a file of the time zone in which nobody knows one."""
    LOCALTIME.rename(KEPT_LOCALTIME)
    LOCALTIME.write_text("no zone\n")
    try:
        with configured("bus = 1 ", "bus = 3 "), without_timezone():
            restarted(DEVICE)
            yield
    finally:
        KEPT_LOCALTIME.rename(LOCALTIME)


@contextmanager
def without_timezone() -> Iterator[None]:
    named, kept = Path("/etc/timezone"), Path("/etc/timezone.kept")
    with suppress(FileNotFoundError):  # Debian 13 has none
        named.rename(kept)
    try:
        yield
    finally:
        if kept.exists():
            kept.rename(named)


def no_bus() -> Iterator[None]:
    """And a mistake in the configuration, as after an update that knows a setting no more."""
    run("systemctl", "stop", "board")
    with suppress(FileNotFoundError):  # where no board had made it
        BUS.rename(HIDDEN_BUS)
    try:
        with configured("[sensor]\n", "[sensor]\nsped = 1\n"):
            restarted(DEVICE)
            yield
    finally:
        with suppress(FileNotFoundError):
            HIDDEN_BUS.rename(BUS)
        run("systemctl", "start", "board")


def busy_pins() -> Iterator[None]:
    run("systemctl", "stop", DEVICE)
    holder = [own_python(), "-c", HOLDS_A_PIN]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout is not None
        try:
            want(held.stdout.readline() == "held\n", "the pin cannot be held")
            run("systemctl", "start", DEVICE)
            time.sleep(SETTLES_S)
            yield
        finally:
            held.kill()


def full_card() -> Iterator[None]:
    """But for what ext4 keeps for root."""
    free = os.statvfs(DATABASE.parent)
    try:
        with FILLER.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
        restarted(DEVICE)
        yield
    finally:
        FILLER.unlink()


def no_inodes() -> Iterator[None]:
    """And no lgpio: the file by which Python finds it has another name."""
    FILES.mkdir()
    found = sorted(Path(own_python()).parents[1].glob(f"lib/python3*/site-packages/{LGPIO}"))  # none on Debian 13
    try:
        for file in found:
            file.rename(file.with_suffix(HIDDEN))
        use_up("before")
        restarted(DEVICE)
        use_up("after")  # a recorder that ends in order takes the files of SQLite's log away
        yield
    finally:
        for file in found:
            file.with_suffix(HIDDEN).rename(file)
        run("rm", "--recursive", str(FILES))


def use_up(name: str) -> None:
    """As many files of this name as the card has room for."""
    with suppress(OSError):
        for number in range(os.statvfs(FILES).f_ffree):
            os.close(os.open(FILES / f"{name}-{number}", os.O_CREAT | os.O_WRONLY))


def read_only() -> Iterator[None]:
    """As the kernel does with a card that fails, under all that runs; without a board only the services' part of it."""
    run("sync")
    if PINS.exists():
        card = "/"
        SYSRQ.write_text("u")
    else:
        card = "/var"
        run("systemctl", "stop", DEVICE, SYNC, "mosquitto")  # whoever has a file open for writing there
        run("mount", "--options", "remount,ro", card)
    try:
        until("the card is read-only", lambda: bool(os.statvfs(card).f_flag & os.ST_RDONLY), 30.0)
        restarted(DEVICE)
        yield
    finally:
        run("mount", "--options", "remount,rw", card)
        run("systemctl", "start", SYNC)


def clock_in_1970() -> Iterator[None]:
    """Once the network has had its ten minutes to set it: before that, no light tells a clock that is not set."""
    until("ten minutes since power on", lambda: time.monotonic() > SETTING_S, SETTING_S)
    was_s, at_s = time.time(), time.monotonic()
    time.clock_settime(time.CLOCK_REALTIME, at_s + NO_SOONER_S)
    try:
        restarted(DEVICE)
        yield
    finally:
        time.clock_settime(time.CLOCK_REALTIME, was_s + time.monotonic() - at_s)
