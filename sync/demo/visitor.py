"""Whoever looks at the demo's page is let in: by a link that works once, and later by a password made for this demo.

Knows what the clinic offers for that; must never know HTTP, or how a visit is kept.
"""

import secrets
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final

from sync.clinic.accounts import Door, People, WrongPerson
from sync.clinic.database import Clinic

VISITOR_NAME: Final = "demo"
SECRET_BYTES: Final = 6  # of a password that holds on this computer, as long as the demo runs


@dataclass(frozen=True)
class LetIn:
    """The end of the link's address, and what to type where the link was used."""

    path: str
    password: str


def let_in(clinic_url: str, now_utc_s: Callable[[], float]) -> LetIn:
    """The demo's visitor, an administrator, with a new link and password. Raises what a database does."""
    password = secrets.token_hex(SECRET_BYTES)
    with closing(Clinic(clinic_url)) as clinic:
        people = People(clinic.access)
        with suppress(WrongPerson):  # is there from the last time, in a folder that was kept
            people.add(VISITOR_NAME, "administrator", now_utc_s())
        people.set_password(VISITOR_NAME, password)
        return LetIn(f"welcome/{Door(clinic.access, now_utc_s).invite(VISITOR_NAME)}", password)
