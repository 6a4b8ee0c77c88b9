"""The broker's folder: what is ours is brought up to date, what a person changed stays."""

from pathlib import Path

import pytest

from sync.clinic.enrolment.authority import Authority
from sync.clinic.enrolment.broker_folder import BrokerFolder
from sync.clinic.enrolment.broker_settings import Ports, devices_acl, mosquitto_settings, pairing_acl

NOW_UTC_S = 1_795_132_800.0  # 2026-11-20T00:00:00Z
YEAR_S = 365 * 86_400.0
PORTS, OTHER_PORTS = Ports(8883, 8884), Ports(9883, 9884)


@pytest.fixture
def broker(tmp_path: Path) -> BrokerFolder:
    return BrokerFolder(tmp_path / "mosquitto")


def test_a_device_is_named_in_every_rule_of_devices_and_nobody_writes_to_all() -> None:
    patterns = [line for line in devices_acl().splitlines() if line.startswith("pattern ")]
    assert patterns == [
        "pattern write easeband/v1/%u/up/#",
        "pattern read easeband/v1/%u/down/#",
        "pattern write easeband/renewal/%u/request",
        "pattern read easeband/renewal/%u/answer",
    ]
    assert [line.split()[0] for line in pairing_acl().splitlines()] == ["pattern", "pattern"]
    before_the_clinic = devices_acl().partition("user easeband.clinic")[0]
    assert not any(line.startswith("topic") for line in before_the_clinic.splitlines())


def test_the_listener_of_devices_asks_for_a_certificate_and_the_one_for_pairing_does_not() -> None:
    devices, pairing = mosquitto_settings(Path("/etc/x"), PORTS).split("listener ")[1:]
    for rule in ("require_certificate true", "use_identity_as_username true", "crlfile /etc/x/revoked.crl"):
        assert rule in devices
        assert rule not in pairing
    assert "allow_anonymous false" in devices
    assert "allow_anonymous true" in pairing


def test_what_nobody_changed_is_brought_up_to_date(broker: BrokerFolder) -> None:
    broker.write_settings(PORTS)
    assert broker.write_settings(OTHER_PORTS) == []
    assert "listener 9883" in (broker.folder / "easeband.conf").read_text()


def test_what_a_person_changed_stays_and_ours_is_put_beside_it(broker: BrokerFolder) -> None:
    broker.write_settings(PORTS)
    acl = broker.folder / "devices.acl"
    acl.write_text(acl.read_text().replace("# pattern write homeassistant", "pattern write homeassistant"))
    changed = acl.read_text()
    assert broker.write_settings(OTHER_PORTS) == ["devices.acl"]
    assert acl.read_text() == changed
    assert "# pattern write homeassistant" in acl.with_name("devices.acl.new").read_text()


def test_nobody_but_its_owner_reads_a_key(broker: BrokerFolder) -> None:
    authority = Authority.new(NOW_UTC_S)
    broker.write_certificate(authority.for_broker(["localhost"], NOW_UTC_S), authority.kept().certificate)
    assert (broker.folder / "broker.key").stat().st_mode & 0o777 == 0o600
    assert broker.folder.stat().st_mode & 0o777 == 0o700


def test_a_brokers_certificate_is_good_for_its_names_and_for_two_thirds_of_its_time() -> None:
    authority = Authority.new(NOW_UTC_S)
    made = authority.for_broker(["a.example", "192.0.2.7"], NOW_UTC_S).certificate
    assert authority.still_good(made, ["a.example"], NOW_UTC_S + 6 * YEAR_S)
    assert not authority.still_good(made, ["a.example"], NOW_UTC_S + 7 * YEAR_S)
    assert not authority.still_good(made, ["a.example", "b.example"], NOW_UTC_S)
    assert not Authority.new(NOW_UTC_S).still_good(made, ["a.example"], NOW_UTC_S)
    assert not authority.still_good("no certificate", ["a.example"], NOW_UTC_S)


def test_a_new_certificate_may_be_for_the_key_that_is_there() -> None:
    authority = Authority.new(NOW_UTC_S)
    first = authority.for_broker(["a.example"], NOW_UTC_S)
    again = authority.for_broker(["b.example"], NOW_UTC_S, first.key)
    assert again.key == first.key
    assert again.certificate != first.certificate
