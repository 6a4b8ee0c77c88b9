"""What a device is answered that asks for a certificate, by its one-time code or by the certificate that it has.

Knows codes, certificates and the clinic's authority; must never know connections.
"""

import hmac
from dataclasses import replace
from typing import Final

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


class Answering:
    """One clinic's answers. Raises NoClinic where its files cannot be used."""

    def __init__(self, keys: KeysFolder, clinic_key: str) -> None:
        """`clinic_key`: the public half of the key under programmes."""
        self._enrolled, self._authority, self._facts = Enrolled(keys), keys.authority(), keys.facts()
        self._clinic_key = clinic_key

    def to_pairing(self, name: str, payload: bytes, now_utc_s: float) -> tuple[bytes, NotGranted | None]:
        """The answer to a request under the code of this name, and why it was refused, if it was."""
        offer = self._enrolled.offered(name)
        if offer is None:
            return sealed(PairingAnswer(1, "unknown"), NO_KEY), "unknown"
        try:
            key = requested_key(opened(PairingRequest, payload, offer.request_key).request)
        except (BadLetter, BadRequest):
            return sealed(PairingAnswer(1, "not genuine"), offer.answer_key), "not genuine"
        refused = _objection(offer, key_digest(key), now_utc_s)
        if refused is None and not offer.certificate:
            certificate = self._authority.for_device(offer.device, key, now_utc_s)
            offer = self._used(offer, key_digest(key), pem(certificate), certificate.serial_number, now_utc_s)
        answer = PairingAnswer(1, refused) if refused else self._answer(offer)
        return sealed(answer, offer.answer_key), refused

    def to_renewal(self, device: str, payload: bytes, now_utc_s: float) -> tuple[bytes, NotGranted | None]:
        """The answer to a device that has a certificate of this clinic, and why it was refused, if it was."""
        try:
            asked = read_letter(RenewalRequest, payload)
            key = self._renewed_key(device, asked)
        except (BadLetter, BadRequest):
            return plain_letter(RenewalAnswer(1, "not genuine")), "not genuine"
        if self._is_revoked(device, read_certificate(asked.certificate).serial_number):
            return plain_letter(RenewalAnswer(1, "revoked")), "revoked"
        certificate = self._authority.for_device(device, key, now_utc_s)
        self._enrolled.issue(device, certificate.serial_number, pem(certificate))
        return plain_letter(RenewalAnswer(1, None, pem(certificate))), None

    def _used(self, offer: Offer, digest: str, certificate: str, serial: int, now_utc_s: float) -> Offer:
        """The device's earlier certificates end with the new one: whoever has them is not this device any more."""
        earlier = [one for one in self._enrolled.issued() if one.device == offer.device]
        self._enrolled.issue(offer.device, serial, certificate)
        used = replace(offer, used_by=digest, certificate=certificate)
        self._enrolled.keep(used)
        for one in set(earlier) - self._enrolled.revoked():
            self._enrolled.revoke(one, now_utc_s)
        return used

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


def _objection(offer: Offer, digest: str, now_utc_s: float) -> NotGranted | None:
    """The same key may ask again within the hour: its answer may have been lost."""
    if offer.used_by and offer.used_by != digest:
        return "used"
    return "too old" if now_utc_s > offer.until_utc_s else None
