"""The configuration file: TOML into frozen values, every mistake named.

Knows names, types, ranges and which program uses what; must never know what is done with it.
"""

import logging
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from device.records.calendar import is_timezone
from device.records.decoding import BadValue, Range, from_plain
from device.records.pseudonyms import PSEUDONYM, is_pseudonym
from device.records.sites import USUAL_SITE, BodySite
from device.system import config_rules as rules
from device.system.arguments import PAGE_PORT
from device.system.files import UnreadableText, not_toml, toml_text
from device.system.time_zone import has_zone_data, is_of_this_computer

LONGEST_FILE: Final = 1_000_000  # bytes; the example has 2,000
Port = Annotated[int, Range(0, 65_535)]

Program = Literal[
    "run",
    "sync",
    "clinic",
    "calibrate",
    "baseline",
    "export",
    "report",
    "bus-log",
    "programme",
    "mounting",
    "backup",
    "erase",
    "pair",
    "radio",
    "power",
]
PROGRAMME_FILES: Final = ("files.programme", "files.sync", "files.clinic_key")  # how one comes, and is believed
USES: Mapping[Program, tuple[str, ...]] = {  # whole tables and single names; one file may serve all programs
    "run": ("device", "sensor", "files.device", *PROGRAMME_FILES, "snippets", "recording", "battery"),
    "sync": ("device.id", "device.timezone", "files.device", "files.sync", "broker", "radio"),
    "clinic": ("device.timezone", "files.clinic", "files.clinic_keys", "broker", "web"),
    "calibrate": ("sensor", "files.device"),
    "baseline": ("sensor", "files.device"),
    "export": ("files.device", "snippets", "recording"),
    "report": ("device.id", "device.timezone", "files.device"),
    "bus-log": ("device.timezone", "sensor", "files.device"),
    "programme": ("device", "files.device", *PROGRAMME_FILES),
    "mounting": ("device.site", "sensor", "files.device"),
    "backup": ("device.id", "files.device", "files.programme"),
    "erase": ("device.id", "files.device", "files.sync", "files.programme", "broker"),
    "pair": ("files.sync", "broker"),
    "radio": ("device.timezone", "files.device", "files.sync", "radio"),
    "power": ("power",),
}
# What a command wrote beside the configuration: it holds for what that does not say itself.
PAIRED: Final = "paired.toml"
CLINIC_BROKER: Final = "clinic-broker.toml"
BESIDE: Mapping[Program, str] = {"clinic": CLINIC_BROKER, "pair": "", "power": ""}  # the others: PAIRED
MADE_BY: Final = {PAIRED: "easeband pair", CLINIC_BROKER: "easeband clinic init"}
BESIDE_MARK: Final = "# beside: "  # before each line of it, where both are one text

NOT_USED: Mapping[Program, tuple[str, ...]] = {"clinic": ("broker.home_assistant",)}  # of tables that are, in USES

OWN_FILES: Final = ("device", "sync", "programme", "clinic_keys", "clinic_key")  # of [files]: paths, no URL
SQLITE_URL: Final = "sqlite:///"

log = logging.getLogger(__name__)


class BadConfig(Exception):
    """The configuration cannot be used: the message names the file, the place, what was expected and what was seen."""


@dataclass(frozen=True)
class Device:
    """Who this is: a pseudonym of lower-case letters, digits and `-`, where its days begin, and where it is worn.

    `id` is empty only for programs that do not use it, on a computer that is no device.
    """

    id: str = ""
    timezone: str = ""  # empty: the system's
    site: BodySite = USUAL_SITE


@dataclass(frozen=True)
class Sensor:
    """Where the MPU-6050 is: /dev/i2c-`bus`, and 0x68 (104) or 0x69 (105, AD0 high).

    Without its `gyroscope` it takes less power and repetitions cannot be counted. With `quiet`, it is only
    looked at once a second while nobody wears the band.
    """

    bus: Annotated[int, Range(0, 255)] = 1
    address: Annotated[int, Range(0x68, 0x69)] = 0x68
    gyroscope: bool = True
    quiet: bool = False


@dataclass(frozen=True)
class Files:
    """The databases of the device and of the clinic (an SQLAlchemy URL), and what a therapist wrote for the patient.

    `clinic_keys`: the folder of the clinic's authority and keys, at the clinic. `clinic_key`: on the device, the key by
    which the clinic's signature is known.
    """

    device: str = "/var/lib/easeband/device.db"
    sync: str = "/var/lib/easeband-sync/sync.db"
    clinic: str = "sqlite:////var/lib/easeband-clinic/clinic.db"
    programme: str = "/etc/easeband/programme.toml"
    clinic_keys: str = "/var/lib/easeband-clinic/keys"
    clinic_key: str = "/etc/easeband/clinic-key.pem"

    @property
    def recordings(self) -> Path:
        """The folder of raw recordings, beside the device's database."""
        return Path(self.device).with_name("recordings")


@dataclass(frozen=True)
class Broker:
    """The MQTT broker. TLS where `ca` names a file of certificates; `certificate` and `key` are this device's own.

    `home_assistant`: a Home Assistant on the same broker is told which entities the device has.
    """

    host: str = "localhost"
    port: Port = 1883
    username: str = ""
    password_file: str = ""
    ca: str = ""
    certificate: str = ""
    key: str = ""
    home_assistant: bool = False


@dataclass(frozen=True)
class Web:
    """Where the clinic's pages are shown. Only loopback addresses are accepted: passwords travel unprotected.

    `address`: by which browsers reach a TLS proxy on this computer, as https://clinic.example/easeband; empty without.
    """

    host: str = "127.0.0.1"
    port: Port = PAGE_PORT
    address: str = ""


@dataclass(frozen=True)
class Snippets:
    """Raw movement around marks and episodes, kept on the device only: at most `keep_mb` megabytes; 0 keeps none."""

    keep_mb: Annotated[int, Range(0, 10_000)] = 0


@dataclass(frozen=True)
class RawRecording:
    """Every sample as the chip gave it, kept on the device only: at most `most_mb` megabytes and `most_days` days.

    Nothing is written where less than `least_free_mb` would stay free on the card: the records of the days need that.
    """

    enabled: bool = False
    most_mb: Annotated[int, Range(50, 20_000)] = 2000
    most_days: Annotated[int, Range(1, 90)] = 14
    least_free_mb: Annotated[int, Range(200, 20_000)] = 500


@dataclass(frozen=True)
class Radio:
    """With `windows`, Wi-Fi is on every `every_min` for `window_s` at most, and while it is needed; else always."""

    windows: bool = False
    every_min: Annotated[int, Range(15, 240)] = 60
    window_s: Annotated[int, Range(30, 300)] = 60


@dataclass(frozen=True)
class Power:
    """What saves power. `governor`: of the processor's clock; empty leaves it. `leds`: the board's own may light.

    Without `hdmi`, it is off where no screen is plugged in. `cores`: how many are on; 0 leaves them.
    """

    governor: Literal["", "conservative", "ondemand", "performance", "powersave", "schedutil"] = ""
    hdmi: bool = True
    leds: bool = False
    cores: Annotated[int, Range(0, 4)] = 0


@dataclass(frozen=True)
class Battery:
    """Which battery is read: none, one that the kernel reads, or a PiSugar 3's, on the sensor's bus. Levels in percent.

    At `low_percent` the right light tells it; at `stop_percent` the device switches itself off, at 0 never.
    """

    board: Literal["none", "kernel", "pisugar3"] = "none"
    low_percent: Annotated[int, Range(5, 50)] = 20
    stop_percent: Annotated[int, Range(0, 15)] = 5


@dataclass(frozen=True)
class Config:
    """Everything a person may set; the tables of the file by the same names."""

    device: Device = field(default_factory=Device)
    sensor: Sensor = field(default_factory=Sensor)
    files: Files = field(default_factory=Files)
    snippets: Snippets = field(default_factory=Snippets)
    recording: RawRecording = field(default_factory=RawRecording)
    broker: Broker = field(default_factory=Broker)
    web: Web = field(default_factory=Web)
    radio: Radio = field(default_factory=Radio)
    battery: Battery = field(default_factory=Battery)
    power: Power = field(default_factory=Power)


def read_config(path: Path, program: Program) -> Config:
    """The configuration at `path`, for `easeband PROGRAM`; the log names what that does not use. Raises BadConfig."""
    return config_of(path, config_text(path, program), program)


def config_text(path: Path, program: Program) -> str:
    """What stands in the file, and below it, as comments, what was written beside it for the program.

    As one text it is kept and read again without its neighbour. Raises BadConfig.
    """
    name = BESIDE.get(program, PAIRED)
    return text_alone(path) + (_as_comments(path.with_name(name)) if name else "")


def text_alone(path: Path) -> str:
    """What stands in the file and nothing else. Raises BadConfig."""
    try:
        return toml_text(path, LONGEST_FILE)
    except FileNotFoundError:
        raise BadConfig(
            f"no configuration at {path}: copy systemd/easeband.toml there, or name one with --config"
        ) from None
    except UnreadableText as error:
        raise BadConfig(str(error)) from error


def _as_comments(beside: Path) -> str:
    try:
        text = toml_text(beside, LONGEST_FILE)
        tomllib.loads(text)
    except FileNotFoundError:
        return ""
    except (UnreadableText, ValueError) as error:
        raise BadConfig(f"{beside} is damaged: `{MADE_BY[beside.name]}` writes it again ({error})") from error
    return "".join(f"\n{BESIDE_MARK}{line}" for line in text.splitlines())


def written_tables(text: str) -> dict[str, Any]:
    """What a person wrote, of a text that `config_text` made. Raises TOMLDecodeError."""
    return tomllib.loads(text)


def config_tables(text: str) -> dict[str, Any]:
    """What is in force, of a text that `config_text` made: what a person wrote wins. Raises TOMLDecodeError."""
    written = written_tables(text)
    for table, values in _beside_tables(text).items():
        own = written.setdefault(table, {})
        if isinstance(own, dict):
            own |= {name: value for name, value in values.items() if name not in own}
    return written


def overruled(text: str) -> list[str]:
    """What a person wrote otherwise than it was written beside it, as table.name."""
    written = written_tables(text)
    return [
        f"{table}.{name}"
        for table, values in _beside_tables(text).items()
        for name, value in values.items()
        if isinstance(written.get(table), dict) and written[table].get(name, value) != value
    ]


def _beside_tables(text: str) -> dict[str, dict[str, Any]]:
    lines = [line.removeprefix(BESIDE_MARK) for line in text.splitlines() if line.startswith(BESIDE_MARK)]
    return {table: values for table, values in tomllib.loads("\n".join(lines)).items() if isinstance(values, dict)}


def config_of(path: Path, text: str, program: Program) -> Config:
    """The configuration in a text from `path`; the log names what the program does not use. Raises BadConfig."""
    try:
        config, unused = parse_config(text, program), unused_names(text, program)
    except BadValue as error:
        raise BadConfig(f"{path}: {error}") from error
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, numbers of thousands of digits, nested too deep
        raise BadConfig(f"{path} {not_toml(error)}") from error
    if won := overruled(text):
        beside = path.with_name(BESIDE.get(program, PAIRED))
        log.warning("%s sets %s otherwise than %s, and is followed", path, ", ".join(won), beside)
    if unused:
        log.info("%s: `easeband %s` does not use %s", path, program, ", ".join(unused))
    return config


def parse_config(text: str, program: Program) -> Config:
    """The configuration in a TOML text. Raises TOMLDecodeError or BadValue."""
    tables = config_tables(text)
    config = from_plain(Config, tables)
    _check_device(config.device, program, has_id="id" in tables.get("device", {}))
    for objection in _objections(config, program):
        raise BadValue(objection)
    return config


def _objections(config: Config, program: Program) -> Iterator[str]:
    """What is wrong with values that are of the right type each, of those that the program uses."""
    files = {name: getattr(config.files, name) for name in OWN_FILES if is_used(f"files.{name}", program)}
    for name, path in files.items():
        yield from rules.path_objections(f"files.{name}", path)
    clinic = config.files.clinic.removeprefix(SQLITE_URL)
    yield from rules.same_file_objections(
        {
            "files.device": config.files.device,
            "files.sync": config.files.sync,
            "files.clinic": clinic,
            "files.programme": config.files.programme,
            "files.clinic_keys": config.files.clinic_keys,
            "files.clinic_key": config.files.clinic_key,
        }
    )
    if is_used("battery", program):
        yield from rules.level_objections(config.battery.low_percent, config.battery.stop_percent)
    if is_used("broker", program):
        yield from _broker_objections(config.broker)
    if is_used("web", program):
        yield from rules.host_objections("web.host", config.web.host)
        yield from rules.address_objections("web.address", config.web.address)


def _broker_objections(broker: Broker) -> Iterator[str]:
    yield from rules.host_objections("broker.host", broker.host)
    yield from rules.port_objections(broker.port)
    yield from rules.login_objections(broker.username, broker.password_file)
    yield from rules.tls_objections(broker.port, broker.ca, broker.certificate, broker.key)


def unused_names(text: str, program: Program) -> list[str]:
    """What stands in a TOML text only for other programs: `[table]` or `table.name`."""
    tables = written_tables(text)
    return [name for table, values in tables.items() for name in _unused_in(table, values, program)]


def _unused_in(table: str, values: Mapping[str, Any], program: Program) -> Iterator[str]:
    if not any(used.partition(".")[0] == table for used in USES[program]):
        yield f"[{table}]"
        return
    yield from (f"{table}.{name}" for name in values if not is_used(f"{table}.{name}", program))


def is_used(name: str, program: Program) -> bool:
    """Whether the program uses this table or this name in a table."""
    if name in NOT_USED.get(program, ()):
        return False
    return name in USES[program] or name.partition(".")[0] in USES[program]


def _check_device(device: Device, program: Program, *, has_id: bool) -> None:
    if has_id:
        check_device_id(device.id)
    elif is_used("device.id", program):
        raise BadValue(f'device.id: missing: `easeband {program}` needs a pseudonym for this device, as "band-01"')
    if is_of_this_computer(device.timezone):
        raise BadValue(
            f"device.timezone: {device.timezone!r} is a name that only this computer may know, or one with leap"
            " seconds; expected an IANA name such as Europe/Berlin, or nothing for the system's zone"
        )
    if device.timezone and not is_timezone(device.timezone) and has_zone_data():
        raise BadValue(f"device.timezone: expected an IANA name such as Europe/Berlin, got {device.timezone!r}")


def check_device_id(name: str) -> None:
    """Raise BadValue unless the name can stand in an MQTT topic and a certificate."""
    if not is_pseudonym(name):
        raise BadValue(f"device.id: expected {PSEUDONYM}, got {name!r}")
