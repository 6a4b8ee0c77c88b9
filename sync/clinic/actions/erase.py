"""`easeband clinic erase DEVICE`: one patient taken out of the database and off the broker.

Knows the options, the words and the order; must never know SQL. What the device itself keeps, it erases itself.
"""

import argparse
from contextlib import closing
from typing import Final

from device.records.decoding import BadValue
from device.system.clock import SystemClock
from device.system.command import complain, is_confirmed, status_of
from device.system.config import BadConfig, Config, check_device_id, read_config
from device.system.log import start_log
from sync.clinic.database import ClinicUnavailable, WrongDatabase
from sync.clinic.erasing import DeviceRows, PatientErasure
from sync.wire.client import Session
from sync.wire.messages import cleared, discovery_topic, topic
from sync.wire.mqtt import BrokerUnreachable, Connection, ConnectionLost
from sync.wire.reasons import REFUSED, reason_text

COMMAND: Final = "clinic erase"
SESSION: Final = Session("easeband-clinic-erase")
AT_ONCE: Final = 10  # messages under way
IN_USE_NOTE: Final = (
    "A device that is still in use sends its days again: erase it too (`easeband erase`, on the device), or see that it"
    " can no longer connect (`easeband clinic revoke {device}`)."
)
BACKUP_NOTE: Final = "Backups of the clinic's database still hold what was erased."
RETAINED_S: Final = 2.0  # without a message, until the broker has sent all that it keeps
FAULTS: Final = (BadConfig, BadValue, WrongDatabase, ClinicUnavailable, BrokerUnreachable, ConnectionLost)


def run(arguments: argparse.Namespace) -> int:
    """Erase; 0 when nothing is left in the database and at the broker, 1 with a message for what is."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: argparse.Namespace) -> int:
    check_device_id(arguments.device)
    config = read_config(arguments.config, "clinic")
    with closing(PatientErasure(config.files.clinic, arguments.device)) as patient:
        print(f"{arguments.device}: {_in_words(patient.held())} in {config.files.clinic}")
        if not is_confirmed(f"Type {arguments.device} to erase all of it", arguments.device):
            return complain(COMMAND, "nothing was erased")
        if not arguments.database_only:
            print(f"the broker has forgotten {_numbered(_forgotten(config, arguments.device), 'message')}")
        patient.erase()
        left = patient.held()
    if left.rows:
        return complain(COMMAND, f"{_in_words(left)} came or stayed meanwhile: {_in_use(arguments.device)}")
    print(f"looked again: nothing of {arguments.device} is left in {config.files.clinic}")
    print(BACKUP_NOTE, _in_use(arguments.device), sep="\n")
    return 0


def _in_use(device: str) -> str:
    return IN_USE_NOTE.format(device=device)


def _in_words(held: DeviceRows) -> str:
    span = f", {held.days[0]} to {held.days[-1]}" if held.days else ""
    return f"{_numbered(len(held.days), 'day')}{span}, {_numbered(held.rows, 'row')}"


def _numbered(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def _forgotten(config: Config, device: str) -> int:
    """How many retained messages of the device the broker had, of either direction. Raises what a connection does."""
    with Connection(config.broker, SESSION, SystemClock().monotonic_s) as link:
        link.connect()
        kept = _kept(link, device)
        for start in range(0, len(kept), AT_ONCE):
            some = kept[start : start + AT_ONCE]
            for one, code in zip(some, link.publish([*map(cleared, some)]), strict=True):
                if code >= REFUSED:
                    raise BrokerUnreachable(f"the broker refuses to forget {one}: {reason_text(code)}")
    return len(kept)


def _kept(link: Connection, device: str) -> list[str]:
    """The topics with a retained message. An erased one comes back as an empty message, which is none."""
    link.subscribe(discovery_topic(device))  # a clinic that may not read it has a broker where no device writes it
    everything = topic(device, "#")
    if (code := link.subscribe(everything)) >= REFUSED:
        raise BrokerUnreachable(
            f"the broker refuses {everything}: {reason_text(code)}: let the clinic read and write it"
        )
    found: set[str] = set()
    while arrived := link.receive(RETAINED_S):
        found |= {delivery.topic for delivery in arrived if delivery.payload}
        for delivery in arrived:
            link.acknowledge(delivery)
    return sorted(found)
