"""`easeband clinic revoke DEVICE`: shuts a device out at the broker and at the collector, and says what remains.

Knows the words; must never know how a list of what is revoked looks.
"""

import argparse
from pathlib import Path
from typing import Final

from device.system.clock import SystemClock
from device.system.command import complain, status_of
from device.system.config import BadConfig, read_config
from device.system.log import start_log
from sync.clinic.enrolment.broker_folder import BrokerFolder, reload_broker
from sync.clinic.enrolment.enrolled import Enrolled
from sync.clinic.enrolment.keys_folder import CRL, KeysFolder, NoClinic

COMMAND: Final = "clinic revoke"


def run(arguments: argparse.Namespace) -> int:
    """Shut it out; 1 with a message when that cannot be."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _revoke(arguments), (BadConfig, NoClinic))


def _revoke(arguments: argparse.Namespace) -> int:
    keys = KeysFolder(Path(read_config(arguments.config, "clinic").files.clinic_keys))
    enrolled, now_utc_s = Enrolled(keys), SystemClock().utc_s()
    authority, broker = keys.authority(), BrokerFolder(Path(keys.facts().broker_folder))
    with keys.alone():  # of two who revoke at once, the later list would lack what the other one revoked
        if arguments.device and not _shut_out(arguments.device, enrolled, now_utc_s):
            words = f"{arguments.device!r} has no certificate and no code: `easeband clinic devices` lists who has"
            return complain(COMMAND, words)
        crl = authority.revocations({one.serial for one in enrolled.revoked()}, now_utc_s)
        keys.write(CRL, crl)
        broker.write_revoked(crl)
    to_do = reload_broker(broker.folder)
    print(to_do or "The broker was told: it takes no new connection; one that stands ends when it is restarted.")
    return 1 if to_do else 0


def _shut_out(device: str, enrolled: Enrolled, now_utc_s: float) -> bool:
    """Whether there was something to take from it."""
    had_code = enrolled.withdraw(device)
    theirs = [one for one in enrolled.issued() if one.device == device]
    if not theirs and not had_code:
        return False
    for one in set(theirs) - enrolled.revoked():
        enrolled.revoke(one, now_utc_s)
    print(f"{device}: revoked. The clinic takes nothing more from it, from now on.")
    return True
