"""The page of a clinic's people: a line for each, and the form that lets another one in.

Knows the words of each line; must never know HTML, HTTP or SQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from sync.choices.clinic import ROLES, Role
from sync.clinic.accounts import Member, Standing
from sync.clinic.wording.language import counted, marked, spoken
from sync.clinic.wording.words import moment

ROLE_WORDS: Final[Mapping[Role, str]] = {
    "administrator": marked("administrator"),
    "therapist": marked("therapist"),
    "viewer": marked("viewer"),
}
ROLE_MEANS: Final[Mapping[Role, str]] = {
    "administrator": marked("sees all patients, this page, and who looked at what; changes everything"),
    "therapist": marked("sees the patients that are assigned, and changes what is entered and prescribed for them"),
    "viewer": marked("sees the patients that are assigned, and changes nothing"),
}


@dataclass(frozen=True)
class RoleChoice:
    """A role to choose, and what it means."""

    role: Role
    word: str
    means: str
    is_chosen: bool


@dataclass(frozen=True)
class PersonLine:
    """One line of the list."""

    name: str
    url: str
    role: str
    sees: str
    signs_in: str


@dataclass(frozen=True)
class InvitationTyped:
    """What was typed of a new person, and why that cannot be."""

    name: str = ""
    role: str = "therapist"
    problem: str = ""


NOTHING_TYPED: Final = InvitationTyped()


@dataclass(frozen=True)
class PeoplePage:
    """The page. `done` says what has just been changed."""

    summary: str
    people: tuple[PersonLine, ...]
    roles: tuple[RoleChoice, ...]
    typed: InvitationTyped
    done: str


def people_page(
    standings: Sequence[Standing], timezone: str, typed: InvitationTyped = NOTHING_TYPED, done: str = ""
) -> PeoplePage:
    """The page of these people, by name."""
    summary = counted("{number} person has an account.", "{number} people have an account.", len(standings))
    lines = tuple(_line(one, timezone) for one in standings)
    return PeoplePage(summary, lines, role_choices(typed.role), typed, done)


def _line(standing: Standing, timezone: str) -> PersonLine:
    person = standing.person
    role = spoken(ROLE_WORDS[person.role])
    return PersonLine(person.name, person_url(person.name), role, whom(person), sign_in_words(standing, timezone))


def person_url(name: str) -> str:
    """Where one person's page is."""
    return f"/people/{quote(name)}"


def role_choices(chosen: str) -> tuple[RoleChoice, ...]:
    """All roles, with one that is chosen."""
    return tuple(RoleChoice(role, spoken(ROLE_WORDS[role]), spoken(ROLE_MEANS[role]), role == chosen) for role in ROLES)


def whom(person: Member) -> str:
    """Whose pages this person sees."""
    if person.sees_all:
        return spoken("all patients")
    if not person.patients:
        return spoken("no patient yet")
    return counted("{number} patient", "{number} patients", len(person.patients))


def sign_in_words(standing: Standing, timezone: str) -> str:
    """Whether this person gets in, and by what."""
    if standing.has_password:
        return spoken("can sign in")
    if standing.invited_until_utc_s is None:
        return spoken("cannot sign in: needs a new link")
    return spoken("invited: the link works until {moment}", moment=moment(standing.invited_until_utc_s, timezone))
