"""What a device is answered: once for each code, to the same key again, and never for another device."""

from base64 import b64encode
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.clinic.enrolment.answering import Answering
from sync.clinic.enrolment.authority import Authority, pem
from sync.clinic.enrolment.enrolled import Enrolled, Issued, Offer
from sync.clinic.enrolment.keys_folder import AUTHORITY, ClinicFacts, KeysFolder, NoClinic
from sync.wire.identity.certificates import (
    check_own,
    device_of,
    new_key,
    read_certificate,
    requested_key,
    signature,
    signing_request,
)
from sync.wire.identity.codes import DerivedKeys, PairingCode
from sync.wire.identity.letters import (
    PairingAnswer,
    PairingRequest,
    RenewalAnswer,
    RenewalRequest,
    opened,
    plain_letter,
    read_letter,
    said_unsealed,
    sealed,
)

NOW_UTC_S = 1_795_132_800.0  # 2026-11-20T00:00:00Z
HOUR_S, DAY_S = 3600.0, 86_400.0
KEY, OTHER_KEY = new_key(), new_key()


@dataclass
class Desk:
    """A clinic's folder, and what it answers."""

    keys: KeysFolder
    answering: Answering
    enrolled: Enrolled
    codes: int = 0

    def offer(self, device: str, until_utc_s: float = NOW_UTC_S + HOUR_S) -> DerivedKeys:
        self.codes += 1
        derived = PairingCode(self.codes).derived()
        self.enrolled.offer(Offer(derived.name, device, derived.request, derived.answer, until_utc_s))
        return derived

    def pair(self, code: DerivedKeys, key: str = KEY, now_utc_s: float = NOW_UTC_S) -> PairingAnswer:
        request = sealed(PairingRequest(1, signing_request(key)), code.request)
        return opened(PairingAnswer, self.answering.to_pairing(code.name, request, now_utc_s)[0], code.answer)

    def renew(self, device: str, asked: RenewalRequest, now_utc_s: float = NOW_UTC_S) -> RenewalAnswer:
        return read_letter(RenewalAnswer, self.answering.to_renewal(device, plain_letter(asked), now_utc_s)[0])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    keys = KeysFolder(tmp_path)
    keys.write_certified(AUTHORITY, Authority.new(NOW_UTC_S).kept())
    keys.write_facts(ClinicFacts("clinic.example", 8883, 8884, "/etc/mosquitto/easeband"))
    return Desk(keys, Answering(keys, "the clinic's key"), Enrolled(keys))


def asked(certificate: str, key: str = KEY, next_key: str = OTHER_KEY, device: str = "band-1") -> RenewalRequest:
    request = signing_request(next_key, device)
    return RenewalRequest(1, request, certificate, signature(key, request))


def test_a_code_gives_a_certificate_for_the_devices_key_and_where_to_go_with_it(desk: Desk) -> None:
    answer = desk.pair(desk.offer("band-1"))
    check_own(answer.certificate, answer.ca, KEY, "band-1")
    assert (answer.device, answer.host, answer.port) == ("band-1", "clinic.example", 8883)
    assert (answer.clinic_key, answer.refused) == ("the clinic's key", None)


def test_the_same_key_may_ask_again_within_the_hour_and_another_may_not(desk: Desk) -> None:
    code = desk.offer("band-1")
    first = desk.pair(code)
    assert desk.pair(code, now_utc_s=NOW_UTC_S + HOUR_S - 1) == first
    assert desk.pair(code, OTHER_KEY).refused == "used"
    assert len(desk.enrolled.issued()) == 1


def test_a_code_is_too_old_after_an_hour_also_for_the_key_that_used_it(desk: Desk) -> None:
    code = desk.offer("band-1")
    assert desk.pair(code, now_utc_s=NOW_UTC_S + HOUR_S + 1).refused == "too old"
    assert desk.pair(code, now_utc_s=NOW_UTC_S + HOUR_S).refused is None
    assert desk.pair(code, now_utc_s=NOW_UTC_S + HOUR_S + 1).refused == "too old"


def test_a_new_code_of_a_device_takes_the_place_of_its_last(desk: Desk) -> None:
    old, new = desk.offer("band-1"), desk.offer("band-1")
    said, refused = desk.answering.to_pairing(old.name, b"anything", NOW_UTC_S)
    assert (said_unsealed(said), refused) == ("unknown", "unknown")
    assert desk.pair(new).device == "band-1"


def test_a_code_that_was_over_a_week_ago_is_forgotten(desk: Desk) -> None:
    code = desk.offer("band-1")
    desk.enrolled.forget_old(NOW_UTC_S + HOUR_S + 7 * DAY_S)
    assert desk.enrolled.offered(code.name) is not None
    desk.enrolled.forget_old(NOW_UTC_S + HOUR_S + 7 * DAY_S + 1)
    assert desk.enrolled.offered(code.name) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # what comes changes nothing in the folder
@given(payload=st.binary(max_size=200))
def test_nothing_under_a_known_code_but_a_genuine_request_gets_a_certificate(desk: Desk, payload: bytes) -> None:
    code = desk.offer("band-1")
    assert desk.answering.to_pairing(code.name, payload, NOW_UTC_S)[1] == "not genuine"
    assert desk.answering.to_renewal("band-1", payload, NOW_UTC_S)[1] == "not genuine"


@pytest.mark.parametrize("name", ["", ".", "..", "../clinic", "A", "0" * 65, "é"])
def test_a_name_of_a_code_that_none_can_have_leads_nowhere(desk: Desk, name: str) -> None:
    assert desk.answering.to_pairing(name, b"", NOW_UTC_S)[1] == "unknown"


def test_a_request_for_a_key_that_somebody_else_has_is_not_genuine(desk: Desk) -> None:
    code = desk.offer("band-1")
    request = sealed(PairingRequest(1, AUTHORITY_REQUEST), code.request)
    assert desk.answering.to_pairing(code.name, request, NOW_UTC_S)[1] == "not genuine"


def with_bytes(text: str, old: str, new: str) -> str:
    """A PEM text whose content has other bytes (hexadecimal) in the first place where it had these."""
    kind = text.splitlines()[0].strip("-").removeprefix("BEGIN ")
    load = x509.load_pem_x509_csr if "REQUEST" in kind else x509.load_pem_x509_certificate
    der = load(text.encode()).public_bytes(Encoding.DER)
    assert bytes.fromhex(old) in der
    changed = b64encode(der.replace(bytes.fromhex(old), bytes.fromhex(new), 1)).decode()
    return f"-----BEGIN {kind}-----\n{changed}\n-----END {kind}-----\n"


P_256, NO_CURVE = "06082a8648ce3d030107", "06082a8648ce3d030155"  # OIDs, RFC 5480 section 2.1.1.1
EC_KEY, NO_KIND = "06072a8648ce3d0201", "06072a8648ce3d0255"
ODD_REQUESTS = {
    "a curve that nobody knows": (P_256, NO_CURVE),
    "a kind of key that nobody knows": (EC_KEY, NO_KIND),
    "a version that there is not": ("020100", "020105"),
}
ODD_CERTIFICATES = {
    "a version that there is not": ("a003020102", "a003020105"),
    "a curve that nobody knows": (P_256, NO_CURVE),
}


@pytest.mark.parametrize("odd", ODD_REQUESTS)
def test_a_request_with_what_nobody_knows_is_refused(desk: Desk, odd: str) -> None:
    code, request = desk.offer("band-1"), with_bytes(signing_request(KEY), *ODD_REQUESTS[odd])
    said = desk.answering.to_pairing(code.name, sealed(PairingRequest(1, request), code.request), NOW_UTC_S)
    assert said[1] == "not genuine"
    certificate = desk.pair(code).certificate
    letter = RenewalRequest(1, request, certificate, signature(KEY, request))
    assert desk.renew("band-1", letter).refused == "not genuine"


@pytest.mark.parametrize("odd", ODD_CERTIFICATES)
def test_a_certificate_with_what_nobody_knows_renews_nothing(desk: Desk, odd: str) -> None:
    certificate = with_bytes(desk.pair(desk.offer("band-1")).certificate, *ODD_CERTIFICATES[odd])
    assert desk.renew("band-1", asked(certificate)).refused == "not genuine"


def test_a_device_that_is_paired_again_has_its_new_certificate_alone(desk: Desk) -> None:
    first, second = desk.pair(desk.offer("band-1")), desk.pair(desk.offer("band-1"), OTHER_KEY)
    old, new = (read_certificate(answer.certificate).serial_number for answer in (first, second))
    assert desk.enrolled.revoked() == {Issued("band-1", old)}
    assert set(desk.enrolled.issued()) == {Issued("band-1", old), Issued("band-1", new)}
    assert desk.enrolled.shut_out() == frozenset()


def test_a_renewed_certificate_is_for_the_new_key_and_leaves_the_old_one_valid(desk: Desk) -> None:
    """The answer may be lost: the device asks again with the one that it has."""
    first = desk.pair(desk.offer("band-1"))
    answer = desk.renew("band-1", asked(first.certificate))
    check_own(answer.certificate, first.ca, OTHER_KEY, "band-1")
    assert desk.enrolled.revoked() == set()
    assert desk.renew("band-1", asked(first.certificate)).refused is None


def test_nobody_renews_the_certificate_of_another_device(desk: Desk) -> None:
    first = desk.pair(desk.offer("band-1"))
    assert desk.renew("band-2", asked(first.certificate)).refused == "not genuine"
    signed_by_another = asked(first.certificate, key=OTHER_KEY)
    assert desk.renew("band-1", signed_by_another).refused == "not genuine"
    swapped = replace(asked(first.certificate), request=signing_request(new_key(), "band-1"))
    assert desk.renew("band-1", swapped).refused == "not genuine"


def test_a_certificate_of_another_authority_renews_nothing(desk: Desk) -> None:
    foreign = pem(Authority.new(NOW_UTC_S).for_device("band-1", requested_key(signing_request(KEY)), NOW_UTC_S))
    assert device_of(read_certificate(foreign)) == "band-1"
    assert desk.renew("band-1", asked(foreign)).refused == "not genuine"


def test_a_revoked_certificate_renews_nothing(desk: Desk) -> None:
    first = desk.pair(desk.offer("band-1"))
    for one in desk.enrolled.issued():
        desk.enrolled.revoke(one, NOW_UTC_S)
    assert desk.renew("band-1", asked(first.certificate)).refused == "revoked"
    assert desk.enrolled.shut_out() == {"band-1"}


def test_a_device_gets_five_certificates_a_day_for_new_keys_and_the_same_one_for_the_same_key(desk: Desk) -> None:
    """A hostile one filled the clinic's disk: a file for each."""
    first = desk.pair(desk.offer("band-1")).certificate
    keys = [new_key() for _ in range(6)]
    letters = [asked(first, next_key=key) for key in keys]
    answers = [desk.renew("band-1", letter) for letter in letters]
    assert [answer.refused for answer in answers] == [*[None] * 5, "too often"]
    assert [desk.renew("band-1", letter) for letter in letters[:5]] == answers[:5]
    assert len(desk.enrolled.issued()) == 6
    assert desk.renew("band-1", letters[5], NOW_UTC_S + DAY_S).refused is None


def test_a_certificate_that_was_revoked_since_is_not_given_again(desk: Desk) -> None:
    first = desk.pair(desk.offer("band-1"))
    renewed = desk.renew("band-1", asked(first.certificate))
    again = desk.pair(desk.offer("band-1"), new_key())
    assert Issued("band-1", read_certificate(renewed.certificate).serial_number) in desk.enrolled.revoked()
    assert again.refused is None
    assert desk.renew("band-1", asked(renewed.certificate, key=OTHER_KEY)).refused == "revoked"


def test_a_disk_that_was_full_leaves_no_earlier_certificate_valid(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The device asks again: it has had no answer. The certificate of before may be a thief's."""
    old, code = desk.pair(desk.offer("band-1")), desk.offer("band-1")

    def full(*_: object) -> None:
        raise NoClinic("No space left on device")

    with monkeypatch.context() as on_full_disk:
        on_full_disk.setattr(Enrolled, "revoke", full)
        with pytest.raises(NoClinic):
            desk.pair(code, OTHER_KEY)
    assert desk.pair(code, OTHER_KEY).refused is None
    assert desk.enrolled.revoked() == {Issued("band-1", read_certificate(old.certificate).serial_number)}


def test_a_code_of_a_device_that_was_revoked_since_says_so(desk: Desk) -> None:
    code = desk.offer("band-1")
    desk.pair(code)
    for one in desk.enrolled.issued():
        desk.enrolled.revoke(one, NOW_UTC_S)
    assert desk.pair(code).refused == "revoked"


def test_nobody_gets_a_certificate_while_a_command_is_at_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads who is revoked, and writes down whom the broker keeps out."""
    monkeypatch.setattr("sync.clinic.enrolment.keys_folder.LOCK_S", 0.0)
    code = desk.offer("band-1")
    with KeysFolder(desk.keys.folder).alone(), pytest.raises(NoClinic, match="another `easeband clinic` is at work"):
        desk.pair(code)
    assert desk.pair(code).refused is None


def test_no_file_holds_the_code(desk: Desk) -> None:
    code = PairingCode(12345)
    derived = code.derived()
    desk.enrolled.offer(Offer(derived.name, "band-1", derived.request, derived.answer, NOW_UTC_S))
    texts = [path.read_text() for path in desk.keys.folder.rglob("*") if path.is_file()]
    shown = str(code)
    assert not any(shown in text or shown.replace("-", "") in text for text in texts)
    assert {path.stat().st_mode & 0o077 for path in desk.keys.folder.rglob("*")} == {0}


AUTHORITY_REQUEST = signing_request(KEY).replace("A", "B", 1)  # its signature is no longer right, or it is no request
