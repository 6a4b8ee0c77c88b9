"""A check-up in a recording: which stage was on from when to when, as somebody who was there says it.

Knows the words for that and a recording's length; must never know lights, files, or what is measured.

    rest=0:12,hold=0:50-1:20,trick=2:00

A part with its start alone has the stages and the pace of the lights, some seconds for each position between them; a
stage may have a start and an end of its own. Times count from the start of the recording's first second.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, get_args

from device.programme import items
from device.records.calendar import stopwatch, stopwatch_s
from device.records.facts import Checkup, CheckupPart, CheckupStage, StageResult

PART_OF: Final[dict[CheckupStage, CheckupPart]] = {
    stage: part for part, stages in items.STAGES.items() for stage, _ in stages
}
PARTS: Final[dict[str, CheckupPart]] = {part: part for part in get_args(CheckupPart)}
STAGE_NAMES: Final[dict[str, CheckupStage]] = {stage: stage for stage in get_args(CheckupStage)}


@dataclass(frozen=True)
class AskedStage:
    """A stage and its time, in seconds from the start of the recording's first second."""

    stage: CheckupStage
    from_s: float
    to_s: float


def asked_checkup(text: str, site: str) -> Checkup:
    """What `text` says was done, nothing of it measured. Raises ValueError, in words."""
    stages = sorted((one for each in text.split(",") for one in _stages(each)), key=lambda stage: stage.from_s)
    _check(stages)
    start_s = stages[0].from_s
    lasts = [(one.stage, one.from_s - start_s, one.to_s - one.from_s) for one in stages]
    return Checkup(
        start_s=start_s,
        duration_s=stages[-1].to_s - start_s,
        programme="",
        version=0,
        site=site,
        parts=tuple(dict.fromkeys(PART_OF[one.stage] for one in stages)),
        ended="done",
        stages=tuple(StageResult(stage, after_s, length_s, length_s, "done") for stage, after_s, length_s in lasts),
    )


def placed(asked: Checkup, first_s: float, last_s: float) -> Checkup:
    """At its place in a recording of these seconds; what ends later is cut off. Raises ValueError for what is outside.

    A check-up that is cut off ended as it does with the device that records it.
    """
    length_s = last_s - first_s
    late = [one.stage for one in asked.stages if asked.start_s + one.after_s >= length_s]
    if late:
        raise ValueError(f"{late[0]} begins after the end: the recording lasts {stopwatch(length_s)}")
    stages = tuple(_cut(one, length_s - asked.start_s) for one in asked.stages)
    over = stages[-1].ended == "done"
    return replace(
        asked,
        start_s=first_s + asked.start_s,
        duration_s=min(asked.duration_s, length_s - asked.start_s),
        ended=asked.ended if over else "device stopped",
        stages=stages,
    )


def _cut(stage: StageResult, end_s: float) -> StageResult:
    left_s = end_s - stage.after_s
    return stage if stage.duration_s <= left_s else replace(stage, duration_s=left_s, ended="cut off")


def _stages(said: str) -> Iterator[AskedStage]:
    """Of one NAME=START or NAME=START-END."""
    name, equals, times = (part.strip() for part in said.partition("="))
    start, dash, end = (part.strip() for part in times.partition("-"))
    if not equals:
        raise ValueError(f"expected NAME=START or NAME=START-END, such as rest=0:12, got {said.strip()!r}")
    if name not in PARTS and name not in STAGE_NAMES:
        raise ValueError(f"expected one of {', '.join({**PARTS, **STAGE_NAMES})}, got {name!r}")
    from_s = stopwatch_s(start)
    if dash:
        yield _with_end(name, from_s, stopwatch_s(end))
    else:
        yield from _paced(name, from_s)


def _with_end(name: str, from_s: float, to_s: float) -> AskedStage:
    if name not in STAGE_NAMES:
        stages = " and ".join(stage for stage, _ in items.STAGES[PARTS[name]])
        raise ValueError(f"{name} has two stages: give each its time, {stages}, or {name} its start alone")
    if to_s <= from_s:
        raise ValueError(f"{name}: expected its start before its end, got {stopwatch(from_s)} and {stopwatch(to_s)}")
    return AskedStage(STAGE_NAMES[name], from_s, to_s)


def _paced(name: str, from_s: float) -> Iterator[AskedStage]:
    """As long as the lights ask for."""
    part = PARTS.get(name) or PART_OF[STAGE_NAMES[name]]
    for stage, usual_s in items.STAGES[part]:
        if name in (part, stage):
            to_s = from_s + (usual_s or items.CheckupPlan.midline_s)
            yield AskedStage(stage, from_s, to_s)
            from_s = to_s + items.TAKE_POSITION_S


def _check(stages: Sequence[AskedStage]) -> None:
    names = [one.stage for one in stages]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"{twice} is there twice: give each check-up a --checkup of its own")
    for before, after in pairwise(stages):
        if after.from_s < before.to_s:
            raise ValueError(
                f"{before.stage} lasts until {stopwatch(before.to_s)}, but {after.stage} begins at"
                f" {stopwatch(after.from_s)}: they overlap"
            )
