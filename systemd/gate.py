"""Whether a new version may stay: it is ready, its samples come, what worked before works. Else the one before is back.

Knows systemd, the recorder's health file and the link that says which version is used; must never need the new version
itself, so it runs by the system's own Python and its library alone.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

HOME: Final = Path("/opt/easeband")
HEALTH: Final = Path("/run/easeband-device/health.json")
DEVICE, SYNC, RADIO, POWER = "easeband-device", "easeband-sync", "easeband-radio", "easeband-power"
SERVICES: Final = (DEVICE, SYNC)
NO_VERSIONS: Final = frozenset({"battery", "supply"})  # parts that run low by themselves, whatever program looks
WITHIN_S: Final = 60.0
HOLDS_S: Final = 10.0  # so long without a fault or a restart
LOOK_S: Final = 3.0  # the recorder tells of progress once a second
ACCEPTED, TAKEN_BACK, LEFT = "accepted", "taken back", "left"
HALF_WAY: Final = "the one before was in use again already, when this ended half-way"


@dataclass(frozen=True)
class Trial:
    """What is tried. `previous`: the programs to go back to; none where nobody knows them any more."""

    previous: Path | None
    version: str
    broken_before: frozenset[str]
    services: Sequence[str] = SERVICES

    @property
    def name_before(self) -> str:
        """Of the version that was used before; nothing where nobody knows it."""
        return self.previous.parent.name if self.previous else ""


@dataclass(frozen=True)
class Looked:
    """One look at the recorder. `beat`: what systemd says of its last sign of progress; it changes with each."""

    active: bool
    beat: str = ""
    restarts: str = ""
    broken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gate:
    """What was seen since the new version started. `broken_before`: what did not work with the one before either."""

    broken_before: frozenset[str]
    good_since_s: float | None = None
    last: Looked = Looked(active=False)
    why: str = "it has not been looked at yet"

    def push(self, now_s: float, seen: Looked) -> "Gate":
        """The gate after one look; `good_since_s` is None where this look was not good."""
        why = self._fault(seen)
        since_s = None if why else (now_s if self.good_since_s is None else self.good_since_s)
        return replace(self, good_since_s=since_s, last=seen, why=why)

    def _fault(self, seen: Looked) -> str:
        newly_broken = sorted(seen.broken - self.broken_before)
        if not seen.active:
            return "it is not ready"
        if newly_broken:
            return f"it no longer works: {', '.join(newly_broken)}"
        if self.last.active and seen.restarts != self.last.restarts:
            return "it ended and was started again"
        return "no fresh samples came" if not seen.beat or seen.beat in ("0", self.last.beat) else ""

    def holds(self, now_s: float) -> bool:
        """Whether it was good for long enough."""
        return self.good_since_s is not None and now_s - self.good_since_s >= HOLDS_S


def watched(gate: Gate, look: Callable[[], Looked], now_s: Callable[[], float], sleep: Callable[[float], None]) -> Gate:
    """The gate once it holds, or when the time is over."""
    until_s = now_s() + WITHIN_S
    while True:
        gate = gate.push(now_s(), look())
        if gate.holds(now_s()) or now_s() >= until_s:
            return gate
        sleep(LOOK_S)


def looked(services: Sequence[str] = SERVICES) -> Looked:
    """By systemd and by what the recorder says of itself."""
    beat, restarts = shown(DEVICE, "WatchdogTimestampMonotonic"), shown(DEVICE, "NRestarts")
    return Looked(all(map(is_active, services)), beat, restarts, broken())


def is_active(unit: str) -> bool:
    """Whether systemd says that it has started and runs."""
    return shown(unit, "ActiveState") == "active"


def shown(unit: str, name: str) -> str:
    """What systemd says; nothing where it says nothing."""
    asked = ["systemctl", "show", unit, f"--property={name}", "--value"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - our own words


def broken(health: Path = HEALTH) -> frozenset[str]:
    """The parts that do not work, as the recorder says; a recorder that says nothing is one."""
    try:
        parts = json.loads(health.read_text(encoding="utf-8"))["parts"]
        return frozenset(part["part"] for part in parts if not part["works"]) - NO_VERSIONS
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset({"recorder"})


def begin(home: Path, previous: str, version: str) -> None:
    """Remember what to go back to, before anything is stopped; a power cut on trial is no way out of it."""
    broken_before = sorted(broken() - {"recorder"})
    services = [DEVICE, *([SYNC] if is_active(SYNC) else [])]  # one that is switched off is no fault of the new version
    trial = {"previous": previous, "version": version, "broken_before": broken_before, "services": services}
    put(home / "on-trial.json", json.dumps(trial))


def trial_of(home: Path) -> Trial:
    """What `begin` left; a file that cannot be read is no reason to leave the new version unwatched."""
    file = home / "on-trial.json"
    try:
        left = json.loads(file.read_text(encoding="utf-8"))
        broken_before = frozenset(map(str, left["broken_before"]))
        services = tuple(map(str, left.get("services", SERVICES)))
        return Trial(Path(left["previous"]), str(left["version"]), broken_before, services)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"{file} cannot be read ({error!r}): watching the version in use all the same", file=sys.stderr)
        return found_trial(home)


def found_trial(home: Path) -> Trial:
    """From what lies there. The package keeps one version beside the one in use. What is broken, may have been."""
    used = (home / "bin").resolve().parent
    others = [folder for folder in (home / "versions").glob("*") if folder != used]
    return Trial(others[0] / "bin" if len(others) == 1 else None, used.name, broken() - {"recorder"}, (DEVICE,))


def put(path: Path, text: str) -> None:
    """All or nothing."""
    unfinished = path.with_suffix(".new")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def watch(
    home: Path,
    look: Callable[[Sequence[str]], Looked],
    now_s: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Accept the version on trial, or take it back; 1 where it did not hold."""
    trial_file = home / "on-trial.json"
    if not trial_file.exists():
        print("no version is on trial")
        return 0
    trial = trial_of(home)
    gate = Gate(trial.broken_before, why=HALF_WAY)
    if trial.previous is None or (home / "bin").resolve() != trial.previous.resolve():
        gate = watched(gate, lambda: look(trial.services), now_s, sleep)
    outcome = ACCEPTED if gate.holds(now_s()) else TAKEN_BACK if trial.previous else LEFT
    if outcome == TAKEN_BACK and trial.previous:
        go_back(home, trial.previous, trial.services)
    tell(home, outcome, trial, gate.why)
    trial_file.unlink()
    return int(outcome != ACCEPTED)


def go_back(home: Path, previous: Path, services: Sequence[str]) -> None:
    """The link before the restart, so that a power cut in between starts the one that works.

    Before both, what saves power is put back by the version that set it: the one before may not know it at all.
    """
    subprocess.run(["systemctl", "stop", POWER], check=False)  # noqa: S603, S607 - our own words
    link = home / "bin.new"
    link.unlink(missing_ok=True)
    link.symlink_to(previous)
    link.replace(home / "bin")
    subprocess.run(["systemctl", "restart", *services], check=False)  # noqa: S603, S607 - our own words
    subprocess.run(["systemctl", "try-restart", RADIO], check=False)  # noqa: S603, S607 - only if Wi-Fi is in windows
    if shown(POWER, "UnitFileState") == "enabled":
        subprocess.run(["systemctl", "--no-block", "start", POWER], check=False)  # noqa: S603, S607 - our own words


def tell(home: Path, outcome: str, trial: Trial, why: str) -> None:
    """In the log, and for `easeband status`."""
    told = {"outcome": outcome, "version": trial.version, "previous": trial.name_before, "why": why}
    put(home / "update.json", json.dumps({**told, "utc_s": time.time()}))
    if outcome == ACCEPTED:
        print(f"version {trial.version} runs, its samples come: it stays")
        return
    end = f"{trial.name_before} is back" if outcome == TAKEN_BACK else "no version to go back to is known, so it stays"
    print(f"version {trial.version} did not hold within {WITHIN_S:g} s: {why}; {end}", file=sys.stderr)


def main(argv: list[str] | None = None) -> int:
    """`begin PREVIOUS VERSION` by the package, `watch` by systemd."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, default=HOME, help=argparse.SUPPRESS)
    does = parser.add_subparsers(dest="does", required=True)
    begins = does.add_parser("begin", help="a new version is about to be started")
    begins.add_argument("previous", help="folder of the programs that were used until now")
    begins.add_argument("version", help="of the new one")
    does.add_parser("watch", help="look for a minute, then accept the new version or take it back")
    arguments = parser.parse_args(argv)
    if arguments.does == "begin":
        begin(arguments.home, arguments.previous, arguments.version)
        return 0
    return watch(arguments.home, looked)


if __name__ == "__main__":
    sys.exit(main())
