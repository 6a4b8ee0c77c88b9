"""The kernel's switch of radios: /dev/rfkill turns Wi-Fi off and on, /sys/class/rfkill shows how it is.

Knows the kernel's interface (include/uapi/linux/rfkill.h, Documentation/ABI/stable/sysfs-class-rfkill); must never know
why, or for how long. Not by nmcli, which needs NetworkManager's own rights, nor by a package: it is 8 bytes.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RFKILL_NODE: Final = Path("/dev/rfkill")
RFKILL_SHOWN: Final = Path("/sys/class/rfkill")
EVENT: Final = struct.Struct("=IBBBB")  # struct rfkill_event: idx, type, op, soft, hard
WLAN: Final = 1  # RFKILL_TYPE_WLAN
CHANGE_ALL: Final = 3  # RFKILL_OP_CHANGE_ALL: every switch of the type, those that come later too
WLAN_IN_WORDS: Final = "wlan"  # the type, as sysfs names it
TO_DO: Final = "install 60-easeband.rules, which hands it to the group netdev, or set windows = false in [radio]"


class SwitchFailed(Exception):
    """The switch cannot be moved; the message says why, and what to do."""


@dataclass(frozen=True)
class SwitchSeen:
    """soft_off: a program has switched Wi-Fi off. hard_off: a part has, which no program can undo."""

    soft_off: bool
    hard_off: bool


class WifiSwitch:
    """Wi-Fi's, of all adapters at once."""

    def __init__(self, node: Path = RFKILL_NODE, shown: Path = RFKILL_SHOWN) -> None:
        self._node, self._shown = node, shown

    def turn(self, *, on: bool) -> None:
        """Switch Wi-Fi on or off. Raises SwitchFailed."""
        try:
            with self._node.open("r+b", buffering=0) as opened:
                opened.write(change_all(on=on))
        except OSError as error:
            what = f"Wi-Fi cannot be switched {'on' if on else 'off'}"
            raise SwitchFailed(f"{what}: {self._node}: {error.strerror}: {TO_DO}") from error

    def seen(self) -> SwitchSeen | None:
        """How Wi-Fi's switches are; off where any of them is. None where there is none to be seen."""
        found = list(self._switches())
        if not found:
            return None
        return SwitchSeen(any(one.soft_off for one in found), any(one.hard_off for one in found))

    def _switches(self) -> Iterator[SwitchSeen]:
        for folder in sorted(self._shown.glob("rfkill*")):
            try:
                if _word(folder / "type") == WLAN_IN_WORDS:
                    yield SwitchSeen(_word(folder / "soft") == "1", _word(folder / "hard") == "1")
            except OSError:  # it went away in between
                continue


def change_all(*, on: bool) -> bytes:
    """What is written to the node."""
    return EVENT.pack(0, WLAN, CHANGE_ALL, not on, 0)


def _word(file: Path) -> str:
    return file.read_text(encoding="ascii").strip()
