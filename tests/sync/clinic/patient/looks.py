"""Looks at made-up patients. Knows no database and no page."""

import json
from datetime import date

from device.records.decoding import from_json, to_json
from sync.clinic.markers import Marker
from sync.clinic.patient import PatientLook
from sync.clinic.trends.day_values import DayNumbers, SeenDay, day_numbers
from sync.clinic.trends.periods import period_of, window_of
from tests.support.documents.course import Story, days_of

LAST = date(2026, 11, 29)  # a Sunday
INJECTED = date(2026, 9, 7)
WORKED = Story((INJECTED,), exercises_until=date(2026, 11, 10))


def numbers(story: Story, count: int) -> list[DayNumbers]:
    """The last days of a story."""
    return [day_numbers(from_json(SeenDay, to_json(day), json.loads)) for day in days_of(story, LAST, count)]


def a_look(story: Story = WORKED, count: int = 100, period: str = "12w", hours: str = "") -> PatientLook:
    """What is shown of the last days of a story."""
    markers = [Marker("injection", day, "<b>left</b>", "Botox") for day in story.injections]
    return PatientLook("band-01", LAST, numbers(story, count), markers, period_of(period), window_of(hours))
