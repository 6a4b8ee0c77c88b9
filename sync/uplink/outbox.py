"""What is to be sent, and when it may be tried again.

Knows revisions, receipts and how earlier tries went; must never know files, the network or what is in a message.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sync.wire.reasons import REFUSED
from sync.wire.waiting import backoff_s, doubled

PATIENCE_S = 60.0  # from the broker's acknowledgement to the clinic's receipt; doubled at each try of one revision
LONGEST_PATIENCE_S = 3600.0

DayRevision = tuple[str, int]
"""(name, revision); the name of a day is its date."""


@dataclass(frozen=True)
class Attempt:
    """The last try of one item. Until `rest_until_s` it is only tried again for a newer revision, if nothing is wrong.

    `code` is the broker's reason code; None: the connection ended before it answered, so this may be the cause.
    """

    revision: int
    size_bytes: int
    code: int | None
    tries: int  # in a row with the same outcome, of an accepted one: of the same revision
    rest_until_s: float

    @property
    def accepted(self) -> bool:
        """The broker has it."""
        return self.code is not None and self.code < REFUSED

    @property
    def refused(self) -> bool:
        """The broker said no."""
        return self.code is not None and self.code >= REFUSED


Attempts = Mapping[str, Attempt]


def pending(days: Iterable[DayRevision], receipts: Mapping[str, int]) -> list[DayRevision]:
    """Every day whose revision exceeds the receipted one, newest day first."""
    return sorted((item for item in days if item[1] > receipts.get(item[0], 0)), reverse=True)


def batch(items: Sequence[DayRevision], attempts: Attempts, now_s: float, most: int) -> list[DayRevision]:
    """What to send next, in the order given: up to `most` items that never went wrong, else one that did.

    Items that were under way when a connection ended go alone and smallest first, so that one which the broker
    cannot bear blocks no other.
    """
    due = [item for item in items if _is_due(item, attempts.get(item[0]), now_s)]
    harmless = [item for item in due if not _is_suspect(attempts.get(item[0]))]
    suspects = sorted(set(due) - set(harmless), key=lambda item: attempts[item[0]].size_bytes)
    return harmless[:most] or suspects[:1]


def _is_due(item: DayRevision, last: Attempt | None, now_s: float) -> bool:
    return last is None or now_s >= last.rest_until_s or (last.accepted and item[1] > last.revision)


def _is_suspect(last: Attempt | None) -> bool:
    return last is not None and last.code is None


def tried(
    last: Attempt | None, item: DayRevision, *, size_bytes: int, code: int | None, now_s: float, chance: float
) -> Attempt:
    """The attempt after this outcome; see Attempt for `code`. `chance` from 0 to 1 spreads the waiting."""
    this = Attempt(item[1], size_bytes, code, 1, now_s)
    tries = last.tries + 1 if last and _same(last, this) else 1
    rest_s = patience_s(tries) if this.accepted else backoff_s(tries, chance)
    return Attempt(item[1], size_bytes, code, tries, now_s + rest_s)


def _same(last: Attempt, this: Attempt) -> bool:
    return last.revision == this.revision and last.accepted if this.accepted else last.code == this.code


def reconnected(attempts: Attempts) -> dict[str, Attempt]:
    """What is still worth knowing on a new connection: what went wrong. All else is sent again."""
    return {name: attempt for name, attempt in attempts.items() if not attempt.accepted}


def patience_s(tries: int) -> float:
    """How long to wait for a receipt after so many tries of one revision."""
    return doubled(PATIENCE_S, tries, LONGEST_PATIENCE_S)
