"""Acknowledgements leave in the order in which the messages arrived, however they are decided on.

Knows numbers of deliveries; must never know sockets, nor what makes somebody acknowledge.

MQTT 5 demands it (4.6, [MQTT-4.6.0-2]), and rumqttd, which is inside iotcore, ends a connection that does not.
"""

from collections import deque
from collections.abc import Iterable

from sync.wire.client import Delivery


class InOrder:
    """What has arrived and is not acknowledged on the wire yet."""

    def __init__(self) -> None:
        self._arrived: deque[tuple[int, int]] = deque()  # number and QoS, not the payload
        self._done: set[int] = set()

    def arrived(self, deliveries: Iterable[Delivery]) -> None:
        """These came, in this order; QoS 0 is never acknowledged."""
        self._arrived += [(delivery.number, delivery.qos) for delivery in deliveries if delivery.qos]

    def done(self, delivery: Delivery) -> list[tuple[int, int]]:
        """Numbers, with QoS, that may be acknowledged now that this one may: none while an earlier one may not."""
        if delivery.qos:
            self._done.add(delivery.number)
        ready = []
        while self._arrived and self._arrived[0][0] in self._done:
            ready.append(self._arrived.popleft())
            self._done.discard(ready[-1][0])
        return ready
