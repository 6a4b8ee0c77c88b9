"""A model of an MQTT 5 broker: what it retains, which sessions it keeps, what it sends again, refuses and forgets.

Knows the standard (MQTT 5.0, sections in brackets) and how mosquitto loses what it had; must never know what a message
says.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, Protocol

from sync.wire.client import RECEIVE_LIMIT, Delivery
from sync.wire.client import Session as Wish
from sync.wire.messages import Message
from sync.wire.reasons import REFUSED, TAKEN_OVER

SUCCESS, NOBODY = 0x00, 0x10
GONE: Final = 0x8B  # the server shuts down
SHARED: Final = "$share/"
MOST_QUEUED: Final = 1000  # of a session, beside those in flight, as mosquitto's default; what comes then is dropped


class Line(Protocol):
    """A connection, seen from the broker."""

    def arrived(self, at_s: float) -> None:
        """A message for it is there then."""

    def ended(self, code: int | None) -> None:
        """The broker ended it, and said why, or the network did."""


@dataclass(frozen=True)
class Kept:
    """A message as the broker holds it."""

    message: Message
    since_s: float
    until_s: float | None

    def is_over(self, now_s: float) -> bool:
        """Whether it has expired [3.3.2.3.3]."""
        return self.until_s is not None and now_s >= self.until_s


@dataclass
class Queued:
    """A message on its way to a session; `number` once it was sent."""

    kept: Kept
    queued_s: float
    ready_s: float
    number: int = 0
    is_retained: bool = False  # it comes because somebody subscribed


@dataclass
class Session:
    """What the broker keeps of a client, connected or not [4.1]."""

    wish: Wish
    line: Line | None = None
    will: Message | None = None
    filters: list[str] = field(default_factory=list)
    queue: deque[Queued] = field(default_factory=deque)
    in_flight: dict[int, Queued] = field(default_factory=dict)
    lately: deque[Queued] = field(default_factory=lambda: deque[Queued](maxlen=20))  # acknowledged; may be forgotten
    left_at_s: float = 0.0


@dataclass
class Broker:
    """`refuses` says with which code a client's topic is refused; `seen` is told of each message that it takes."""

    now_s: Callable[[], float]
    latency_s: Callable[[], float]
    is_together: Callable[[], bool] = lambda: True
    refuses: Callable[[str, str], int] = lambda _client, _topic: SUCCESS
    seen: Callable[[str, Message], None] = lambda _client, _message: None
    retained: dict[str, Kept] = field(default_factory=dict)
    before: dict[str, Kept] = field(default_factory=dict)  # what the present retained ones replaced
    sessions: dict[str, Session] = field(default_factory=dict)
    is_up: bool = True
    _last_number: int = 0
    _turn: int = 0

    def connect(self, line: Line, wish: Wish, will: Message | None) -> None:
        """Let it in; another one of its name has to go [3.1.4]."""
        session = self._session(wish.client_id)
        if session and session.line:
            self.drop(wish.client_id, TAKEN_OVER)
            session = self._session(wish.client_id)
        if session is None or not wish.kept_s:
            session = self.sessions[wish.client_id] = Session(wish)
        session.wish, session.line, session.will = wish, line, will
        again = [replace(item, number=0) for item in session.in_flight.values()]  # once more, in their order [4.4]
        session.in_flight.clear()
        session.queue.extendleft(reversed(again))

    def _session(self, client: str) -> Session | None:
        session = self.sessions.get(client)
        if session and not session.line and self.now_s() - session.left_at_s > session.wish.kept_s:
            del self.sessions[client]
            return None
        return session

    def leave(self, client: str, line: Line, *, politely: bool) -> None:
        """It said goodbye, or was not heard of any more: then its will is said [3.1.2.5]."""
        session = self.sessions.get(client)
        if session is None or session.line is not line:
            return
        self._without_line(session)
        if session.will and not politely:
            self.publish(client, session.will)

    def _without_line(self, session: Session) -> None:
        session.line, session.left_at_s = None, self.now_s()
        if not session.wish.kept_s:
            self.sessions.pop(session.wish.client_id, None)

    def drop(self, client: str, code: int | None) -> None:
        """End its connection; the will is said."""
        session = self.sessions.get(client)
        if session and session.line:
            line = session.line
            self.leave(client, line, politely=False)
            line.ended(code)

    def subscribe(self, client: str, topic_filter: str, *, retained: bool) -> int:
        """The code; what is retained comes now [3.8.4], where that is wanted and the subscription is no shared one."""
        code = self.refuses(client, topic_filter)
        session = self.sessions[client]
        if code >= REFUSED:
            return code
        if topic_filter not in session.filters:
            session.filters.append(topic_filter)
        for topic, kept in list(self.retained.items()) if retained and not topic_filter.startswith(SHARED) else ():
            if matches(topic_filter, topic) and not kept.is_over(self.now_s()):
                self._queue(session, kept, is_retained=True)
        return SUCCESS

    def unsubscribe(self, client: str, topic_filter: str) -> None:
        """Nothing more comes by this filter; what waits already does [3.10.4]."""
        filters = self.sessions[client].filters
        if topic_filter in filters:
            filters.remove(topic_filter)

    def publish(self, client: str, message: Message) -> int:
        """The code of its acknowledgement."""
        code = self.refuses(client, message.topic)
        if code >= REFUSED:
            return code
        self.seen(client, message)
        now_s = self.now_s()
        kept = Kept(message, now_s, None if message.expiry_s is None else now_s + message.expiry_s)
        if message.retain:
            self._retain(message.topic, kept)
        to = [s for s in self.sessions.values() if any(matches(one, message.topic) for one in s.filters)]
        shared = self._of_groups(message.topic)
        for session in (*to, *shared):
            self._queue(session, kept)
        return SUCCESS if to or shared else NOBODY

    def _of_groups(self, topic: str) -> list[Session]:
        """One member of each group that shares this topic, of those that are connected where any is [4.8.2]."""
        groups = dict[str, list[Session]]()
        for session in self.sessions.values():
            for name in session.filters:
                if name.startswith(SHARED) and matches(name.split("/", 2)[2], topic):
                    groups.setdefault(name, []).append(session)
        self._turn += 1
        there = [[one for one in members if one.line] or members for members in groups.values()]
        return [members[self._turn % len(members)] for members in there]

    def _retain(self, topic: str, kept: Kept) -> None:
        earlier = self.retained.pop(topic, None)
        if earlier:
            self.before[topic] = earlier
        if kept.message.payload:
            self.retained[topic] = kept

    def _queue(self, session: Session, kept: Kept, *, is_retained: bool = False) -> None:
        if len(session.queue) >= MOST_QUEUED:
            return
        queued = Queued(kept, self.now_s(), self._ready_s(session), is_retained=is_retained)
        session.queue.append(queued)
        if session.line:
            session.line.arrived(queued.ready_s)

    def _ready_s(self, session: Session) -> float:
        """What goes out at one moment mostly arrives at one moment: in one packet of the network."""
        last = session.queue[-1] if session.queue else None
        together = last is not None and last.queued_s == self.now_s() and self.is_together()
        return last.ready_s if last and together else self.now_s() + self.latency_s()

    def deliver(self, client: str) -> list[Delivery]:
        """What has come to the client by now, as far as it may have so many at a time [3.3.4]."""
        session, given = self.sessions[client], list[Delivery]()
        while session.queue and session.queue[0].ready_s <= self.now_s() and len(session.in_flight) < RECEIVE_LIMIT:
            queued = session.queue.popleft()
            if queued.kept.is_over(self.now_s()):
                continue
            self._last_number = queued.number = self._last_number % 65_535 + 1
            session.in_flight[queued.number] = queued
            said = queued.kept.message
            given.append(Delivery(said.topic, said.payload, queued.number, 1, queued.is_retained))
        return given

    def next_ready_s(self, client: str) -> float | None:
        """When the next message can be had; None where none waits."""
        queue = self.sessions[client].queue
        return queue[0].ready_s if queue else None

    def acknowledge(self, client: str, number: int) -> None:
        """It need not be sent again."""
        session = self.sessions[client]
        if done := session.in_flight.pop(number, None):
            session.lately.append(done)
        if session.line and session.queue:
            session.line.arrived(session.queue[0].ready_s)

    def stop(self) -> None:
        """It goes down, with every connection; wills are not said by a broker that is not there."""
        self.is_up = False
        for session in list(self.sessions.values()):
            if line := session.line:
                self._without_line(session)
                line.ended(GONE)

    def start(self) -> None:
        """With all that it had."""
        self.is_up = True

    def forget_since(self, since_s: float) -> None:
        """It was killed, and its file is of then: later messages are gone, later acknowledgements too."""
        for topic in [topic for topic, kept in self.retained.items() if kept.since_s > since_s]:
            del self.retained[topic]
            earlier = self.before.get(topic)
            if earlier and earlier.since_s <= since_s:
                self.retained[topic] = earlier
        for session in self.sessions.values():
            again = [replace(item, number=0) for item in (*session.lately, *session.in_flight.values())]
            old = [item for item in (*again, *session.queue) if item.kept.since_s <= since_s]
            session.in_flight.clear()
            session.lately.clear()
            session.queue = deque(old)

    def forget_everything(self) -> None:
        """It kept nothing on disk, or its disk was changed."""
        self.retained, self.before, self.sessions = {}, {}, {}


@cache  # a world has few of both, and asks for each message
def matches(topic_filter: str, topic: str) -> bool:
    """Whether the filter names the topic; + is one level, # the rest [4.7]."""
    wanted, levels = topic_filter.split("/"), topic.split("/")
    if wanted[-1] == "#":
        wanted, levels = wanted[:-1], levels[: len(wanted) - 1]
    return len(wanted) == len(levels) and all(w in ("+", level) for w, level in zip(wanted, levels, strict=True))
