"""Sync through a network that delays, starves, cuts, swallows and spoils: nothing is lost, and faults are told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fault_proxy import FAIR, FaultProxy, Weather
from tests.support.needs import need_program
from tests.support.processes import Rig, episode, eventually, minute

pytestmark = [pytest.mark.slow, pytest.mark.waits]

WEATHERS = {
    "delays": Weather(delay_s=0.3),
    "starves": Weather(bytes_per_s=2_000),
    "cuts": Weather(cut_after_bytes=500),
    "swallows": Weather(swallowed=True),
    "spoils": Weather(spoiled_every=97),
}
BEARABLE = ("delays", "starves")  # days arrive all the same
HEALED_S = 150.0  # a minute's patience for the receipt of a day that arrived spoiled, and one silence


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    need_program("mosquitto")
    built = Rig(tmp_path, "mosquitto")
    yield built
    built.close()


def is_told(rig: Rig) -> bool:
    """By the device; of content that was spoiled and is MQTT all the same, by the clinic."""
    return "nothing is lost, next attempt" in rig.log("sync") or "refused easeband" in rig.log("clinic")


@pytest.mark.parametrize("name", WEATHERS)
def test_days_arrive_once_the_network_is_good_again_or_is_bearable(rig: Rig, name: str) -> None:
    rig.start_collector()
    with FaultProxy(rig.broker.port, WEATHERS[name]) as proxy:
        sync = rig.start_sync(through_port=proxy.port)
        for day in range(3):
            rig.record(day, minute(0), episode(1))
        eventually(lambda: proxy.connections >= 1, what="a connection")
        if name not in BEARABLE:
            eventually(lambda: is_told(rig), what="a fault that is told")
            proxy.weather = FAIR
        eventually(rig.is_in_step, HEALED_S, what=f"a network that {name}")
        assert sync.poll() is None
        assert "Traceback" not in rig.log("sync")


def test_a_connection_that_dies_without_a_word_is_given_up_and_made_anew(rig: Rig) -> None:
    """As when a phone that is the hotspot goes out of reach: no packet comes, and none says so."""
    rig.start_collector()
    rig.record(0, minute(0))
    with FaultProxy(rig.broker.port) as proxy:
        rig.start_sync(through_port=proxy.port)
        eventually(rig.is_in_step)
        proxy.weather = Weather(swallowed=True)
        rig.record(1, minute(0))
        eventually(lambda: "nothing is lost, next attempt" in rig.log("sync"), HEALED_S, what="the silence is noticed")
        proxy.weather = FAIR
        eventually(rig.is_in_step, HEALED_S)
