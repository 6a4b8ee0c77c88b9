"""What a device says is wrong with a programme, in the language of the page.

Knows how those sentences are built; must never know fields, or what is right. What is not known stands as it came.
"""

from collections.abc import Mapping
from typing import Final

from sync.clinic.wording.heard import WITHIN_A_PART, said_again
from sync.clinic.wording.language import marked

FAULTS: Final = (
    marked("got {opens} to {closes}"),
    marked("got {seen}"),
    marked("expected {low} to {high} characters"),
    marked("expected letters that can be printed"),
    marked("in one line"),
    marked("expected a date such as {day}"),
    marked("expected a local time such as {time}"),
    marked("up to {time}"),
    marked("expected a local time from {start} to {end}"),
    marked("expected a number from {low} to {high}"),
    marked("the cap of {exercise}"),
    marked("expected a number from {low} on"),
    marked("expected a number of at least {low}"),
    marked("expected a whole number from {low} to {high}"),
    marked("expected a whole number from {low} on"),
    marked("expected a number"),
    marked("expected a whole number"),
    marked("expected a text"),
    marked("expected each at most once and at least one"),
    marked("expected each weekday at most once and at least one"),
    marked("expected some of 1"),
    marked("2 and 3"),
    marked("each at most once"),
    marked("expected its start before its end"),
    marked("expected at most {most} a day"),
    marked("expected {hours} hours or more between two"),
    marked("since each stays open"),
    marked("expected up to {most} s"),
    marked("expected {low} to {high} a set"),
    marked("expected a block of at most {most} min"),
    marked("expected {low} to {high}"),
    marked("{exercise} is measured on {sites}"),
    marked("the site of this programme is {site}"),
    marked("{name} is for device {other}"),
    marked("not for {device}"),
    marked("{name} ended on {day}"),
    marked("and today is {day}"),
    marked("{name}: version {before} was sent to {device} before: give it a higher one"),
    marked("nothing was sent to {device}"),
    marked("the patient has accepted {name}: send a higher version to replace it"),
    marked("{name} was taken back already"),
)


IN_FORM_WORDS: Final[Mapping[str, str]] = {  # where a device names fields as they stand in the text
    "expected {day} (valid_from) or at most a year later": marked(
        "expected {day}, the day that stands under From, or at most a year later"
    ),
    "expected {day} (issued) or later": marked("expected today, {day}, or later"),
    "expected within a year of {day} (issued)": marked("expected within a year of today, {day}"),
    "expected {low} to {high} items": marked("expected {low} to {high} exercises"),
    "expected at most {most} blocks a day (per_day of all items)": marked(
        "expected at most {most} a day, the times a day of all exercises together"
    ),
    "expected count_from_deg <= target_deg <= cap_deg, got {low}, {middle} and {high}": marked(
        "expected “Counts from” to be no larger than “Target”, and that no larger than “Nothing counts beyond”; "
        "got {low}°, {middle}° and {high}°"
    ),
    "version = {version}": marked("version {version}"),
}


def fault_again(text: str) -> str:
    """One of its lines; dates as the pages say them, in English too."""
    return said_again(text, (*IN_FORM_WORDS, *FAULTS), WITHIN_A_PART, IN_FORM_WORDS)
