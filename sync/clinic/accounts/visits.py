"""Who is signed in: a secret in a browser, and its digest here.

Knows SQL, and when a visit is over; must never know HTTP, or how somebody got in.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable
from typing import Final

from sqlalchemy import ColumnElement, delete, select, update

from sync.clinic.accounts.people import known_person
from sync.clinic.accounts.values import Member, NoSuchPerson
from sync.clinic.database.access import Access
from sync.clinic.database.engine import ClinicUnavailable
from sync.clinic.database.schema import VISITS_TABLE

log = logging.getLogger(__name__)

IDLE_S: Final = 3600.0  # ours: an hour with the same patient, then somebody else may sit there
AT_LONGEST_S: Final = 12 * 3600.0  # ours: a working day
NOTED_EVERY_S: Final = 60.0  # a visit is written to once a minute at most


def secret() -> str:
    """256 random bits, to be kept by one browser or sent as one link."""
    return secrets.token_urlsafe(32)


def digest_of_secret(text: str) -> str:
    """What is kept of it: from this nobody gets back."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


class Visits:
    """The visits in a clinic's database. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access, now_utc_s: Callable[[], float]) -> None:
        self._access, self._now_utc_s = access, now_utc_s

    def begin(self, person: str) -> str:
        """The secret of a new visit; visits that are over go."""
        begun, now_utc_s = secret(), self._now_utc_s()
        row = {"digest": digest_of_secret(begun), "person": person, "begun_utc_s": now_utc_s, "seen_utc_s": now_utc_s}
        over = (VISITS_TABLE.c.begun_utc_s < now_utc_s - AT_LONGEST_S) | (
            VISITS_TABLE.c.seen_utc_s < now_utc_s - IDLE_S
        )
        with self._access.transaction() as connection:
            connection.execute(delete(VISITS_TABLE).where(over))
            connection.execute(self._access.insert(VISITS_TABLE).values(row))
        return begun

    def who(self, kept: str, *, is_seen: bool = True) -> Member | None:
        """Who visits with this secret; nobody where it is unknown or over. A clock that went back ends it too.

        `is_seen`: somebody asked for a page, by which the visit goes on.
        """
        now_utc_s, is_it = self._now_utc_s(), VISITS_TABLE.c.digest == digest_of_secret(kept)
        with self._access.transaction() as connection:
            row = connection.execute(select(VISITS_TABLE).where(is_it)).first() if kept else None
            if row is None or not _goes_on(row.begun_utc_s, row.seen_utc_s, now_utc_s):
                return None
            try:
                found = known_person(connection, row.person)
            except NoSuchPerson:
                return None
        if is_seen and now_utc_s - row.seen_utc_s >= NOTED_EVERY_S:
            self._note(is_it, now_utc_s)
        return found

    def _note(self, is_it: ColumnElement[bool], now_utc_s: float) -> None:
        """That it goes on; a database that is full or cannot be written keeps nobody from reading."""
        try:
            with self._access.transaction() as connection:
                connection.execute(update(VISITS_TABLE).where(is_it).values(seen_utc_s=now_utc_s))
        except ClinicUnavailable as problem:
            log.error("a visit goes on and that cannot be noted: %s", problem)

    def end(self, kept: str) -> None:
        """Nobody visits with this secret any more."""
        with self._access.transaction() as connection:
            connection.execute(delete(VISITS_TABLE).where(VISITS_TABLE.c.digest == digest_of_secret(kept)))


def _goes_on(begun_utc_s: float, seen_utc_s: float, now_utc_s: float) -> bool:
    fresh = now_utc_s - begun_utc_s + NOTED_EVERY_S >= 0 and now_utc_s - begun_utc_s <= AT_LONGEST_S
    return fresh and now_utc_s - seen_utc_s <= IDLE_S
