"""When Wi-Fi is on: in windows, and for as long as anybody needs it. Never off for longer than from window to window.

Knows moments and what is known of sending; must never know switches, files or what is sent.
"""

import math
from dataclasses import dataclass
from typing import Final

FIRST_S: Final = 600.0  # ours: after a start somebody may set it up, the clock is set, a backlog goes out
LONGEST_S: Final = 300.0  # ours: for what is under way; 0.4 MB, a whole worn day, takes a second
AGAIN_S: Final = 300.0  # ours: off for so long at least although somebody waits: sets come one after the other

STARTED: Final = "it has just started"
BY_THE_HOUR: Final = "it is time for a window"
AWAITED: Final = "something was recorded that somebody waits for"
AFTER_USE: Final = "it was needed a moment ago"
DELIVERED: Final = "everything is delivered"
TIME_IS_UP: Final = "the window is over"
TOO_LONG: Final = "sending took too long"


@dataclass(frozen=True)
class RadioNeed:
    """What is known at a moment. `held`: why Wi-Fi may not go off, in words; empty where it may.

    `urgent` changes whenever something is new that somebody waits for; None: nobody
    says. `sending`: a message is under way; `delivered_s`: when nothing was left to send last. `clock_set`: a clock
    that nobody has set needs the network too.
    """

    held: str = ""
    urgent: int | None = None
    sending: bool = False
    delivered_s: float = -math.inf
    clock_set: bool = True


@dataclass(frozen=True)
class RadioPlan:
    """Whether Wi-Fi is to be on, why, and since when. `until_s`: the latest moment at which that changes by itself.

    `in_window`: it goes off as soon as all is delivered. While off, `until_s` is when it is on again, whatever happens.
    """

    on: bool
    why: str
    since_s: float
    until_s: float
    in_window: bool = False


class Windows:
    """One device's. It begins with Wi-Fi on; what is delivered before `_from_s` ends no window."""

    def __init__(self, now_s: float, every_s: float, window_s: float) -> None:
        """A window of `window_s` begins `every_s` after the one before did, at the latest."""
        self.every_s, self._window_s = every_s, window_s
        self._urgent: int | None = 0
        self._wanted_s, self._waits = now_s, False
        self._on, self._since_s, self._why = True, now_s, STARTED
        self._opened_s, self._length_s, self._from_s = now_s, FIRST_S, now_s + FIRST_S - window_s

    def push(self, now_s: float, need: RadioNeed) -> RadioPlan:
        """What is to be done from this moment on."""
        self._heed(now_s, need)
        if need.held:
            self._hold(now_s)
            return RadioPlan(on=True, why=need.held, since_s=self._since_s, until_s=math.inf)
        if self._on and (why := self._over(now_s, need)):
            self._on, self._since_s, self._why = False, now_s, why
        elif not self._on and now_s >= self._next_s:
            self._open(now_s)
        return self._plan(now_s)

    def _heed(self, now_s: float, need: RadioNeed) -> None:
        if need.urgent not in (None, self._urgent):
            self._urgent, self._wanted_s, self._waits = need.urgent, now_s, True
        if need.delivered_s > self._wanted_s:
            self._waits = False

    def _hold(self, now_s: float) -> None:
        """When nobody needs it any more, a window is due: what was recorded meanwhile may wait."""
        if not self._on:
            self._since_s = now_s
        self._on, self._why = True, AFTER_USE
        self._opened_s, self._length_s, self._from_s = now_s, self._window_s, now_s

    def _open(self, now_s: float) -> None:
        self._on, self._since_s, self._why = True, now_s, AWAITED if self._waits else BY_THE_HOUR
        self._opened_s, self._length_s, self._from_s = now_s, self._window_s, now_s
        self._wanted_s, self._waits = now_s, False

    def _over(self, now_s: float, need: RadioNeed) -> str:
        """Why the window ends now; empty while it does not."""
        age_s = now_s - self._opened_s
        if age_s >= self._longest_s:
            return TOO_LONG if need.sending else TIME_IS_UP
        if need.sending:
            return ""
        if need.clock_set and need.delivered_s > max(self._from_s, self._wanted_s):
            return DELIVERED
        return TIME_IS_UP if age_s >= self._length_s else ""

    @property
    def _longest_s(self) -> float:
        return max(self._length_s, LONGEST_S)

    @property
    def _next_s(self) -> float:
        regular_s = self._opened_s + self.every_s
        return min(regular_s, self._since_s + AGAIN_S) if self._waits else regular_s

    def _plan(self, now_s: float) -> RadioPlan:
        until_s = self._opened_s + self._longest_s if self._on else self._next_s
        return RadioPlan(self._on, self._why, self._since_s, until_s, self._on and now_s >= self._from_s)
