"""Has the device's certificate renewed: one question to the clinic, signed with the key of the one in force.

Knows the letters and the order of steps; must never know when it is time.
"""

from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.system.clock import Clock
from device.system.config import Broker, Config
from sync.uplink.pairing.asking import NoAnswer, Question, ask
from sync.uplink.pairing.certificate_watch import ENROL_AGAIN
from sync.uplink.pairing.identity_folder import CannotKeep, IdentityFolder
from sync.wire.client import Session
from sync.wire.identity.certificates import (
    BadRequest,
    certificate_in,
    check_own,
    new_key,
    signature,
    signing_request,
)
from sync.wire.identity.letters import (
    RENEWAL,
    BadLetter,
    RenewalAnswer,
    RenewalRequest,
    answer_topic,
    plain_letter,
    read_letter,
    request_topic,
)
from sync.wire.identity.validity import NoCertificate, Validity, validity_of
from sync.wire.mqtt import BrokerUnreachable, ConnectionLost


class NotRenewed(Exception):
    """The clinic says no, or nobody can be asked: the message says why."""


RENEWAL_FAULTS: Final = (
    *(BadLetter, BadRequest, BrokerUnreachable, CannotKeep, ConnectionLost, NoAnswer, NotRenewed),
    *(NoCertificate, OSError, UnicodeDecodeError),
)


def renew(own: Path, config: Config, clock: Clock, stopping: Callable[[], bool]) -> None:
    """The next certificate and its key in place of those in `own`. Raises one of RENEWAL_FAULTS."""
    identity, device, broker = IdentityFolder(Path(config.files.sync)), config.device.id, config.broker
    if not own.is_relative_to(identity.folder):
        raise NotRenewed("nobody renews one that `easeband pair` did not make")
    key, old = identity.next_key(new_key()), own.read_text(encoding="ascii")
    certificate = _granted(ask(broker, _session(device), _question(device, old, key), clock, stopping))
    check_own(certificate, _ca(broker), key, device)
    _check_dates(validity_of(certificate), validity_of(old), clock.utc_s())
    identity.renew(own, certificate, key)


def _question(device: str, old: str, key: str) -> Question:
    """`old` holds the certificate in force and its key."""
    request = signing_request(key, device)
    letter = RenewalRequest(1, request, certificate_in(old), signature(old, request))
    return Question(request_topic(RENEWAL, device), answer_topic(RENEWAL, device), plain_letter(letter))


def _granted(said: bytes) -> str:
    answer = read_letter(RenewalAnswer, said)
    if answer.refused:
        raise NotRenewed(f"the clinic refuses it ({answer.refused}): {ENROL_AGAIN}")
    return answer.certificate


def _check_dates(new: Validity, old: Validity, now_utc_s: float) -> None:
    """Raise NotRenewed for one that would serve less than the one in force: it would replace that for good."""
    if not new.from_utc_s <= now_utc_s < new.until_utc_s or new.until_utc_s <= old.until_utc_s:
        span = " to ".join(datetime.fromtimestamp(utc_s, UTC).date().isoformat() for utc_s in astuple(new))
        raise NotRenewed(f"the clinic made one from {span}: is the clock right on its computer, and here?")


def _session(device: str) -> Session:
    """Another than that of sync, which the broker would end."""
    return Session(f"{device}-renewal")


def _ca(broker: Broker) -> str:
    return Path(broker.ca).read_text(encoding="ascii")
