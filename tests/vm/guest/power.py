"""What saves power, by the kernel's own files: set by its unit in its sandbox, and put back.

Knows the kernel's files; must never know how they are chosen. It says which there are: a virtual machine has few.
"""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.vm.guest.machine import CONFIG, POWER, drop_in, restarted, run, shown, want

SYS = Path("/sys")
SET = {  # which files, and what they are to show
    "devices/system/cpu/cpufreq/policy*/scaling_governor": "powersave",
    "devices/system/cpu/cpu[1-9]*/online": "0",
    "class/drm/card*-HDMI-A-*/status": "disconnected",
    "class/leds/ACT/trigger": "[none]",
    "class/leds/ACT/brightness": "0",
}
ASKED = '[power]\ngovernor = "powersave"\nhdmi = false\nleds = false\ncores = 1\n\n'
POWER_TABLE = re.compile(r"^\[power\]$.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
ULEDS, ACT = Path("/dev/uleds"), SYS / "class/leds/ACT"
ULED = struct.pack("64si", b"ACT", 255)  # struct uleds_user_dev of include/uapi/linux/uleds.h
LIT_BY = "default-on"
# Asked as the unit's own process, in its sandbox.
NEVER = "/etc /usr /var/lib/easeband /sys/power/state /sys/module /proc/sys/kernel/hostname /dev/kmsg"
TRIES = f"for file in {NEVER}; do [ ! -w $file ] || echo may write $file; done; grep ^CapEff /proc/self/status"


def saves_power() -> str:
    """Set twice, so that what was set would be taken for what was found, then stopped."""
    configuration = CONFIG.read_text()
    drop_in(POWER, "tries", f"ExecStartPost=/bin/sh -c '{TRIES}'")
    with an_led():
        run("systemctl", "stop", POWER)
        found = everything()
        try:
            CONFIG.write_text(asking(configuration))
            restarted(POWER)
            again = run("easeband", "power")
            wrong, changed = unlike(), [name for name, text in everything().items() if text != found[name]]
            run("systemctl", "stop", POWER)
            undone = everything()
        finally:
            CONFIG.write_text(configuration)
            run("systemctl", "start", POWER)
    said = run("journalctl", "--boot", "--unit", POWER, "--output", "cat")
    seen = "\n  ".join([f"there: {list(found)}; changed: {changed}; {wrong}; {again}", *said.splitlines()[-24:]])
    want(not wrong and undone == found and shown(POWER, "Result") == "success", f"{seen}\n  {undone}")
    want("may write" not in said and "CapEff:\t0000000000000000" in said, seen)
    return f"set twice and put back: {changed or 'nothing'}; it said: {again.splitlines()}"


def asking(configuration: str) -> str:
    """The same, but for its [power], whatever table comes next."""
    return POWER_TABLE.sub(ASKED, configuration)


@contextmanager
def an_led() -> Iterator[None]:
    """One of a board's, lit, where the kernel can make one up: it is there for as long as the file is open."""
    if not ULEDS.exists():
        yield
        return
    with ULEDS.open("r+b", buffering=0) as made:
        made.write(ULED)
        (ACT / "trigger").write_text(LIT_BY)
        yield


def everything() -> dict[str, str]:
    """Each file that may be set, and what it shows."""
    return {str(path): path.read_text().strip() for pattern in SET for path in sorted(SYS.glob(pattern))}


def unlike() -> list[str]:
    """Those that are not as they are to be."""
    wanted = {path: text for pattern, text in SET.items() for path in SYS.glob(pattern)}
    return [f"{path} shows {path.read_text().strip()}" for path, text in wanted.items() if text not in path.read_text()]
