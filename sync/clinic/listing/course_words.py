"""What a list says of a patient's weeks: what has changed, and that an injection is wearing off.

Knows sentences and the measures that a list follows; must never know HTML, SQL or when something is said.
"""

from typing import Final

from sync.clinic.outline.patient_outline import OutlineChange
from sync.clinic.outline.wearing_off import WearingOff
from sync.clinic.trends.measures import BY_KEY
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import HOUR_S, day_and_month, duration, short_date, sure_words

CHANGES: Final = {  # what is said of the measures that a list follows
    ("rest", "higher"): marked("more tremor at rest"),
    ("rest", "lower"): marked("less tremor at rest"),
    ("amplitude", "higher"): marked("larger amplitude of tremor"),
    ("amplitude", "lower"): marked("smaller amplitude of tremor"),
    ("posture", "higher"): marked("more time away from neutral"),
    ("posture", "lower"): marked("less time away from neutral"),
}
MEASURED_BY: Final = {  # what is measured, within a sentence
    "rest": marked("tremor at rest"),
    "amplitude": marked("amplitude of tremor"),
    "posture": marked("time away from neutral"),
    "tremor": marked("tremor, of all assessable time"),
}


def change_words(change: OutlineChange) -> str:
    """What has changed, beyond what is usual for this person, and what that rests on."""
    words = BY_KEY[change.measure].words
    return counted(
        "{what}: {last} in the week from {monday}, {before} in the weeks before (from {number} day, {worn} worn)",
        "{what}: {last} in the week from {monday}, {before} in the weeks before (from {number} days, {worn} worn)",
        change.days,
        what=spoken(CHANGES[change.measure, change.verdict]),
        last=words(change.last),
        monday=short_date(change.monday),
        before=words(change.before),
        worn=duration(change.worn_s - change.worn_s % HOUR_S),
    )


def wearing_off_words(told: WearingOff) -> str:
    """As the patient's page: what is said of an effect is an estimate, and how sure it is stands beside it."""
    words = BY_KEY[told.measure].words
    return spoken(
        "the effect of the injection of {injected} seems to be wearing off: half of it had gone by about {half} "
        "({earliest} to {latest}, {sure}); {what} {before} before it{now} ({rests_on})",
        injected=short_date(told.injected),
        half=short_date(told.half),
        earliest=day_and_month(told.earliest),
        latest=day_and_month(told.latest),
        sure=sure_words(told.sure),
        what=spoken(MEASURED_BY[told.measure]),
        before=words(told.before),
        now="" if told.now is None else _of_late(words(told.now), told.last),
        rests_on=_rests_on(told),
    )


def _of_late(now: str, last: str) -> str:
    return spoken(", {now} in the 7 days to {day}", now=now, day=short_date(last))


def _rests_on(told: WearingOff) -> str:
    texts = plural("from {number} day before and {after} after", "from {number} days before and {after} after")
    return counted(*texts, told.days_before, after=told.days_after)
