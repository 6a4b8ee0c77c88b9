"""A programme as a therapist writes it: plain data (a TOML file, a message) become a `Programme`, or all their faults.

Knows every name that a programme may have, its ranges, and the caps that nothing lifts; must never know where it is
written, or who accepts it. An item is read by `written_items.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal

from device.programme.items import MOST_BLOCKS_A_DAY, MOST_ITEMS, WEEKDAYS, CheckupPlan, Item, MidlineS, Weekday
from device.programme.programme import Programme, blocks_on
from device.programme.written_items import read_item, written_minute
from device.programme.written_texts import date_faults, date_of, pseudonym_faults, text_faults
from device.records.decoding import BadValue, Range, as_seen, from_plain
from device.records.facts import CheckupPart
from device.records.faults import every_fault
from device.records.sites import CHECKUPS, SITES, BodySite
from device.symptoms import SymptomQuestions, read_questions

SCHEMA: Final = 1
HIGHEST_VERSION: Final = 999_999  # ours, as the lengths
LONGEST_AUTHOR: Final = 100  # characters
LONGEST_LIMB: Final = 60
A_YEAR: Final = timedelta(days=366)
DATES: Final = ("issued", "valid_from", "valid_to")


@dataclass(frozen=True)
class WrittenProgramme:
    """The names at the top. Dates and items are looked at one by one."""

    schema: Literal[1]
    id: str
    version: Annotated[int, Range(1, HIGHEST_VERSION)]
    author: str
    limb: str
    site: BodySite
    issued: Any
    valid_from: Any
    valid_to: Any
    items: Any
    device: str = ""
    rating: bool = True
    checkup: Any = None
    symptoms: Any = None


@dataclass(frozen=True)
class WrittenCheckup:
    """The parts of a check-up, and when it opens."""

    parts: tuple[CheckupPart, ...]
    times: tuple[str, ...]
    days: tuple[Weekday, ...] = WEEKDAYS
    midline_s: MidlineS = 20.0


@dataclass(frozen=True)
class RefusedProgramme:
    """What was written is no programme, or not one that a device may follow: why, a line each."""

    faults: tuple[str, ...]


def read_programme(plain: object) -> Programme | RefusedProgramme:
    """The programme, within all caps of the device, or everything that is wrong with it."""
    if not isinstance(plain, Mapping):
        return RefusedProgramme((f"programme: expected a table of names and values, got {as_seen(plain)}",))
    if _is_of_another_schema(plain):
        return RefusedProgramme((f"schema: this firmware reads schema {SCHEMA}, got {as_seen(plain['schema'])}",))
    plain = {"items": (), **plain} if "checkup" in plain else plain
    items, checkup, symptoms = _items(plain), _checkup(plain), _symptoms(plain)
    checkup_faults = checkup if isinstance(checkup, tuple) else ()
    faults = (*_head_faults(plain), *_item_faults([*items, symptoms]), *_day_faults(items), *checkup_faults)
    if faults:
        return RefusedProgramme(faults)
    asks = symptoms if isinstance(symptoms, SymptomQuestions) else None
    return replace(_programme(plain, items, checkup), symptoms=asks)


def _is_of_another_schema(plain: Mapping[Any, object]) -> bool:
    """Whether nothing else can be said of it."""
    return type(plain.get("schema")) is int and plain["schema"] != SCHEMA


def _head_faults(plain: Mapping[Any, object]) -> Iterator[str]:
    yield from every_fault(WrittenProgramme, plain)
    yield from pseudonym_faults("id", plain.get("id"))
    yield from pseudonym_faults("device", plain.get("device") or None)
    yield from text_faults("author", plain.get("author"), LONGEST_AUTHOR)
    yield from text_faults("limb", plain.get("limb"), LONGEST_LIMB)
    for name in DATES:
        yield from date_faults(name, plain[name]) if name in plain else ()
    yield from _validity_faults(*(date_of(plain.get(name)) for name in DATES))
    yield from _count_faults(plain.get("items", ()), has_items="items" in plain, least=0 if "checkup" in plain else 1)


def _validity_faults(issued: date | None, valid_from: date | None, valid_to: date | None) -> Iterator[str]:
    """A new version of a running programme may keep its first day, so that can be before the day of issue."""
    if valid_from and valid_to and not valid_from <= valid_to <= valid_from + min(A_YEAR, date.max - valid_from):
        yield f"valid_to: expected {valid_from} (valid_from) or at most a year later, got {valid_to}"
    if issued and valid_to and valid_to < issued:
        yield f"valid_to: expected {issued} (issued) or later, got {valid_to}"
    if issued and valid_from and abs(valid_from - issued) > A_YEAR:
        yield f"valid_from: expected within a year of {issued} (issued), got {valid_from}"


def _count_faults(items: object, *, has_items: bool, least: int) -> Iterator[str]:
    if not has_items:
        return
    if not isinstance(items, list | tuple):
        yield f"items: expected a list of tables, [[items]] in TOML, got {as_seen(items)}"
    elif not least <= len(items) <= MOST_ITEMS:
        yield f"items: expected {least} to {MOST_ITEMS} items, got {len(items)}"


def _items(plain: Mapping[Any, object]) -> list[Item | tuple[str, ...]]:
    """Each of them, or its faults; none of a list that is none, or too long to be looked at."""
    items = plain.get("items")
    if not isinstance(items, list | tuple) or len(items) > MOST_ITEMS:
        return []
    site = next((site for site in SITES if site == plain.get("site")), None)
    return [read_item(item, site, f"items[{n}]") for n, item in enumerate(items)]


def _symptoms(plain: Mapping[Any, object]) -> SymptomQuestions | tuple[str, ...] | None:
    """The questions, or their faults; None where there are none."""
    return read_questions(plain["symptoms"], "symptoms") if "symptoms" in plain else None


def _item_faults(items: Iterable[object]) -> Iterator[str]:
    for item in items:
        yield from item if isinstance(item, tuple) else ()


def _day_faults(items: list[Item | tuple[str, ...]]) -> Iterator[str]:
    """Days on which the items that are right ask for too much together."""
    right = [item for item in items if isinstance(item, Item)]
    blocks = {day: blocks_on(day, right) for day in WEEKDAYS}
    most = max(blocks.values())
    if most > MOST_BLOCKS_A_DAY:
        days = ", ".join(day for day, count in blocks.items() if count == most)
        yield f"items: expected at most {MOST_BLOCKS_A_DAY} blocks a day (per_day of all items), got {most} on {days}"


def _checkup(plain: Mapping[Any, object]) -> CheckupPlan | tuple[str, ...]:
    """The check-up, or all that is wrong with it: nothing is where there is none."""
    if "checkup" not in plain:
        return ()
    written = plain["checkup"]
    faults = tuple(every_fault(WrittenCheckup, written, "checkup"))
    if faults:
        return faults
    checkup = from_plain(WrittenCheckup, written)
    try:
        times = sorted(written_minute(text, f"times[{n}]") for n, text in enumerate(checkup.times))
        plan = CheckupPlan(checkup.parts, tuple(times), checkup.days, checkup.midline_s)
    except BadValue as error:
        return (f"checkup.{error}",)
    return tuple(_site_faults(plan, plain.get("site"))) or plan


def _site_faults(plan: CheckupPlan, site: object) -> Iterator[str]:
    guide = CHECKUPS[site] if site in SITES else None
    strange = [part for part in plan.parts if guide and part not in guide.parts]
    if guide and strange:
        fitting = ", ".join(guide.parts)
        yield f"checkup.parts: on the {site} expected {fitting} ({guide.why}), got {', '.join(strange)}"


def _programme(
    plain: Mapping[str, Any], items: list[Item | tuple[str, ...]], checkup: CheckupPlan | tuple[str, ...]
) -> Programme:
    """Of plain data without a fault."""
    dates: dict[str, Any] = {name: date_of(plain[name]) for name in DATES}
    apart = {"schema", "items", "checkup", "symptoms", *DATES}
    names = {name: value for name, value in plain.items() if name not in apart}
    plan = checkup if isinstance(checkup, CheckupPlan) else None
    return Programme(items=tuple(item for item in items if isinstance(item, Item)), checkup=plan, **dates, **names)
