"""What a collector subscribes to: its share of all that comes, and for a while whatever the broker keeps.

Knows that a shared subscription is given no retained message (MQTT 5, 4.8.2; mosquitto 2.0.11 gives them, so it is
asked not to), and when all of those have come; must never know what they say.
"""

import logging
import re
import socket
from collections.abc import Callable, Sequence
from typing import Final

from sync.wire.client import Delivery, Session
from sync.wire.messages import UP_FILTER
from sync.wire.mqtt import BrokerUnreachable
from sync.wire.reasons import REFUSED, reason_text, refusal_advice
from sync.wire.two_lanes import TwoLanes

SHARED_FILTER: Final = f"$share/clinic/{UP_FILTER}"
QUIET_S: Final = 10.0  # without a retained message: ours, a broker sends them one after the other
# Twice the longest wait between two attempts. What comes later, a collector that is gone must not keep from the others:
# the broker gives it its share until then. Nothing depends on it: days without a receipt are retained, and sent again.
KEPT_S: Final = 600
# Who waits behind whom is ours to say only of what we have read: as long as this was a hundred, a day stood behind all
# that others had sent before. Acknowledgements leave in order, and the first may wait for two or three transactions.
MOST_UNACKNOWLEDGED: Final = 20_000
MOST_OF_A_NAME: Final = 32
UNSHARED: Final = "this broker shares nothing between collectors (MQTT 5, shared subscriptions): run one only"

log = logging.getLogger(__name__)


def collector_name(name: str = "") -> str:
    """What tells this collector from all others at the broker: the computer's name where none is given."""
    plain = re.sub(r"[^a-z0-9]+", "-", (name or socket.gethostname()).lower()).strip("-")
    return plain[:MOST_OF_A_NAME] or "collector"


def sessions(name: str) -> tuple[Session, Session]:
    """For what comes, and for receipts: of its own, so that no flood stands before what it is told."""
    client_id = f"easeband-clinic-{name}"
    return Session(client_id, kept_s=KEPT_S, unacknowledged=MOST_UNACKNOWLEDGED), Session(f"{client_id}-receipts")


class Subscriptions:
    """Of one connection: to all at first, which brings what is retained, and then to our share of it.

    Where the broker shares nothing, all that comes is ours for good, and nobody else may collect.
    """

    def __init__(self, link: TwoLanes, monotonic_s: Callable[[], float]) -> None:
        self._link, self._monotonic_s = link, monotonic_s
        self._all_until_s: float | None = None  # while we wait for more of what is retained
        self._asked: int | None = None  # for our share, while there is no answer

    def begin(self) -> None:
        """Raises BrokerUnreachable where the broker refuses it."""
        code = self._link.subscribe(UP_FILTER)
        if code >= REFUSED:
            refusal = f"the broker refuses {UP_FILTER}: {reason_text(code)} ({refusal_advice(code)})"
            raise BrokerUnreachable(f"{refusal}: nothing can be received")
        log.info("collecting %s, and whatever is retained", UP_FILTER)
        self._all_until_s = self._monotonic_s() + QUIET_S
        if not self._link.shares:
            log.warning(UNSHARED)

    def tend(self, arrived: Sequence[Delivery]) -> None:
        """Leave all but our share to the others once nothing retained has come for a while."""
        now_s = self._monotonic_s()
        if self._all_until_s is not None and any(delivery.retained for delivery in arrived):
            self._all_until_s = now_s + QUIET_S
        elif self._all_until_s is not None and now_s >= self._all_until_s:
            self._all_until_s = None
            self._asked = self._link.ask_for(SHARED_FILTER, retained=False) if self._link.shares else None
        elif self._asked is not None and (code := self._link.answer(self._asked)) is not None:
            self._asked = None
            self._share(code)

    @property
    def have_settled(self) -> bool:
        """Whether all that the broker retained has come, and the others have their share."""
        return self._all_until_s is None and self._asked is None

    def _share(self, code: int) -> None:
        if code >= REFUSED:
            log.warning(UNSHARED)
            return
        self._link.ask_no_more_for(UP_FILTER)
        log.info("all that was retained has come: from now on our share of %s", SHARED_FILTER)
