"""What has to hold of both services in the machine: each check's name, whether it held, what was seen, its seconds.

Knows systemd and the kernel's files; must never know how the program works. By Python's own library alone: it runs
beside the package, not in it.
"""

import json
import signal
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

RESULTS = Path("/dev/ttyS1")
PINS = Path("/sys/devices/platform/gpio-sim.0")
LIGHTS = (17, 27, 22)
BUTTON = 23
PRESS_S, ANSWER_LOOKS = 0.3, 40
DEVICE, SYNC, RADIO = "easeband-device", "easeband-sync", "easeband-radio"
CONFIG = Path("/etc/easeband/easeband.toml")
RFKILL, SWITCHES = Path("/dev/rfkill"), Path("/sys/class/rfkill")
WIFI_OFF = struct.pack("=IBBBB", 0, 1, 3, 1, 0)  # struct rfkill_event: every WLAN's switch, off
WISH = Path("/run/easeband-device/power-off")
BROUGHT_UP_S = 240.0
LOOK_S = 0.05
# A handler that never comes back: the loop hangs as it would in a library's endless loop.
HANGS = "import signal\ndef hang(*_):\n    while True:\n        pass\nsignal.signal(signal.SIGUSR1, hang)\n"
HANG_FOLDER = Path("/srv/hang")
STEPS_OF_A_RESTART = ("Watchdog timeout", "Main process exited", "Failed with result", "Scheduled restart")


class NotHeld(Exception):
    """What was seen instead."""


def main() -> None:
    for name, check in CHECKS.items():
        began_s = time.monotonic()
        held, seen = tried(check)
        line = {"name": name, "held": held, "seen": seen, "s": round(time.monotonic() - began_s, 1)}
        tell(line)
        if not held:
            tell_log()


def tell(line: dict[str, object]) -> None:
    RESULTS.write_text(json.dumps(line) + "\n")


def tell_log() -> None:
    """So far: after a check that failed, since the machine may never come to its end."""
    units = (word for unit in (DEVICE, SYNC, RADIO, "easeband-update", "board") for word in ("--unit", unit))
    tell({"log": run("journalctl", "--boot", *units, "--output", "short-monotonic")})


def tried(check: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, check()
    except (NotHeld, OSError, subprocess.SubprocessError, ValueError) as seen:
        return False, f"{type(seen).__name__}: {seen}"


def run(*words: str) -> str:
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=240)
    return done.stdout.strip()


def shown(unit: str, name: str) -> str:
    return run("systemctl", "show", unit, "--property", name, "--value")


def until(what: str, holds: Callable[[], bool], within_s: float) -> float:
    """Seconds until it held."""
    began_s = time.monotonic()
    while not holds():
        if time.monotonic() - began_s > within_s:
            raise NotHeld(f"{what}: not within {within_s:g} s")
        time.sleep(LOOK_S)
    return time.monotonic() - began_s


def is_active(unit: str) -> bool:
    return shown(unit, "ActiveState") == "active"


def lit() -> list[int]:
    """The numbers of the pins that are high."""
    values = {pin: next(PINS.glob(f"gpiochip*/sim_gpio{pin}/value")).read_text().strip() for pin in LIGHTS}
    return [pin for pin, value in values.items() if value == "1"]


def want(held: object, seen: str) -> str:
    if not held:
        raise NotHeld(seen)
    return seen


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
    told = json.loads(run("easeband", "doctor", "--json"))
    faults = {check["name"]: check.get("text", "") for check in told["checks"] if check["outcome"] == "fault"}
    return want(not set(faults) - NOT_THERE, json.dumps(faults))


NOT_THERE = {"clock", "broker"}  # a network and a clinic


def lights_live() -> str:
    """By the button too: nothing but a press makes a mark."""
    until("at rest the lights are dark", lambda: not lit(), 60.0)
    return f"lit after {until_lit():.1f} s, marked after {until('the press is a mark', is_marked, 60.0):.1f} s more"


def is_marked() -> bool:
    return "Mark(" in run("journalctl", "--boot", "--unit", DEVICE, "--output", "cat")


def until_lit() -> float:
    """Seconds until a press was answered by a light: at rest, and with nothing due, all are dark."""
    (pull,) = PINS.glob(f"gpiochip*/sim_gpio{BUTTON}/pull")

    def answered() -> bool:
        pull.write_text("pull-down")
        time.sleep(PRESS_S)
        pull.write_text("pull-up")
        for _ in range(ANSWER_LOOKS):
            if lit():
                return True
            time.sleep(LOOK_S)
        return False

    return until("a press is answered by a light", answered, 60.0)


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
        run("systemctl", "restart", unit)
        until(f"{unit} is active", lambda: is_active(unit), BROUGHT_UP_S)
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


def drop_in(unit: str, name: str, line: str) -> None:
    folder = Path(f"/run/systemd/system/{unit}.service.d")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.conf").write_text(f"[Service]\n{line}\n")
    run("systemctl", "daemon-reload")


def tried_version(broken: bool) -> dict[str, str]:  # noqa: FBT001 - the one question
    """What the gate said of a version that is put into use as the package does it."""
    home = Path("/opt/easeband")
    previous = (home / "bin").readlink()
    new = previous
    if broken:
        new = home / "versions/broken/bin"
        new.mkdir(parents=True, exist_ok=True)
        (new / "easeband").write_text("#!/bin/sh\nexit 1\n")
        (new / "easeband").chmod(0o755)
    run("python3", "/usr/share/easeband/gate.py", "begin", str(previous), "2.0")
    run("ln", "--symbolic", "--force", "--no-dereference", str(new), str(home / "bin"))
    run("systemctl", "restart", "--no-block", DEVICE, SYNC)
    run("systemctl", "start", "easeband-update")
    told: dict[str, str] = json.loads((home / "update.json").read_text())
    return {**told, "back": str((home / "bin").readlink() == previous)}


def good_version_stays() -> str:
    told = tried_version(broken=False)
    return want(told["outcome"] == "accepted", json.dumps(told))


def broken_version_goes() -> str:
    told = tried_version(broken=True)
    until(f"{DEVICE} is active", lambda: is_active(DEVICE), BROUGHT_UP_S)
    seen = run("easeband", "status")
    return want(
        (told["outcome"], told["back"]) == ("taken back", "True") and "was taken back" in seen, json.dumps(told)
    )


def dark_after_kill() -> str:
    drop_in(DEVICE, "slowly", "RestartSec=30s")
    until_lit()
    began_s = time.monotonic()
    run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", DEVICE)
    until("the unit waits for its restart", lambda: shown(DEVICE, "SubState") == "auto-restart", 60.0)
    put_out = shown(DEVICE, "ExecStopPost")
    took_s, still = time.monotonic() - began_s, lit()
    drop_in(DEVICE, "slowly", "RestartSec=1s")
    run("systemctl", "restart", DEVICE)
    until(f"{DEVICE} is active", lambda: is_active(DEVICE), BROUGHT_UP_S)
    return want(not still and "status=0" in put_out, f"{took_s:.1f} s, lit {still}, {put_out}")


def dark_after_stop() -> str:
    until_lit()
    began_s = time.monotonic()
    run("systemctl", "stop", DEVICE)
    return want(not lit() and shown(DEVICE, "Result") == "success", f"{time.monotonic() - began_s:.1f} s, {lit()}")


def wifi_is_off() -> bool:
    """By the kernel's files: any of its switches."""
    found = [folder for folder in SWITCHES.iterdir() if (folder / "type").read_text().strip() == "wlan"]
    want(found, "this machine has no Wi-Fi")
    return any((folder / "soft").read_text().strip() == "1" for folder in found)


def in_windows() -> str:
    """Somebody else's off is undone: it is the program's switch, in its first ten minutes Wi-Fi is on."""
    CONFIG.write_text(CONFIG.read_text().replace("windows = false", "windows = true"))
    run("systemctl", "restart", RADIO)
    until(f"{RADIO} is active", lambda: is_active(RADIO), BROUGHT_UP_S)
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
    run("systemctl", "restart", RADIO)
    until(f"{RADIO} is active", lambda: is_active(RADIO), BROUGHT_UP_S)
    return want(state in ("auto-restart", "stop-post", "final-sigterm"), f"{took_s:.1f} s, the unit was in {state}")


def wifi_goes_off() -> str:
    """Ten minutes after its start; status says until when."""
    until("Wi-Fi is off", wifi_is_off, 700.0)
    return want("Wi-Fi       off: " in (seen := run("easeband", "status")), seen)


def switched_off() -> str:
    """The last check: the recorder's user leaves the file, and all programs are asked to end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as everything is asked to end, so is this
    run("systemctl", "start", DEVICE)
    want(is_active(DEVICE), "the recorder does not start")
    run("runuser", "-u", DEVICE, "--", "touch", str(WISH))
    stops_s = until("the machine stops", lambda: run("systemctl", "is-system-running") == "stopping", 60.0)
    ends_s = until("the recorder has ended", lambda: shown(DEVICE, "ActiveState") == "inactive", 60.0)
    return want(shown(DEVICE, "Result") == "success", f"{stops_s:.1f} s, {ends_s:.1f} s more until the recorder ended")


CHECKS: dict[str, Callable[[], str]] = {
    "both services run": brought_up,
    "the lights live": lights_live,
    "the status tells of nothing wrong": records,
    "the doctor finds nothing but what is not there": doctor,
    "the recorder is confined": confined(DEVICE, {"i2c-1", "gpiochip0"}, 128 << 20),
    "the recorder has no network": no_network,
    "sync is confined": confined(SYNC, set(), 96 << 20),
    "Wi-Fi in windows is switched by its own program alone": in_windows,
    "Wi-Fi is on again after a kill": wifi_on_after_kill,
    "the program that switches Wi-Fi is confined": confined(RADIO, {"rfkill"}, 48 << 20, tasks=8),
    "a hung recorder is started anew within 12 s": hung(DEVICE, 12.0),
    "the lights are out after a kill": dark_after_kill,
    "a version that works stays": good_version_stays,
    "a version that does not is taken back, and the status says so": broken_version_goes,
    "the lights are out after a stop": dark_after_stop,
    "a hung sync is started anew within 75 s": hung(SYNC, 75.0),
    "Wi-Fi goes off ten minutes after the start": wifi_goes_off,
    "an empty battery ends everything in order": switched_off,
}

if __name__ == "__main__":
    main()
    tell_log()
