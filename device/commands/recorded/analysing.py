"""One recorded file under the device's own analysis: read, put in order, judged, with words about what is odd in it.

Knows files and warnings; must never know options, or how what was found is shown.
"""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from device.parameters import PARAMETERS
from device.records.person import ANYBODY, Personal
from device.system.command import complain

if TYPE_CHECKING:  # everything that loads numpy waits until a file is analysed
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from device.analysis import Analysed
    from device.analysis.report import Analysis
    from device.checkups import CheckupSecond, SecondsSeen
    from device.programme.items import Movement
    from device.recordings import Asked, Ordered
    from device.records.facts import Checkup
    from device.records.limb_axes import LimbAxes

T = TypeVar("T")

COMMAND = "analyse"
READ, ANALYSED = ("samples read", 400_000), ("seconds analysed", 3600)  # reported after so many each: about two seconds
LEFT_OUT_SHARE = 0.01  # a larger part of a recording left out is no matter of course


def analyse(
    path: Path,
    start: datetime | None = None,
    personal: Personal = ANYBODY,
    asked: "Asked | None" = None,
    gyroscope: Path | None = None,
    *,
    axes: "LimbAxes | None" = None,
    count_set: bool = False,
    movement: "Movement | None" = None,
    checkups: "Sequence[Checkup]" = (),
    seen: bool = False,
) -> "Analysis":
    """All there is to say about a recording, after warnings on stderr. Raises BadRecording.

    `movement`: what a repetition of its set has to be like; without one all that are alike count. `checkups`: those
    that were done in it, by when. `seen`: also what each second shows, as a picture wants it.
    """
    from device.analysis import analysed  # noqa: PLC0415 - loads numpy
    from device.analysis.report import collected  # noqa: PLC0415 - with it
    from device.checkups import SecondsSeen  # noqa: PLC0415 - with it
    from device.recordings import (  # noqa: PLC0415 - with it
        AS_NAMED,
        BadRecording,
        Recording,
        in_order,
        joined_by_time,
        suspicions,
    )
    from device.repetitions import all_cycles_in  # noqa: PLC0415 - with it

    recording = Recording(path, asked or AS_NAMED)
    whole = recording.settled(_told(path, READ, recording.portions(), len))
    if gyroscope is not None:
        whole = joined_by_time(whole, gyroscope, recording)
    ordered = in_order([whole], PARAMETERS.sampling)
    suspected = tuple(suspicions(ordered.samples))
    for warning in (*_warnings(ordered), *suspected):
        complain(COMMAND, f"{path}: {warning}")
    judged = analysed(ordered.samples, personal=personal, axes=axes)
    told = _told(path, ANALYSED, judged, lambda portion: len(portion.readings))
    seconds: list[CheckupSecond] = []
    portions = list(_looked_at(told, SecondsSeen(personal, PARAMETERS, axes) if checkups or seen else None, seconds))
    if not any(portion.readings for portion in portions):
        raise BadRecording(
            f"{len(ordered.samples)} usable samples in {_length(ordered)}, but no second is more than half complete:"
            " record"
            " longer, or say the unit of the times, such as --units time=min"
        )
    found = collected(str(path), portions, ordered.left_out, start, was_sorted=ordered.was_sorted)
    cycles = tuple(all_cycles_in(found.turns, movement)) if count_set else None
    done = tuple(_checkup(each, found, seconds, personal) for each in checkups)
    found = replace(found, checkups=done, seen=tuple(seconds), of_limb=axes is not None)
    return replace(found, cycles=cycles, suspected=suspected, taken=tuple(recording.told))


def _looked_at(
    portions: "Iterable[Analysed]", seen: "SecondsSeen | None", seconds: "list[CheckupSecond]"
) -> "Iterator[Analysed]":
    """The portions without their windows, which would fill the memory; what these show goes to `seconds`."""
    for portion in portions:
        seconds += [seen.push(one) for one in portion.judged] if seen else []
        yield replace(portion, judged=())


def _checkup(asked: "Checkup", found: "Analysis", seconds: "Sequence[CheckupSecond]", personal: Personal) -> "Checkup":
    """Measured, at its place. Raises BadRecording."""
    from device.checkups import measured_by, placed  # noqa: PLC0415 - loads numpy
    from device.recordings import BadRecording  # noqa: PLC0415 - with it

    try:
        return measured_by(placed(asked, found.first_s, found.last_s), seconds, personal, PARAMETERS)
    except ValueError as error:
        raise BadRecording(f"--checkup: {error}") from None


def _length(ordered: "Ordered") -> str:
    time_s = ordered.samples.time_s
    return f"{time_s[-1] - time_s[0]:.3g} s" if len(time_s) else "no time"


def _warnings(ordered: "Ordered") -> "Iterator[str]":
    if ordered.was_sorted:
        yield "out of order in time, so it was sorted; if the clock was set back during it, split the file there"
    if ordered.left_out > LEFT_OUT_SHARE * ordered.total:
        yield (
            f"{ordered.left_out} of {ordered.total} samples ({ordered.left_out / ordered.total:.0%}) are left out:"
            " their numbers are implausible or their times are repeated; check how it was recorded or exported"
        )


def _told(path: Path, progress: tuple[str, int], items: "Iterable[T]", size: "Callable[[T], int]") -> "Iterator[T]":
    """The items, with a word on stderr now and then while a long recording is worked on."""
    (words, step), done, told = progress, 0, 0
    for item in items:
        yield item
        done += size(item)
        if done - told >= step:
            told = done
            print(f"{path}: {done:,} {words} ...", file=sys.stderr, flush=True)
