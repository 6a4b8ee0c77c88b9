"""Wi-Fi kept as planned, above a simulated switch: what is told, and what becomes of a switch that does not move."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from device.commands.radio import Wifi
from device.radio import told
from device.radio.keeping import RadioNeed, SwitchRefuses, SwitchState, WhoNeedsWifi, WifiKeeper, Windows
from device.system.clock import PacedClock
from drivers.rfkill import WifiSwitch
from drivers.simulated import SimulatedWifi

START_UTC_S = 1_800_000_000.0  # 2027-01-15 08:00 UTC
NEVER = RadioNeed()


@dataclass
class Kept:
    """A keeper in simulated time, with its files in a folder."""

    folder: Path
    clock: PacedClock = field(default_factory=lambda: PacedClock(START_UTC_S))

    def __post_init__(self) -> None:
        self.wifi = SimulatedWifi(self.folder / "wifi")
        self.file = told.radio_file(str(self.folder / "sync.db"))
        self.asked, self.needs = (which(str(self.folder / "sync.db")) for which in (told.asked_file, told.needs_file))
        self.root, self.health = self.folder / "root", self.folder / "health.json"

    def keeper(self, switch: Wifi | None = None) -> WifiKeeper:
        around = WhoNeedsWifi(self.asked, self.needs, self.health, self.clock, self.root)
        real = Wifi(self.wifi.switch(), self.wifi.settle)
        windows = Windows(self.clock.monotonic_s(), 3600.0, 60.0)
        return WifiKeeper(switch or real, windows, around.need, self.clock, self.file)

    def until(self, at_s: float) -> Callable[[], bool]:
        return lambda: self.clock.monotonic_s() >= at_s

    def told(self) -> told.RadioTold:
        said = told.read_radio(self.file, self.clock)
        assert said is not None
        return said

    def put(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def walked(kept: Kept, keeper: WifiKeeper, seconds: float) -> None:
    """Steps, without the end of `run`, which switches it on."""
    end_s = kept.clock.monotonic_s() + seconds
    while kept.clock.monotonic_s() < end_s:
        keeper.step()
        kept.clock.sleep(5.0)


def test_ten_minutes_after_the_start_wifi_goes_off_and_the_next_window_is_told(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    walked(kept, kept.keeper(), 610.0)
    assert not kept.wifi.on
    assert (kept.told().on, kept.told().until_s) == (False, 3600.0)
    assert "Wi-Fi off: the window is over; on again at 09:00 at the latest" in caplog.text


def test_whenever_it_is_asked_to_stop_wifi_is_on_afterwards(kept: Kept) -> None:
    kept.keeper().run(kept.until(1000.0))
    assert kept.wifi.on


def test_wifi_is_on_also_when_the_program_breaks(kept: Kept) -> None:
    def broken() -> RadioNeed:
        if kept.clock.monotonic_s() > 1000.0:
            raise RuntimeError("planted")
        return NEVER

    real = Wifi(kept.wifi.switch(), kept.wifi.settle)
    with pytest.raises(RuntimeError, match="planted"):
        WifiKeeper(real, Windows(0.0, 3600.0, 60.0), broken, kept.clock, kept.file).run(lambda: False)
    assert kept.wifi.on


def test_who_asks_has_wifi_until_then(kept: Kept) -> None:
    keeper = kept.keeper()
    walked(kept, keeper, 1000.0)
    told.put(kept.asked, told.WifiAsked(1, kept.clock.dating().boot, kept.clock.monotonic_s() + 1200.0))
    walked(kept, keeper, 1190.0)
    assert (kept.wifi.on, kept.told().why) == (True, "somebody asked for it")
    walked(kept, keeper, 80.0)
    assert not kept.wifi.on


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        ("run/systemd/sessions/4", "UID=1000\nSTATE=active\nREMOTE=1\n", "somebody is logged in over the network"),
        ("opt/easeband/on-trial.json", "{}", "an update is being tried"),
    ],
)
def test_it_stays_on_for_whoever_needs_it(kept: Kept, path: str, text: str, why: str) -> None:
    kept.put(path, text)
    walked(kept, kept.keeper(), 700.0)
    assert (kept.wifi.on, kept.told().why, kept.told().until_s) == (True, why, None)


def test_it_stays_on_with_power_from_outside(kept: Kept) -> None:
    kept.put("sys/class/power_supply/usb/type", "USB\n")
    kept.put("sys/class/power_supply/usb/online", "1\n")
    walked(kept, kept.keeper(), 700.0)
    assert (kept.wifi.on, kept.told().why) == (True, "it has power from outside")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("run/systemd/sessions/4", "STATE=closing\nREMOTE=1\n"),
        ("run/systemd/sessions/4", "STATE=active\nREMOTE=0\n"),
        ("sys/class/power_supply/usb/type", "USB\n"),
    ],
)
def test_what_is_no_reason_keeps_it_on_for_nobody(kept: Kept, path: str, text: str) -> None:
    kept.put(path, text)
    walked(kept, kept.keeper(), 700.0)
    assert not kept.wifi.on


def test_sync_opens_a_window_and_ends_it(kept: Kept) -> None:
    keeper, boot = kept.keeper(), kept.clock.dating().boot
    walked(kept, keeper, 1000.0)
    told.put(kept.needs, told.SyncNeeds(1, boot, kept.clock.monotonic_s(), urgent=1))
    walked(kept, keeper, 10.0)
    assert kept.wifi.on
    now_s = kept.clock.monotonic_s()
    told.put(kept.needs, told.SyncNeeds(1, boot, now_s, urgent=1, delivered_s=now_s))
    walked(kept, keeper, 5.0)
    assert (kept.wifi.on, kept.told().why) == (False, "everything is delivered")


def test_a_sync_that_died_while_it_sent_holds_wifi_for_a_minute_longer_at_most(kept: Kept) -> None:
    keeper = kept.keeper()
    told.put(kept.needs, told.SyncNeeds(1, kept.clock.dating().boot, 595.0, sending=True))
    walked(kept, keeper, 660.0)
    assert not kept.wifi.on


def test_who_switches_wifi_on_by_hand_is_not_heeded_and_who_switches_it_off_neither(kept: Kept) -> None:
    """In windows it is ours: `windows = false` gives it back."""
    keeper = kept.keeper()
    kept.wifi.switch().turn(on=False)
    kept.wifi.settle()
    walked(kept, keeper, 5.0)
    assert kept.wifi.on
    walked(kept, keeper, 700.0)
    kept.wifi.switch().turn(on=True)
    kept.wifi.settle()
    walked(kept, keeper, 5.0)
    assert not kept.wifi.on


class Jammed(Wifi):
    """A switch that was off and does not move."""

    def turn(self, *, on: bool) -> str:
        return f"Wi-Fi cannot be switched {'on' if on else 'off'}: planted"

    def shown(self) -> SwitchState | None:
        return SwitchState(off=True, cannot_change=False)


def test_a_switch_that_stays_off_ends_the_program_after_a_minute_and_is_told_before(kept: Kept) -> None:
    keeper = kept.keeper(Jammed(kept.wifi.switch()))
    keeper.step()
    assert kept.told().trouble == "Wi-Fi cannot be switched on: planted"
    with pytest.raises(SwitchRefuses, match="off after 13 attempts"):
        walked(kept, keeper, 100.0)


def test_a_computer_without_wifi_is_told_and_ends_nothing(kept: Kept, tmp_path: Path) -> None:
    keeper = kept.keeper(Wifi(WifiSwitch(tmp_path / "rfkill", tmp_path / "none")))
    walked(kept, keeper, 100.0)
    assert "/rfkill: No such file or directory: install 60-easeband.rules" in kept.told().trouble
    walked(kept, keeper, 700.0)


@pytest.mark.parametrize("content", [b"", b"\xff", b"{", b'{"version":2}', b"[" * 9000, b"x" * 20_000])
def test_a_damaged_file_counts_as_none(kept: Kept, content: bytes) -> None:
    for file in (kept.file, kept.needs, kept.asked):
        file.write_bytes(content)
    assert told.read_radio(kept.file, kept.clock) is None
    assert told.read_needs(kept.needs, kept.clock) is None
    assert told.asked_until_s(kept.asked, kept.clock) == 0.0


def test_a_file_of_an_earlier_boot_counts_as_none_and_so_does_one_that_nobody_repeats(kept: Kept) -> None:
    kept.keeper().step()
    assert told.read_radio(kept.file, PacedClock(START_UTC_S)) is None, "another clock is another boot"
    kept.clock.sleep(181.0)
    assert told.read_radio(kept.file, kept.clock) is None


def test_the_same_boot_is_known_with_hyphens_and_without(kept: Kept) -> None:
    """The kernel's file has them, systemd's %b has not: a person's command and a service."""
    boot, now_s = kept.clock.dating().boot, kept.clock.monotonic_s()
    assert "-" in boot
    told.put(kept.file, told.RadioTold(1, boot.replace("-", ""), now_s, on=True, why="", since_s=now_s))
    assert told.read_radio(kept.file, kept.clock) is not None


def test_nobody_can_ask_for_more_than_four_hours(kept: Kept) -> None:
    told.put(kept.asked, told.WifiAsked(1, kept.clock.dating().boot, 1e9))
    assert told.asked_until_s(kept.asked, kept.clock) == 4 * 3600.0


def test_files_are_in_memory_on_a_device_and_beside_the_database_elsewhere() -> None:
    assert str(told.radio_file("/var/lib/easeband-sync/sync.db")) == "/run/easeband-radio/radio.json"
    assert str(told.needs_file("/var/lib/easeband-sync/sync.db")) == "/run/easeband-sync/sends.json"
    assert str(told.asked_file("/home/me/sync.db")) == "/home/me/asked.json"
