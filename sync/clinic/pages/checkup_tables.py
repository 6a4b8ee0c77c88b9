"""The prompted check-ups of a day: a table with a row for each stage, and in words what they come to.

Knows what a therapist wants to know of a check-up; must never know HTML, SQL or how anything was measured. Every number
stands with the time that it is of.
"""

from collections.abc import Iterator
from typing import Final

from device.day.document import DayCheckup, DayDocument
from device.records.facts import CheckupEnd, CheckupStage, Relief, StageResult
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.wording.heard import heard_text
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import capital, degrees, exact_duration, hertz, significant, time_of_day

ENDED: Final[dict[CheckupEnd, str]] = {
    "done": marked("done to its end"),
    "stopped": marked("stopped by the patient"),
    "sensor lost": marked("ended because the sensor gave no data"),
    "privacy": marked("ended by an hour of privacy"),
    "device stopped": marked("not over yet, or ended with the device"),
}
STAGES: Final[dict[CheckupStage, str]] = {
    "rest": marked("rest"),
    "hold": marked("hold"),
    "first midline": marked("held in the middle, first try"),
    "second midline": marked("held in the middle, second try"),
    "at ease": marked("at ease"),
    "held straight": marked("held straight"),
    "without trick": marked("without the sensory trick"),
    "with trick": marked("with the sensory trick"),
}
EFFECTS: Final[dict[Relief, str]] = {
    "told": marked("sensory trick, relief told"),
    "none told": marked("sensory trick, no relief told"),
    "cannot tell": marked("sensory trick, cannot tell whether it relieves"),
}
NOT_MEASURED: Final = marked("not measured")


def checkups_table(document: DayDocument) -> Table | None:
    """A row for each stage; None on a day without check-ups, prescribed or done."""
    prescribed = document.plan.checkups if document.plan else 0
    if not (document.checkups or prescribed):
        return None
    done = sum(checkup.ended == "done" for checkup in document.checkups)
    asked = spoken(", {number} prescribed", number=prescribed) if prescribed else ""
    return Table(
        spoken(CAPTION, done=done, prescribed=asked),
        tuple(map(spoken, COLUMNS)),
        tuple(_row(checkup, stage) for checkup in document.checkups for stage in checkup.stages),
        spoken("No check-up was begun{prescribed}.", prescribed=asked),
    )


CAPTION: Final = marked(
    "Prompted check-ups: {done} done to the end{prescribed}. They compare with other check-ups only, and are in none "
    "of the day's other numbers. Turning: below 1.5 Hz / to 4.5 Hz / above."
)
COLUMNS: Final = (
    *(marked("Check-up"), marked("Stage"), marked("Done"), marked("Tremor"), marked("Tilt from neutral")),
    *(marked("Within 10°"), marked("Turning, rms")),
)


def checkup_sentences(document: DayDocument) -> tuple[str, ...]:
    """One for each check-up: how it ended, and what of it takes two stages to say."""
    return tuple(capital(f"{'; '.join(_said(checkup))}.") for checkup in document.checkups)


def _said(checkup: DayCheckup) -> Iterator[str]:
    yield spoken(
        "check-up at {time}, worn on the {site}: {ended}",
        time=time_of_day(checkup.start),
        site=spoken(checkup.site),
        ended=spoken(ENDED[checkup.ended]),
    )
    yield from _left_out(checkup)
    yield from _midline(checkup)
    yield from _straight(checkup)
    if checkup.trick:
        yield f"{spoken(EFFECTS[checkup.trick.relief])}: {heard_text(checkup.trick.why)}{_changes(checkup)}"
    if not checkup.neutral:
        yield spoken("tilt is not known: the device has no neutral position of this person to compare with")
    if checkup.lying_s:
        yield spoken(LYING, time=exact_duration(checkup.lying_s))
    rode_s = sum(stage.vehicle_s for stage in checkup.stages)
    if rode_s:
        yield spoken("in a vehicle for {time}, in which neither tilt nor turning is told", time=exact_duration(rode_s))


LYING: Final = marked("tilted by 60° and more for {time}, as lying down: such tilt does not compare")


def _left_out(checkup: DayCheckup) -> Iterator[str]:
    skipped = [spoken(STAGES[stage.stage]) for stage in checkup.stages if stage.ended == "skipped"]
    if skipped:
        yield spoken("skipped: {stages}", stages=", ".join(skipped))


def _midline(checkup: DayCheckup) -> Iterator[str]:
    tries = [stage for stage in checkup.stages if "midline" in stage.stage and stage.posture_s]
    if tries:
        best = max(tries, key=lambda stage: stage.near_s)
        near, judged = exact_duration(best.near_s), exact_duration(best.posture_s)
        yield counted(*HELD_NEAR, len(tries), near=near, judged=judged)


HELD_NEAR: Final = plural(
    "held within 10° of neutral for {near} of {judged} judged, the better of {number} try",
    "held within 10° of neutral for {near} of {judged} judged, the better of {number} tries",
)


def _straight(checkup: DayCheckup) -> Iterator[str]:
    by_stage = {stage.stage: stage for stage in checkup.stages if stage.judged_s}
    if "at ease" in by_stage and "held straight" in by_stage:
        ease, straight = _tremor(by_stage["at ease"]), _tremor(by_stage["held straight"])
        yield spoken("tremor at ease: {ease}; held straight: {straight}", ease=ease, straight=straight)


def _changes(checkup: DayCheckup) -> str:
    """How tilt and the power in each band changed, as far as both stages told."""
    trick = checkup.trick
    if trick is None:
        return ""
    changed_deg = trick.tilt_change_deg
    tilt = [] if changed_deg is None else [spoken("median tilt {change}°", change=_signed(changed_deg))]
    changes = zip(BAND_CHANGES, (trick.slow_change, trick.middle_change, trick.fast_change), strict=True)
    powers = [spoken(words, change=_signed(100 * change)) for words, change in changes if change is not None]
    said = [*tilt, *([spoken("power {changes}", changes=", ".join(powers))] if powers else [])]
    return f" ({'; '.join(said)})" if said else ""


BAND_CHANGES: Final = (
    *(marked("{change} % below 1.5 Hz"), marked("{change} % to 4.5 Hz")),
    marked("{change} % above"),
)


def _signed(value: float) -> str:
    return f"{value:+.0f}".replace("-", "\N{MINUS SIGN}")


def _row(checkup: DayCheckup, stage: StageResult) -> tuple[str, ...]:
    return (
        time_of_day(checkup.start),
        spoken(STAGES[stage.stage]),
        spoken("skipped") if stage.ended == "skipped" else _of(stage.duration_s, stage.asked_s),
        _tremor(stage),
        _judged(degrees(stage.tilt_deg), stage.posture_s, known=stage.tilt_deg is not None),
        _of(stage.near_s, stage.posture_s) if stage.posture_s else NOTHING_MEASURED,
        _turning(stage),
    )


def _tremor(stage: StageResult) -> str:
    """How long of what could be judged, how large and how fast."""
    if not stage.judged_s:
        return spoken(NOT_MEASURED)
    if not stage.tremor_s:
        return spoken("none in {time} judged", time=exact_duration(stage.judged_s))
    sizes = [] if stage.tremor_deg is None else [degrees(stage.tremor_deg)]
    sizes += [] if stage.tremor_hz is None else [hertz(stage.tremor_hz)]
    return f"{', '.join([_of(stage.tremor_s, stage.judged_s), *sizes])}"


def _turning(stage: StageResult) -> str:
    """In the three bands, below 1.5 Hz, to 4.5 Hz and above."""
    bands = (stage.slow_dps, stage.middle_dps, stage.fast_dps)
    sizes = " / ".join(NOTHING_MEASURED if dps is None else significant(dps) for dps in bands)
    return _judged(f"{sizes} °/s", stage.turning_s, known=any(dps is not None for dps in bands))


def _judged(value: str, seconds: int, *, known: bool) -> str:
    if not known:
        return spoken(NOT_MEASURED)
    return spoken("{value} in {time}", value=value, time=exact_duration(seconds))


def _of(part_s: float, whole_s: float) -> str:
    return spoken("{done} of {target}", done=exact_duration(part_s), target=exact_duration(whole_s))
