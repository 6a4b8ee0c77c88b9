"""How somebody gets in: by a password, or once by a link.

Knows SQL; must never know HTTP or HTML. Whether the name, the password or the link was wrong is not said.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, select

from sync.clinic.accounts.attempts import DoorAttempts
from sync.clinic.accounts.passwords import hashed, is_password
from sync.clinic.accounts.people import known_person, put_password
from sync.clinic.accounts.values import Member, WrongPerson, checked_person
from sync.clinic.accounts.visits import digest_of_secret, secret
from sync.clinic.database.access import Access
from sync.clinic.database.schema import INVITATIONS_TABLE, PEOPLE_TABLE

INVITED_S: Final = 72 * 3600.0  # ours: a weekend


class Shut(Exception):
    """The name or the password is wrong, or the link: which is not said."""


class Door:
    """Ways into a clinic's database. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access, now_utc_s: Callable[[], float]) -> None:
        self._access, self._now_utc_s, self._attempts = access, now_utc_s, DoorAttempts(access, now_utc_s)

    def by_password(self, name: str, password: str, address: str) -> Member:
        """Who that is. Raises Shut and TooManyAttempts."""
        self._attempts.begin(address, name)
        found = self._kept(name)
        if not is_password(found[1] if found else "", password) or found is None:
            raise Shut
        self._attempts.settle(address, found[0].name)
        return found[0]

    def invite(self, name: str) -> str:
        """The secret of a link that lets a person in once; without a password, to choose one. Raises WrongPerson."""
        made, until_utc_s = secret(), self._now_utc_s() + INVITED_S
        with self._access.transaction() as connection:
            person = known_person(connection, name).name
            connection.execute(delete(INVITATIONS_TABLE).where(INVITATIONS_TABLE.c.person == person))
            row = {"digest": digest_of_secret(made), "person": person, "until_utc_s": until_utc_s}
            connection.execute(self._access.insert(INVITATIONS_TABLE).values(row))
        self._attempts.free(person)
        return made

    def invited(self, link: str, address: str) -> Member:
        """Whom this link lets in; it can still be used. Raises Shut and TooManyAttempts."""
        self._attempts.begin(address)
        with self._access.transaction() as connection:
            return self._invited(connection, link)

    def has_password(self, name: str) -> bool:
        """Whether this person has chosen one."""
        found = self._kept(name)
        return bool(found and found[1])

    def by_link(self, link: str, address: str, password: str | None = None) -> Member:
        """Who that is, whose password this is from now on. Raises Shut and WeakPassword."""
        with self._access.transaction() as connection:
            asked = self._invited(connection, link)
        kept = None if password is None else hashed(password, asked.name)
        used = delete(INVITATIONS_TABLE).where(_is_link(link)).returning(INVITATIONS_TABLE.c.person)
        with self._access.transaction() as connection:
            if connection.scalar(used) is None:  # somebody else was quicker
                raise Shut
            if kept is not None:
                put_password(connection, asked.name, kept)
        self._attempts.settle(address, asked.name)
        return asked

    def _invited(self, connection: Connection, link: str) -> Member:
        still = INVITATIONS_TABLE.c.until_utc_s >= self._now_utc_s()
        person = connection.scalar(select(INVITATIONS_TABLE.c.person).where(_is_link(link), still))
        if person is None:
            raise Shut
        return known_person(connection, person)

    def _kept(self, name: str) -> tuple[Member, str] | None:
        """Who is called so, and what is kept of the password."""
        try:
            asked = checked_person(name)
            with self._access.transaction() as connection:
                person = known_person(connection, asked)
                kept = connection.scalar(select(PEOPLE_TABLE.c.password).where(PEOPLE_TABLE.c.person == asked))
        except WrongPerson:
            return None
        return person, str(kept)


def _is_link(link: str) -> ColumnElement[bool]:
    return INVITATIONS_TABLE.c.digest == digest_of_secret(link)
