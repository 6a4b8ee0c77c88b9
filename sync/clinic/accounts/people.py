"""The people who may sign in, and whose pages they see.

Knows SQL; must never know HTTP, or how a person proves who they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, select, update

from sync.choices.clinic import ROLES, Role
from sync.clinic.accounts.passwords import hashed
from sync.clinic.accounts.values import EVERYONE, Member, NoSuchPerson, WrongPerson, checked_person
from sync.clinic.database.access import Access
from sync.clinic.database.schema import CARES_FOR_TABLE, INVITATIONS_TABLE, PEOPLE_TABLE, VISITS_TABLE
from sync.clinic.database.values import is_device
from sync.clinic.wording.language import marked, spoken

LAST_ADMINISTRATOR: Final = marked(
    "the last administrator who can sign in stays ({person}), or nobody could see who looked at what: let another in "
    "first"
)
MOST_PEOPLE_NAMED: Final = 10  # of those that there are, where a name is none
NO_DEVICE_NAME: Final = marked("{name} cannot be the name of a device: expected 1 to 64 of a-z, 0-9 and -")
HERE_ALREADY: Final = marked(
    "there is {person} already: choose another name, or make a new link for {person} (easeband clinic people reset "
    "{person})"
)


class People:
    """The people of a clinic's database. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def all(self) -> list[Member]:
        """Everybody, by name."""
        with self._access.transaction() as connection:
            rows = connection.execute(select(PEOPLE_TABLE).order_by(PEOPLE_TABLE.c.person)).all()
            cares = defaultdict(set)
            for row in connection.execute(select(CARES_FOR_TABLE)):
                cares[row.person].add(row.device)
        return [person_of(row, cares[row.person]) for row in rows]

    def anybody(self) -> bool:
        """Whether there is anybody who may sign in."""
        with self._access.transaction() as connection:
            return connection.scalar(select(PEOPLE_TABLE.c.person).limit(1)) is not None

    def add(self, name: str, role: Role, now_utc_s: float) -> Member:
        """A new person, who has no password yet. Raises WrongPerson."""
        person = checked_person(name)
        row = {"person": person, "role": role, "password": "", "added_utc_s": now_utc_s}
        put = self._access.insert(PEOPLE_TABLE).values(row).on_conflict_do_nothing().returning(PEOPLE_TABLE.c.person)
        with self._access.transaction() as connection:
            if connection.execute(put).first() is None:
                raise WrongPerson(spoken(HERE_ALREADY, person=person))
        return Member(person, role)

    def remove(self, name: str) -> Member:
        """Shut a person out at once and for good: who that was. Raises WrongPerson."""
        with self._alone() as connection:
            person = known_person(connection, name)
            _keep_an_administrator(connection, person)
            connection.execute(delete(PEOPLE_TABLE).where(PEOPLE_TABLE.c.person == person.name))
        return person

    def block(self, name: str) -> Member:
        """Shut a person out at once, until there is a new link; role and patients stay. Raises WrongPerson."""
        with self._alone() as connection:
            person = known_person(connection, name)
            _keep_an_administrator(connection, person)
            put_password(connection, person.name, "")
        return person

    def change_role(self, name: str, role: Role) -> Member:
        """The person, who is that from now on, also in visits that go on. Raises WrongPerson."""
        with self._alone() as connection:
            person = known_person(connection, name)
            if role != "administrator":
                _keep_an_administrator(connection, person)
            connection.execute(update(PEOPLE_TABLE).where(PEOPLE_TABLE.c.person == person.name).values(role=role))
        return replace(person, role=role)

    def set_password(self, name: str, password: str) -> None:
        """From now on that one, and every browser has to sign in anew. Raises WrongPerson and WeakPassword."""
        kept = hashed(password, checked_person(name))
        with self._access.transaction() as connection:
            person = known_person(connection, name)
            put_password(connection, person.name, kept)

    def forget_password(self, name: str) -> Member:
        """No password lets this person in any more, and every browser has to sign in anew. Raises WrongPerson."""
        with self._access.transaction() as connection:
            person = known_person(connection, name)
            put_password(connection, person.name, "")
        return person

    def speak(self, name: str, language: str) -> None:
        """From now on in that language, wherever this person signs in. Raises WrongPerson."""
        chosen = update(PEOPLE_TABLE).where(PEOPLE_TABLE.c.person == checked_person(name)).values(language=language)
        with self._access.transaction() as connection:
            connection.execute(chosen)

    def assign(self, name: str, devices: Iterable[str], *, take_away: bool = False) -> Member:
        """Whose pages this person sees from now on, or sees no more. Raises WrongPerson."""
        wanted = sorted(set(devices))
        for wrong in (one for one in wanted if one != EVERYONE and not is_device(one)):
            raise WrongPerson(spoken(NO_DEVICE_NAME, name=repr(wrong[:60])))
        with self._access.transaction() as connection:
            person = known_person(connection, name)
            is_theirs = (CARES_FOR_TABLE.c.person == person.name) & CARES_FOR_TABLE.c.device.in_(wanted)
            connection.execute(delete(CARES_FOR_TABLE).where(is_theirs))
            rows = [{"person": person.name, "device": device} for device in wanted]
            if rows and not take_away:
                connection.execute(self._access.insert(CARES_FOR_TABLE), rows)
            return known_person(connection, name)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """While nobody else changes who there is: two administrators might shut each other out."""
        with self._access.transaction() as connection:
            self._access.one_at_a_time(connection, PEOPLE_TABLE)
            yield connection


def person_of(row: Row[Any], patients: Iterable[str]) -> Member:
    """Of a row; a role that a damaged file names is that which may least."""
    role: Role = row.role if row.role in ROLES else "viewer"
    return Member(str(row.person), role, frozenset(map(str, patients)), str(row.language or ""))


def known_person(connection: Connection, name: str) -> Member:
    """The person of this name. Raises NoSuchPerson."""
    person = checked_person(name)
    row = connection.execute(select(PEOPLE_TABLE).where(PEOPLE_TABLE.c.person == person)).first()
    if row is None:
        some = select(PEOPLE_TABLE.c.person).order_by(PEOPLE_TABLE.c.person).limit(MOST_PEOPLE_NAMED)
        raise NoSuchPerson(nobody_called(person, connection.scalars(some)))
    patients = connection.scalars(select(CARES_FOR_TABLE.c.device).where(CARES_FOR_TABLE.c.person == person))
    return person_of(row, patients)


def nobody_called(person: str, known: Iterable[str]) -> str:
    """Whose name is none; and whom there is, that a slip of the pen can be seen."""
    there = ", ".join(known) or spoken("nobody yet")
    return spoken("nobody is called {person}; there is {there}", person=person, there=there)


def put_password(connection: Connection, person: str, kept: str) -> None:
    """The new one; what was signed in or invited by then is over."""
    connection.execute(update(PEOPLE_TABLE).where(PEOPLE_TABLE.c.person == person).values(password=kept))
    for table in (VISITS_TABLE, INVITATIONS_TABLE):
        connection.execute(delete(table).where(table.c.person == person))


def _keep_an_administrator(connection: Connection, person: Member) -> None:
    """Raise WrongPerson where no other administrator is there; nor, if this one can sign in, one who can."""
    administrators = select(PEOPLE_TABLE).where(PEOPLE_TABLE.c.role == "administrator")
    can_sign_in = {row.person: bool(row.password) for row in connection.execute(administrators)}
    this_one_can = can_sign_in.pop(person.name, None)
    if this_one_can is not None and not any(others or not this_one_can for others in can_sign_in.values()):
        raise WrongPerson(spoken(LAST_ADMINISTRATOR, person=person.name))
