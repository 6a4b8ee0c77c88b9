"""Who a person is at the clinic, and what the role lets them do.

Knows roles and names; must never know passwords, SQL or pages.
"""

import re
from dataclasses import dataclass
from typing import Final

from sync.choices.clinic import Role
from sync.clinic.wording.language import spoken

EVERYONE: Final = "*"  # no device is called that: all patients, also those to come
PERSON: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")  # an e-mail address is one


class WrongPerson(ValueError):
    """That cannot be done with a person; the message says why."""


class NoSuchPerson(WrongPerson):
    """Nobody is called so; the message says whom there is."""


@dataclass(frozen=True)
class Member:
    """Somebody who may sign in. `patients` are the devices of those whose pages this person sees.

    language: the one that this person chose, empty where none was chosen.
    """

    name: str
    role: Role
    patients: frozenset[str] = frozenset()
    language: str = ""

    @property
    def sees_all(self) -> bool:
        """Whether all patients, also those to come."""
        return self.role == "administrator" or EVERYONE in self.patients

    @property
    def may_change(self) -> bool:
        """Whether anything of the patients that this person sees."""
        return self.role != "viewer"

    @property
    def administers(self) -> bool:
        """Whether this person sees who looked at what."""
        return self.role == "administrator"

    def may_see(self, device: str) -> bool:
        """Whether this patient's pages."""
        return self.sees_all or device in self.patients


def checked_person(name: str) -> str:
    """The name in lower case, as people are called. Raises WrongPerson."""
    lower = name.strip().lower()
    if not PERSON.fullmatch(lower):
        raise WrongPerson(
            spoken(
                "{name} cannot be a person's name here: expected 1 to 64 of a-z, 0-9 and . _ @ -, a letter or digit "
                "first, such as anna.b",
                name=repr(name[:60]),
            )
        )
    return lower
