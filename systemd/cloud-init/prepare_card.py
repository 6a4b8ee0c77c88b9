"""Prepares the boot partition of a fresh Raspberry Pi OS card, so that its first start ends with an Easeband.

Knows files on the card; must never know what is in the package. By Python's own library alone, on whatever computer
wrote the card: python3 prepare_card.py /media/me/bootfs --help
"""

import argparse
import getpass
import json
import os
import re
import shlex
import shutil
import sys
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
CONFIG: Final = "config.txt"
I2C: Final = "dtparam=i2c_arm=on,i2c_arm_baudrate=400000"  # what an MPU-6050 takes; the Pi's own is 100 kHz
ALL_BOARDS: Final = "[all]"
COMMAND_LINE: Final = "cmdline.txt"  # the kernel's, one line
MAXCPUS: Final = "maxcpus="  # Documentation/admin-guide/kernel-parameters.txt
ALL_CORES: Final = 4
FOLDER: Final = "easeband"
PAIRING_PORT: Final = 8884
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 63  # IEEE 802.11's WPA passphrase
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")  # a host name's label, RFC 1123
COUNTRY: Final = re.compile(r"[A-Z]{2}")  # ISO 3166, by which the radio's channels are allowed


class CannotPrepare(Exception):
    """Something given cannot be used: the message says what was seen and what to do."""


def main(argv: list[str] | None = None) -> int:
    """Prepare the card; 1 with a message when it cannot be."""
    arguments = parsed(argv)
    try:
        check(arguments)
        password = getpass.getpass(f"Password of the Wi-Fi {arguments.wifi!r}: ") if arguments.wifi else ""
        check_password(password, arguments.wifi)
        prepare(arguments, password)
    except CannotPrepare as problem:
        print(f"prepare_card: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        what = f"{problem.filename or arguments.boot}: {problem.strerror}"
        print(f"prepare_card: {what}: is the card full, write-protected or out? Then do it again", file=sys.stderr)
        return 1
    print(f"{arguments.boot}: ready. Take the card out safely, put it into the Pi, switch on, wait ten minutes.")
    print(f"What happened is then on the card, in {FOLDER}/result.txt.")
    return 0


def parsed(argv: list[str] | None) -> argparse.Namespace:
    """What a helper knows of the band, its home and its clinic."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("boot", type=Path, help="the card's boot partition, as this computer shows it")
    parser.add_argument("--package", type=Path, required=True, help="easeband_..._arm64.deb")
    parser.add_argument("--name", required=True, help="the pseudonym that the clinic enrols, such as band-01")
    parser.add_argument("--timezone", required=True, help="where the patient lives, such as Europe/Berlin")
    parser.add_argument("--wifi", help="name of the Wi-Fi at home; its password is asked for; without it: a cable")
    parser.add_argument("--country", help="two letters, such as DE: which radio channels are allowed there")
    parser.add_argument("--code", default="", help="from the clinic's screen, good for an hour; without it: no clinic")
    parser.add_argument("--host", default="", help="name or address of the clinic's broker")
    parser.add_argument("--port", type=int, default=PAIRING_PORT, help="for pairing (default %(default)s)")
    parser.add_argument(
        "--cores",
        type=int,
        choices=range(1, ALL_CORES + 1),
        help="how many of the processor's start, to save power; installing then takes longer."
        f" {ALL_CORES}: all, as on a fresh card; without it: as the card has it",
    )
    parser.add_argument("--ssh-key", type=Path, help="public key of who may log in, as `helper`; without it: nobody")
    return parser.parse_args(argv)


def check(arguments: argparse.Namespace) -> None:
    """Whether all fits together. Raises CannotPrepare."""
    objections = {
        f"{arguments.boot} has no {CONFIG}: give the boot partition of a Raspberry Pi OS card": not (
            arguments.boot / CONFIG
        ).is_file(),
        f"{arguments.boot} has no {COMMAND_LINE}, where --cores {arguments.cores} would stand": (
            arguments.cores not in (None, ALL_CORES) and not (arguments.boot / COMMAND_LINE).is_file()
        ),
        f"{arguments.package} is not there: `make deb` builds it": not arguments.package.is_file(),
        f"--name {arguments.name!r}: use lower-case letters, digits and '-'": not NAME.fullmatch(arguments.name),
        f"--timezone {arguments.timezone!r} is not known: write it as in Europe/Berlin": (
            arguments.timezone not in zoneinfo.available_timezones()
        ),
        "--wifi wants --country with two letters, such as DE": bool(arguments.wifi)
        and not COUNTRY.fullmatch(arguments.country or ""),
        "--code and --host belong together: give both, or neither": bool(arguments.code) != bool(arguments.host),
        f"{arguments.ssh_key} is not there": bool(arguments.ssh_key) and not arguments.ssh_key.is_file(),
    }
    for objection, holds in objections.items():
        if holds:
            raise CannotPrepare(objection)


def check_password(password: str, wifi: str | None) -> None:
    """A wrong length would only be seen by a band that stays away from the network. Raises CannotPrepare."""
    if wifi and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        wanted = f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD}"
        raise CannotPrepare(f"a Wi-Fi password has {wanted} characters, this one has {len(password)}")


def prepare(arguments: argparse.Namespace, password: str) -> None:
    """All files of the card; a second time gives the same."""
    switch_i2c_on(arguments.boot / CONFIG)
    if arguments.cores is not None:
        limit_cores(arguments.boot / COMMAND_LINE, arguments.cores)
    words = {
        "@NAME@": arguments.name,
        "@TIMEZONE@": arguments.timezone,
        "@USERS@": users(arguments.ssh_key),
        "@COUNTRY@": arguments.country,
        "@WIFI@": arguments.wifi,
        "@PASSWORD@": password,
    }
    fill(arguments.boot, "user-data", words)
    if arguments.wifi:
        fill(arguments.boot, "network-config", words)
    folder = arguments.boot / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copyfile(arguments.package, folder / arguments.package.name)
    shutil.copyfile(HERE / "set_up.sh", folder / "set_up.sh")
    settings = {
        "CODE": arguments.code,
        "HOST": arguments.host,
        "PORT": str(arguments.port),
        "NAME": arguments.name,
        "SSH": "yes" if arguments.ssh_key else "",
    }
    lines = "".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items())
    (folder / "settings").write_text(lines, encoding="utf-8", newline="\n")


def switch_i2c_on(config: Path) -> None:
    """For all boards, whatever section the file ends with."""
    text = text_of(config)
    if I2C not in text.splitlines():
        replace(config, f"{text.rstrip()}\n\n{ALL_BOARDS}\n{I2C}\n")


def limit_cores(command_line: Path, cores: int) -> None:
    """So many cores start. The first line is what the kernel is given; what else stands in the file stays as it is."""
    if not command_line.is_file():
        return
    text = text_of(command_line)
    line, _, rest = text.partition("\n")
    others = re.sub(rf" *(?<!\S){MAXCPUS}\S*", "", line.strip())
    wanted = f"{others} {MAXCPUS}{cores}" if cores != ALL_CORES else others
    if wanted.split() != line.split():
        replace(command_line, f"{wanted}\n{rest}")


def text_of(file: Path) -> str:
    """What stands in it, whoever wrote it. Raises CannotPrepare."""
    try:
        return file.read_text(encoding="utf-8")
    except ValueError as error:
        raise CannotPrepare(f"{file} is no text in UTF-8 ({error}): write the card anew") from error


def replace(file: Path, text: str) -> None:
    """All or nothing: a card that is pulled out too early would not start with half of it."""
    unfinished = file.with_name(f"{file.name}.new")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def users(ssh_key: Path | None) -> list[dict[str, object]]:
    """Nobody, or one helper who comes with a key; there is no password for anybody."""
    if ssh_key is None:
        return []
    key = ssh_key.read_text(encoding="utf-8").strip()
    return [
        {
            "name": "helper",
            "groups": "adm,systemd-journal",
            "shell": "/bin/bash",
            "sudo": "ALL=(ALL) NOPASSWD:ALL",
            "lock_passwd": True,
            "ssh_authorized_keys": [key],
        }
    ]


def fill(boot: Path, name: str, words: Mapping[str, object]) -> None:
    """A template with these in it: JSON, which is YAML, so that no word can become anything else."""
    text = (HERE / name).read_text(encoding="utf-8")
    filled = re.sub(r"@[A-Z]+@", lambda mark: json.dumps(words[mark[0]]), text)
    (boot / name).write_text(filled, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
