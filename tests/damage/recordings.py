"""Files of recordings damaged at random: each is taken as it was, or as something else that is told, or refused.

    .venv/bin/python -m tests.damage.recordings 10000

Prints how often each of these happened, by kind of damage, and every fault: what was taken as something else without a
word, and every error that is no message. A digit that became another digit is nobody's to see; it is counted apart.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from device.parameters import PARAMETERS
from device.recordings import AS_NAMED, Asked, BadRecording, Recording, in_order, suspicions, units_from
from device.signals.samples import Samples
from tests.support import loggers

SAME, TOLD, REFUSED, GAP = "same", "told", "refused", "shorter, with the times of what is left"
NUMBER = "other numbers in one row"
UNTOLD, ERROR = "NOT TOLD", "ERROR"
FAULTS: Final = UNTOLD, ERROR
ONE_ROW: Final = "byte", "bytes gone", "cut cell"  # they may leave a row of numbers, as good as any other

Damage = Callable[[random.Random, bytes], bytes]
BASES: Final[dict[str, tuple[Callable[[Samples], str], Asked]]] = {
    "own": (loggers.own, AS_NAMED),
    "phyphox": (loggers.phyphox_acceleration, AS_NAMED),
    "WitMotion": (loggers.witmotion, AS_NAMED),
    "MetaBase": (loggers.metabase_acceleration, AS_NAMED),
    "Axivity": (loggers.axivity, AS_NAMED),
    "Shimmer": (loggers.shimmer, AS_NAMED),
    "Arduino": (loggers.arduino_with_millis, Asked(range_g=2, range_dps=250)),
    "Physics Toolbox": (loggers.physics_toolbox, Asked(units=units_from("rotation=radps"))),
}


def _line(chance: random.Random, content: bytes, change: Callable[[list[bytes], int], None]) -> bytes:
    lines = content.splitlines(keepends=True)
    change(lines, chance.randrange(len(lines)))
    return b"".join(lines)


def byte(chance: random.Random, content: bytes) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]


def gone(chance: random.Random, content: bytes) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + content[place + chance.randrange(1, 200) :]


def inserted(chance: random.Random, content: bytes) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + chance.randbytes(chance.randrange(1, 20)) + content[place:]


def cut_off(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def without_line(chance: random.Random, content: bytes) -> bytes:
    def remove(lines: list[bytes], n: int) -> None:
        del lines[n]

    return _line(chance, content, remove)


def line_twice(chance: random.Random, content: bytes) -> bytes:
    return _line(chance, content, lambda lines, n: lines.insert(n, lines[n]))


def line_elsewhere(chance: random.Random, content: bytes) -> bytes:
    return _line(chance, content, lambda lines, n: lines.insert(chance.randrange(len(lines)), lines.pop(n)))


def cut_cell(chance: random.Random, content: bytes) -> bytes:
    def cut(lines: list[bytes], n: int) -> None:
        lines[n] = lines[n][: chance.randrange(len(lines[n]))] + b"\n"

    return _line(chance, content, cut)


def cell_more(chance: random.Random, content: bytes) -> bytes:
    def add(lines: list[bytes], n: int) -> None:
        lines[n] = lines[n].rstrip(b"\n") + chance.choice([b",", b",1", b";1", b",x", b"\t2"]) + b"\n"

    return _line(chance, content, add)


def other_commas(chance: random.Random, content: bytes) -> bytes:
    return content.replace(b",", chance.choice([b";", b"\t", b"|", b" ", b", "]))


def decimal_commas(chance: random.Random, content: bytes) -> bytes:
    return content.replace(b",", chance.choice([b";", b","])).replace(b".", b",")


def encoded(chance: random.Random, content: bytes) -> bytes:
    return content.decode(errors="replace").encode(
        chance.choice(["utf-16", "utf-16-le", "utf-32", "latin-1", "cp500"]), errors="replace"
    )


def name_changed(chance: random.Random, content: bytes) -> bytes:
    head, end, rest = content.partition(b"\n")
    names = head.split(b",")
    names[chance.randrange(len(names))] = chance.choice(
        [b"", b"wx", b"gx", b"gyro", b"x", b"t", b"ax", b"temp", b"ax_mg", b"ax_g", b"time (ms)", b"Gyro X (mdps)"]
    )
    return b",".join(names) + end + rest


def names_exchanged(chance: random.Random, content: bytes) -> bytes:
    """A unit of the header line becomes another: what is in the file is then what it says."""
    head, end, rest = content.partition(b"\n")
    old, new = chance.choice([(b"_g", b"_mg"), (b"dps", b"radps"), (b"(g)", b"(mg)"), (b"t_s", b"t_ms"), (b"_g", b"")])
    return head.replace(old, new) + end + rest


def twice(chance: random.Random, content: bytes) -> bytes:
    """The file behind itself, with or without its header line."""
    return content + chance.choice([content, content.partition(b"\n")[2], content[: len(content) // 2]])


def begun_again(chance: random.Random, content: bytes) -> bytes:
    """Half of the lines stand before the others."""
    head, end, rest = content.partition(b"\n")
    lines = rest.splitlines(keepends=True)
    place = chance.randrange(len(lines))
    return head + end + b"".join(lines[place:] + lines[:place])


def above(chance: random.Random, content: bytes) -> bytes:
    lines = [b"# made up\n", b"sep=,\n", b"\n", b"1,2,3\n", b"\xef\xbb\xbf", b"\xff\xfe", b"a,b,c,d\n"]
    return chance.choice(lines) + content


def quoted(chance: random.Random, content: bytes) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + b'"' + content[place:]


DAMAGES: Final[dict[str, Damage]] = {
    "byte": byte,
    "bytes gone": gone,
    "bytes inserted": inserted,
    "cut off": cut_off,
    "line gone": without_line,
    "line twice": line_twice,
    "line elsewhere": line_elsewhere,
    "cut cell": cut_cell,
    "cell more": cell_more,
    "other commas": other_commas,
    "decimal commas": decimal_commas,
    "encoding": encoded,
    "name changed": name_changed,
    "unit in header": names_exchanged,
    "twice": twice,
    "begun again": begun_again,
    "above": above,
    "quotation mark": quoted,
}


@dataclass(frozen=True)
class Taken:
    """What is made of a file: samples in order, and everything that is said of it."""

    samples: Samples
    told: tuple[str, ...]


def taken(path: Path, asked: Asked) -> Taken:
    """As `easeband analyse` takes it. Raises BadRecording."""
    recording = Recording(path, asked)
    ordered = in_order([recording.settled(recording.portions())], PARAMETERS.sampling)
    said = [*recording.told, *suspicions(ordered.samples)]
    said += [f"left out {ordered.left_out}"] * bool(ordered.left_out) + ["sorted"] * ordered.was_sorted
    return Taken(ordered.samples, tuple(said))


def outcome(path: Path, asked: Asked, as_it_was: Taken, kind: str) -> str:
    """What becomes of a damaged file."""
    try:
        found = taken(path, asked)
    except BadRecording:
        return REFUSED
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"{ERROR}: {type(error).__name__} {error}"
    return compared(found, as_it_was, kind)


def compared(found: Taken, as_it_was: Taken, kind: str) -> str:
    """Whether it is what it was, or somebody is told."""
    seen, was = _numbers(found.samples), _numbers(as_it_was.samples)
    if seen.shape == was.shape and np.allclose(seen, was, rtol=1e-6, atol=1e-9, equal_nan=True):
        return SAME
    if set(found.told) - set(as_it_was.told):
        return TOLD
    if seen.shape[1] == was.shape[1] and not _others(seen, was):
        return GAP
    return NUMBER if kind in ONE_ROW and _others(seen, was) == 1 else UNTOLD


def _others(seen: np.ndarray, was: np.ndarray) -> int:
    """How many rows were not there before."""
    rows = {row.tobytes() for row in was}
    return sum(row.tobytes() not in rows for row in seen)


def _numbers(samples: Samples) -> np.ndarray:
    parts = [samples.time_s[:, None], samples.acceleration_g]
    return np.hstack(parts if samples.rotation_dps is None else [*parts, samples.rotation_dps])


def damaged(count: int, seed: int, folder: Path) -> Iterator[tuple[str, str, str, bytes]]:
    """Damage by damage: kind of file, kind of damage, outcome, content."""
    chance, path = random.Random(seed), folder / "damaged.csv"
    contents = {name: write(loggers.limb(1)).encode() for name, (write, _) in BASES.items()}
    before = {}
    for name, (_, asked) in BASES.items():
        path.write_bytes(contents[name])
        before[name] = taken(path, asked)
    for _ in range(count):
        name, kind = chance.choice(list(BASES)), chance.choice(list(DAMAGES))
        content = DAMAGES[kind](chance, contents[name])
        path.write_bytes(content)
        yield name, kind, outcome(path, BASES[name][1], before[name], kind), content


def main(count: int, seed: int = 1) -> int:
    """The table on standard output; how many faults there were."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in DAMAGES}
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, result, content in damaged(count, seed, Path(folder)):
            counts[kind][result.partition(":")[0]] += 1
            if result.startswith(FAULTS):
                faults += 1
                kept = Path(tempfile.gettempdir()) / f"fault-{faults}.csv"
                kept.write_bytes(content)
                print(f"{name}, {kind}: {result} ({kept})")
    columns = [SAME, TOLD, REFUSED, GAP, NUMBER, *FAULTS]
    print(f"| damage | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for kind, found in counts.items():
        print(f"| {kind} | {' | '.join(str(found[column]) for column in columns)} |")
    return faults


if __name__ == "__main__":
    sys.exit(min(main(*map(int, sys.argv[1:] or ["1000"])), 1))
