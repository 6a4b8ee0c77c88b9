"""Wi-Fi in windows, on the switches of adapters that the kernel makes up.

Knows the kernel's switch and the unit that holds it; must never know when Wi-Fi is wanted.
"""

import struct
from pathlib import Path

from tests.vm.guest.machine import CONFIG, RADIO, drop_in, restarted, run, shown, until, want

RFKILL, SWITCHES = Path("/dev/rfkill"), Path("/sys/class/rfkill")
WIFI_OFF = struct.pack("=IBBBB", 0, 1, 3, 1, 0)  # struct rfkill_event: every WLAN's switch, off


def wifi_is_off() -> bool:
    """By the kernel's files: any of its switches."""
    found = [folder for folder in SWITCHES.iterdir() if (folder / "type").read_text().strip() == "wlan"]
    want(found, "this machine has no Wi-Fi")
    return any((folder / "soft").read_text().strip() == "1" for folder in found)


def in_windows() -> str:
    """Somebody else's off is undone: it is the program's switch, in its first ten minutes Wi-Fi is on."""
    CONFIG.write_text(CONFIG.read_text().replace("windows = false", "windows = true"))
    restarted(RADIO)
    RFKILL.write_bytes(WIFI_OFF)
    want(wifi_is_off(), "the kernel does not heed its switch")
    return f"on again after {until('Wi-Fi is on again', lambda: not wifi_is_off(), 30.0):.1f} s"


def wifi_on_after_kill() -> str:
    """Off while its program stands still, which is then killed: the shell's line switches it on, not the next start."""
    drop_in(RADIO, "slowly", "RestartSec=60s")
    run("systemctl", "kill", "--kill-whom=main", "--signal=STOP", RADIO)
    RFKILL.write_bytes(WIFI_OFF)
    want(wifi_is_off(), "the kernel does not heed its switch")
    run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", RADIO)
    took_s = until("Wi-Fi is on again", lambda: not wifi_is_off(), 30.0)
    state = shown(RADIO, "SubState")
    drop_in(RADIO, "slowly", "RestartSec=5s")
    restarted(RADIO)
    return want(state in ("auto-restart", "stop-post", "final-sigterm"), f"{took_s:.1f} s, the unit was in {state}")


def wifi_goes_off() -> str:
    """Ten minutes after its start; status says until when."""
    until("Wi-Fi is off", wifi_is_off, 700.0)
    return want("Wi-Fi       off: " in (seen := run("easeband", "status")), seen)
