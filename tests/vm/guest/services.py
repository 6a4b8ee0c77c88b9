"""The services as they are: they run, tell, light up, are confined, and are started anew.

Knows what their units promise; must never know how the program works.
"""

import time
from collections.abc import Callable
from pathlib import Path

from tests.vm.guest.machine import (
    BROUGHT_UP_S,
    DEVICE,
    SYNC,
    drop_in,
    faults,
    is_active,
    lit,
    restarted,
    run,
    shown,
    until,
    until_lit,
    want,
)

# A handler that never comes back: the loop hangs as it would in a library's endless loop.
HANGS = "import signal\ndef hang(*_):\n    while True:\n        pass\nsignal.signal(signal.SIGUSR1, hang)\n"
HANG_FOLDER = Path("/srv/hang")
STEPS_OF_A_RESTART = ("Watchdog timeout", "Main process exited", "Failed with result", "Scheduled restart")
NOT_THERE = {"clock", "broker"}  # a network and a clinic


def brought_up() -> str:
    for unit in (DEVICE, SYNC):
        until(f"{unit} is active", lambda unit=unit: is_active(unit), BROUGHT_UP_S)  # type: ignore[misc]
    on_s, failed = Path("/proc/uptime").read_text().split()[0], run("systemctl", "--failed", "--no-legend")
    return f"{on_s} s after power on; failed units: {failed or 'none'}"


def records() -> str:
    """The health file tells of a sensor that is read, and of lights and a button."""
    told = Path("/var/lib/easeband/device.health.json")
    found = sorted(str(path) for path in told.parent.iterdir())
    seen = run("easeband", "status")
    return want(["wrong", "nothing"] in [line.split() for line in seen.splitlines()], f"{seen}\n{found}")


def doctor() -> str:
    found = faults()
    return want(not set(found) - not_there(), str(found))


def not_there() -> set[str]:
    """A network and a clinic; on Debian 13 lgpio, of which only Raspberry Pi OS has a package."""
    return NOT_THERE | ({"lgpio"} if "VERSION_CODENAME=trixie" in Path("/etc/os-release").read_text() else set())


def lights_live() -> str:
    """By the button too: nothing but a press makes a mark."""
    until("at rest the lights are dark", lambda: not lit(), 60.0)
    return f"lit after {until_lit():.1f} s, marked after {until('the press is a mark', is_marked, 60.0):.1f} s more"


def is_marked() -> bool:
    return "Mark(" in run("journalctl", "--boot", "--unit", DEVICE, "--output", "cat")


def in_cgroup(unit: str, tries: str) -> str:
    """What Python code hears from the kernel as a process of the unit's own control group."""
    procs = f"/sys/fs/cgroup/system.slice/{unit}.service/cgroup.procs"
    moved = f"open({procs!r}, 'w').write(str(os.getpid()))"
    asked = f"try:\n    {tries}\n    print('allowed')\nexcept OSError as seen:\n    print(seen.strerror)"
    return run("python3", "-c", f"import os, socket\n{moved}\n{asked}")


def confined(unit: str, nodes: set[str], memory: int, tasks: int = 16) -> Callable[[], str]:
    def check() -> str:
        process = Path("/proc") / shown(unit, "MainPID")
        lines = (line.split(":", 1) for line in (process / "status").read_text().splitlines())
        status = {name: value.strip() for name, value in lines}
        group = Path(f"/sys/fs/cgroup/system.slice/{unit}.service")
        inside = ("nsenter", f"--target={process.name}", "--mount")
        faults = [
            *([] if status["Seccomp"] == "2" else [f"seccomp {status['Seccomp']}"]),
            *([] if status["NoNewPrivs"] == "1" else ["may gain privileges"]),
            *(
                []
                if int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
                else [f"capabilities {status['CapEff']}"]
            ),
            *([] if (group / "memory.max").read_text().strip() == str(memory) else ["memory"]),
            *([] if (group / "pids.max").read_text().strip() == str(tasks) else ["tasks"]),
            *([] if "Read-only file system" in run(*inside, "touch", "/etc/planted") else ["/etc can be written"]),
            *([] if "Read-only file system" in run(*inside, "touch", "/usr/planted") else ["/usr can be written"]),
            *([] if in_cgroup(unit, "open('/dev/kmsg')") == "Operation not permitted" else ["the device filter"]),
        ]
        there = {
            path.name for path in (process / "root/dev").iterdir() if path.is_char_device() and not path.is_symlink()
        }
        faults += [f"devices {there}"] if there - PSEUDO != nodes else []
        return want(not faults, "; ".join(faults) or f"seccomp, no capabilities, devices {sorted(nodes)}")

    return check


PSEUDO = {"full", "null", "ptmx", "random", "tty", "urandom", "zero"}


def no_network() -> str:
    process = Path("/proc") / shown(DEVICE, "MainPID")
    cards = [line.split(":")[0].strip() for line in (process / "net/dev").read_text().splitlines()[2:]]
    send = "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))"
    heard = in_cgroup(DEVICE, send)
    return want(cards == ["lo"] and heard == "Operation not permitted", f"cards {cards}, sending: {heard}")


def hung(unit: str, most_s: float) -> Callable[[], str]:
    def check() -> str:
        HANG_FOLDER.mkdir(exist_ok=True)
        (HANG_FOLDER / "sitecustomize.py").write_text(HANGS)
        drop_in(unit, "hang", f"Environment=PYTHONPATH={HANG_FOLDER}")
        restarted(unit)
        time.sleep(5)
        before = int(shown(unit, "NRestarts"))
        began_s = time.monotonic()
        run("systemctl", "kill", "--kill-whom=main", "--signal=USR1", unit)
        until(f"{unit} is started anew", lambda: int(shown(unit, "NRestarts")) > before, 200.0)
        took_s = time.monotonic() - began_s
        said = run("journalctl", "--unit", unit, "--output", "short-monotonic").splitlines()
        stuck = any("in hang" in line for line in said)
        steps = [line for line in said if any(word in line for word in STEPS_OF_A_RESTART)][-4:]
        until(f"{unit} is active", lambda: is_active(unit), BROUGHT_UP_S)
        seen = f"{took_s:.1f} s; the log names the line: {stuck}"
        return want(took_s <= most_s and stuck, "\n  ".join([seen, *steps]))

    return check


def dark_after_kill() -> str:
    drop_in(DEVICE, "slowly", "RestartSec=30s")
    until_lit()
    began_s = time.monotonic()
    run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", DEVICE)
    until("the unit waits for its restart", lambda: shown(DEVICE, "SubState") == "auto-restart", 60.0)
    (put_out,) = (line for line in shown(DEVICE, "ExecStopPost").splitlines() if "lights-off" in line)
    took_s, still = time.monotonic() - began_s, lit()
    drop_in(DEVICE, "slowly", "RestartSec=1s")
    restarted(DEVICE)
    return want(not still and "status=0" in put_out, f"{took_s:.1f} s, lit {still}, {put_out}")


def dark_after_stop() -> str:
    until_lit()
    began_s = time.monotonic()
    run("systemctl", "stop", DEVICE)
    return want(not lit() and shown(DEVICE, "Result") == "success", f"{time.monotonic() - began_s:.1f} s, {lit()}")
