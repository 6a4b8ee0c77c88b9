"""The configuration file: TOML into frozen values, every mistake named.

Knows names, types, ranges and which program uses what; must never know what is done with it.
"""

import logging
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from device.records.calendar import is_timezone
from device.records.decoding import BadValue, Range, from_plain

DEFAULT_PATH = Path("/etc/easeband/easeband.toml")
DEVICE_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
LONGEST_DEVICE_ID = 64
Port = Annotated[int, Range(0, 65_535)]
TLS_PORT = 8883  # secure-mqtt in IANA's list of ports

Program = Literal["run", "sync", "clinic", "calibrate", "baseline", "export", "bus-log"]
USES: Mapping[Program, tuple[str, ...]] = {  # whole tables and single names; one file may serve all programs
    "run": ("device", "sensor", "files.device", "snippets"),
    "sync": ("device", "files.device", "files.sync", "broker"),
    "clinic": ("device.timezone", "files.clinic", "broker", "web"),
    "calibrate": ("sensor", "files.device"),
    "baseline": ("sensor", "files.device"),
    "export": ("files.device", "snippets"),
    "bus-log": ("device.timezone", "sensor", "files.device"),
}

log = logging.getLogger(__name__)


class BadConfig(Exception):
    """The configuration cannot be used: the message names the file, the place, what was expected and what was seen."""


@dataclass(frozen=True)
class Device:
    """Who this is: a pseudonym of lower-case letters, digits and `-`, and where its days begin.

    `id` is empty only for programs that do not use it, on a computer that is no device.
    """

    id: str = ""
    timezone: str = ""  # empty: the system's


@dataclass(frozen=True)
class Sensor:
    """Where the MPU-6050 is: /dev/i2c-`bus`, and 0x68 (104) or 0x69 (105, AD0 high).

    Without its `gyroscope` it takes less power and repetitions cannot be counted.
    """

    bus: Annotated[int, Range(0, 255)] = 1
    address: Annotated[int, Range(0x68, 0x69)] = 0x68
    gyroscope: bool = True


@dataclass(frozen=True)
class Files:
    """The two databases of the device and the one of the clinic (an SQLAlchemy URL)."""

    device: str = "/var/lib/easeband/device.db"
    sync: str = "/var/lib/easeband-sync/sync.db"
    clinic: str = "sqlite:////var/lib/easeband-clinic/clinic.db"


@dataclass(frozen=True)
class Broker:
    """The MQTT broker. TLS where `ca` names a file of certificates; `certificate` and `key` are this device's own."""

    host: str = "localhost"
    port: Port = 1883
    username: str = ""
    password_file: str = ""
    ca: str = ""
    certificate: str = ""
    key: str = ""


@dataclass(frozen=True)
class Web:
    """Where the clinic's pages are shown. Only loopback addresses are accepted as long as there is no login."""

    host: str = "127.0.0.1"
    port: Port = 8080


@dataclass(frozen=True)
class Snippets:
    """Raw movement around marks and episodes, kept on the device only: at most `keep_mb` megabytes; 0 keeps none."""

    keep_mb: Annotated[int, Range(0, 10_000)] = 0


@dataclass(frozen=True)
class Config:
    """Everything a person may set; the tables of the file by the same names."""

    device: Device = field(default_factory=Device)
    sensor: Sensor = field(default_factory=Sensor)
    files: Files = field(default_factory=Files)
    snippets: Snippets = field(default_factory=Snippets)
    broker: Broker = field(default_factory=Broker)
    web: Web = field(default_factory=Web)


def read_config(path: Path, program: Program) -> Config:
    """The configuration at `path`, for `easeband PROGRAM`; the log names what that does not use. Raises BadConfig."""
    try:
        text = path.read_text(encoding="utf-8")
        config, unused = parse_config(text, program), unused_names(text, program)
    except FileNotFoundError:
        raise BadConfig(
            f"no configuration at {path}: copy systemd/easeband.toml there, or name one with --config"
        ) from None
    except OSError as error:
        raise BadConfig(f"{path}: {error.strerror}: check who may read it") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfig(f"{path} is not TOML: {error}") from error
    except BadValue as error:
        raise BadConfig(f"{path}: {error}") from error
    if unused:
        log.info("%s: `easeband %s` does not use %s", path, program, ", ".join(unused))
    return config


def parse_config(text: str, program: Program) -> Config:
    """The configuration in a TOML text. Raises TOMLDecodeError or BadValue."""
    tables = tomllib.loads(text)
    config = from_plain(Config, tables)
    _check_device(config.device, program, has_id="id" in tables.get("device", {}))
    if _is_used("broker", program):
        _check_tls(config.broker)
    return config


def unused_names(text: str, program: Program) -> list[str]:
    """What stands in a TOML text only for other programs: `[table]` or `table.name`."""
    tables = tomllib.loads(text)
    return [name for table, values in tables.items() for name in _unused_in(table, values, program)]


def _unused_in(table: str, values: Mapping[str, Any], program: Program) -> Iterator[str]:
    if not any(used.partition(".")[0] == table for used in USES[program]):
        yield f"[{table}]"
        return
    yield from (f"{table}.{name}" for name in values if not _is_used(f"{table}.{name}", program))


def _is_used(name: str, program: Program) -> bool:
    """Whether the program uses this table or this name in a table."""
    return name in USES[program] or name.partition(".")[0] in USES[program]


def _check_device(device: Device, program: Program, *, has_id: bool) -> None:
    if has_id:
        check_device_id(device.id)
    elif _is_used("device.id", program):
        raise BadValue(f'device.id: missing: `easeband {program}` needs a pseudonym for this device, as "band-01"')
    if device.timezone and not is_timezone(device.timezone):
        raise BadValue(f"device.timezone: expected an IANA name such as Europe/Berlin, got {device.timezone!r}")


def _check_tls(broker: Broker) -> None:
    """Raise BadValue where somebody meant TLS and everything would travel unencrypted, or a key would not be used."""
    hints = {"certificate": broker.certificate, "key": broker.key, "port": broker.port == TLS_PORT and TLS_PORT}
    for name, value in hints.items():
        if value and not broker.ca:
            raise BadValue(
                f"broker.ca: missing: {name} = {value!r} is for TLS, and TLS needs `ca`, the file with the certificate"
                " of the broker's authority"
            )
    if broker.key and not broker.certificate:
        raise BadValue(f"broker.certificate: missing: key = {broker.key!r} belongs to a certificate")


def check_device_id(name: str) -> None:
    """Raise BadValue unless the name can stand in an MQTT topic and a certificate."""
    if not 0 < len(name) <= LONGEST_DEVICE_ID or not set(name) <= DEVICE_ID_LETTERS:
        raise BadValue(
            f"device.id: expected 1 to {LONGEST_DEVICE_ID} lower-case letters, digits or '-' and no person's name,"
            f" got {name!r}"
        )
