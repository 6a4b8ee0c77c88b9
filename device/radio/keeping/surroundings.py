"""Why Wi-Fi may not go off now: somebody asked for it, somebody is logged in over it, an update is on trial, mains.

Knows where systemd, the kernel and our own programs show that; must never know what is done about it.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from device.health import read_battery
from device.radio.keeping.windows import RadioNeed
from device.radio.told import SENDING_BELIEVED_S, asked_until_s, read_needs
from device.system.clock import Clock

SESSIONS: Final = Path("run/systemd/sessions")  # systemd-logind: a file for each, of lines NAME=value
SUPPLIES: Final = Path("sys/class/power_supply")  # the kernel: a folder for each
MAINS: Final = ("Mains", "USB")  # types of it that come from a wall
TRIAL: Final = Path("opt/easeband/on-trial.json")  # see systemd/gate.py

ASKED_FOR: Final = "somebody asked for it"
LOGGED_IN: Final = "somebody is logged in over the network"
ON_TRIAL: Final = "an update is being tried"
ON_MAINS: Final = "it has power from outside"


@dataclass(frozen=True)
class WhoNeedsWifi:
    """What is looked at: files of `told.py`, and the recorder's `health`. `root` is where the file system begins."""

    asked: Path
    needs: Path
    health: Path
    clock: Clock
    root: Path = Path("/")

    def need(self) -> RadioNeed:
        """What is known at this moment."""
        now_s, said = self.clock.monotonic_s(), read_needs(self.needs, self.clock)
        held, clock_set = next(self._held(now_s), ""), self.clock.dating().trust == "synced"
        if said is None:
            return RadioNeed(held, clock_set=clock_set)
        sending = said.sending and now_s - said.written_s <= SENDING_BELIEVED_S
        delivered_s = float("-inf") if said.delivered_s is None else said.delivered_s
        return RadioNeed(held, said.urgent, sending, delivered_s, clock_set)

    def _held(self, now_s: float) -> Iterator[str]:
        if now_s < asked_until_s(self.asked, self.clock):
            yield ASKED_FOR
        if (self.root / TRIAL).exists():
            yield ON_TRIAL
        if any(map(_is_remote, _files(self.root / SESSIONS))):
            yield LOGGED_IN
        battery = read_battery(self.health, self.clock)
        if battery and (battery.external or battery.charging):
            yield ON_MAINS
        if battery is None and any(map(_is_mains, _files(self.root / SUPPLIES))):
            yield ON_MAINS


def _files(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def _is_remote(session: Path) -> bool:
    """Of one that is open."""
    with suppress(OSError, UnicodeDecodeError):
        lines = session.read_text(encoding="utf-8").splitlines() if session.is_file() else []
        return "REMOTE=1" in lines and "STATE=closing" not in lines
    return False


def _is_mains(supply: Path) -> bool:
    with suppress(OSError, UnicodeDecodeError):
        kind, online = ((supply / name).read_text(encoding="ascii").strip() for name in ("type", "online"))
        return kind in MAINS and online != "0"
    return False
