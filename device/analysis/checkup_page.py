"""A check-up in a recording as a page for people: a line for each stage, and what the trick did.

Knows words and columns; must never know how anything was measured. Every number stands with the seconds that it is of.
"""

from collections.abc import Iterator

from device.records.calendar import stopwatch
from device.records.facts import Checkup, StageResult, TrickEffect

PERCENT = 100
UNKNOWN = "-"
HEADING = (
    "     start  stage                  done  tremor in  judged     Hz    deg   tilt  within 10 deg"
    "  <1.5 Hz  <4.5 Hz  above (deg/s rms)"
)


def checkup_lines(checkup: Checkup, first_s: float) -> Iterator[str]:
    """All there is to say about it."""
    start, end = (stopwatch(at_s - first_s) for at_s in (checkup.start_s, checkup.start_s + checkup.duration_s))
    worn = f", worn on the {checkup.site}" if checkup.site else ""
    yield f"  Check-up from {start} to {end}{worn}; above, its minutes count as recorded and in no other total."
    yield HEADING
    yield from (_stage(stage, checkup.start_s - first_s) for stage in checkup.stages)
    yield from _trick(checkup.trick)
    yield from _limits(checkup)


def _stage(stage: StageResult, start_s: float) -> str:
    tilt = UNKNOWN if stage.tilt_deg is None else f"{stage.tilt_deg:.0f}"
    near = _of(stage.near_s, stage.posture_s) if stage.posture_s else UNKNOWN
    return (
        f"  {stopwatch(start_s + stage.after_s):>8}  {stage.stage:<15}  {_of(stage.duration_s, stage.asked_s):>10}"
        f"  {stage.tremor_s:7} s  {stage.judged_s:4} s  {_number(stage.tremor_hz)}  {_number(stage.tremor_deg)}"
        f"  {tilt:>5}  {near:>13}  {_turning(stage)}"
    )


def _turning(stage: StageResult) -> str:
    bands = (stage.slow_dps, stage.middle_dps, stage.fast_dps)
    if all(dps is None for dps in bands):
        return "turning not measured"
    return f"{'  '.join(f'{_number(dps):>7}' for dps in bands[:2])}  {_number(bands[2])} in {stage.turning_s} s"


def _trick(effect: TrickEffect | None) -> Iterator[str]:
    if effect is None:
        return
    words = {"told": "relief told", "none told": "no relief told", "cannot tell": "cannot tell whether it relieves"}
    yield f"  trick       {words[effect.relief]}: {effect.why}"
    tilt = [] if effect.tilt_change_deg is None else [f"median tilt {effect.tilt_change_deg:+.0f} deg"]
    changes = {"below 1.5 Hz": effect.slow_change, "to 4.5 Hz": effect.middle_change, "above": effect.fast_change}
    powers = [f"power {name} {PERCENT * share:+.0f} %" for name, share in changes.items() if share is not None]
    if tilt or powers:
        yield f"              with it: {', '.join([*tilt, *powers])}"


def _limits(checkup: Checkup) -> Iterator[str]:
    if checkup.ended != "done":
        yield "  cut off     the recording ends within it"
    if not checkup.neutral:
        yield "  tilt        not known: no neutral position to compare with, see --baseline"
    if checkup.lying_s:
        yield f"  lying       tilted by 60 deg and more for {checkup.lying_s} s: such tilt does not compare"
    rode_s = sum(stage.vehicle_s for stage in checkup.stages)
    if rode_s:
        yield f"  vehicle     for {rode_s} s, in which neither tilt nor turning is told"


def _of(part_s: float, whole_s: float) -> str:
    return f"{part_s:.0f} of {whole_s:.0f} s"


def _number(value: float | None) -> str:
    return f"{UNKNOWN:>5}" if value is None else f"{value:5.1f}"
