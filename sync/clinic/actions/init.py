"""`easeband clinic init`: makes what a clinic is made of, once, and says what is there and what remains to be done.

Knows the options and the words; must never overwrite a key.
"""

import argparse
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from device.system.arguments import DEVICES_PORT, PAIRING_PORT
from device.system.clock import FIRMWARE_MADE_UTC_S, Clock, SystemClock
from device.system.command import status_of
from device.system.config import BadConfig, read_config
from device.system.config_rules import host_objections
from device.system.files import error_in_words, make_private_folder, service_owner
from device.system.log import start_log
from sync.clinic.enrolment.authority import Authority
from sync.clinic.enrolment.broker_check import BadBroker, check_mosquitto, find_mosquitto
from sync.clinic.enrolment.broker_folder import BrokerFolder
from sync.clinic.enrolment.broker_settings import BROKER_SETTINGS, Ports
from sync.clinic.enrolment.enrolled import Enrolled
from sync.clinic.enrolment.keys_folder import AUTHORITY, CLINIC, CLOCK_WRONG, ClinicFacts, KeysFolder, NoClinic
from sync.clinic.enrolment.own_broker import lines_in_the_way, write_own_broker
from sync.clinic.signing import SIGNING_KEY, new_signing_key
from sync.options.clinic_staff import BROKER_FOLDER

COMMAND: Final = "clinic init"
CLINIC_USER: Final = "easeband-clinic"  # systemd/sysusers.conf
NOT_TRIED: Final = "mosquitto is not installed here, so the configuration was not tried: sudo apt install mosquitto"
TRIED: Final = (
    "Mosquitto was run with this configuration for a moment: the clinic gets in, nobody without a certificate."
)

LOST: Final = (
    "{folder} is a clinic's, but {lost} is not there: put it back from your copy. A new authority knows none of its"
    " devices; to begin anew all the same, move {folder} away"
)
UNKNOWN_SIGNING_KEY: Final = (
    "Devices that are paired already refuse programmes under this new key. If there was another one, put"
    f" {SIGNING_KEY} back from your copy; else pair them again."
)


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing; 1 with a message when that cannot be."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _init(arguments), (BadConfig, NoClinic, BadBroker))


def _init(arguments: argparse.Namespace) -> int:
    keys = KeysFolder(Path(read_config(arguments.config, "clinic").files.clinic_keys))
    clock, facts = SystemClock(), _facts(arguments, keys)
    if clock.utc_s() < FIRMWARE_MADE_UTC_S:
        raise NoClinic(CLOCK_WRONG)
    _make_folder(keys.folder)
    with keys.alone():
        made = _make_keys(keys, clock.utc_s())
        words = f"made: {', '.join(made)}" if made else "all keys are there already, none was changed"
        print(f"{keys.folder}: {words}.")
        _make_broker(keys, facts, clock.utc_s())
    _check(keys.authority(), keys, clock)
    keys.write_facts(facts)
    write_own_broker(arguments.config, keys, facts)
    print(*_remaining(arguments.config, keys, facts), sep="\n")
    return 0


def _facts(arguments: argparse.Namespace, keys: KeysFolder) -> ClinicFacts:
    """What is asked for; what is not, as it was, or as is usual."""
    before = keys.facts() if keys.has_facts() else ClinicFacts("", DEVICES_PORT, PAIRING_PORT, BROKER_FOLDER)
    hosts = arguments.host or [before.host or socket.gethostname()]
    for objection in (objection for host in hosts for objection in host_objections("--host", host)):
        raise BadConfig(objection)
    folder = str(arguments.broker_folder.absolute()) if arguments.broker_folder else before.broker_folder
    ports = arguments.port or before.port, arguments.pairing_port or before.pairing_port
    return ClinicFacts(hosts[0], *ports, folder, tuple(dict.fromkeys([*hosts, *before.names, *_names_here()])))


def _names_here() -> list[str]:
    name = socket.gethostname()
    return [name, *([] if "." in name else [f"{name}.local"]), "localhost", "127.0.0.1", "::1"]


def _make_keys(keys: KeysFolder, now_utc_s: float) -> list[str]:
    """The names of what was made. Raises NoClinic."""
    made = []
    if _lacks_authority(keys):
        keys.write_certified(AUTHORITY, Authority.new(now_utc_s).kept())
        made.append("the clinic's certificate authority")
    authority, own = keys.authority(), keys.certified(CLINIC)
    if own is None or not authority.still_good(own.certificate, [], now_utc_s):
        keys.write_certified(CLINIC, authority.for_clinic(now_utc_s, own.key if own else None))
        made.append("the clinic's own certificate")
    if keys.read(SIGNING_KEY) is None:
        new_signing_key(keys.folder)
        made.append("the key that signs programmes")
        if Enrolled(keys).issued():
            print(UNKNOWN_SIGNING_KEY)
    return made


def _lacks_authority(keys: KeysFolder) -> bool:
    """Whether a clinic begins here. Raises NoClinic where one was, and half of its authority is gone."""
    lost = [name for name in (f"{AUTHORITY}.crt", f"{AUTHORITY}.key") if not keys.read(name)]
    if lost and (keys.has_facts() or lost == [f"{AUTHORITY}.key"]):
        raise NoClinic(LOST.format(folder=keys.folder, lost=" and ".join(lost)))
    return bool(lost)


def _make_folder(folder: Path) -> None:
    try:
        make_private_folder(folder, service_owner(CLINIC_USER))
    except OSError as error:
        raise NoClinic(f"{folder}: {error_in_words(error)}") from error


def _make_broker(keys: KeysFolder, facts: ClinicFacts, now_utc_s: float) -> None:
    """Its certificate is made again where it would not hold for a name or will soon be over; its key stays."""
    authority, broker = keys.authority(), BrokerFolder(Path(facts.broker_folder))
    kept = broker.certified()
    if kept is None or not authority.still_good(kept.certificate, facts.names, now_utc_s):
        made = authority.for_broker(facts.names, now_utc_s, kept.key if kept else None)
        broker.write_certificate(made, authority.kept().certificate)
        print(f"{broker.folder}: the broker's certificate was made, for {', '.join(facts.names)}.")
    serials = {one.serial for one in Enrolled(keys).revoked()}
    broker.write_revoked(authority.revocations(serials, now_utc_s))
    for name in broker.write_settings(Ports(facts.port, facts.pairing_port)):
        print(f"{broker.folder / name} was changed by hand and is kept; ours is beside it, {name}.new.")


def _check(authority: Authority, keys: KeysFolder, clock: Clock) -> None:
    program, clinic = find_mosquitto(), keys.certified(CLINIC)
    if program is None or clinic is None:
        print(NOT_TRIED)
        return
    check_mosquitto(program, authority, clinic, clock)
    print(TRIED)


def _remaining(config: Path, keys: KeysFolder, facts: ClinicFacts) -> Iterator[str]:
    """What a person has to do."""
    in_the_way = ", ".join(lines_in_the_way(config))
    if in_the_way:
        yield f"First, in {config}, take away what would win over the new broker: {in_the_way}."
    yield "What remains:"
    yield f"  sudo install -m 644 {facts.broker_folder}/{BROKER_SETTINGS} /etc/mosquitto/conf.d/"
    yield "  sudo systemctl restart mosquitto easeband-clinic"
    yield "  sudo systemctl enable --now easeband-broker.path"
    yield f"  sudo -u {CLINIC_USER} easeband clinic people add YOUR-NAME --role administrator"
    yield "  sudo easeband clinic enrol band-01        # for each device; the names are yours"
    yield f"Keep a copy of {keys.folder} in a safe place: without it every device must be paired again."
    yield f"Devices will look for the broker at {facts.host}, ports {facts.port} and {facts.pairing_port}: let them in."
