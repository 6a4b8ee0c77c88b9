"""One step after the other through all that older layouts stored; the next call goes on where the last one ended.

Knows in which order that is done; must never know when.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection

from sync.clinic.database.access import Access
from sync.clinic.database.outlines import put_outlines
from sync.clinic.database.values import Key
from sync.clinic.older_layouts.compacting import FIRST, compact_some
from sync.clinic.older_layouts.counting import count_some

LayoutStep = Callable[[Connection, Key], tuple[Key | None, int, set[str]]]


class OlderLayouts:
    """The database behind `access`. Raises ClinicUnavailable."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._steps: list[LayoutStep] = list(STEPS)
        self._behind = FIRST

    def step(self) -> int | None:
        """Bring some more days to this layout: how many, None once nothing is left. The call after that begins anew."""
        count = self._step() if self._steps else 0
        if count or self._steps:
            return count
        self._steps = list(STEPS)
        return None

    def _step(self) -> int:
        with self._access.transaction() as connection:
            last, count, devices = self._steps[0](connection, self._behind)
            put_outlines(connection, self._access.insert, devices)
        self._behind = last or FIRST
        if last is None:
            self._steps.pop(0)
        return count


def _compact(connection: Connection, behind: Key) -> tuple[Key | None, int, set[str]]:
    return (*compact_some(connection, behind), set())


STEPS: Final[tuple[LayoutStep, ...]] = (_compact, count_some)
