"""One analysed recording as a page for people: totals, episodes, and tremor over time.

Knows words and columns; must never know how results were found or where the page is written.
"""

import math
from collections.abc import Iterator

from device.analysis.checkup_page import checkup_lines
from device.analysis.report import DECIMALS_SHOWN, Analysis, day
from device.analysis.set_page import set_lines
from device.day.document import DayDocument, MovementDirection, PostureProfile, Quarter, Summary
from device.records.calendar import stopwatch
from device.records.facts import Episode, Minute

MINUTES_SHOWN = 90  # a longer recording is shown by quarter-hours
PERCENT = 100
LEAST_SHAKEN_S = 3  # as long as an episode
LARGE_OFFSET_DPS = 5.0  # ours: a calibrated gyroscope stays below it while it warms by 15 °C


def to_text(analysis: Analysis) -> str:
    """A page for people: what was recorded and judged, the episodes, and tremor minute by minute."""
    document, first_s = day(analysis), round(analysis.first_s, DECIMALS_SHOWN)
    lines = [
        analysis.file,
        f"  times       from the start of the first second, t_s = {first_s:.15g} in the file",
        *(f"  taken as    {words}" for words in analysis.taken),
        *(f"  units?      {suspicion}" for suspicion in analysis.suspected),
        *_totals(analysis, document.totals),
        "",
        *_episodes(analysis, document.totals),
        "",
        *(line for one in analysis.checkups for line in (*checkup_lines(one, analysis.first_s), "")),
        *_course(document, analysis),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _totals(analysis: Analysis, totals: Summary) -> Iterator[str]:
    worn_s, off_s = totals.worn_s, totals.not_worn_s
    yield f"  recorded    {stopwatch(worn_s + off_s)} of {stopwatch(analysis.last_s - analysis.first_s)}" + (
        f", not worn {stopwatch(off_s)}" if off_s else ""
    )
    yield f"  assessable  {stopwatch(totals.assessable_s)} ({_share(totals.assessable_s, worn_s)} of the time worn)"
    of_it = _share(totals.tremor_s, totals.assessable_s)
    yield f"  tremor      {stopwatch(totals.tremor_s)} ({of_it} of assessable time)" + (
        "".join(f", {part}" for part in _sizes(totals))
    )
    if totals.width_hz is not None and totals.sharpness is not None:
        yield f"  peak        {totals.width_hz:.1f} Hz wide at half its power, sharpness {totals.sharpness:.0f}"
    yield from _contexts(totals)
    yield from _posture(totals.posture)
    yield from (_turning(one) for one in totals.directions)
    if analysis.left_out:
        yield f"  left out    {analysis.left_out} of the samples: without plausible numbers or a time of their own"
    yield from _dead_parts(analysis)
    yield from _gyroscope(analysis)
    yield from _shaken(analysis)
    yield from set_lines(analysis)
    yield from _reasons(analysis)


DEAD_PARTS = {
    "gyroscope": "angles and repetitions are not measured then, and tremor by acceleration alone or not at all",
    "accelerometer": "posture, rides and repetitions are not measured then",
}


def _dead_parts(analysis: Analysis) -> Iterator[str]:
    """Which sensor did not work, and for how long: an axis of it shows the same all the time."""
    for part, seconds in day(analysis).quality.unmeasured:
        if part == "wear":
            yield f"  noise       {stopwatch(seconds)} at rest is so noisy that wearing cannot be told; it is left out"
            continue
        yield f"  {part} does not work for {stopwatch(seconds)}, an axis never changes: {DEAD_PARTS[part]}"


def _gyroscope(analysis: Analysis) -> Iterator[str]:
    """A word on its offset where that matters: a large one, or an unknown one when an exercise is counted."""
    offset_dps = analysis.gyroscope_offset_dps
    if offset_dps is None and analysis.turns and analysis.repetitions is not None:
        yield "  gyroscope   its offset is unknown, since the limb was never still for a second: angles may be wrong"
    if offset_dps is not None and math.hypot(*offset_dps) >= LARGE_OFFSET_DPS:
        yield f"  gyroscope   its offset of {math.hypot(*offset_dps):.0f} deg/s is taken out; calibrate the sensor"


def _shaken(analysis: Analysis) -> Iterator[str]:
    """For how long a rhythm was there that no joint of the limb makes, where that is no chance."""
    shaken_s = sum(one.shaken for one in analysis.readings)
    if shaken_s >= LEAST_SHAKEN_S:
        yield f"  shaken      {stopwatch(shaken_s)} far more than turned, as by a machine: no tremor is told then"


def _sizes(summary: Summary) -> Iterator[str]:
    if summary.frequency_hz is not None:
        yield f"median {summary.frequency_hz:.1f} Hz"
    if summary.amplitude_deg is not None:
        yield f"{summary.amplitude_deg:.1f} deg"
    if summary.amplitude_p90_deg is not None:
        yield f"90th percentile {summary.amplitude_p90_deg:.1f} deg"
    if summary.irregularity_hz is not None:
        yield f"irregularity {summary.irregularity_hz:.2f} Hz"


def _contexts(summary: Summary) -> Iterator[str]:
    """What the limb did while it could be judged."""
    if summary.assessable_s:
        rest_s, of = summary.rest_s, f"{_share(summary.rest_s, summary.assessable_s)} of assessable time"
        yield f"  at rest     {stopwatch(rest_s)} ({of})" + (
            f", tremor in {_share(summary.rest_tremor_s, rest_s)} of it" if rest_s else ""
        )
        yield f"  moving      {stopwatch(summary.moving_s)}" + (
            f", in a vehicle {stopwatch(summary.vehicle_s)}" if summary.vehicle_s else ""
        )


def _posture(held: PostureProfile | None) -> Iterator[str]:
    """How the limb was held, of the time in which that could be judged; or why nobody knows."""
    if held is None:
        return
    if held.without_neutral_s:
        yield "  posture     not known: no neutral position to compare with, see --baseline"
    if held.judged_s:
        yield (
            f"  posture     of {stopwatch(held.judged_s)} at rest: within 15 deg of neutral {stopwatch(held.near_s)},"
            f" to 35 deg {stopwatch(held.tilted_s)}, beyond {stopwatch(held.far_s)}, median {held.tilt_deg:.0f} deg"
        )
    if held.along_deg is not None and held.across_deg is not None:
        yield (
            f"  tilted      along the limb {stopwatch(held.along_s)} and {stopwatch(held.against_s)} the other way,"
            f" {held.along_deg:.0f} deg; across it {stopwatch(held.across_s)} and {stopwatch(held.opposite_s)},"
            f" {held.across_deg:.0f} deg"
        )
    if held.turned_s:
        yield f"  turned?     for {stopwatch(held.turned_s)} the sensor seems turned on the limb: no posture counted"


BAND_WORDS = {"slow": "below 1.5 Hz", "middle": "to 4.5 Hz", "fast": "above"}


def _turning(one: MovementDirection) -> str:
    axes = "of the limb" if one.of_limb else "of the sensor"
    about = " ".join(f"{part:+.2f}" for part in (one.axis.x, one.axis.y, one.axis.z))
    return (
        f"  turning     {BAND_WORDS[one.band]}, {one.context}: {stopwatch(one.seconds)} at {one.rms_dps:.1f} deg/s"
        f" about ({about}) {axes}, {one.dispersion_deg:.0f} deg from it on average"
    )


def _reasons(analysis: Analysis) -> Iterator[str]:
    """If nothing or less than half could be judged: why, in the words of the second in the middle of the others."""
    others = [reading for reading in analysis.readings if reading.tremor is None]
    if len(others) == len(analysis.readings):
        yield f"  no second could be judged: {others[len(others) // 2].why}"
    elif len(others) > len(analysis.readings) / 2:
        of = f"{stopwatch(len(others))} of {stopwatch(len(analysis.readings))}"
        yield f"  not judged  {of}: {others[len(others) // 2].why}"


def _episodes(analysis: Analysis, totals: Summary) -> Iterator[str]:
    if not analysis.episodes:
        yield "  No movement episodes."
        return
    yield f"  {in_number(len(analysis.episodes))}{_unconfirmed(totals)}"
    yield "     start  duration     Hz    deg  irregularity  context kind"
    yield from (_episode_line(episode, analysis.first_s) for episode in analysis.episodes)


def in_number(episodes: int) -> str:
    """So many movement episodes, in words: none, one or more."""
    return f"{episodes or 'no'} movement episode{'' if episodes == 1 else 's'}"


def _unconfirmed(totals: Summary) -> str:
    """A word on those that cannot be told apart from movement made on purpose."""
    count = sum(kind.count - kind.confirmed for kind in totals.kinds)
    return f", {count} unconfirmed: not rhythmic, so the movement may have been made on purpose" if count else ""


def _episode_line(episode: Episode, first_s: float) -> str:
    irregularity = "-" if episode.irregularity_hz is None else f"{episode.irregularity_hz:.2f} Hz"
    return (
        f"  {stopwatch(episode.start_s - first_s):>8}  {_lasting(episode.duration_s):>8}"
        f"  {_number(episode.frequency_hz)}  {_number(episode.amplitude_deg)}"
        f"  {irregularity:>12}  {episode.context or '-':<7} {episode.kind}"
    )


def _course(document: DayDocument, analysis: Analysis) -> Iterator[str]:
    """Tremor over time: by minutes, or by quarter-hours in a long recording."""
    if len(analysis.minutes) > MINUTES_SHOWN:
        yield "  quarter-hour  tremor  assessable     Hz    deg"
        yield from (_quarter_line(quarter) for quarter in document.quarters)
    elif analysis.minutes:
        yield "    minute  tremor  assessable"
        yield from (_minute_line(minute, analysis.first_s) for minute in analysis.minutes)


def _quarter_line(quarter: Quarter) -> str:
    hour, part = divmod(quarter.quarter, 4)
    summary = quarter.summary
    return (
        f"         {hour:02}:{part * 15:02}  {summary.tremor_s:4} s  {summary.assessable_s:8} s"
        f"  {_number(summary.frequency_hz)}  {_number(summary.amplitude_deg)}"
    )


def _minute_line(minute: Minute, first_s: float) -> str:
    start = stopwatch(minute.start_s - first_s)
    return f"  {start:>8}  {minute.tremor_s:4} s  {minute.assessable_s:8} s"


def _number(value: float | None) -> str:
    return "    -" if value is None else f"{value:5.1f}"


def _share(part_s: float, whole_s: float) -> str:
    return f"{PERCENT * part_s / whole_s:.0f} %" if whole_s else "none"


def _lasting(seconds: float) -> str:
    """As on a stopwatch, or in tenths of a second what is over before the stopwatch moves."""
    return stopwatch(seconds) if seconds >= 1 else f"{seconds:.1f} s"
