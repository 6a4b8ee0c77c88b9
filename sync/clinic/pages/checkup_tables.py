"""The prompted check-ups of a day: a table with a row for each stage, and in words what they come to.

Knows what a therapist wants to know of a check-up; must never know HTML, SQL or how anything was measured. Every number
stands with the time that it is of.
"""

from collections.abc import Iterator
from typing import Final

from device.day.document import DayCheckup, DayDocument
from device.records.facts import CheckupEnd, CheckupStage, Relief, StageResult
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.wording.words import capital, count, degrees, exact_duration, hertz, significant, time_of_day

ENDED: Final[dict[CheckupEnd, str]] = {
    "done": "done to its end",
    "stopped": "stopped by the patient",
    "sensor lost": "ended because the sensor gave no data",
    "privacy": "ended by an hour of privacy",
    "device stopped": "not over yet, or ended with the device",
}
STAGES: Final[dict[CheckupStage, str]] = {
    "rest": "rest",
    "hold": "hold",
    "first midline": "held in the middle, first try",
    "second midline": "held in the middle, second try",
    "at ease": "at ease",
    "held straight": "held straight",
    "without trick": "without the trick",
    "with trick": "with the trick",
}
EFFECTS: Final[dict[Relief, str]] = {
    "told": "trick, relief told",
    "none told": "trick, no relief told",
    "cannot tell": "trick, cannot tell whether it relieves",
}
NO_TREMOR: Final = "none"
NOT_MEASURED: Final = "not measured"


def checkups_table(document: DayDocument) -> Table | None:
    """A row for each stage; None on a day without check-ups, prescribed or done."""
    prescribed = document.plan.checkups if document.plan else 0
    if not (document.checkups or prescribed):
        return None
    done = sum(checkup.ended == "done" for checkup in document.checkups)
    asked = f", {prescribed} prescribed" if prescribed else ""
    return Table(
        f"Prompted check-ups: {done} done to the end{asked}. They compare with other check-ups only, and are in none "
        "of the day's other numbers. Turning: below 1.5 Hz / to 4.5 Hz / above.",
        ("Check-up", "Stage", "Done", "Tremor", "Tilt from neutral", "Within 10°", "Turning, rms"),
        tuple(_row(checkup, stage) for checkup in document.checkups for stage in checkup.stages),
        f"No check-up was begun{asked}.",
    )


def checkup_sentences(document: DayDocument) -> tuple[str, ...]:
    """One for each check-up: how it ended, and what of it takes two stages to say."""
    return tuple(capital(f"{'; '.join(_said(checkup))}.") for checkup in document.checkups)


def _said(checkup: DayCheckup) -> Iterator[str]:
    yield f"check-up at {time_of_day(checkup.start)}, worn on the {checkup.site}: {ENDED[checkup.ended]}"
    yield from _left_out(checkup)
    yield from _midline(checkup)
    yield from _straight(checkup)
    if checkup.trick:
        yield f"{EFFECTS[checkup.trick.relief]}: {checkup.trick.why}{_changes(checkup)}"
    if not checkup.neutral:
        yield "tilt is not known: the device has no neutral position of this person to compare with"
    if checkup.lying_s:
        yield f"tilted by 60° and more for {exact_duration(checkup.lying_s)}, as lying down: such tilt does not compare"
    rode_s = sum(stage.vehicle_s for stage in checkup.stages)
    if rode_s:
        yield f"in a vehicle for {exact_duration(rode_s)}, in which neither tilt nor turning is told"


def _left_out(checkup: DayCheckup) -> Iterator[str]:
    skipped = [STAGES[stage.stage] for stage in checkup.stages if stage.ended == "skipped"]
    if skipped:
        yield f"skipped: {', '.join(skipped)}"


def _midline(checkup: DayCheckup) -> Iterator[str]:
    tries = [stage for stage in checkup.stages if "midline" in stage.stage and stage.posture_s]
    if tries:
        best = max(tries, key=lambda stage: stage.near_s)
        of = f"{exact_duration(best.posture_s)} judged, the better of {count(len(tries), 'try', 'tries')}"
        yield f"held within 10° of neutral for {exact_duration(best.near_s)} of {of}"


def _straight(checkup: DayCheckup) -> Iterator[str]:
    by_stage = {stage.stage: stage for stage in checkup.stages if stage.judged_s}
    if "at ease" in by_stage and "held straight" in by_stage:
        ease, straight = _tremor(by_stage["at ease"]), _tremor(by_stage["held straight"])
        yield f"tremor at ease: {ease}; held straight: {straight}"


def _changes(checkup: DayCheckup) -> str:
    """How tilt and the power in each band changed, as far as both stages told."""
    trick = checkup.trick
    if trick is None:
        return ""
    tilt = [] if trick.tilt_change_deg is None else [f"median tilt {_signed(trick.tilt_change_deg)}°"]
    bands = (("below 1.5 Hz", trick.slow_change), ("to 4.5 Hz", trick.middle_change), ("above", trick.fast_change))
    powers = [f"{_signed(100 * change)} % {name}" for name, change in bands if change is not None]
    said = [*tilt, *([f"power {', '.join(powers)}"] if powers else [])]
    return f" ({'; '.join(said)})" if said else ""


def _signed(value: float) -> str:
    return f"{value:+.0f}".replace("-", "\N{MINUS SIGN}")


def _row(checkup: DayCheckup, stage: StageResult) -> tuple[str, ...]:
    return (
        time_of_day(checkup.start),
        STAGES[stage.stage],
        "skipped" if stage.ended == "skipped" else _of(stage.duration_s, stage.asked_s),
        _tremor(stage),
        _judged(degrees(stage.tilt_deg), stage.posture_s, known=stage.tilt_deg is not None),
        _of(stage.near_s, stage.posture_s) if stage.posture_s else NOTHING_MEASURED,
        _turning(stage),
    )


def _tremor(stage: StageResult) -> str:
    """How long of what could be judged, how large and how fast."""
    if not stage.judged_s:
        return NOT_MEASURED
    if not stage.tremor_s:
        return f"{NO_TREMOR} in {exact_duration(stage.judged_s)} judged"
    sizes = [] if stage.tremor_deg is None else [degrees(stage.tremor_deg)]
    sizes += [] if stage.tremor_hz is None else [hertz(stage.tremor_hz)]
    return f"{', '.join([_of(stage.tremor_s, stage.judged_s), *sizes])}"


def _turning(stage: StageResult) -> str:
    """In the three bands, below 1.5 Hz, to 4.5 Hz and above."""
    bands = (stage.slow_dps, stage.middle_dps, stage.fast_dps)
    sizes = " / ".join(NOTHING_MEASURED if dps is None else significant(dps) for dps in bands)
    return _judged(f"{sizes} °/s", stage.turning_s, known=any(dps is not None for dps in bands))


def _judged(value: str, seconds: int, *, known: bool) -> str:
    return f"{value} in {exact_duration(seconds)}" if known else NOT_MEASURED


def _of(part_s: float, whole_s: float) -> str:
    return f"{exact_duration(part_s)} of {exact_duration(whole_s)}"
