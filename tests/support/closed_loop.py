"""A whole session in a closed loop: the device over simulated registers and pins, and somebody who sees its lights."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device.programme.items import Item
from device.simulation.bench import Bench
from device.simulation.people.living import LivingPerson
from device.simulation.people.prescription import Prescription, everyday_programme
from device.simulation.people.temperament import AS_TOLD, PatientsSet, Temperament
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from drivers.simulated import Fault

TEN_UTC_S = 1_772_445_600.0  # 2026-03-02T10:00:00Z
QUIET_S = 600.0  # the person rests in this part of the hour
STARTS_S = 605.0
AFTER_S = 2.0  # what the last press began

Moment = tuple[float, tuple[float, float, float]]


@dataclass(frozen=True)
class LivedSession:
    """What the device recorded, what the person did by their own account, and the lights all along."""

    sets: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    done: list[PatientsSet]
    shown: list[Moment]


def lived_session(
    folder: Path,
    items: Sequence[Item],
    temperament: Temperament = AS_TOLD,
    *,
    most_s: float = 1000.0,
    faults: Sequence[Fault] = (),
    alone_s: float = 0.0,
) -> LivedSession:
    """From the hold that opens it until the person has gone, and `alone_s` longer."""
    config = Config(Device("band-1"), files=Files(device=str(folder / "device.db")))
    clock, person = PacedClock(TEN_UTC_S, start_s=QUIET_S), LivingPerson(items, (STARTS_S,), temperament)
    shown: list[Moment] = []
    with ExitStack() as opened:
        prescription = Prescription(everyday_programme(*items, rating=True))
        bench = Bench(config, clock, person, opened, faults=faults, prescribes=prescription)
        until_s = QUIET_S + most_s
        while clock.monotonic_s() < until_s:
            bench.step(finger=False)
            shown.append((clock.monotonic_s(), bench.pins.levels()))
            if person.sessions and not person.in_session:
                until_s = min(until_s, clock.monotonic_s() + AFTER_S + alone_s)
        bench.loop.finish()
    return LivedSession(facts(config, "SetResult"), facts(config, "ExerciseSession"), person.sessions[0], shown)


def facts(config: Config, kind: str) -> list[dict[str, Any]]:
    """The records of a kind, in order of time."""
    with closing(sqlite3.connect(config.files.device)) as database:
        rows = database.execute("SELECT body FROM facts WHERE kind = ? ORDER BY start_s", (kind,)).fetchall()
    return [json.loads(body) for (body,) in rows]
