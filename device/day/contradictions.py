"""What in a day document contradicts itself or cannot be: one check for both ends of the line.

Knows what a day, a set and a text can hold; must never know where a document comes from or where it goes.

Only what no device can have measured is a contradiction. Of a day whose clock nobody vouched for, any number of boots
may fall on the same hours, so such a day and its quarter-hours may be long. Totals may exceed what the quarter-hours
come to, since those are left out of a message that would be too large, but never the other way round. A quarter-hour
may be long as well: a simulated device that is started again records the same one again. The date in a `start` is not
held against the day: only its time of day is shown.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import add, attrgetter, le
from typing import Final

from device.day.document import (
    DayCheckup,
    DayDocument,
    DayEpisode,
    DayPlan,
    DayRound,
    DaySession,
    DaySet,
    KindCount,
    PostureProfile,
    Quality,
    Summary,
)
from device.day.leaves import all_fine, leaves
from device.records.facts import StageResult

MOST_TOLD: Final = 20  # contradictions of one document; whoever reads them reads a few
LONGEST_DAY_S: Final = 25 * 3600 + 60  # clocks go back, and a minute that began in the day counts whole
LONGEST_EPISODE_S: Final = 25 * 3600  # and a set: ours, parts of a quarter of an hour are what devices send
LONGEST_S: Final = 2**31 - 1  # 68 years, of the days of a device whose clock was never set
MOST_HAPPENINGS: Final = 1_000_000  # episodes, gaps: ours, ten a second all day
MOST_IN_A_SET: Final = 10_000  # repetitions, pauses: ours, a programme asks for 100 at most
MOST_SETS: Final = 1_000  # ours: one a minute through the waking hours
MOST_ROUNDS: Final = 10  # of questions: a device begins one a day; ours, for clocks and zones that change
MOST_SENT_SINCE: Final = 200  # revisions of a day of which nothing came back: two days of one each quarter-hour
MOST_REASONS: Final = 50  # different ones: ours
MOST_SAMPLES: Final = LONGEST_S * 1000  # the MPU-6050 gives at most 1000 a second
BEYOND_S: Final = 300  # five minutes of directions count where they begin
AXIS_OFF: Final = 0.05  # of its length: its parts are rounded
MEASURED_AMOUNTS: Final = ("in_band_s", "still_s", "drift_deg", "peak_dps", "tremor_start_deg", "tremor_end_deg")

PARTS: Final = (  # the first is part of the second
    ("assessable_s", "worn_s"),
    ("tremor_s", "assessable_s"),
    ("rest_tremor_s", "rest_s"),
    ("rest_tremor_s", "tremor_s"),
)
ADDED: Final = ("worn_s", "not_worn_s", "assessable_s", "tremor_s", "episodes", "rest_s", "moving_s", "vehicle_s")
NUMBERS: Final = (*ADDED, "rest_tremor_s")
NUMBERS_OF: Final = attrgetter(*NUMBERS)
DURATION_OF, KIND_OF = attrgetter("duration_s"), attrgetter("kind")
COUNT_OF, CONFIRMED_OF = attrgetter("count"), attrgetter("confirmed")

POSTURES_ADDED: Final = (
    *("near_s", "tilted_s", "far_s", "without_neutral_s", "turned_s"),
    *("along_s", "against_s", "across_s", "opposite_s"),
)


def contradictions(document: DayDocument) -> list[str]:
    """In words, each with where it stands; none of a document that a device may send. At most MOST_TOLD."""
    return list(islice(_found(document), MOST_TOLD))


def _found(document: DayDocument) -> Iterator[str]:
    is_one_day = document.quality.clock == "synced"
    yield from leaves("", document)
    yield from _summary("totals", document.totals, LONGEST_DAY_S if is_one_day else LONGEST_S)
    yield from _quarters(document, LONGEST_DAY_S if is_one_day else LONGEST_S)
    if is_one_day:
        yield from _at_most("sets", len(document.sets), MOST_SETS)
        yield from _at_most("sessions", len(document.sessions), MOST_SETS)
        yield from _at_most("symptoms", len(document.symptoms), MOST_ROUNDS)
    yield from _at_most("thinned", len(document.thinned), MOST_REASONS)
    yield from _at_most("sent_since", len(document.sent_since), MOST_SENT_SINCE)
    yield from _episodes(document.episodes)
    for number, done in enumerate(document.sets):
        yield from _set(f"sets[{number}]", done)
    for number, mark in enumerate(document.marks):
        yield from leaves(f"marks[{number}].", mark)
    for number, session in enumerate(document.sessions):
        yield from _session(f"sessions[{number}]", session)
    for number, asked in enumerate(document.symptoms):
        yield from _round(f"symptoms[{number}]", asked)
    yield from _at_most("privacy", len(document.privacy), MOST_SETS)
    for number, wanted in enumerate(document.privacy):
        yield from leaves(f"privacy[{number}].", wanted)
        yield from _at_most(f"privacy[{number}].duration_s", wanted.duration_s, LONGEST_EPISODE_S)
    yield from _at_most("checkups", len(document.checkups), MOST_SETS)
    for number, checkup in enumerate(document.checkups):
        yield from _checkup(f"checkups[{number}]", checkup)
    if document.plan:
        yield from _plan("plan", document.plan)
    yield from _quality(document.quality)


def _episodes(episodes: Sequence[DayEpisode]) -> Iterator[str]:
    if all_fine(episodes) and _all_within(list(map(DURATION_OF, episodes)), LONGEST_EPISODE_S):
        return  # the usual case, and quick
    for number, episode in enumerate(episodes):
        yield from leaves(f"episodes[{number}].", episode)
        yield from _at_most(f"episodes[{number}].duration_s", episode.duration_s, LONGEST_EPISODE_S)


def _summary(where: str, of: Summary, most_s: int) -> Iterator[str]:
    yield from leaves(f"{where}.", of)
    yield from _at_most(f"{where}: worn_s and not_worn_s together", of.worn_s + of.not_worn_s, most_s)
    for part, whole in PARTS:
        if getattr(of, part) > getattr(of, whole):
            yield f"{where}: {part} is {getattr(of, part)}, more than {whole}, which is {getattr(of, whole)}"
    contexts_s = of.rest_s + of.moving_s + of.vehicle_s
    if contexts_s > of.assessable_s:
        yield (
            f"{where}: rest_s, moving_s and vehicle_s are {contexts_s} together, more than assessable_s, "
            f"which is {of.assessable_s}"
        )
    yield from _of_the_limb(where, of)
    yield from _at_most(f"{where}.episodes", of.episodes, MOST_HAPPENINGS)
    yield from _kinds(where, of)


def _all_hold(summaries: Sequence[Summary], of: Mapping[str, Sequence[int]], most_s: int) -> bool:
    """Whether `_summary` has certainly nothing to say of these: each rule is held against all of them at once."""
    contexts = map(add, map(add, of["rest_s"], of["moving_s"]), of["vehicle_s"])
    return (
        all(all(map(le, of[part], of[whole])) for part, whole in PARTS)
        and all(map(le, contexts, of["assessable_s"]))
        and _all_within(list(map(add, of["worn_s"], of["not_worn_s"])), most_s)
        and _all_within(of["episodes"], MOST_HAPPENINGS)
        and all_fine(summaries)
        and _kinds_hold([summary.kinds for summary in summaries])
        and not any(True for summary in summaries for _ in _of_the_limb("", summary))
    )


def _columns(summaries: Sequence[Summary]) -> Mapping[str, Sequence[int]]:
    columns = zip(*map(NUMBERS_OF, summaries), strict=True) if summaries else ((),) * len(NUMBERS)
    return dict(zip(NUMBERS, columns, strict=True))


def _all_within(numbers: Sequence[float], most: int) -> bool:
    return not numbers or (math.isfinite(sum(numbers)) and min(numbers) >= 0 and max(numbers) <= most)


def _kinds_hold(summaries: Sequence[Sequence[KindCount]]) -> bool:
    kinds = list(chain.from_iterable(summaries))
    counts, confirmed = (list(map(of, kinds)) for of in (COUNT_OF, CONFIRMED_OF))
    are_right = _all_within(counts, MOST_HAPPENINGS) and all(map(le, confirmed, counts))
    return are_right and sum(len(set(map(KIND_OF, of_one))) for of_one in summaries) == len(kinds)


def _of_the_limb(where: str, of: Summary) -> Iterator[str]:
    if of.posture:
        yield from _posture(f"{where}.posture", of.posture, of.rest_s + of.vehicle_s)
    yield from _directions(f"{where}.directions", of)


def _directions(where: str, of: Summary) -> Iterator[str]:
    yield from _twice(f"{where}: the band and context", [(one.band, one.context) for one in of.directions])
    for one in of.directions:
        yield from leaves(f"{where}: {one.band} {one.context}: ", one)
        length = math.hypot(one.axis.x, one.axis.y, one.axis.z)
        if not abs(length - 1) <= AXIS_OFF:  # also what is no number
            yield f"{where}: {one.band} {one.context}: expected an axis of length 1, got {length:.3g}"
        recorded_s = of.worn_s + of.not_worn_s + BEYOND_S
        yield from _at_most(f"{where}: {one.band} {one.context}: seconds", one.seconds, recorded_s)


def _posture(where: str, of: PostureProfile, most_s: int) -> Iterator[str]:
    yield from leaves(f"{where}.", of)
    rested_s = of.near_s + of.tilted_s + of.far_s + of.without_neutral_s + of.turned_s
    if rested_s > most_s:
        yield f"{where}: {rested_s} s are told in all, more than rest_s and vehicle_s, which are {most_s}"
    sided_s = of.along_s + of.against_s + of.across_s + of.opposite_s
    if sided_s > of.tilted_s + of.far_s:
        yield f"{where}: tilted to one side or other for {sided_s} s, but tilted at all for {of.tilted_s + of.far_s}"


def _kinds(where: str, of: Summary) -> Iterator[str]:
    yield from _twice(f"{where}: the kind", [kind.kind for kind in of.kinds])
    for kind in of.kinds:
        yield from _at_most(f"{where}: count of {kind.kind}", kind.count, MOST_HAPPENINGS)
        if kind.confirmed > kind.count:
            yield f"{where}: {kind.confirmed} of {kind.count} {kind.kind} are confirmed"


def _quarters(document: DayDocument, most_s: int) -> Iterator[str]:
    yield from _twice("quarters: the quarter", [quarter.quarter for quarter in document.quarters])
    summaries = [quarter.summary for quarter in document.quarters]
    of = _columns(summaries)
    if not _all_hold(summaries, of, most_s):
        for quarter in document.quarters:
            yield from _summary(f"quarter {quarter.quarter}", quarter.summary, most_s)
    for name in ADDED:
        parts = sum(of[name])
        if parts > getattr(document.totals, name):
            yield f"totals: {name} is {getattr(document.totals, name)}, less than the {parts} of its quarter-hours"
    held = [quarter.summary.posture for quarter in document.quarters if quarter.summary.posture]
    yield from _posture_added(held, document.totals.posture or PostureProfile())


def _posture_added(parts: Sequence[PostureProfile], whole: PostureProfile) -> Iterator[str]:
    for name in POSTURES_ADDED:
        parts_s = sum(getattr(part, name) for part in parts)
        if parts_s > getattr(whole, name):
            yield f"totals.posture: {name} is {getattr(whole, name)}, less than the {parts_s} of its quarter-hours"


def _set(where: str, done: DaySet) -> Iterator[str]:
    yield from leaves(f"{where}.", done)
    yield from _at_most(f"{where}.duration_s", done.duration_s, LONGEST_EPISODE_S)
    for name in ("target_repetitions", "done_repetitions", "pauses"):
        yield from _at_most(f"{where}.{name}", getattr(done, name) or 0, MOST_IN_A_SET)
    yield from _tally(f"{where}.uncounted", done.uncounted, MOST_IN_A_SET)
    yield from leaves(f"{where}.measures.", done.measures)
    for name in ("number", "sets"):
        yield from _at_most(f"{where}.{name}", getattr(done, name), MOST_SETS)
    if done.number > done.sets:
        yield f"{where}: number {done.number} of {done.sets} sets"
    for name in MEASURED_AMOUNTS:
        yield from _at_most(f"{where}.measures.{name}", getattr(done.measures, name) or 0, LONGEST_EPISODE_S)


def _checkup(where: str, checkup: DayCheckup) -> Iterator[str]:
    yield from leaves(f"{where}.", checkup)
    for name in ("duration_s", "lying_s"):
        yield from _at_most(f"{where}.{name}", getattr(checkup, name), LONGEST_EPISODE_S)
    yield from _at_most(f"{where}.version", checkup.version, LONGEST_S)
    yield from _twice(f"{where}: the part", checkup.parts)
    yield from _twice(f"{where}: the stage", [stage.stage for stage in checkup.stages])
    for stage in checkup.stages:
        yield from _stage(f"{where}: {stage.stage}", stage)
    if checkup.trick:
        yield from leaves(f"{where}.trick.", checkup.trick)
        yield from _at_most(f"{where}.trick.lasted_s", checkup.trick.lasted_s, LONGEST_EPISODE_S)


STAGE_PARTS: Final = (  # the first is part of the second
    ("tremor_s", "judged_s"),
    ("moving_s", "judged_s"),
    ("vehicle_s", "judged_s"),
    ("near_s", "posture_s"),
)
STAGE_SECONDS: Final = ("judged_s", "posture_s", "turning_s")


def _stage(where: str, stage: StageResult) -> Iterator[str]:
    yield from leaves(f"{where}: ", stage)
    for name in ("after_s", "asked_s", "duration_s"):
        yield from _at_most(f"{where}: {name}", getattr(stage, name), LONGEST_EPISODE_S)
    for name in STAGE_SECONDS:
        yield from _at_most(f"{where}: {name}", getattr(stage, name), math.ceil(stage.duration_s))
    for part, whole in STAGE_PARTS:
        if not 0 <= getattr(stage, part) <= getattr(stage, whole):
            yield f"{where}: {part} is {getattr(stage, part)}, more than {whole}, which is {getattr(stage, whole)}"


def _session(where: str, session: DaySession) -> Iterator[str]:
    yield from leaves(f"{where}.", session)
    yield from _at_most(f"{where}.duration_s", session.duration_s, LONGEST_EPISODE_S)
    yield from _at_most(f"{where}.due_sets", session.due_sets, MOST_SETS)
    yield from _at_most(f"{where}.version", session.version, LONGEST_S)
    if session.done_sets > session.due_sets:
        yield f"{where}: {session.done_sets} sets were done of {session.due_sets} that were due"


def _round(where: str, asked: DayRound) -> Iterator[str]:
    yield from leaves(f"{where}.", asked)
    yield from _twice(f"{where}.answers: number", [answer.number for answer in asked.answers])


def _plan(where: str, plan: DayPlan) -> Iterator[str]:
    yield from leaves(f"{where}.", plan)
    yield from _at_most(f"{where}.version", plan.version, LONGEST_S)
    yield from _at_most(f"{where}.due", len(plan.due), MOST_SETS)
    for number, item in enumerate(plan.due):
        yield from leaves(f"{where}.due[{number}].", item)
        for name in ("sessions", "sets", "repetitions", "hold_s"):
            yield from _at_most(f"{where}.due[{number}].{name}", getattr(item, name) or 0, MOST_IN_A_SET)


def _quality(quality: Quality) -> Iterator[str]:
    yield from leaves("quality.", quality)
    yield from _at_most("quality.gaps", quality.gaps, MOST_HAPPENINGS)
    yield from _at_most("quality.gap_s", quality.gap_s, LONGEST_S)
    yield from _at_most("quality.lost_samples", quality.lost_samples, MOST_SAMPLES)
    yield from _tally("quality.gap_reasons", quality.gap_reasons, MOST_HAPPENINGS)


def _tally(where: str, counted: Sequence[tuple[str, int]], most: int) -> Iterator[str]:
    yield from _at_most(where, len(counted), MOST_REASONS)
    for _, number in counted:
        yield from _at_most(where, number, most)


def _at_most(where: str, seen: float, most: int) -> Iterator[str]:
    if not 0 <= seen <= most:  # also what is no number
        yield f"{where}: expected 0 to {most}, got {seen:.15g}"


def _twice(where: str, seen: Sequence[object]) -> Iterator[str]:
    if len(set(seen)) < len(seen):
        yield from (f"{where} {name} stands {times} times" for name, times in Counter(seen).items() if times > 1)
