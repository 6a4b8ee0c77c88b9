"""A synthetic patient who sees the lights and nothing else: moves as they say, presses the button, does as told or not.

Knows the card that every patient has; must never know the coach, its states, or what is counted.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from device.programme.catalogue import CATALOGUE
from device.programme.items import Item
from device.signals.samples import Floats
from device.simulation.people.eyes import DARK_BELOW, LIT, LOOKED_S, Eyes, Levels
from device.simulation.people.person import LIVING, Swing, growing, together, wave
from device.simulation.people.set_moves import SetMoves
from device.simulation.people.temperament import AS_TOLD, PatientsSet, Temperament
from device.simulation.people.wanted_limb import WantedLimb

TAP_S: Final = 0.5
TURN_ABOUT: Final = {"roll": (1.0, 0.0, 0.0), "short turn": (0.0, 0.0, 1.0)}  # all others bend, about y
BENDS: Final = (0.0, 1.0, 0.0)
IMPATIENCE_S: Final = 30.0  # without any light nobody waits longer
PAUSE_LOOK_S: Final = 3.0  # the amber light for longer than "too fast" says: paused
HOLDS_AT_MOST_S: Final = 6.0  # a button that shows nothing is let go
BETWEEN_TAPS_S: Final = 2.2
TRIES_AGAIN_S, MOST_TRIES = 6.0, 2  # a hold that opened nothing may have accepted a programme: once more
STILL_READY_S: Final = 2.0  # no pace has come to full light so soon
MINUTE_S: Final = 60.0
RESTS_WITHIN_S: Final = 2.0  # a set that is done is said for no longer
SLIP_SHARE: Final = 0.1  # of a cycle of tremor, in which the finger is off the button


class Doing(Enum):
    """What the patient is at."""

    NOTHING = auto()
    OPENING = auto()  # holds the button until two lights are lit
    LOOKING = auto()  # for the steady light that says: ready
    EXERCISING = auto()
    RESTING = auto()
    STOPPING = auto()  # holds the button to end it
    ANSWERING = auto()
    GONE = auto()


class Patient:
    """Does a session of `items`, in their order, once `start_s` has come.

    `see` is told the lights every few hundredths of a second; the motion can be asked for what has been seen.
    """

    def __init__(
        self,
        items: Sequence[Item],
        start_s: float,
        temperament: Temperament = AS_TOLD,
        *,
        pressed_by_another: bool = False,
    ) -> None:
        """`pressed_by_another`: only the limb is the patient's; somebody else has opened the session and presses."""
        self._items, self._start_s, self._temper = list(items), start_s, temperament
        self._by_another = pressed_by_another
        self._doing, self._since_s = Doing.NOTHING, float("-inf")
        self._eyes, self._limb = Eyes(), WantedLimb(_beside(temperament, start_s))
        self._number, self._set = 0, 1
        self._moves: SetMoves | None = None
        self._sets, self._furthest_deg = list[PatientsSet](), 0.0
        self._now_s = self._pressed_until_s = self._tapped_s = float("-inf")
        self._amber_s = float("inf")
        self._taps_left, self._tries = 0, 0
        self._was_ready = self._dimmed = self._asked = False
        self._decide = {
            Doing.NOTHING: self._wait_to_start,
            Doing.OPENING: self._hold_to_open,
            Doing.LOOKING: self._look,
            Doing.EXERCISING: self._exercise_on,
            Doing.RESTING: self._rest_on,
            Doing.STOPPING: self._hold_to_stop,
            Doing.ANSWERING: self._answer,
            Doing.GONE: self._stay_away,
        }

    @property
    def doing(self) -> Doing:
        """What the patient is at."""
        return self._doing

    @property
    def done(self) -> list[PatientsSet]:
        """The sets that are over."""
        return self._sets

    @property
    def gone(self) -> bool:
        """Whether the session is over for the patient, and the finger has left the button."""
        return self._doing is Doing.GONE and self._now_s >= self._pressed_until_s

    def presses(self, now_s: float) -> bool:
        """Whether the finger closes the contact; a trembling one slips off it for a moment in every cycle."""
        holds = self._doing in {Doing.OPENING, Doing.STOPPING}
        wants = not self._by_another and (holds or now_s < self._pressed_until_s)
        slips = self._temper.trembles_deg > 0 and now_s * self._temper.trembles_hz % 1.0 < SLIP_SHARE
        return wants and not slips

    def see(self, now_s: float, levels: Levels) -> None:
        """The three lights at this moment, which never goes back."""
        self._now_s = now_s
        self._eyes.look(now_s, levels)
        self._decide[self._doing](now_s)
        moves = self._moves if self._doing is Doing.EXERCISING else None
        self._limb.towards(moves.wanted_deg(now_s, self._eyes) if moves and now_s >= moves.begun_s else 0.0, now_s)
        self._furthest_deg = max(self._furthest_deg, self._limb.angle_deg)

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Acceleration in g and rotation in deg/s, each [n, 3], in the sensor's axes."""
        return self._limb.felt(time_s, TURN_ABOUT.get(CATALOGUE[self._item.work.exercise].axis, BENDS))

    @property
    def _item(self) -> Item:
        return self._items[min(self._number, len(self._items) - 1)]

    def _turn_to(self, doing: Doing, now_s: float) -> None:
        self._doing, self._since_s = doing, now_s

    def _wait_to_start(self, now_s: float) -> None:
        if now_s >= self._start_s:
            self._turn_to(Doing.LOOKING if self._by_another else Doing.OPENING, now_s)

    def _hold_to_open(self, now_s: float) -> None:
        if self._two_are_lit(now_s):
            self._turn_to(Doing.LOOKING, now_s)

    def _hold_to_stop(self, now_s: float) -> None:
        if self._two_are_lit(now_s):
            self._turn_to(Doing.ANSWERING, now_s)

    def _two_are_lit(self, now_s: float) -> bool:
        left, middle, _ = self._eyes.levels
        return (left >= LIT and middle >= LIT) or now_s - self._since_s > HOLDS_AT_MOST_S

    def _look(self, now_s: float) -> None:
        waited_s = now_s - self._since_s
        if self._eyes.steadily(left=False, middle=True, right=False):
            self._see_ready(now_s)
        elif self._was_ready:
            self._see_no_longer_ready(now_s)
        elif self._eyes.steadily(left=True, middle=True, right=True):
            self._turn_to(Doing.ANSWERING, now_s)
        elif waited_s > TRIES_AGAIN_S and self._tries < MOST_TRIES and not (self._by_another or self._sets):
            self._tries += 1
            self._turn_to(Doing.OPENING, now_s)
        elif waited_s > IMPATIENCE_S:
            self._turn_to(Doing.GONE, now_s)

    def _see_ready(self, now_s: float) -> None:
        moves = SetMoves(self._item.work, now_s + TAP_S, self._temper)
        if self._by_another and not moves.is_hold:
            self._was_ready = True
        elif now_s - self._since_s >= BETWEEN_TAPS_S:
            self._pressed_until_s = now_s + TAP_S
            self._begin(moves, now_s)

    def _see_no_longer_ready(self, now_s: float) -> None:
        """Somebody tapped, and the lights pace."""
        left, middle, right = self._eyes.levels
        if middle < LIT and left <= DARK_BELOW and right <= DARK_BELOW:
            self._was_ready = False
            self._begin(SetMoves(self._item.work, now_s, self._temper), now_s)

    def _begin(self, moves: SetMoves, now_s: float) -> None:
        self._moves, self._furthest_deg = moves, 0.0
        self._turn_to(Doing.EXERCISING, now_s)

    def _exercise_on(self, now_s: float) -> None:
        moves = self._running
        if now_s - moves.begun_s < LOOKED_S:
            return
        if self._eyes.steadily(left=True, middle=True, right=True):
            self._end_set(now_s, Doing.ANSWERING)
        elif self._eyes.steadily(left=True, middle=True, right=False) or self._missed_the_end():
            self._end_set(now_s, Doing.RESTING)
        elif self._tapped_in_vain(now_s):
            self._turn_to(Doing.LOOKING, now_s)
        elif self._eyes.steadily(left=False, middle=False, right=True):
            self._see_amber(now_s)
        else:
            self._amber_s = float("inf")
            self._have_enough(now_s)

    @property
    def _running(self) -> SetMoves:
        assert self._moves is not None  # noqa: S101 - whoever exercises has begun a set
        return self._moves

    def _tapped_in_vain(self, now_s: float) -> bool:
        """Whether it still says ready, before any pace can have come that far."""
        soon = now_s - self._running.begun_s < STILL_READY_S and self._set == 1
        return soon and not self._running.is_hold and self._eyes.steadily(left=False, middle=True, right=False)

    def _missed_the_end(self) -> bool:
        """Whether a steady light stands where only beats can be."""
        beats = self._running.is_swing and self._running.repetitions > 0
        return beats and self._eyes.steadily(left=False, middle=True, right=False)

    def _end_set(self, now_s: float, then: Doing) -> None:
        """The next set comes by itself; after the last one of an item, the steady light."""
        self._sets.append(PatientsSet(self._item.work.exercise, self._running.repetitions, self._furthest_deg))
        self._set, self._dimmed = self._set + 1, False
        if self._set > self._item.sets:
            self._have_done_item()
            then = Doing.LOOKING if then is Doing.RESTING else then
        self._turn_to(then, now_s)

    def _have_done_item(self) -> None:
        self._number, self._set = self._number + 1, 1

    def _rest_on(self, now_s: float) -> None:
        """Until the dim light has brightened and the next set's own signal begins, or no light says rest at all."""
        if self._item_was_ended(now_s):
            self._have_done_item()
            self._turn_to(Doing.LOOKING, now_s)
            return
        middle = self._eyes.levels[1]
        self._dimmed = self._dimmed or self._eyes.middle_glows()
        moves = SetMoves(self._item.work, now_s, self._temper)
        begins = middle >= LIT if moves.is_hold or moves.is_swing else middle <= DARK_BELOW
        if self._dimmed and begins:
            self._begin(moves, now_s)

    def _item_was_ended(self, now_s: float) -> bool:
        """Whether the lights say ready, or that the session is done, where a rest would have dimmed them by now."""
        dims = self._dimmed or now_s - self._since_s < RESTS_WITHIN_S
        ready = self._eyes.steadily(left=False, middle=True, right=False) and not dims
        return ready or self._eyes.steadily(left=True, middle=True, right=True)

    def _see_amber(self, now_s: float) -> None:
        self._amber_s = min(self._amber_s, now_s)
        if now_s - self._amber_s >= PAUSE_LOOK_S:
            self._pressed_until_s, self._amber_s = now_s + TAP_S, float("inf")

    def _have_enough(self, now_s: float) -> None:
        temper, done = self._temper, self._running.done(now_s)
        if temper.stops_at is not None and done >= temper.stops_at:
            self._end_set(now_s, Doing.STOPPING)
        elif temper.gives_up_at is not None and done >= temper.gives_up_at:
            self._pressed_until_s = now_s + TAP_S
            self._end_set(now_s, Doing.GONE)

    def _answer(self, now_s: float) -> None:
        """One tap after the other once the lights ask; whoever does not answer waits until they stop."""
        if self._taps_left and now_s - self._tapped_s >= BETWEEN_TAPS_S:
            self._pressed_until_s, self._tapped_s = now_s + TAP_S, now_s
            self._taps_left -= 1
        elif not self._asked and self._eyes.all_glow():
            self._asked, self._taps_left = True, self._temper.taps
        elif now_s - self._since_s > IMPATIENCE_S:
            self._turn_to(Doing.GONE, now_s)

    def _stay_away(self, _now_s: float) -> None:
        """Nothing more."""


def _beside(temper: Temperament, start_s: float) -> Swing:
    """What the limb does all the time; from `start_s` on a tremor may grow."""
    if not temper.trembles_deg:
        return LIVING
    trembling = wave(temper.trembles_hz, temper.trembles_deg, wander=0.04)
    return together(LIVING, growing(trembling, start_s, temper.trembles_more / MINUTE_S))
