"""A programme in words, as the device says it, what a signal is called and how long it lasts, in the page's language.

Knows how those lines are built; must never know programmes. What is not known stands as it was written.
"""

from typing import Final

from sync.clinic.wording.heard import WITHIN_A_PART, said_again
from sync.clinic.wording.language import IN_ENGLISH, PAGE_LANGUAGE, marked, spoken_as

INDENT: Final = "   "
PROGRAMME_LINES: Final = (
    *(marked("mon"), marked("tue"), marked("wed"), marked("thu"), marked("fri"), marked("sat"), marked("sun")),
    marked("by {author}"),
    marked("issued {day}"),
    marked("{name} version {version}"),
    marked("valid from {start} to {end}"),
    marked("for the {limb}"),
    marked("on device {device}"),
    marked("on any device"),
    marked("worn on the {site}: {mounting}"),
    marked("after a session the patient is asked how it was"),
    marked("after a session the patient is not asked how it was"),
    marked("every day after the first session"),
    marked("every {days} days after the first session"),
    marked("every day at {time}"),
    marked("every {days} days at {time}"),
    marked("the lights ask for own symptom {number}"),
    marked("the lights ask for own symptoms {number} and {other}"),
    marked("the lights ask for own symptoms {number}"),
    marked("{number}. {title} ({name})"),
    marked("once a day"),
    marked("twice a day"),
    marked("{number} times a day"),
    marked("once a day on {day}"),
    marked("twice a day on {day}"),
    marked("{number} times a day on {day}"),
    marked("from {start} to {end}"),
    marked("{sets} sets of {number} repetitions"),
    marked("{sets} sets of {number} repetition"),
    marked("{sets} sets of {time} s"),
    marked("{number} repetitions"),
    marked("{number} repetition"),
    marked("{time} s of rest between them"),
    marked("{time} in all"),
    marked("{time} s out"),
    marked("{time} s hold"),
    marked("{time} s back"),
    marked("{time} s pause"),
    marked("out and back every {time} s"),
    marked("counted from {low} to {high} degrees, the target is {target}"),
    marked("too fast above {speed} deg/s"),
    marked("kept within {angle} degrees of where it begins"),
    marked("the device ends it after {time} min"),
    marked("or when tremor has grown by {share} %"),
    marked("caution: {caution}"),
    marked("note: {note}"),
    marked("check-up at {time} and {other} on {day}"),
    marked("check-up at {time} on {day}"),
    marked("check-up at {time} and {other}"),
    marked("check-up at {time}"),
    marked("{time} and {other} on {day}"),
    marked("{time} and {other}"),
    marked("each open for {hours} hours"),
    marked("rest for {time} s"),
    marked("hold it out for {time} s"),
    marked("hold it in the middle for {time} s"),
    marked("twice"),
    marked("{time} s at ease"),
    marked("{time} s held straight"),
    marked("{time} s without the sensory trick (a touch that eases it)"),
    marked("{time} s with it"),
    marked("with {time} s before each to take the position"),
    marked("{time} s"),
)
SIGNAL_LINES: Final = (
    marked("until a tap"),
    marked("{time} s before each of {number} positions"),
    marked("until the next position"),
    marked("after a session, for half a minute at most"),
    marked("at its time, until it is taken up"),
    marked("half a minute at most for each"),
    marked("{time} s, after the last exercise"),
    marked("{time} s, each time"),
    marked("after a press, until the next"),
    marked("{number} times {time} s"),
    marked("{time} s"),
)


def programme_again(line: str) -> str:
    """One line, with what stands before it; dates as the pages say them, in English too."""
    text = line.removeprefix(INDENT)
    return line[: len(line) - len(text)] + said_again(text, PROGRAMME_LINES, WITHIN_A_PART)


def signal_called(name: str) -> str:
    """A signal of the lights in a word or two, for where there is no room to say what it means."""
    return spoken_as("light", name)


def signal_again(lasts: str) -> str:
    """How long a signal lasts, or when it comes."""
    return lasts if PAGE_LANGUAGE.get() is IN_ENGLISH else said_again(lasts, SIGNAL_LINES)
