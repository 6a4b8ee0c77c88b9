"""The kernel's files that decide what an idle computer takes: governor of the clock, cores, HDMI, LEDs of the board.

Knows where they are and how they read (Documentation/ABI: sysfs-devices-system-cpu, sysfs-class-led; cpu-freq.rst; the
status of a DRM connector); must never know what is wanted of them.
"""

import os
import re
from pathlib import Path
from typing import Final

SYS: Final = Path("/sys")
CPUFREQ: Final = "devices/system/cpu/cpufreq"
GOVERNORS: Final = f"{CPUFREQ}/policy*/scaling_governor"
KNOWN_GOVERNORS: Final = "scaling_available_governors"  # beside it: words with blanks between them
# "0" or "1"; only of cores that may be switched. Cores and screens are those that a Raspberry Pi has, one by one, since
# the unit has to name what may be written, and takes no patterns there.
CORES: Final = tuple(f"devices/system/cpu/cpu{number}/online" for number in (1, 2, 3))
CORES_ON: Final = "devices/system/cpu/online"  # as "0-3" or "0,2"
# connected, disconnected; takes off and detect. One or two, on the first or the second card.
SCREENS: Final = tuple(f"class/drm/card{card}-HDMI-A-{port}/status" for card in (0, 1) for port in (1, 2))
LEDS: Final = ("class/leds/ACT", "class/leds/PWR")  # by their names on a Raspberry Pi since Linux 5.17
TRIGGER, BRIGHTNESS = "trigger", "brightness"
COMMAND_LINE: Final = "firmware/devicetree/base/chosen/bootargs"  # with a zero byte at its end
CHOSEN: Final = re.compile(r"\[(.+?)\]")  # of all triggers, the one in force


class PowerFiles:
    """Below `/sys`, or a folder of its shape; every name is relative to it."""

    def __init__(self, sys: Path = SYS) -> None:
        self._sys = sys

    def found(self, *patterns: str) -> list[str]:
        """The files that are there."""
        paths = (path for pattern in patterns for path in self._sys.glob(pattern))
        return sorted(str(path.relative_to(self._sys)) for path in paths)

    def read(self, name: str) -> str:
        """What is in force. Raises OSError."""
        text = (self._sys / name).read_bytes().decode("ascii", "replace").strip("\0\n ")
        chosen = CHOSEN.search(text) if name.endswith(f"/{TRIGGER}") else None
        return chosen[1] if chosen else text

    def write(self, name: str, value: str) -> None:
        """In one write, as the kernel wants it, and never a file that is not there. Raises OSError."""
        opened = os.open(self._sys / name, os.O_WRONLY | os.O_TRUNC)
        try:
            os.write(opened, f"{value}\n".encode("ascii"))
        finally:
            os.close(opened)
