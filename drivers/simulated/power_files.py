"""The kernel's side of the files that save power, in a folder: what is written shows as the kernel would show it.

Knows what the kernel does with a value, and how it refuses one; must never know who writes.
"""

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from drivers.power_files import BRIGHTNESS, KNOWN_GOVERNORS, TRIGGER, PowerFiles

CPU: Final = "devices/system/cpu"
POLICY: Final = f"{CPU}/cpufreq/policy0"
HDMI: Final = "class/drm/card0-HDMI-A-1/status"
ACT: Final = "class/leds/ACT"
KNOWN: Final = ("conservative", "ondemand", "performance", "powersave", "schedutil")
TRIGGERS: Final = ("none", "timer", "heartbeat", "mmc0", "actpwr", "default-on")
SHOWN_FOR: Final = {"off": "disconnected", "on": "connected", "detect": "disconnected"}
CORES: Final = 4  # of a Zero 2 W
FULL: Final = "255"


class SimulatedPowerFiles(PowerFiles):
    """A Raspberry Pi Zero 2 W's, below `folder`, as Raspberry Pi OS leaves them. What is there already stays.

    `switchable`: cores can be switched while it runs, which that board's kernel cannot. `refused`: which file refuses
    what is written, and with which error.
    """

    def __init__(self, folder: Path, *, switchable: bool = False, refused: Mapping[str, int] | None = None) -> None:
        super().__init__(folder)
        self.folder, self.refused = folder, dict(refused or {})
        self._put(f"{POLICY}/scaling_governor", "ondemand", anew=False)
        self._put(f"{POLICY}/{KNOWN_GOVERNORS}", " ".join(KNOWN), anew=False)
        self._put(HDMI, "disconnected", anew=False)
        self._put(f"{ACT}/{TRIGGER}", _bracketed("actpwr"), anew=False)
        self._put(f"{ACT}/{BRIGHTNESS}", FULL, anew=False)
        for number in range(1, CORES) if switchable else ():
            self._put(f"{CPU}/cpu{number}/online", "1", anew=False)
        self._put(f"{CPU}/online", "0-3", anew=False)

    def write(self, name: str, value: str) -> None:
        """As the kernel takes it, or not. Raises OSError."""
        if name in self.refused:
            raise _refusal(self.refused[name], name)
        before = (self.folder / name).read_text(encoding="ascii")
        super().write(name, value)
        try:
            self._settle(name, value)
        except OSError:
            self._put(name, before.strip())
            raise

    def _settle(self, name: str, value: str) -> None:
        """What the kernel makes of it."""
        if name == HDMI:
            self._put(name, SHOWN_FOR.get(value) or _no(name))
        elif name == f"{ACT}/{TRIGGER}":
            self._put(name, _bracketed(value) if value in TRIGGERS else _no(name))
            self._put(f"{ACT}/{BRIGHTNESS}", "0" if value == "none" else FULL)
        elif name == f"{ACT}/{BRIGHTNESS}" and value == "0":
            self._put(f"{ACT}/{TRIGGER}", _bracketed("none"))
        elif name == f"{POLICY}/scaling_governor" and value not in KNOWN:
            _no(name)
        elif name.endswith("/online"):
            on = [n for n in range(1, CORES) if (self.folder / f"{CPU}/cpu{n}/online").read_text() == "1\n"]
            in_one = on == list(range(1, len(on) + 1))
            self._put(f"{CPU}/online", f"0-{len(on)}" if in_one and on else ",".join(map(str, (0, *on))))

    def _put(self, name: str, value: str, *, anew: bool = True) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if anew or not path.exists():
            path.write_text(f"{value}\n", encoding="ascii")


def _bracketed(chosen: str) -> str:
    return " ".join(f"[{one}]" if one == chosen else one for one in TRIGGERS)


def _no(name: str) -> str:
    raise _refusal(errno.EINVAL, name)


def _refusal(number: int, name: str) -> OSError:
    return OSError(number, os.strerror(number), name)
