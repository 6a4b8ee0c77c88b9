"""One press from a hand that trembles: timed looks at the contact become presses, and how long each was held.

Knows how long a finger that means it stays down; must never know pins, or what a press is for: that a short one is a
tap and a long one a hold, `coach.py` decides.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal

FELT_S, HOLD_S, LONG_HOLD_S = HOLD_MARKS_S = (0.5, 1.5, 4.0)  # one light more at each: nobody has to judge time

# Ours, from a model of a finger with 3 to 11 Hz tremor over a switch (tests/device/exercise/test_button.py):
ACCEPT_S = 0.15  # net contact that makes a press; a debounce of 0.05 s read one press as up to eleven
OPEN_SHARE = 0.9  # of the time that it is open is taken off; all of it lost one tap in a hundred at 9 to 11 Hz
MERGE_GAP_S = 0.35  # shorter gaps are the same press; one cycle of a 3 Hz tremor is 0.333 s
LONGEST_MERGE_GAP_S = 0.6  # of somebody whose finger leaves the button for longer: one cycle of 2 Hz is 0.5 s
SPARE_GAP = 1.2  # times the longest gap that their last presses had
PRESSES_REMEMBERED = 8
LOCK_OUT_S = 1.0  # after a press the button is deaf: the finger on its way back is no second press
STUCK_S = 10.0  # nobody holds that long: a sleeve, a bag strap, a short circuit
LONGEST_CONTACT_S = 0.05  # one look proves no more contact than this, however late the next look comes

Kind = Literal["accepted", "released", "stuck"]


@dataclass(frozen=True)
class PressEvent:
    """Something a press became at `time_s`.

    *accepted* comes once it counts, *released* when it is over, *stuck* instead of *released* when it does not end.
    start_s: when the contact began. held_s: how long it has lasted, without the gap that ended it.
    """

    kind: Kind
    time_s: float
    start_s: float
    held_s: float


class _Gaps:
    """The longest gap of each of the last presses: between two contacts of it, or shortly after it was thought over."""

    def __init__(self) -> None:
        self._longest_s: deque[float] = deque([0.0], maxlen=PRESSES_REMEMBERED)
        self._opened_s: float | None = None

    @property
    def merge_s(self) -> float:
        return min(LONGEST_MERGE_GAP_S, max(MERGE_GAP_S, SPARE_GAP * max(self._longest_s)))

    def begin(self) -> None:
        """Another press."""
        self._longest_s.append(0.0)

    def push(self, time_s: float, *, closed: bool, pressed: bool) -> None:
        """One look at the contact itself; `pressed`: there is a press, or was one a moment ago."""
        if not closed:
            self._opened_s = time_s if self._opened_s is None else self._opened_s
            return
        gap_s = 0.0 if self._opened_s is None else time_s - self._opened_s
        self._opened_s = None
        if pressed and gap_s <= LONGEST_MERGE_GAP_S:
            self._longest_s[-1] = max(self._longest_s[-1], gap_s)


class PressReader:
    """Reads one button, looked at every 5 to 50 ms.

    Contact fills an integrator and open time empties it: touches that are shorter than nine tenths of the gaps between
    them never count.
    """

    def __init__(self) -> None:
        self._time_s: float | None = None
        self._closed = False
        self._deaf_until_s = float("-inf")
        self._gaps = _Gaps()
        self._forget()

    @property
    def merge_gap_s(self) -> float:
        """How long the contact may be open within a press, as this person's last presses have taught."""
        return self._gaps.merge_s

    @property
    def held_s(self) -> float:
        """Seconds that an accepted press has been held so far, 0 without one."""
        counts = self._accepted and not self._stuck and self._start_s is not None
        return self._held_s() if counts else 0.0

    @property
    def stuck_s(self) -> float:
        """Seconds that a contact has been closed for longer than anybody presses, 0 where none is."""
        return self._held_s() if self._stuck and self._start_s is not None else 0.0

    @property
    def touched(self) -> bool:
        """Whether somebody is at it: there is contact, or was so shortly before that it may be the same press."""
        return self._closed or self._start_s is not None

    def push(self, time_s: float, closed: bool) -> list[PressEvent]:  # noqa: FBT001 - the level itself
        """What the press became by this look. `time_s` never goes back."""
        self._integrate(time_s)
        self._gaps.push(time_s, closed=closed, pressed=self._accepted or time_s < self._deaf_until_s)
        events = [*self._accept(), *self._jam(), *self._release()]
        self._look(closed and time_s >= self._deaf_until_s)
        return events

    def _forget(self) -> None:
        self._start_s: float | None = None
        self._opened_s: float | None = None
        self._net_s = 0.0
        self._accepted = self._stuck = False

    def _integrate(self, time_s: float) -> None:
        step_s = 0.0 if self._time_s is None else time_s - self._time_s
        self._time_s = time_s
        change_s = min(step_s, LONGEST_CONTACT_S) if self._closed else -OPEN_SHARE * step_s
        self._net_s = max(0.0, self._net_s + change_s)

    def _accept(self) -> list[PressEvent]:
        if self._accepted or self._net_s < ACCEPT_S:
            return []
        self._accepted = True
        self._gaps.begin()
        return [self._event("accepted")]

    def _jam(self) -> list[PressEvent]:
        if not self._accepted or self._stuck or self._held_s() <= STUCK_S:
            return []
        self._stuck = True
        return [self._event("stuck")]

    def _release(self) -> list[PressEvent]:
        if self._accepted and self._gap_s() >= self.merge_gap_s:
            return self._finish()
        if not self._accepted and not self._closed and self._net_s == 0:
            self._forget()
        return []

    def _finish(self) -> list[PressEvent]:
        events = [] if self._stuck else [self._event("released")]
        self._deaf_until_s = self._now_s() + LOCK_OUT_S
        self._forget()
        return events

    def _look(self, closed: bool) -> None:  # noqa: FBT001
        if closed and self._start_s is None:
            self._start_s = self._now_s()
        if closed:
            self._opened_s = None
        elif self._opened_s is None:
            self._opened_s = self._now_s()
        self._closed = closed

    def _now_s(self) -> float:
        assert self._time_s is not None  # noqa: S101 - set by the look that asks
        return self._time_s

    def _gap_s(self) -> float:
        return 0.0 if self._opened_s is None else self._now_s() - self._opened_s

    def _held_s(self) -> float:
        assert self._start_s is not None  # noqa: S101 - there is a press
        return self._now_s() - self._start_s - self._gap_s()

    def _event(self, kind: Kind) -> PressEvent:
        assert self._start_s is not None  # noqa: S101 - there is a press
        return PressEvent(kind, self._now_s(), self._start_s, self._held_s())
