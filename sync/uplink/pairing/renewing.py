"""Has the device's certificate renewed: one question to the clinic, signed with the key of the one in force.

Knows the letters and the order of steps; must never know when it is time.
"""

from collections.abc import Callable
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
from sync.wire.mqtt import BrokerUnreachable, ConnectionLost


class NotRenewed(Exception):
    """The clinic says no, or nobody can be asked: the message says why."""


RENEWAL_FAULTS: Final = (
    *(BadLetter, BadRequest, BrokerUnreachable, CannotKeep, ConnectionLost, NoAnswer, NotRenewed),
    *(OSError, UnicodeDecodeError),
)


def renew(own: Path, config: Config, clock: Clock, stopping: Callable[[], bool]) -> None:
    """The next certificate and its key in place of those in `own`. Raises one of RENEWAL_FAULTS."""
    identity, device, broker = IdentityFolder(Path(config.files.sync)), config.device.id, config.broker
    if not own.is_relative_to(identity.folder):
        raise NotRenewed("nobody renews one that `easeband pair` did not make")
    key = identity.next_key(new_key())
    question = _question(device, own.read_text(encoding="ascii"), key)
    certificate = _granted(ask(broker, _session(device), question, clock, stopping))
    check_own(certificate, _ca(broker), key, device)
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


def _session(device: str) -> Session:
    """Another than that of sync, which the broker would end."""
    return Session(f"{device}-renewal")


def _ca(broker: Broker) -> str:
    return Path(broker.ca).read_text(encoding="ascii")
