"""A programme: what one patient was prescribed, from when to when, in which version.

Knows the whole prescription as a value; must never know how it is written, signed, delivered or accepted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from device.programme.items import WEEKDAYS, CheckupPlan, Item, Weekday
from device.records.facts import PlannedItem, Setup
from device.records.sites import BodySite
from device.symptoms import SymptomQuestions


@dataclass(frozen=True)
class Programme:
    """All that is prescribed. Dates are local; both ends of the validity are part of it.

    limb: in the therapist's words. device: empty where any may take it. rating: whether the patient is asked after a
    session. symptoms: the patient's own, for which the lights ask; None where they do not.
    """

    id: str
    version: int
    issued: date
    valid_from: date
    valid_to: date
    author: str
    limb: str
    site: BodySite
    items: tuple[Item, ...]
    device: str = ""
    rating: bool = True
    checkup: CheckupPlan | None = None
    symptoms: SymptomQuestions | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether it is to be followed on this local day."""
        return self.valid_from <= day <= self.valid_to

    @property
    def blocks_a_day(self) -> int:
        """The most blocks that any weekday asks for."""
        return max(blocks_on(day, self.items) for day in WEEKDAYS)

    def checkup_on(self, day: date) -> CheckupPlan | None:
        """The check-up that is prescribed for this local day, whatever the hour."""
        plan = self.checkup
        return plan if plan and self.is_valid_on(day) and WEEKDAYS[day.weekday()] in plan.days else None

    def items_on(self, day: date) -> tuple[Item, ...]:
        """What is prescribed for this local day, whatever the hour; nothing outside its validity."""
        weekday = WEEKDAYS[day.weekday()]
        return tuple(item for item in self.items if weekday in item.schedule.days) if self.is_valid_on(day) else ()


def blocks_on(day: Weekday, items: Iterable[Item]) -> int:
    """How many blocks these ask for on such a day."""
    return sum(item.schedule.per_day for item in items if day in item.schedule.days)


def setup_on(day: date, site: BodySite, accepted: Programme | None, start_s: float) -> Setup:
    """What holds from `start_s` on that local day: nothing is due without an accepted programme that is valid then."""
    if accepted is None or not accepted.is_valid_on(day):
        return Setup(start_s, site)
    due = tuple(planned_item(item) for item in accepted.items_on(day))
    plan = accepted.checkup_on(day)
    return Setup(start_s, site, accepted.id, accepted.version, due, len(plan.times) if plan else 0)


def planned_item(item: Item) -> PlannedItem:
    """What a day document says of it."""
    work = item.work
    return PlannedItem(
        exercise=work.exercise,
        sessions=item.schedule.per_day,
        sets=item.sets,
        repetitions=getattr(work, "repetitions", None),
        hold_s=getattr(work, "hold_s", None),
    )
