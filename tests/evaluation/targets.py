"""Targets on movement without tremor and on tremor added to it, beside ParaDigMa.

Knows the targets' numbers; must never know how tremor is found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.evaluation.cases import REGULAR, UNEVEN, Case, Judged, Top, judged, with_tremor
from tests.evaluation.movement_data import PARTS, Kind, Movement, Part
from tests.evaluation.outcomes import ours, theirs, together
from tests.evaluation.paradigma import ParaDigMa
from tests.evaluation.progress import step
from tests.evaluation.table import Row

MOVING: tuple[Kind, ...] = ("walking", "physiotherapy", "gym")
MOST_FALSE: dict[Kind, float] = {"walking": 0.1, "physiotherapy": 0.1, "gym": 0.1, "car": 0.2, "riding": 0.2}  # %
BEST_FALSE: dict[Kind, str] = {"walking": "0 %", "physiotherapy": "0.09 %", "gym": "0.11 %", "car": "0.44 %"}
LEAST_FOUND = dict(zip((*UNEVEN, *REGULAR), (85.0, 35.0, 90.0, 50.0), strict=True))  # %; of gym no target is known
BEST_FOUND = "0 %"
TARGETED: tuple[Kind, ...] = ("walking", "physiotherapy")
NAMES: dict[str, str] = {"riding": "car and a resting arm"}

Judgements = dict[tuple[Kind, Top | None], dict[Part, list[Judged]]]
"""By kind of movement and the tremor on top."""


def judgements(movements: Sequence[Movement]) -> Judgements:
    """Every movement as it is, and with each size of tremor on top."""
    done: Judgements = {}
    for kind in dict.fromkeys(movement.kind for movement in movements):
        for top in (None, *UNEVEN, *REGULAR):
            with step(f"{kind}, tremor on top: {top}"):
                done[kind, top] = {part: _judged(movements, kind, part, top) for part in PARTS}
    return done


def _judged(movements: Sequence[Movement], kind: Kind, part: Part, top: Top | None) -> list[Judged]:
    these = [movement for movement in movements if (movement.kind, movement.part) == (kind, part)]
    return [judged(case) for case in (with_tremor(these, top) if top else map(Case, these))]


def false_rows(done: Judgements, paradigma: ParaDigMa) -> Iterator[Row]:
    """Seconds called tremor where there is none."""
    for kind, most in MOST_FALSE.items():
        tuning, report = (ours(done[kind, None][part]) for part in PARTS)
        yield Row(
            f"false seconds, {NAMES.get(kind, kind)}: <= {most} %",
            (tuning, report),
            theirs=_theirs(done, kind, None, paradigma),
            best=BEST_FALSE.get(kind, ""),
            met=report.percent <= most,
        )


def accelerometer_rows(movements: Sequence[Movement]) -> Iterator[Row]:
    """False seconds if the gyroscope is off or broken."""
    alone = [replace(one, samples=replace(one.samples, rotation_dps=None)) for one in movements]
    for kind, most in MOST_FALSE.items():
        with step(f"accelerometer alone: {kind}"):
            tuning, report = (ours(_judged(alone, kind, part, None)) for part in PARTS)
        name = f"    with the accelerometer alone, {NAMES.get(kind, kind)}: <= {most} %"
        yield Row(name, (tuning, report), theirs="needs a gyroscope", met=report.percent <= most)


def found_rows(done: Judgements, tops: Sequence[Top], paradigma: ParaDigMa) -> Iterator[Row]:
    """Tremor added to real movement."""
    for kind in MOVING:
        for top in tops:
            tuning, report = (ours(done[kind, top][part]) for part in PARTS)
            least = LEAST_FOUND[top] if kind in TARGETED else None
            yield Row(
                f"{top}: added to {kind}{'' if least is None else f': >= {least:.0f} %'}",
                (tuning, report),
                theirs=_theirs(done, kind, top, paradigma),
                best="" if least is None else BEST_FOUND,
                met=None if least is None else report.percent >= least,
            )


def _theirs(done: Judgements, kind: Kind, top: Top | None, paradigma: ParaDigMa) -> object:
    with step(f"ParaDigMa: {kind}, tremor on top: {top}"):
        return together(theirs(paradigma, [one.case for one in done[kind, top]["report"]]))
