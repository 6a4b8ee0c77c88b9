"""What was prescribed for a day and what was done of it: sessions, exercises and sets, as rows of text.

Knows what a therapist wants to know of an exercise; must never know HTML, SQL or what time it is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from device.day.document import DayDocument, DayPlan, DaySession, DaySet, Repetitions, repetitions
from device.programme.catalogue import CATALOGUE
from device.records.facts import SETS_DONE, PlannedItem, Rating, SetMeasures, StopReason
from sync.clinic.pages.tables import NOTHING_MEASURED, Table, reasons_counted
from sync.clinic.wording.heard import heard_text
from sync.clinic.wording.language import counted, grouped, marked, plural, spoken, with_decimal
from sync.clinic.wording.words import degrees, exact_duration, hertz, percent, time_of_day

ENDINGS: Final[dict[StopReason, str]] = {
    "done": marked("finished"),
    "stopped": marked("stopped early"),
    "paused too long": marked("paused too long"),
    "paced": marked("ended when the paced time was up"),
    "time over": marked("stopped when its time was over"),
    "tremor rose": marked("stopped because tremor rose"),
    "device stopped": marked("ended with the device"),
    "privacy": marked("ended by an hour of privacy"),
}
NOT_COUNTED: Final = marked("not counted")  # done as far as anybody knows: neither none nor all
DISCOMFORT: Final[dict[Rating, str]] = {"none": marked("none"), "some": marked("some"), "a lot": marked("a lot")}
NOT_ANSWERED: Final = marked("not answered")


def plan_table(document: DayDocument) -> Table | None:
    """Each exercise that was prescribed or done, target against done; None where a day has neither."""
    planned = document.plan.due if document.plan else ()
    names = list(dict.fromkeys([*(item.exercise for item in planned), *(done.exercise for done in document.sets)]))
    if not document.plan or not names:
        return None
    return Table(
        spoken(
            "Programme {name}, version {version}: what it asks of this day, and what was done.",
            name=document.plan.programme,
            version=document.plan.version,
        ),
        (
            *(spoken("Exercise"), spoken("Prescribed"), spoken("Sets to their end")),
            *(spoken("Repetitions or time"), spoken("Not counted")),
        ),
        tuple(_planned(name, document.plan, document.sets) for name in names),
        spoken("Nothing was prescribed for this day."),
    )


def _planned(name: str, plan: DayPlan, sets: Sequence[DaySet]) -> tuple[str, ...]:
    done = [one for one in sets if one.exercise == name]
    asked = [item for item in plan.due if item.exercise == name]
    wanted = sum(item.sessions * item.sets for item in asked)
    return (
        exercise_title(name),
        "; ".join(map(_prescribed, asked)) or spoken("not prescribed"),
        _of(str(sum(one.stopped in SETS_DONE for one in done)), str(wanted), asked=True) if wanted else str(len(done)),
        _amount(asked, done),
        _uncounted(done) or spoken("none"),
    )


def _prescribed(item: PlannedItem) -> str:
    """2 sessions of 3 sets of 10; 3 sets of 20 s."""
    each = f"{item.repetitions}" if item.repetitions is not None else exact_duration(item.hold_s or 0)
    sets = counted("{number} set of {each}", "{number} sets of {each}", item.sets, each=each)
    texts = plural("{number} session of {sets}", "{number} sessions of {sets}")
    return sets if item.sessions == 1 else counted(*texts, item.sessions, sets=sets)


def _amount(asked: Sequence[PlannedItem], done: Sequence[DaySet]) -> str:
    """What was done of all that the day asks for: repetitions, or the time in the position."""
    wanted = sum(item.sessions * item.sets * (item.repetitions or 0) for item in asked)
    wanted_s = sum(item.sessions * item.sets * (item.hold_s or 0) for item in asked)
    held = [one for one in done if one.target_s is not None]
    if wanted_s or held:
        return _of(exact_duration(_known_sum(map(_held_s, held))), exact_duration(wanted_s), asked=wanted_s > 0)
    repeated = [one.done_repetitions for one in done if one.done_repetitions is not None]
    if done and not repeated:
        return spoken(NOT_COUNTED)
    unknown = [one.target_repetitions for one in done if one.done_repetitions is None]
    of = _of(str(sum(repeated)), str(max(0, wanted - sum(unknown))), asked=wanted > 0)
    return counted(*BESIDE, sum(unknown), of=of) if unknown and wanted else of


BESIDE: Final = plural("{of}; {number} more not counted", "{of}; {number} more not counted")


def _of(done: str, wanted: str, *, asked: bool) -> str:
    return spoken("{done} of {target}", done=done, target=wanted) if asked else done


def _held_s(done: DaySet) -> float | None:
    """How long the position was really kept, as far as that was measured."""
    measured = done.measures
    return measured.in_band_s if measured.in_band_s is not None else measured.still_s


def _known_sum(values: Iterable[float | None]) -> float:
    return sum(value for value in values if value is not None)


def _uncounted(done: Sequence[DaySet]) -> str:
    reasons = Counter[str]()
    for one in done:
        reasons.update(dict(one.uncounted))
    return reasons_counted(sorted(reasons.items()))


def sessions_table(document: DayDocument) -> Table | None:
    """Every session: how many of the sets that were due were done, why it ended, and what the patient said of it."""
    if not document.sessions:
        return None
    return Table(
        spoken("Sessions: {number}.", number=grouped(len(document.sessions))),
        (spoken("Start"), spoken("Sets to their end"), spoken("Ended"), spoken("Discomfort"), spoken("Duration")),
        tuple(map(_session, document.sessions)),
        spoken("No session was recorded."),
    )


def _session(session: DaySession) -> tuple[str, ...]:
    return (
        time_of_day(session.start),
        spoken("{done} of {due} due", done=session.done_sets, due=session.due_sets),
        spoken(ENDINGS[session.stopped]),
        spoken(DISCOMFORT[session.rating] if session.rating else NOT_ANSWERED),
        exact_duration(session.duration_s),
    )


def sets_table(document: DayDocument) -> Table:
    """Every exercise set: what was asked, what was done, and why the rest did not count."""
    total = repetitions(document.sets)
    return Table(
        spoken(
            "Repetitions asked for in the sets that were begun: {done} {in_sets}; range is the angle moved through.",
            done=done_of_target(total),
            in_sets=in_sets(total),
        ),
        tuple(map(spoken, SET_COLUMNS)),
        tuple(_set(done) for done in document.sets),
        spoken("No exercise set was recorded."),
    )


SET_COLUMNS: Final = (
    *(marked("Start"), marked("Exercise"), marked("Done"), marked("Target"), marked("Not counted")),
    *(marked("Median range"), marked("Best range"), marked("How"), marked("Duration"), marked("Ended")),
)


def done_of_target(total: Repetitions) -> str:
    """9 of 10; `not counted` where no set was."""
    if total.sets <= total.sets_not_counted:
        return spoken(NOT_COUNTED)
    return spoken("{done} of {target}", done=total.done, target=total.target)


def in_sets(total: Repetitions) -> str:
    """In 2 sets, 1 more not counted: the sets that the numbers are of come first."""
    numbered = total.sets - total.sets_not_counted
    within = counted("in {number} set", "in {number} sets", numbered or total.sets)
    if not numbered or not total.sets_not_counted:
        return within
    return spoken("{within}, {more} more not counted", within=within, more=total.sets_not_counted)


def _set(done: DaySet) -> tuple[str, ...]:
    ended = [spoken(ENDINGS[done.stopped])]
    ended += [counted("{number} pause", "{number} pauses", done.pauses)] if done.pauses else []
    numbered = spoken(", set {number} of {sets}", number=done.number, sets=done.sets) if done.sets > 1 else ""
    return (
        time_of_day(done.start),
        exercise_title(done.exercise) + numbered,
        _done(done),
        _target(done),
        _left_out(done),
        _range(done, done.range_median_deg),
        _range(done, done.range_best_deg),
        "; ".join(measured_words(done.measures)) or NOTHING_MEASURED,
        exact_duration(done.duration_s),
        ", ".join(ended),
    )


def exercise_title(name: str) -> str:
    """What the exercise is called for people; the name itself for one that only another version knows."""
    return spoken(CATALOGUE[name].title) if name in CATALOGUE else name


def _left_out(done: DaySet) -> str:
    """What did not count, and why; of a set that nobody counted, why not."""
    if done.target_s is not None:
        return NOTHING_MEASURED
    if done.done_repetitions is None:
        return heard_text(done.not_counted or "") or spoken("reason unknown")
    return reasons_counted(done.uncounted) or spoken("none")


def _done(done: DaySet) -> str:
    if done.target_s is not None:
        held_s = _held_s(done)
        return exact_duration(min(done.duration_s, done.target_s) if held_s is None else held_s)
    return spoken(NOT_COUNTED) if done.done_repetitions is None else str(done.done_repetitions)


def _target(done: DaySet) -> str:
    return str(done.target_repetitions) if done.target_s is None else exact_duration(done.target_s)


def _range(done: DaySet, range_deg: float | None) -> str:
    return NOTHING_MEASURED if done.target_s is not None else degrees(range_deg)


Words = Callable[[float], str]
SMOOTHNESS: Final = marked("smoothness {number} (SPARC; nearer 0 is smoother)")
MEASURES: Final[tuple[tuple[str, Words], ...]] = (  # a field of SetMeasures and its words, in the order of the page
    ("in_band_s", lambda value: spoken("{time} in position", time=exact_duration(value))),
    ("still_s", lambda value: spoken("{time} still", time=exact_duration(value))),
    ("drift_deg", lambda value: spoken("drift {angle}", angle=degrees(value))),
    ("tempo_variation", lambda value: spoken("tempo varies by {share}", share=percent(value))),
    ("sparc", lambda value: spoken(SMOOTHNESS, number=with_decimal(f"{value:.1f}"))),
    ("peak_dps", lambda value: spoken("up to {number}°/s", number=round(value))),
    ("beat_error_s", lambda value: spoken("{number} s off the beat", number=with_decimal(f"{value:.2f}"))),
)


def measured_words(measures: SetMeasures) -> Iterator[str]:
    """How a set was done, each with its unit; nothing of what was not measured."""
    for name, words in MEASURES:
        value = getattr(measures, name)
        if value is not None:
            yield words(value)
    if measures.tremor_start_deg is not None and measures.tremor_end_deg is not None:
        yield _tremor(measures)


def _tremor(measures: SetMeasures) -> str:
    """From the first to the last quarter of the set."""
    start_deg, end_deg = measures.tremor_start_deg or 0.0, measures.tremor_end_deg or 0.0
    if not start_deg and not end_deg:
        return spoken("no tremor")
    start, end = _size(start_deg), _size(end_deg)
    if not measures.tremor_hz:
        return spoken("tremor {start} at the start, {end} at the end", start=start, end=end)
    often = hertz(measures.tremor_hz)
    return spoken("tremor {start} at the start, {end} at the end at {often}", start=start, end=end, often=often)


def _size(value_deg: float) -> str:
    return degrees(value_deg) if value_deg else spoken("none")
