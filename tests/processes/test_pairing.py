"""Pairing against a real mosquitto, with the commands as people type them: who gets in, and what is said if not."""

import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from device.system.clock import PacedClock, SystemClock
from device.system.config import Broker, read_config
from sync.clinic.database.clinic import Clinic
from sync.clinic.enrolment.authority import Authority
from sync.clinic.enrolment.enrolled import Enrolled
from sync.uplink.pairing.certificate_watch import CertificateWatch
from sync.wire.client import Session
from sync.wire.home_assistant import encode_discovery
from sync.wire.messages import Status, encode_status
from sync.wire.mqtt import Connection
from tests.support.fault_proxy import FAIR, FaultProxy, Weather
from tests.support.needs import need_program
from tests.support.paired_clinic import PairedClinic, code_for, listening, paired_clinic, refusal
from tests.support.processes import eventually

pytestmark = [pytest.mark.slow, pytest.mark.waits]
NOT_AUTHORIZED = 0x87
DAY_S = 86_400.0


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PairedClinic]:
    need_program("mosquitto")
    with paired_clinic(tmp_path_factory.mktemp("clinic")) as running:
        yield running


def test_a_paired_device_writes_below_its_own_name_and_no_other(clinic: PairedClinic) -> None:
    config = clinic.paired("band-1")
    assert config.device.id == "band-1"
    ours = [code_for(config.broker, "band-1", f"easeband/v1/band-1/{kind}") for kind in ("up/status", "up/day/x")]
    others = ("easeband/v1/band-2/up/status", "easeband/v1/band-1/down/programme", "easeband/renewal/band-2/request")
    assert max(ours) < NOT_AUTHORIZED
    assert [code_for(config.broker, "band-1", topic) for topic in others] == [NOT_AUTHORIZED] * 3


def test_a_paired_device_hears_nothing_of_another(clinic: PairedClinic) -> None:
    one, other = clinic.paired("band-3"), clinic.paired("band-4")
    own = clinic.as_clinic()
    with listening(one.broker, "band-3", "easeband/v1/+/down/#") as heard:
        assert code_for(own, "clinic-test", "easeband/v1/band-4/down/receipt/2026-11-20") < NOT_AUTHORIZED
        assert code_for(own, "clinic-test", "easeband/v1/band-3/down/receipt/2026-11-20") < NOT_AUTHORIZED
        assert heard() == ["easeband/v1/band-3/down/receipt/2026-11-20"]
    assert other.device.id == "band-4"


def test_a_clinic_may_take_back_what_the_broker_keeps_of_a_device(clinic: PairedClinic) -> None:
    config = clinic.paired("band-18")
    with Connection(config.broker, Session("band-18"), SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.publish([encode_status(Status(1, "band-18", online=True))])
    with Connection(clinic.as_clinic(), Session("clinic-test"), SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.publish([encode_discovery("band-18")])  # as a device may where its broker lets it
    done = clinic.command("erase", "band-18", typed="band-18\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "the broker has forgotten 2 messages" in done.stdout


def test_the_pairing_listener_lets_nobody_do_anything_else(clinic: PairedClinic) -> None:
    stranger = Broker("127.0.0.1", clinic.pairing_port)
    topics = ("easeband/v1/band-1/up/status", "easeband/pair/other/request", "easeband/pair/stranger/answer")
    codes = [code_for(stranger, "stranger", topic, unverified=True) for topic in topics]
    assert codes == [NOT_AUTHORIZED] * 3
    assert code_for(stranger, "stranger", "easeband/pair/stranger/request", unverified=True) < NOT_AUTHORIZED
    with listening(stranger, "eavesdropper", "#", unverified=True) as heard:
        clinic.paired("band-5")
        assert heard() == []


def test_nobody_gets_in_without_a_certificate_of_this_clinic_that_holds(clinic: PairedClinic) -> None:
    now_utc_s = SystemClock("UTC").utc_s()
    good = clinic.certified(clinic.authority(), "band-6")
    assert refusal(good) == ""
    said = {
        "over": refusal(clinic.certified(clinic.authority(), "band-6", days_ago=400)),
        "not yet": refusal(clinic.certified(clinic.authority(), "band-6", days_ago=-400)),
        "foreign": refusal(clinic.certified(Authority.new(now_utc_s), "band-6", days_ago=1)),
        "none": refusal(replace(good, certificate="")),
    }
    assert all("cannot be used" in words for words in said.values())
    assert "paired again" in said["over"]
    assert "paired again" in said["foreign"] or "signed by the broker's ca" in said["foreign"]


def vanish(link: Connection) -> None:
    """As a device whose network is gone: no goodbye."""
    there = link._client.socket()
    assert isinstance(there, socket.socket)
    there.shutdown(socket.SHUT_RDWR)


def test_a_device_that_vanishes_is_said_to_be_offline(clinic: PairedClinic) -> None:
    """Some mosquitto deliver no last will where each listener has rules of its own (until 2.0.12)."""
    config, will = clinic.paired("band-21"), encode_status(Status(1, "band-21", online=False))
    with listening(clinic.as_clinic(), "watching", "easeband/v1/band-21/up/#") as heard:
        link = Connection(config.broker, Session("band-21"), SystemClock("UTC").monotonic_s, will)
        link.connect()
        vanish(link)
        assert heard() == ["easeband/v1/band-21/up/status"]


def test_what_comes_while_the_clinic_is_away_waits_for_it(clinic: PairedClinic) -> None:
    broker, session = clinic.as_clinic(), Session("away", kept_s=3600)
    topic = "easeband/v1/band-19/up/day/2026-11-20"
    with Connection(broker, session, SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.subscribe("easeband/v1/band-19/up/#")
    assert code_for(clinic.certified(clinic.authority(), "band-19"), "band-19", topic) < NOT_AUTHORIZED
    with Connection(broker, session, SystemClock("UTC").monotonic_s) as link:
        link.connect()
        assert [delivery.topic for delivery in link.receive(5)] == [topic]


def test_a_code_works_once_and_a_second_device_is_told_why(clinic: PairedClinic) -> None:
    code = clinic.code("band-7")
    assert clinic.pair(clinic.device("band-7"), code).returncode == 0
    second = clinic.pair(clinic.device("thief"), code)
    assert second.returncode == 1
    assert "the code was used already" in second.stderr
    assert not (clinic.folder / "thief" / "paired.toml").exists()


def test_a_mistyped_an_unknown_and_a_replaced_code_are_told_apart(clinic: PairedClinic) -> None:
    device, old = clinic.device("band-8"), clinic.code("band-8")
    clinic.code("band-8")
    mistyped = f"{'1' if old[0] != '1' else '2'}{old[1:]}"
    assert "mistyped" in clinic.pair(device, mistyped).stderr
    assert "letters and digits, got 19" in clinic.pair(device, old[:-1]).stderr
    assert "the clinic does not know this code" in clinic.pair(device, old).stderr


def test_a_code_for_another_name_than_the_configuration_says_changes_nothing(clinic: PairedClinic) -> None:
    device, code = clinic.device("band-16"), clinic.code("band-16")
    text = device.read_text()
    device.write_text(f"[device]\nid = 'band-17'\n{text}")
    said = clinic.pair(device, code)
    assert (said.returncode, "the code is for 'band-16'" in said.stderr) == (1, True)
    assert not device.with_name("paired.toml").exists()
    device.write_text(text)
    assert clinic.pair(device, code).returncode == 0


def test_a_revoked_device_is_refused_by_the_broker_and_by_the_collector(clinic: PairedClinic) -> None:
    config = clinic.paired("band-9")
    with Connection(config.broker, Session("band-9"), SystemClock("UTC").monotonic_s) as link:
        link.connect()
        said = clinic.command("revoke", "band-9")
        assert "band-9: revoked" in said.stdout
        clinic.reload_broker()
        eventually(lambda: _refused(clinic, "band-9", link), what="the collector's refusal")
    assert "paired again" in refusal(config.broker)
    assert "revoked" in clinic.command("devices").stdout


def _refused(clinic: PairedClinic, device: str, link: Connection) -> bool:
    """Whether the collector refuses what still comes over a connection that stands."""
    link.publish([encode_status(Status(1, device, online=True))])
    database = Clinic(f"sqlite:///{clinic.folder}/clinic/clinic.db")
    try:
        return any("certificate was revoked" in message.reason for message in database.refused(device))
    finally:
        database.close()


def test_a_device_that_is_enrolled_again_gets_in_with_its_new_certificate_alone(clinic: PairedClinic) -> None:
    clinic.paired("band-10")
    copy = clinic.folder / "copy"
    shutil.copytree(clinic.folder / "band-10" / "identity", copy)
    config = clinic.paired("band-10")
    assert len(Enrolled(clinic.keys).revoked() & set(Enrolled(clinic.keys).issued())) >= 1
    clinic.command("revoke")
    clinic.reload_broker()
    assert refusal(config.broker) == ""
    (old,) = copy.glob("*/identity.pem")
    assert "paired again" in refusal(replace(config.broker, certificate=str(old)))


def test_a_certificate_is_renewed_when_two_thirds_are_over(clinic: PairedClinic) -> None:
    config = clinic.paired("band-11")
    own = Path(config.broker.certificate)
    before = own.read_text()
    shutil.copy(clinic.certified(clinic.authority(), "band-11", days_ago=250).certificate, own)
    old = own.read_text()
    watch = CertificateWatch(config, SystemClock("UTC"), lambda: False)
    watch.check()
    assert own.read_text() not in (old, before)
    assert [state.works for state in watch.states()] == [True]
    assert refusal(config.broker) == ""


def test_a_revoked_certificate_is_not_renewed(clinic: PairedClinic) -> None:
    config = clinic.paired("band-12")
    own = Path(config.broker.certificate)
    clinic.command("revoke", "band-12")  # the broker was not told yet
    before = own.read_text()
    watch = CertificateWatch(config, PacedClock(SystemClock("UTC").utc_s() + 300 * DAY_S, "UTC"), lambda: False)
    watch.check()
    assert own.read_text() == before
    (state,) = watch.states()
    assert not state.works
    assert "the clinic refuses it (revoked)" in state.text


def test_a_clinic_that_does_not_run_is_told_and_the_code_can_be_used_afterwards(clinic: PairedClinic) -> None:
    device, code = clinic.device("band-13"), clinic.code("band-13")
    clinic.stop_service()
    said = clinic.pair(device, code)
    assert (said.returncode, "is easeband-clinic running there?" in said.stderr) == (1, True)
    clinic.start_service()
    assert clinic.pair(device, code).returncode == 0


@pytest.mark.parametrize("cut_after_bytes", [1, 300, 900, 1400, 2000, 3000])
def test_a_connection_that_is_cut_anywhere_leaves_nothing_half_and_the_code_good(
    clinic: PairedClinic, cut_after_bytes: int
) -> None:
    """Early and late in the handshake, in the request, and around the answer, which may have come by then."""
    name = f"band-cut-{cut_after_bytes}"
    device, code = clinic.device(name), clinic.code(name)
    with FaultProxy(clinic.pairing_port, Weather(cut_after_bytes=cut_after_bytes)) as proxy:
        cut = clinic.pair(device, code, proxy.port)
        assert "Traceback" not in cut.stderr
        assert device.with_name("paired.toml").exists() == (cut.returncode == 0)
        proxy.weather = FAIR
        assert cut.returncode == 0 or clinic.pair(device, code, proxy.port).returncode == 0
    assert read_config(device, "sync").device.id == name


@pytest.mark.parametrize("weather", [Weather(swallowed=True), Weather(spoiled_every=64)], ids=["silence", "spoiled"])
def test_what_cannot_be_understood_is_told_and_leaves_the_code_good(clinic: PairedClinic, weather: Weather) -> None:
    device, code = clinic.device("band-14"), clinic.code("band-14")
    with FaultProxy(clinic.pairing_port, weather) as proxy:
        result = clinic.pair(device, code, proxy.port)
    assert (result.returncode, "cannot be used" in result.stderr, "Traceback" in result.stderr) == (1, True, False)
    assert clinic.pair(device, code).returncode == 0


def test_a_slow_network_is_no_hindrance(clinic: PairedClinic) -> None:
    device, code = clinic.device("band-15"), clinic.code("band-15")
    with FaultProxy(clinic.pairing_port, Weather(delay_s=0.3, bytes_per_s=20_000)) as proxy:
        assert clinic.pair(device, code, proxy.port).returncode == 0
