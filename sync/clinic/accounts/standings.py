"""How each person stands: whether a password lets them in, or a link that nobody has used yet.

Knows SQL; must never know what the password or the link is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from sync.clinic.accounts.people import MOST_PEOPLE_NAMED, People, nobody_called
from sync.clinic.accounts.values import Member, NoSuchPerson, checked_person
from sync.clinic.database.access import Access
from sync.clinic.database.schema import INVITATIONS_TABLE, PEOPLE_TABLE


@dataclass(frozen=True)
class Standing:
    """One person. `invited_until_utc_s` is of a link that still works; without it and a password nobody gets in."""

    person: Member
    has_password: bool
    invited_until_utc_s: float | None


class Standings:
    """Of the people of a clinic's database. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access, now_utc_s: Callable[[], float]) -> None:
        self._access, self._now_utc_s = access, now_utc_s

    def all(self) -> list[Standing]:
        """Everybody's, by name."""
        chosen = select(PEOPLE_TABLE.c.person).where(PEOPLE_TABLE.c.password != "")
        invited = select(INVITATIONS_TABLE).where(INVITATIONS_TABLE.c.until_utc_s >= self._now_utc_s())
        people = People(self._access).all()
        with self._access.transaction() as connection:
            with_password = set(connection.scalars(chosen))
            until_utc_s = {row.person: float(row.until_utc_s) for row in connection.execute(invited)}
        return [Standing(one, one.name in with_password, until_utc_s.get(one.name)) for one in people]

    def of(self, name: str) -> Standing:
        """One person's. Raises WrongPerson, and NoSuchPerson where nobody is called so."""
        person, everybody = checked_person(name), self.all()
        for found in everybody:
            if found.person.name == person:
                return found
        raise NoSuchPerson(nobody_called(person, (one.person.name for one in everybody[:MOST_PEOPLE_NAMED])))
