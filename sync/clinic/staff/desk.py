"""Where an administrator lets people in, changes what they may, and shuts them out; each change is written down.

Knows which changes there are; must never know HTTP, HTML or SQL. Nobody changes their own rights here: whoever slips
would have to be let in again at the clinic's computer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from sync.choices.clinic import ROLES, Role
from sync.clinic.accounts import EVERYONE, Door, Looks, Member, People, WrongPerson
from sync.clinic.database.access import Access
from sync.clinic.wording.language import marked, spoken

NOT_ONESELF: Final = marked("Nobody changes their own rights here: ask another administrator.")
NO_ROLE: Final = marked("Choose a role.")


@dataclass(frozen=True)
class Administrator:
    """Who changes something, and from where."""

    name: str
    address: str


class StaffDesk:
    """Changes by one administrator. Every method raises ClinicUnavailable, and WrongPerson with what is wrong."""

    def __init__(self, access: Access, now_utc_s: Callable[[], float], by: Administrator) -> None:
        self._people, self._door, self._looks = People(access), Door(access, now_utc_s), Looks(access, now_utc_s)
        self._now_utc_s, self._by = now_utc_s, by

    def invite(self, name: str, role: str) -> tuple[Member, str]:
        """A new person, and the secret of the link that lets them in once."""
        person = self._people.add(name, _known_role(role), self._now_utc_s())
        self._note(f"added {person.name} as {person.role}")
        return person, self._door.invite(person.name)

    def new_link(self, name: str) -> str:
        """The secret of a link, for who forgot the password or was blocked; they are signed out everywhere."""
        person = self._people.forget_password(self._another(name))
        self._note(f"reset {person.name}")
        return self._door.invite(person.name)

    def change_role(self, name: str, role: str) -> None:
        """From now on they are that."""
        wanted, known = _known_role(role), self._another(name)
        person = self._people.change_role(known, wanted)
        self._note(f"made {person.name} {person.role}")

    def block(self, name: str) -> None:
        """They are out at once, until there is a new link."""
        self._note(f"blocked {self._people.block(self._another(name)).name}")

    def remove(self, name: str) -> None:
        """They are out at once and for good."""
        self._note(f"removed {self._people.remove(self._another(name)).name}")

    def assign(self, name: str, devices: Iterable[str], *, take_away: bool = False) -> None:
        """They see these patients, or no more: one line for each of them, so that it is found by the patient too."""
        wanted = sorted(set(devices))
        person = self._people.assign(name, wanted, take_away=take_away)
        did = "took away" if take_away else "assigned"
        for device in wanted:
            whom = "all patients" if device == EVERYONE else device
            self._note(f"{did} {whom}: {person.name}", "" if device == EVERYONE else device)

    def _another(self, name: str) -> str:
        """The name, if it is not that of who asks."""
        if name.strip().lower() == self._by.name:
            raise WrongPerson(spoken(NOT_ONESELF))
        return name

    def _note(self, what: str, device: str = "") -> None:
        self._looks.note(self._by.name, self._by.address, what, device)


def _known_role(role: str) -> Role:
    for known in ROLES:
        if known == role:
            return known
    raise WrongPerson(spoken(NO_ROLE))
