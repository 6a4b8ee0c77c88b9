"""What the card says, beside the meaning of each light: every press, and a programme in words.

Knows presses and prescriptions as texts for people; must never know paper or pictures. Every text is its own key in
the catalogues of other languages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from device.card.languages import Texts
from device.exercise.light_language import LANGUAGE, Signal
from device.programme import Programme
from device.programme.catalogue import CATALOGUE, EXERCISES
from device.programme.items import (
    DAY_MINUTES,
    WEEKDAYS,
    BeatSwing,
    CheckupPlan,
    DailySchedule,
    Hold,
    Item,
    Movement,
    Weekday,
)
from device.records.facts import CHECKUP, CheckupPart

HOUR_MINUTES: Final = 60


@dataclass(frozen=True)
class PressRule:
    """What the finger does, when, and what comes of it."""

    press: str
    when: str
    then: str


TAP, HOLD, LONG_HOLD = "Tap", "Hold until two lights are lit", "Hold until three lights are lit"
DURING_CHECKUP: Final = "during a check-up"
PRESSES: Final = (
    PressRule(TAP, "at any time without an exercise", "marks this moment for your therapist"),
    PressRule(HOLD, "within 10 seconds of a mark", "takes the mark back"),
    PressRule(HOLD, "when a new programme is waiting", "accepts it"),
    PressRule(HOLD, "without an exercise", "opens what is due now"),
    PressRule(TAP, "when the middle light is steady", "starts the exercise"),
    PressRule("Press", "during an exercise or a rest", "pauses at once"),
    PressRule(TAP, "when paused", "goes on"),
    PressRule(HOLD, "during a session", "ends the session"),
    PressRule(TAP, DURING_CHECKUP, "skips this part; a hold ends it"),
    PressRule("Tap one to three times", "after a session or when asked", "none, some, a lot; no tap is no answer"),
    PressRule(HOLD, "when the lights come up one after the other", "opens the questions"),
    PressRule(LONG_HOLD, "at any time", "one hour of privacy: nothing is recorded; again ends it"),
)

TITLE: Final = "Your lights, your button, your exercises"
LIGHTS_TITLE, PRESSES_TITLE, PROGRAMME_TITLE = "What the lights say", "What the button does", "Your programme"
SAFETY: Final = (
    "Stop whenever it hurts or the cramp grows: press the button. A trembling finger is fine.",
    "The lights never say anything about your symptoms.",
)
NO_PROGRAMME: Final = "No programme yet: your therapist writes one for you."
LIGHTS_MORE_TITLE: Final = "What the lights say, continued"
DECIMAL_POINT: Final = "."
DATE: Final = "%d %B %Y"
LIGHT_NAMES: Final = ("left", "middle", "right")
DAYS: Final[dict[Weekday, str]] = {
    "mon": "Mon",
    "tue": "Tue",
    "wed": "Wed",
    "thu": "Thu",
    "fri": "Fri",
    "sat": "Sat",
    "sun": "Sun",
}
OF_THE_PROGRAMME: Final = (
    "{limb}, device on the {site}. Version {version}, from {valid_from} to {valid_to}, by {author}"
)
REPETITIONS: Final = "{sets} \N{MULTIPLICATION SIGN} {number}"
HELD: Final = "{sets} \N{MULTIPLICATION SIGN} {seconds} s"
TEMPO: Final = "{out} s out, hold {hold} s, {back} s back, pause {pause} s"
BEAT: Final = "one swing every {seconds} s"
AS_FAR_AS: Final = "aim at {target}°, never beyond {cap}°"
REST: Final = "{seconds} s rest"
ONCE, OFTEN = "once a day", "{number} times a day"
BETWEEN: Final = "{start} to {end}"
CHECKUP_AT: Final = "Check-up at {times}: {parts}"
CHECKUP_PARTS: Final[dict[CheckupPart, str]] = {
    "rest": "rest",
    "hold": "hold it out",
    "midline": "straight, twice",
    "straight": "at ease, then straight",
    "trick": "without, then with the touch that eases it (sensory trick)",
}
SITES_IN_WORDS: Final = ("head", "neck", "trunk", "upper arm", "forearm", "hand", "thigh", "shin", "foot")


def signals_for(programme: Programme | None) -> list[Signal]:
    """Those that this patient may see: of a check-up only where one is prescribed."""
    checkups = programme is not None and programme.checkup is not None
    return [signal for name, signal in LANGUAGE.items() if checkups or not name.startswith(CHECKUP)]


def presses_for(programme: Programme | None) -> list[PressRule]:
    """Likewise."""
    checkups = programme is not None and programme.checkup is not None
    return [rule for rule in PRESSES if checkups or rule.when != DURING_CHECKUP]


def dose(item: Item, texts: Texts) -> str:
    """How much of it: sets and repetitions or seconds, the tempo, the rest."""
    parts = [_amount(item, texts), *_how(item, texts)]
    if item.sets > 1:
        parts.append(texts.gettext(REST).format(seconds=_number(item.rest_s, texts)))
    return ", ".join(parts)


def _amount(item: Item, texts: Texts) -> str:
    if isinstance(item.work, Hold):
        return texts.gettext(HELD).format(sets=item.sets, seconds=_number(item.work.hold_s, texts))
    return texts.gettext(REPETITIONS).format(sets=item.sets, number=item.work.repetitions)


def _how(item: Item, texts: Texts) -> Iterator[str]:
    match item.work:
        case Movement(tempo=tempo):
            phases = {"out": tempo.out_s, "hold": tempo.hold_s, "back": tempo.back_s, "pause": tempo.pause_s}
            yield texts.gettext(TEMPO).format(**{name: _number(s, texts) for name, s in phases.items()})
        case BeatSwing(period_s=period_s):
            yield texts.gettext(BEAT).format(seconds=_number(period_s, texts))


def limits(item: Item, texts: Texts) -> str:
    """How far to go; nothing where the limb stays."""
    if isinstance(item.work, Hold):
        return ""
    return texts.gettext(AS_FAR_AS).format(
        target=_number(item.work.target_deg, texts), cap=_number(item.work.cap_deg, texts)
    )


def schedule(of: DailySchedule, texts: Texts) -> str:
    """How often a day, on which days and between which hours."""
    often = texts.gettext(ONCE) if of.per_day == 1 else texts.gettext(OFTEN).format(number=of.per_day)
    days = ", ".join(texts.gettext(DAYS[day]) for day in WEEKDAYS if day in of.days)
    hours = texts.gettext(BETWEEN).format(start=_clock(of.from_minute), end=_clock(of.to_minute))
    all_days, all_hours = len(of.days) == len(WEEKDAYS), of.to_minute - of.from_minute == DAY_MINUTES
    return ", ".join([often, *([] if all_days else [days]), *([] if all_hours else [hours])])


def _number(value: float, texts: Texts) -> str:
    return f"{value:g}".replace(".", texts.gettext(DECIMAL_POINT))


def _clock(minute: int) -> str:
    return f"{minute // HOUR_MINUTES}:{minute % HOUR_MINUTES:02}"


def of_programme(programme: Programme, texts: Texts) -> str:
    """For which limb, where the device is worn, which version, from when to when, and who wrote it."""
    about = texts.gettext(OF_THE_PROGRAMME).format(
        limb=programme.limb,
        site=texts.gettext(programme.site),
        version=programme.version,
        valid_from=programme.valid_from.strftime(texts.gettext(DATE)),
        valid_to=programme.valid_to.strftime(texts.gettext(DATE)),
        author=programme.author,
    )
    return f"{about}. {_checkup(programme.checkup, texts)}" if programme.checkup else about


def _checkup(plan: CheckupPlan, texts: Texts) -> str:
    """When it opens, on which days where those are not all, and its parts in their order."""
    times = ", ".join(_clock(minute) for minute in plan.times)
    days = ", ".join(texts.gettext(DAYS[day]) for day in WEEKDAYS if day in plan.days)
    when = times if len(plan.days) == len(WEEKDAYS) else f"{times}, {days}"
    parts = "; ".join(texts.gettext(words) for part, words in CHECKUP_PARTS.items() if part in plan.parts)
    return texts.gettext(CHECKUP_AT).format(times=when, parts=parts)


def every_text() -> list[str]:
    """Every text that a card may show: what a catalogue has to translate, in the order of the page."""
    rules = [text for rule in PRESSES for text in (rule.press, rule.when, rule.then)]
    exercises = [text for exercise in EXERCISES for text in (exercise.title, exercise.how, exercise.caution)]
    said = [signal.meaning for signal in LANGUAGE.values()]
    titles = [TITLE, LIGHTS_TITLE, LIGHTS_MORE_TITLE, PRESSES_TITLE, PROGRAMME_TITLE]
    single = [*titles, *SAFETY, NO_PROGRAMME, DECIMAL_POINT, DATE, *LIGHT_NAMES]
    forms = [OF_THE_PROGRAMME, REPETITIONS, HELD, TEMPO, BEAT, AS_FAR_AS, REST, ONCE, OFTEN, BETWEEN, CHECKUP_AT]
    parts = CHECKUP_PARTS.values()
    return list(dict.fromkeys([*single, *said, *rules, *exercises, *forms, *parts, *DAYS.values(), *SITES_IN_WORDS]))


def instructions(item: Item, texts: Texts) -> tuple[str, str, str]:
    """The name of its exercise, how it is done, and what to mind."""
    exercise = CATALOGUE[item.work.exercise]
    return texts.gettext(exercise.title), texts.gettext(exercise.how), texts.gettext(exercise.caution)
