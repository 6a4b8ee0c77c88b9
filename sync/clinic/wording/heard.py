"""What a device wrote in English, in the language of the page: its sentences are known by their places for numbers.

Knows how a device's sentences are built; must never know who wrote one, or when. What is not known stands as it came: a
newer device may say what this program has never read.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from sync.clinic.wording.language import IN_ENGLISH, PAGE_LANGUAGE, marked, spoken, with_decimal
from sync.clinic.wording.words import day_month_year

OF_REPETITIONS: Final = (
    marked("too fast"),
    marked("short by {angle}°"),
    marked("further than {angle}°"),
    marked("no gyroscope"),
    marked("no gyroscope for {time} s"),
    marked("gyroscope stuck for {time} s"),
    marked("accelerometer stuck for {time} s"),
    marked("no data from the sensor for {time} s"),
    marked("no gyroscope for {time} s of {whole} s"),
    marked("gyroscope stuck for {time} s of {whole} s"),
    marked("accelerometer stuck for {time} s of {whole} s"),
    marked("no data from the sensor for {time} s of {whole} s"),
    marked("{number} counted in the rest"),
)
OF_EPISODES: Final = (
    marked("{time} s above {size} deg/s at {low} to {high} Hz"),
    marked("a quick movement on purpose looks alike"),
    marked("a posture on purpose looks alike"),
    marked("a fast reach on purpose looks alike"),
    marked("walking and exercise look alike"),
    marked("{hz} Hz for {time} s"),
    marked("{hz} Hz"),
    marked("{angle} deg for {time} s"),
    marked("{angle} deg"),
    marked("tremor in {time} s of it"),
    marked("goes on"),
    marked("continued"),
    marked("1 jerk"),
    marked("{number} jerks"),
    marked("{number} jerks within {time} s"),
    marked("up to {size} deg/s for {time} s"),
    marked("up to {size} g for {time} s"),
    marked("limit {size} deg/s"),
    marked("limit {size} g"),
    marked("limit {size} deg"),
    marked("turned {angle} deg in {time} s at up to {size} deg/s"),
    marked("then held for {time} s"),
    marked("then held for {time} s and longer"),
    marked("{angle} deg from neutral for {time} s"),
    marked("about {number} cycles in {time} s"),
    marked("{share} alike"),
)
OF_CHECKUPS: Final = (
    marked("tilt fell by {share} % at best"),
    marked("movement above 1.5 Hz fell by {share} % at best"),
    marked("for {time} s"),
    marked("neither tilt nor movement fell by 30 % for 5 s"),
    marked("the limb rode in a vehicle"),
    marked("too little of it could be measured"),
    marked("it comes and goes so much by itself that 30 % would not stand out"),
    marked("lying down, tilt says nothing, and there was hardly any movement"),
    marked("there was hardly any tilt or movement without the trick"),
)
OF_GAPS: Final = (
    marked("overflow"),
    marked("misaligned"),
    marked("sensor missing"),
    marked("bus error"),
    marked("sensor asleep"),
    marked("settings lost"),
    marked("sensor stopped"),
    marked("sensor frozen"),
    marked("times contradict"),
    marked("restarted"),
    marked("late"),
    marked("privacy"),
    marked("not worn"),
    marked("waking"),
)
HEARD: Final = (*OF_REPETITIONS, *OF_EPISODES, *OF_CHECKUPS, *OF_GAPS)
NUMBER: Final = r"[-+]?\d[\d.:]*%?"
A_NUMBER: Final = re.compile(r"[-+]?\d+(\.\d+)?%?")
A_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
A_PROGRAMME: Final = re.compile(r"([^ ]+) version (\d+)")
VALUE_PLACE: Final = re.compile(r"\\{(\w+)\\}")
WITHIN_A_PART: Final = r"[^,;]+?"
OWN_PLACES: Final = {  # texts of their own, with whatever stands in them; and times of the day
    **dict.fromkeys(("caution", "mounting", "note", "seen"), ".+"),
    **dict.fromkeys(("opens", "closes"), r"\d\d:\d\d"),
}
AS_WRITTEN: Final = "such as"  # an example of what is to be typed
AS_THEY_CAME: Final[Mapping[str, str]] = MappingProxyType({})
BETWEEN: Final = re.compile(r"(, |; )")  # parts that are sentences of their own


def heard_text(text: str) -> str:
    """The text in the language of the page, as far as it is known."""
    return text if PAGE_LANGUAGE.get() is IN_ENGLISH else said_again(text, HEARD)


def said_again(
    text: str, sentences: Sequence[str], number: str = NUMBER, instead: Mapping[str, str] = AS_THEY_CAME
) -> str:
    """By the longest of its parts that are among the `sentences`; whole where one is not.

    `number`: what may stand in a place, as a regular expression. `instead`: what is said of some sentences, with the
    same places.
    """
    pieces = BETWEEN.split(text)
    found, at = [], 0
    while at < len(pieces):
        parts = ((end, "".join(pieces[at:end])) for end in range(len(pieces), at, -1) if (end - at) % 2)
        known = ((end, said) for end, part in parts if (said := _known(part, tuple(sentences), number, instead)))
        end, said = next(known, (0, ""))
        if not said:
            return text
        found.append(said + (pieces[end] if end < len(pieces) else ""))
        at = end + 1
    return "".join(found)


def _known(text: str, sentences: tuple[str, ...], number: str, instead: Mapping[str, str]) -> str:
    """Of one sentence; empty where it is none of these."""
    for sentence, pattern in _patterns(sentences, number):
        if match := pattern.fullmatch(text):
            told = _value if AS_WRITTEN not in sentence else spoken
            values = {name: told(value) for name, value in match.groupdict().items()}
            return spoken(instead.get(sentence, sentence), **values)
    return ""


def _value(text: str) -> str:
    if named := A_PROGRAMME.fullmatch(text):
        return programme_called(*named.groups())
    if A_DATE.fullmatch(text):
        return date_in_words(text)
    return with_decimal(text) if A_NUMBER.fullmatch(text) else spoken(text)


def date_in_words(day: str) -> str:
    """22 Nov 2026; what looks like a date and is none stands as it came."""
    try:
        return day_month_year(date.fromisoformat(day))
    except ValueError:
        return day


def programme_called(name: str, version: object) -> str:
    """arm-2026 version 3."""
    return spoken("{name} version {version}", name=name, version=version)


def _place(name: str, number: str) -> str:
    return f"(?P<{name}>{OWN_PLACES.get(name, number)})"


@cache
def _patterns(sentences: tuple[str, ...], number: str) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (one, re.compile(VALUE_PLACE.sub(lambda place: _place(place[1], number), re.escape(one)))) for one in sentences
    ]
