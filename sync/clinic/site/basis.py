"""What every page of a patient rests on: the database, the clock, the clinic's days, and what is damaged.

Knows who is known there and which value of an address can be; must never know what a page shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Final, TypeVar

from fastapi import HTTPException, Query

from sync.clinic.database import Clinic
from sync.clinic.database.values import latest_plausible
from sync.clinic.patient import CHART_SHAPES
from sync.clinic.trends.periods import BadPeriod
from sync.clinic.web.gate import unknown_device
from sync.clinic.wording.language import spoken
from sync.clinic.wording.words import local_date

MOST_QUOTED: Final = 60  # letters of an address
HOURS_NAME: Final = "hours"  # what people type into a box; the other values come with links
T = TypeVar("T")
Shape = Annotated[str, Query(pattern=f"^({'|'.join(CHART_SHAPES)})$")]  # of a chart


@dataclass(frozen=True)
class Basis:
    """`timezone` is the clinic's: for times of arrival and for what is today."""

    clinic: Clinic
    now_utc_s: Callable[[], float]
    timezone: str
    damage: Callable[[], str]

    @property
    def today(self) -> date:
        """At the clinic."""
        return local_date(self.now_utc_s(), self.timezone)

    @property
    def latest_day(self) -> str:
        """The last one that can be by now."""
        return latest_plausible(self.today)

    def name(self, device: str) -> str:
        """What the patient is called. Raises the page that says that there is none."""
        name = self.clinic.name(device)
        if name is None:
            raise self.nothing(unknown_device(device))
        return name

    def nothing(self, text: str) -> HTTPException:
        """What may be there all the same where the database is damaged."""
        return HTTPException(HTTPStatus.NOT_FOUND, " ".join(filter(None, (text, self.damage()))))


def value_asked(name: str, read: Callable[[str], T], asked: str) -> T:
    """A value of an address. Raises what is shown as a problem."""
    try:
        return read(asked)
    except BadPeriod as problem:
        seen = asked[:MOST_QUOTED]
        if name == HOURS_NAME:
            said = spoken("“{seen}” is not understood under “Hours of the day”: {problem}.", seen=seen, problem=problem)
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, said) from None
        said = spoken("The address has {seen} as the {name}; {problem}.", seen=seen, name=name, problem=problem)
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, said) from None
