"""Device database to clinic database through real brokers and processes, with everything killed in between."""

import random
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from sync.wire.messages import DAY, RECEIPT, STATUS, Incoming, Status
from tests.support.needs import need_program
from tests.support.processes import LONG_S, PROGRAMS, Rig, ends_cleanly, episode, eventually, minute

pytestmark = [pytest.mark.slow, pytest.mark.waits]

KILLS = 20
SEED = 20261129  # of who is killed first
RSS_LIMIT_KB = 30_000  # 28.7 to 28.9 thousand were seen; over TLS: see test_memory.py

StartRig = Callable[..., Rig]


@pytest.fixture
def start_rig(tmp_path: Path) -> Iterator[StartRig]:
    rigs: list[Rig] = []

    def start(program: str, settings: str = "") -> Rig:
        need_program(program)
        rigs.append(Rig(tmp_path, program, settings))
        return rigs[-1]

    yield start
    for rig in rigs:
        rig.close()


@pytest.fixture(params=PROGRAMS)
def rig(request: pytest.FixtureRequest, start_rig: StartRig) -> Rig:
    return start_rig(request.param)


@pytest.fixture
def mosquitto(start_rig: StartRig) -> Rig:
    return start_rig("mosquitto")


def test_thirty_days_reach_the_clinic_and_every_receipt_comes_back(rig: Rig) -> None:
    for day in range(30):
        rig.record(day, minute(0), episode(1))
    rig.start_collector()
    eventually(lambda: "collecting" in rig.log("clinic"))
    rig.start_sync()
    eventually(rig.is_in_step, what="30 days")


def test_the_broker_forgets_the_days_that_the_clinic_has_had_for_a_week_and_keeps_their_receipts(rig: Rig) -> None:
    for day in range(7):
        rig.record(day, minute(0))
    sync = rig.start_sync()
    rig.start_collector()
    eventually(rig.is_in_step)
    assert len(rig.retained(DAY)) == 7
    assert ends_cleanly(sync)
    rig.age_receipts(by_s=8 * 86_400)
    rig.start_sync()
    eventually(lambda: rig.retained(DAY) == [], what="nothing retained")
    assert len(rig.retained(RECEIPT)) == 7


LIMITS = [
    "retain_available false",
    "max_qos 0",
    "max_inflight_messages 1",
    "max_packet_size 3000",
    "max_keepalive 10",
    "message_size_limit 3000",
]


@pytest.mark.parametrize("limit", LIMITS)
def test_days_reach_the_clinic_through_a_broker_with_limits(start_rig: StartRig, limit: str) -> None:
    rig = start_rig("mosquitto", f"{limit}\n")
    for day in range(3):
        rig.record(day, minute(0), episode(1))
    rig.start_collector()
    eventually(lambda: "collecting" in rig.log("clinic"))
    rig.start_sync()
    eventually(rig.is_in_step, what=limit)


def test_two_clinics_on_one_broker_throw_each_other_out_less_and_less_often(mosquitto: Rig) -> None:
    for _ in range(2):
        mosquitto.start_collector()
    waits_s = r"another one running with this name\?.* next attempt in ([\d.]+) s"
    eventually(lambda: any(float(wait_s) > 4 for wait_s in re.findall(waits_s, mosquitto.log("clinic"))))


def test_a_new_fact_of_an_old_day_reaches_the_clinic(rig: Rig) -> None:
    rig.start_collector()
    rig.start_sync()
    rig.record(0, minute(0))
    rig.record(1, minute(0))
    eventually(rig.is_in_step)
    rig.record(0, minute(1))
    eventually(rig.is_in_step)


def test_the_start_order_does_not_matter(rig: Rig) -> None:
    rig.broker.stop()
    rig.start_sync()
    rig.start_collector()
    eventually(lambda: "no database at" in rig.log("sync") and "cannot be used" in rig.log("clinic"))
    rig.record(0, minute(0))
    eventually(lambda: "cannot be used" in rig.log("sync"))
    rig.broker.start()
    eventually(rig.is_in_step)
    assert rig.log("sync").count("no database at") == 1


def test_nothing_is_lost_when_the_broker_is_killed_again_and_again(rig: Rig) -> None:
    rig.start_collector()
    rig.start_sync()
    said = ""
    for kill, moment in zip(range(KILLS), cycle(["connected", "sent 2026", "the clinic has"]), strict=False):
        rig.record(kill % 5, minute(kill))
        seen = said.count(moment)  # before the last kill: it may be connected again by now
        eventually(lambda: rig.log("sync").count(moment) > seen, 4 * LONG_S, moment)  # noqa: B023 - asked at once
        said = rig.log("sync")
        rig.broker.kill()
        rig.broker.start()
    eventually(rig.is_in_step, 4 * LONG_S)


def test_nothing_is_lost_when_sync_and_collector_are_killed_at_any_time(rig: Rig) -> None:
    dice = random.Random(SEED)
    for kill in range(KILLS):
        sync, collector = rig.start_sync(), rig.start_collector()
        rig.record(kill % 5, minute(kill))
        victim, other = dice.sample([sync, collector], 2)
        rig.wait_for_more("sync", "\n")
        victim.kill()
        other.kill()
    rig.start_sync()
    rig.start_collector()
    eventually(rig.is_in_step, 8 * LONG_S)  # a broker that hangs costs a try, and the next one comes minutes later


def test_what_the_broker_acknowledged_is_not_done_before_the_clinic_says_so(rig: Rig) -> None:
    rig.record(0, minute(0))
    with rig.dashboard(STATUS) as look:
        rig.start_sync()
        eventually(lambda: "sent 2026-11-20 revision 1" in rig.log("sync"))
        eventually(lambda: any(s.backlog_days == 1 for s in statuses(look())))
    assert rig.receipts() == {}
    rig.start_collector()
    eventually(rig.is_in_step)


def test_a_bad_message_is_logged_and_stops_nothing(rig: Rig) -> None:
    collector = rig.start_collector()
    eventually(lambda: "collecting" in rig.log("clinic"))
    rig.publish(b"not JSON", b"", b"[" * 100_000, b'{"schema":2}')
    eventually(lambda: rig.log("clinic").count(" WARNING: refused ") == 3)  # the empty one is a day that was cleared
    rig.record(0, minute(0))
    rig.start_sync()
    eventually(rig.is_in_step)  # and so the messages before are acknowledged
    collector.kill()
    rig.start_collector()
    rig.record(0, minute(1))
    eventually(rig.is_in_step)
    assert rig.log("clinic").count(" WARNING: refused ") <= 4


@pytest.mark.alone
def test_a_dashboard_sees_online_and_after_a_clean_end_offline(rig: Rig) -> None:
    rig.record(0, minute(0))
    with rig.dashboard(STATUS) as look:
        sync = rig.start_sync()
        eventually(lambda: any(s.online and s.clock == "synced" for s in statuses(look())))
        assert ends_cleanly(sync)
        eventually(lambda: any(not s.online for s in statuses(look())), 5)


@pytest.mark.alone
def test_a_dashboard_sees_offline_after_a_kill(rig: Rig) -> None:
    rig.record(0, minute(0))
    with rig.dashboard(STATUS) as look:
        sync = rig.start_sync()
        eventually(lambda: any(s.online for s in statuses(look())))
        sync.kill()
        eventually(lambda: any(not s.online for s in statuses(look())), 5)


def statuses(messages: list[Incoming]) -> list[Status]:
    return [message for message in messages if isinstance(message, Status)]


@pytest.mark.alone
def test_a_denied_topic_is_seen_within_two_seconds_and_nothing_is_deleted(start_rig: StartRig, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.write_text("topic write easeband/v1/left-arm/up/status\ntopic read easeband/v1/#\n")
    rig = start_rig("mosquitto", f"acl_file {rules}\n")
    rig.record(0, minute(0))
    with rig.dashboard(STATUS) as look:
        rig.start_sync()
        eventually(lambda: "connected" in rig.log("sync"))
        eventually(lambda: any("0x87" in (s.trouble or "") for s in statuses(look())), 2, "denial in the status")
    eventually(lambda: "refuses 2026-11-20: 0x87 not authorized" in rig.log("sync"))
    assert rig.receipts() == {}
    rules.write_text("topic readwrite easeband/v1/#\n")
    rig.broker.stop()
    rig.broker.start()
    rig.start_collector()
    eventually(rig.is_in_step)


def test_a_document_too_large_for_the_broker_arrives_thinned_and_marked(start_rig: StartRig) -> None:
    rig = start_rig("mosquitto", "max_packet_size 2000\n")
    rig.record(0, minute(0))
    rig.record(1, *map(episode, range(600)))
    rig.start_collector()
    rig.start_sync()
    eventually(lambda: len(rig.receipts()) == 2)
    assert [document.thinned for document in rig.clinic_days().values()] == [("episodes",), ()]
    assert rig.clinic_days()["2026-11-21"].totals == rig.device_days()["2026-11-21"].totals


@pytest.mark.alone
def test_a_document_the_broker_cannot_bear_blocks_no_other(start_rig: StartRig) -> None:
    rig = start_rig("mosquitto", "message_size_limit 2000\n")
    for day in range(5):
        rig.record(day, minute(0))
    rig.record(5, *map(episode, range(600)))
    rig.start_collector()
    rig.start_sync()
    took_s = eventually(lambda: len(rig.receipts()) == 5)
    assert took_s < 10
    assert "2026-11-25" not in rig.receipts()


def test_sync_has_one_thread_and_little_memory(mosquitto: Rig) -> None:
    for day in range(30):
        mosquitto.record(day, minute(0), *map(episode, range(100)))
    mosquitto.start_collector()
    sync = mosquitto.start_sync(program="tests.support.as_installed")
    eventually(mosquitto.is_in_step)
    status = dict(line.split(":", 1) for line in Path(f"/proc/{sync.pid}/status").read_text().splitlines())
    assert int(status["Threads"]) == 1
    assert int(status["VmHWM"].split()[0]) < RSS_LIMIT_KB
