"""The kernel's side of Wi-Fi's switch, in a folder: what is written to its node shows in its other files.

Knows what the kernel does with an event; must never know who writes.
"""

from pathlib import Path
from typing import Final

from drivers.rfkill import CHANGE_ALL, EVENT, WLAN, WifiSwitch

NODE_NAME: Final = "rfkill"
OTHER_TYPE: Final = "bluetooth"  # a Pi has one too, which stays as it is


class SimulatedWifi:
    """A Pi's two switches below `folder`. `settle` is the kernel's turn: it takes what was written since."""

    def __init__(self, folder: Path, *, hard_off: bool = False) -> None:
        self._node, self._shown = folder / NODE_NAME, folder / "class"
        folder.mkdir(parents=True, exist_ok=True)
        self._node.write_bytes(b"")
        self._settled = b""
        for number, kind in enumerate((OTHER_TYPE, "wlan")):
            self._write(number, "type", kind)
            self._write(number, "soft", "0")
            self._write(number, "hard", str(int(hard_off)))

    def switch(self) -> WifiSwitch:
        """The real one, above this folder."""
        return WifiSwitch(self._node, self._shown)

    @property
    def on(self) -> bool:
        """Whether Wi-Fi is on, once the kernel had its turn."""
        self.settle()
        return (self._shown / "rfkill1" / "soft").read_text().strip() == "0"

    def settle(self) -> None:
        """Do what the newest event asks for. Others than of this length, type and operation are refused, as there."""
        written = self._node.read_bytes()
        if len(written) < EVENT.size or written == self._settled:
            return
        self._settled = written
        _, kind, operation, soft, _ = EVENT.unpack(written[-EVENT.size :])
        if (kind, operation) == (WLAN, CHANGE_ALL):
            self._write(1, "soft", str(soft))

    def _write(self, number: int, name: str, value: str) -> None:
        folder = self._shown / f"rfkill{number}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{value}\n", encoding="ascii")
