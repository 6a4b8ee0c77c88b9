"""The configuration file: TOML into frozen values, every mistake named.

Knows names, types and ranges; must never know what is done with them.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from device.records.calendar import is_timezone
from device.records.decoding import BadValue, Range, from_plain

DEFAULT_PATH = Path("/etc/easeband/easeband.toml")
DEVICE_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
LONGEST_DEVICE_ID = 64
Port = Annotated[int, Range(0, 65_535)]


class BadConfig(Exception):
    """The configuration cannot be used: the message names the file, the place, what was expected and what was seen."""


@dataclass(frozen=True)
class Device:
    """Who this is: a pseudonym of lower-case letters, digits and `-`, and where its days begin."""

    id: str
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

    device: Device
    sensor: Sensor = field(default_factory=Sensor)
    files: Files = field(default_factory=Files)
    snippets: Snippets = field(default_factory=Snippets)
    broker: Broker = field(default_factory=Broker)
    web: Web = field(default_factory=Web)


def read_config(path: Path) -> Config:
    """The configuration at `path`. Raises BadConfig."""
    try:
        return parse_config(path.read_text(encoding="utf-8"))
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


def parse_config(text: str) -> Config:
    """The configuration in a TOML text. Raises TOMLDecodeError or BadValue."""
    config = from_plain(Config, tomllib.loads(text))
    check_device_id(config.device.id)
    if config.device.timezone and not is_timezone(config.device.timezone):
        raise BadValue(f"device.timezone: expected an IANA name such as Europe/Berlin, got {config.device.timezone!r}")
    return config


def check_device_id(name: str) -> None:
    """Raise BadValue unless the name can stand in an MQTT topic and a certificate."""
    if not 0 < len(name) <= LONGEST_DEVICE_ID or not set(name) <= DEVICE_ID_LETTERS:
        raise BadValue(
            f"device.id: expected 1 to {LONGEST_DEVICE_ID} lower-case letters, digits or '-' and no person's name,"
            f" got {name!r}"
        )
