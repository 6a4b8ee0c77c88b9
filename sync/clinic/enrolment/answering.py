"""What a device is answered that asks for a certificate, by its one-time code or by the certificate that it has.

Knows codes, certificates and the clinic's authority; must never know connections.
"""

import hmac
from dataclasses import dataclass, replace
from typing import Final

from device.records.calendar import DAY_S
from sync.clinic.enrolment.authority import pem
from sync.clinic.enrolment.enrolled import Enrolled, Issued, Offer
from sync.clinic.enrolment.keys_folder import KeysFolder
from sync.wire.identity.certificates import (
    BadRequest,
    EllipticCurvePublicKey,
    check_issued,
    check_signature,
    device_of,
    key_digest,
    read_certificate,
    requested_key,
)
from sync.wire.identity.letters import (
    BadLetter,
    NotGranted,
    PairingAnswer,
    PairingRequest,
    RenewalAnswer,
    RenewalRequest,
    opened,
    plain_letter,
    read_letter,
    sealed,
)

NO_KEY: Final = ""
# Of one device in a day, each for another key: an honest one asks for the same key until it has its certificate.
MOST_RENEWALS: Final = 5


@dataclass(frozen=True)
class Renewed:
    """A certificate that a device has got: which, the word for its key, its PEM text, and when."""

    issued: Issued
    digest: str
    certificate: str
    made_utc_s: float


class Answering:
    """One clinic's answers. Raises NoClinic where its files cannot be used."""

    def __init__(self, keys: KeysFolder, clinic_key: str) -> None:
        """`clinic_key`: the public half of the key under programmes."""
        self._enrolled, self._authority, self._facts = Enrolled(keys), keys.authority(), keys.facts()
        self._keys, self._clinic_key = keys, clinic_key
        self._renewed: dict[str, list[Renewed]] = {}  # of the last day, by device

    def to_pairing(self, name: str, payload: bytes, now_utc_s: float) -> tuple[bytes, NotGranted | None]:
        """The answer to a request under the code of this name, and why it was refused, if it was."""
        with self._keys.alone():
            offer = self._enrolled.offered(name)
            if offer is None:
                return sealed(PairingAnswer(1, "unknown"), NO_KEY), "unknown"
            try:
                answer = self._pairing(offer, payload, now_utc_s)
            except (BadLetter, BadRequest):
                answer = PairingAnswer(1, "not genuine")
            return sealed(answer, offer.answer_key), answer.refused

    def to_renewal(self, device: str, payload: bytes, now_utc_s: float) -> tuple[bytes, NotGranted | None]:
        """The answer to a device that has a certificate of this clinic, and why it was refused, if it was."""
        try:
            asked = read_letter(RenewalRequest, payload)
            key = self._renewed_key(device, asked)
        except (BadLetter, BadRequest):
            return plain_letter(RenewalAnswer(1, "not genuine")), "not genuine"
        with self._keys.alone():
            if self._is_revoked(device, read_certificate(asked.certificate).serial_number):
                return plain_letter(RenewalAnswer(1, "revoked")), "revoked"
            certificate = self._renewal(device, key, now_utc_s)
        if certificate is None:
            return plain_letter(RenewalAnswer(1, "too often")), "too often"
        return plain_letter(RenewalAnswer(1, None, certificate)), None

    def _pairing(self, offer: Offer, payload: bytes, now_utc_s: float) -> PairingAnswer:
        key = requested_key(opened(PairingRequest, payload, offer.request_key).request)
        refused = self._objection(offer, key_digest(key), now_utc_s)
        return PairingAnswer(1, refused) if refused else self._granted(offer, key, now_utc_s)

    def _renewal(self, device: str, key: EllipticCurvePublicKey, now_utc_s: float) -> str | None:
        """The same again for the same key, whose answer may have been lost; None where that is too much."""
        revoked, digest = self._enrolled.revoked(), key_digest(key)
        recent = [one for one in self._renewed.get(device, []) if 0 <= now_utc_s - one.made_utc_s < DAY_S]
        recent = [one for one in recent if one.issued not in revoked]  # who was enrolled again begins anew
        same = next((one.certificate for one in recent if one.digest == digest), None)
        if same or len(recent) >= MOST_RENEWALS:
            return same
        made = self._authority.for_device(device, key, now_utc_s)
        self._enrolled.issue(device, made.serial_number, pem(made))
        self._renewed[device] = [*recent, Renewed(Issued(device, made.serial_number), digest, pem(made), now_utc_s)]
        return pem(made)

    def _objection(self, offer: Offer, digest: str, now_utc_s: float) -> NotGranted | None:
        """The same key may ask again within the hour: its answer may have been lost."""
        if offer.used_by and offer.used_by != digest:
            return "used"
        if offer.certificate and self._is_revoked(offer.device, read_certificate(offer.certificate).serial_number):
            return "revoked"
        return "too old" if now_utc_s > offer.until_utc_s else None

    def _granted(self, offer: Offer, key: EllipticCurvePublicKey, now_utc_s: float) -> PairingAnswer:
        """The device's earlier certificates end with the new one: whoever has them is not this device any more.

        They are looked for again where the same key asks again: the disk may have been full in between.
        """
        if not offer.certificate:
            made = self._authority.for_device(offer.device, key, now_utc_s)
            self._enrolled.issue(offer.device, made.serial_number, pem(made))
            offer = replace(offer, used_by=key_digest(key), certificate=pem(made))
            self._enrolled.keep(offer)
        new = Issued(offer.device, read_certificate(offer.certificate).serial_number)
        earlier = {one for one in self._enrolled.issued() if one.device == offer.device} - {new}
        for one in earlier - self._enrolled.revoked():
            self._enrolled.revoke(one, now_utc_s)
        return self._answer(offer)

    def _answer(self, offer: Offer) -> PairingAnswer:
        ca, facts = pem(self._authority.certificate), self._facts
        return PairingAnswer(1, None, offer.device, offer.certificate, ca, self._clinic_key, facts.host, facts.port)

    def _renewed_key(self, device: str, asked: RenewalRequest) -> EllipticCurvePublicKey:
        certificate = read_certificate(asked.certificate)
        check_issued(certificate, self._authority.certificate)
        if not hmac.compare_digest(device_of(certificate).encode(), device.encode()):
            raise BadRequest(f"{device!r} asks with the certificate of another device")
        check_signature(certificate, asked.signature, asked.request)
        return requested_key(asked.request)

    def _is_revoked(self, device: str, serial: int) -> bool:
        return Issued(device, serial) in self._enrolled.revoked()
