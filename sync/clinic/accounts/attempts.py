"""How often it may be tried to get in.

Knows SQL and the limits; must never know passwords or HTTP. An attempt counts before it is looked at, so that many at
once are no way around the limit. Nobody is kept out for ever: what counts is the last quarter of an hour, an attempt
that nobody looked at does not count, and a link is not counted by name.
"""

from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Final

from sqlalchemy import delete, func, select

from sync.clinic.accounts.visits import digest_of_secret
from sync.clinic.database.access import Access
from sync.clinic.database.schema import ATTEMPTS_TABLE

WITHIN_S: Final = 900.0  # ours
MOST_OF_A_NAME: Final = 10  # ours: a person who forgot tries five
MOST_OF_AN_ADDRESS: Final = 50  # ours: a practice behind one address
NEIGHBOURS_V6: Final = 64  # bits: one customer has at least so many addresses


class TooManyAttempts(Exception):
    """Nobody looked at what was typed: there were too many attempts in the last quarter of an hour."""


class DoorAttempts:
    """The attempts in a clinic's database. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access, now_utc_s: Callable[[], float]) -> None:
        self._access, self._now_utc_s = access, now_utc_s

    def begin(self, address: str, name: str | None = None) -> None:
        """One more from this address, and at this name. Raises TooManyAttempts, and then it does not count."""
        limits = {_from(address): MOST_OF_AN_ADDRESS}
        if name is not None:
            limits[_at(name)] = MOST_OF_A_NAME
        self._count(limits)

    def settle(self, address: str, name: str) -> None:
        """The last one was right: it counts for its address no more, and for the name none does."""
        last = select(func.max(ATTEMPTS_TABLE.c.number)).where(ATTEMPTS_TABLE.c.subject == _from(address))
        with self._access.transaction() as connection:
            connection.execute(delete(ATTEMPTS_TABLE).where(ATTEMPTS_TABLE.c.number == last.scalar_subquery()))
        self.free(name)

    def free(self, name: str) -> None:
        """None counts for this name any more."""
        with self._access.transaction() as connection:
            connection.execute(delete(ATTEMPTS_TABLE).where(ATTEMPTS_TABLE.c.subject == _at(name)))

    def _count(self, limits: Mapping[str, int]) -> None:
        now_utc_s = self._now_utc_s()
        rows = [{"subject": subject, "at_utc_s": now_utc_s} for subject in sorted(limits)]
        counted = select(ATTEMPTS_TABLE.c.subject, func.count().label("times")).group_by(ATTEMPTS_TABLE.c.subject)
        with self._access.transaction() as connection:
            self._access.one_at_a_time(connection, ATTEMPTS_TABLE)
            connection.execute(delete(ATTEMPTS_TABLE).where(ATTEMPTS_TABLE.c.at_utc_s < now_utc_s - WITHIN_S))
            connection.execute(self._access.insert(ATTEMPTS_TABLE), rows)
            found = connection.execute(counted.where(ATTEMPTS_TABLE.c.subject.in_(limits))).all()
            if any(row.times > limits[row.subject] for row in found):
                raise TooManyAttempts


def _from(address: str) -> str:
    """One subject for all addresses that one computer may give itself."""
    try:
        told = ip_address(address)
    except ValueError:
        return f"from {digest_of_secret(address)}"
    network = ip_network(f"{told}/{NEIGHBOURS_V6}", strict=False) if told.version > 4 else told
    return f"from {digest_of_secret(str(network))}"


def _at(name: str) -> str:
    """A digest: some people type their password where the name belongs."""
    return f"at {digest_of_secret(name.strip().lower())}"
