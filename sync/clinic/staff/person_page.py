"""The page of one person: role, patients, a new link, and how to shut them out.

Knows the words and which patients stand there; must never know HTML, HTTP or SQL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sync.clinic.accounts import EVERYONE, Standing
from sync.clinic.database.values import is_device
from sync.clinic.listing import folded
from sync.clinic.staff.people_page import ROLE_WORDS, RoleChoice, person_url, role_choices, sign_in_words, whom
from sync.clinic.wording.language import counted, spoken

MOST_PATIENTS_SHOWN: Final = 50  # of each of the two lists: more are searched for


@dataclass(frozen=True)
class PatientChoice:
    """A patient who may be assigned or taken back."""

    device: str
    name: str


@dataclass(frozen=True)
class PatientChoices:
    """Some of those who fit the search, and in words how many more there are."""

    shown: tuple[PatientChoice, ...]
    more: str


@dataclass(frozen=True)
class PersonAsked:
    """Which page: `search` for patients; what has just been `done`, or why it cannot be; a new `link` to be given."""

    search: str = ""
    done: str = ""
    problem: str = ""
    link: str = ""


NOTHING_MORE_ASKED: Final = PersonAsked()


@dataclass(frozen=True)
class PersonPage:
    """The page. `is_oneself`: nobody changes their own rights."""

    name: str
    url: str
    role: str
    sees: str
    signs_in: str
    is_oneself: bool
    is_blocked: bool
    administers: bool
    sees_everyone: bool
    roles: tuple[RoleChoice, ...]
    theirs: PatientChoices
    others: PatientChoices
    asked: PersonAsked


def person_page(
    standing: Standing,
    names: Mapping[str, str],
    timezone: str,
    by: str,
    asked: PersonAsked = NOTHING_MORE_ASKED,
) -> PersonPage:
    """The page of one person, for an administrator called `by`. `names`: of all patients, by device."""
    person, search = standing.person, asked.search
    assigned = person.patients - {EVERYONE}
    others = _choices(names.keys() - assigned, names, search)
    if not others.shown and is_device(search) and search not in assigned:
        others = _choices({search}, names, search)  # the whole name of a device of which nothing has come yet
    return PersonPage(
        name=person.name,
        url=person_url(person.name),
        role=spoken(ROLE_WORDS[person.role]),
        sees=whom(person),
        signs_in=sign_in_words(standing, timezone),
        is_oneself=person.name == by,
        is_blocked=not standing.has_password and standing.invited_until_utc_s is None,
        administers=person.administers,
        sees_everyone=EVERYONE in person.patients,
        roles=role_choices(person.role),
        theirs=_choices(assigned, names, search),
        others=others,
        asked=asked,
    )


def _choices(devices: Iterable[str], names: Mapping[str, str], search: str) -> PatientChoices:
    wanted = folded(search)
    named = ((names.get(device) or spoken("nothing received yet"), device) for device in devices)
    found = sorted((folded(name), name, device) for name, device in named if wanted in folded(f"{name}\n{device}"))
    shown = tuple(PatientChoice(device, name) for _, name, device in found[:MOST_PATIENTS_SHOWN])
    left = len(found) - len(shown)
    more = counted("{number} more: search for it.", "{number} more: search for them.", left) if left else ""
    return PatientChoices(shown, more)
