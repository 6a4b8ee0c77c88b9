"""The course of everyday life, sessions, sets and privacy as one table: what may happen where, and what follows.

Knows states, inputs and effects by name; must never know how a press is read, the time, or how an effect is done.
"""

from enum import Enum, auto
from typing import Final

from device.exercise.light_language import ShownState
from device.records.facts import CheckupEnd, StopReason


class CoachState(Enum):
    """Where the patient is."""

    IDLE = auto()
    READY = auto()
    EXERCISING = auto()
    PAUSING = auto()  # the press that pauses is still held
    PAUSED = auto()
    RESTING = auto()
    REST_PAUSING = auto()
    REST_PAUSED = auto()
    SET_DONE = auto()
    SESSION_DONE = auto()
    ENDED = auto()  # for no time: whether the patient is asked is decided here
    RATING = auto()
    CHECKUP_READY = auto()
    CHECKUP = auto()
    CHECKUP_DONE = auto()
    KEPT = auto()  # for no time: whether own symptoms are asked for is decided here
    ASKING = auto()  # for an own symptom
    ANSWERED = auto()  # for no time: whether there is another
    PRIVATE = auto()


class Input(Enum):
    """What can happen. A hold in everyday life is one of the first five."""

    UNDO = auto()  # of a mark that is still warm
    ACCEPT = auto()  # of the programme that waits
    TAKE_UP = auto()  # of the invitation to say how own symptoms are
    OPEN = auto()
    OPEN_CHECKUP = auto()
    NOTHING_DUE = auto()
    ACCEPTED = auto()
    TAP = auto()
    HOLD = auto()
    LONG_HOLD = auto()
    STUCK = auto()
    NO_ROOM = auto()  # a tap that would begin a block more than a day may have
    ALL_COUNTED = auto()
    HELD_OUT = auto()  # a set of time is over
    BLOCK_OVER = auto()
    PACED_OUT = auto()  # nobody could count, and the pace has gone through all repetitions
    TREMOR_ROSE = auto()
    SENSOR_LOST = auto()
    RESTED = auto()
    NEXT_SET = auto()
    LAST = auto()
    ASK = auto()
    NO_QUESTION = auto()
    STAGE_OVER = auto()  # of a check-up
    CHECKED = auto()  # every stage of it is
    INVITED = auto()  # to say how own symptoms are
    NOT_TAKEN_UP = auto()
    HOUR_OVER = auto()
    WAITED = auto()  # longer than the state lasts by itself


class Effect(Enum):
    """What is done about it, beside the new state."""

    MARK = auto()
    UNDO_MARK = auto()
    ACCEPT_PROGRAMME = auto()
    REFUSE = auto()
    OPEN_SESSION = auto()
    NEXT_ITEM = auto()
    START = auto()
    PAUSE = auto()
    RESUME = auto()
    FINISH = auto()
    END_BLOCK = auto()
    REST = auto()
    PAUSE_REST = auto()
    RESUME_REST = auto()
    END_SESSION = auto()
    RATE = auto()
    KEEP = auto()  # the session, with its rating
    OPEN_CHECKUP = auto()
    BEGIN_CHECKUP = auto()
    NEXT_STAGE = auto()
    SKIP_PART = auto()
    END_CHECKUP = auto()
    BEGIN_ROUND = auto()  # of questions about own symptoms
    RATE_SYMPTOM = auto()
    TAKE_BACK = auto()  # what was tapped for it
    NEXT_SYMPTOM = auto()
    END_ROUND = auto()  # where there is one
    HIDE = auto()
    SHOW = auto()


At, On, Do = CoachState, Input, Effect
Row = tuple[CoachState, tuple[Effect, ...]]


def _from_each(states: tuple[CoachState, ...], rows: dict[Input, Row]) -> dict[tuple[CoachState, Input], Row]:
    return {(state, happened): row for state in states for happened, row in rows.items()}


TRANSITIONS: Final[dict[tuple[CoachState, Input], Row]] = {
    (At.IDLE, On.TAP): (At.IDLE, (Do.MARK,)),
    (At.IDLE, On.UNDO): (At.IDLE, (Do.UNDO_MARK,)),
    (At.IDLE, On.ACCEPT): (At.IDLE, (Do.ACCEPT_PROGRAMME,)),
    (At.IDLE, On.OPEN): (At.READY, (Do.OPEN_SESSION,)),
    (At.IDLE, On.OPEN_CHECKUP): (At.CHECKUP_READY, (Do.OPEN_CHECKUP,)),
    (At.IDLE, On.NOTHING_DUE): (At.IDLE, (Do.REFUSE,)),
    (At.IDLE, On.INVITED): (At.IDLE, (Do.BEGIN_ROUND,)),
    (At.IDLE, On.TAKE_UP): (At.ASKING, ()),
    (At.IDLE, On.NOT_TAKEN_UP): (At.IDLE, (Do.END_ROUND,)),
    (At.IDLE, On.LONG_HOLD): (At.PRIVATE, (Do.END_ROUND, Do.HIDE)),
    (At.READY, On.TAP): (At.EXERCISING, (Do.START,)),
    (At.READY, On.NO_ROOM): (At.ENDED, (Do.END_SESSION,)),
    # A set that is over: what was done is kept, whatever the patient is about to do with the button.
    **_from_each((At.EXERCISING, At.PAUSING, At.PAUSED), {On.ALL_COUNTED: (At.SET_DONE, (Do.FINISH,))}),
    **_from_each((At.EXERCISING, At.PAUSING, At.PAUSED), {On.BLOCK_OVER: (At.SET_DONE, (Do.FINISH,))}),
    (At.EXERCISING, On.HELD_OUT): (At.SET_DONE, (Do.FINISH,)),
    (At.EXERCISING, On.PACED_OUT): (At.SET_DONE, (Do.FINISH,)),
    (At.EXERCISING, On.TREMOR_ROSE): (At.SET_DONE, (Do.FINISH,)),
    # Pauses, in a set and in the rest between two.
    (At.EXERCISING, On.ACCEPTED): (At.PAUSING, (Do.PAUSE,)),
    (At.EXERCISING, On.SENSOR_LOST): (At.PAUSED, (Do.PAUSE,)),
    **_from_each((At.PAUSING,), {On.TAP: (At.PAUSED, ()), On.STUCK: (At.PAUSED, ())}),
    (At.PAUSED, On.TAP): (At.EXERCISING, (Do.RESUME,)),
    (At.PAUSED, On.WAITED): (At.IDLE, (Do.FINISH, Do.END_SESSION, Do.KEEP)),
    (At.RESTING, On.ACCEPTED): (At.REST_PAUSING, (Do.PAUSE_REST,)),
    (At.RESTING, On.SENSOR_LOST): (At.REST_PAUSED, (Do.PAUSE_REST,)),
    (At.RESTING, On.RESTED): (At.EXERCISING, (Do.START,)),
    **_from_each((At.REST_PAUSING,), {On.TAP: (At.REST_PAUSED, ()), On.STUCK: (At.REST_PAUSED, ())}),
    (At.REST_PAUSED, On.TAP): (At.RESTING, (Do.RESUME_REST,)),
    (At.REST_PAUSED, On.WAITED): (At.IDLE, (Do.END_SESSION, Do.KEEP)),
    **_from_each((At.RESTING, At.REST_PAUSING, At.REST_PAUSED), {On.BLOCK_OVER: (At.SET_DONE, (Do.END_BLOCK,))}),
    # From set to set, from item to item, and to the end.
    (At.SET_DONE, On.NEXT_SET): (At.RESTING, (Do.REST,)),
    (At.SET_DONE, On.LAST): (At.SESSION_DONE, (Do.END_SESSION,)),
    (At.SET_DONE, On.WAITED): (At.READY, (Do.NEXT_ITEM,)),
    (At.SESSION_DONE, On.WAITED): (At.ENDED, ()),
    (At.READY, On.WAITED): (At.IDLE, (Do.END_SESSION, Do.KEEP)),
    (At.ENDED, On.ASK): (At.RATING, ()),
    (At.ENDED, On.NO_QUESTION): (At.KEPT, (Do.KEEP,)),
    (At.RATING, On.TAP): (At.RATING, (Do.RATE,)),
    (At.RATING, On.WAITED): (At.KEPT, (Do.KEEP,)),
    # Own symptoms, one after the other: after a session, or where an invitation was taken up.
    (At.KEPT, On.ASK): (At.ASKING, (Do.BEGIN_ROUND,)),
    (At.KEPT, On.NO_QUESTION): (At.IDLE, ()),
    (At.ASKING, On.TAP): (At.ASKING, (Do.RATE_SYMPTOM,)),
    (At.ASKING, On.UNDO): (At.ASKING, (Do.TAKE_BACK,)),
    (At.ASKING, On.WAITED): (At.ANSWERED, (Do.NEXT_SYMPTOM,)),
    (At.ANSWERED, On.ASK): (At.ASKING, ()),
    (At.ANSWERED, On.NO_QUESTION): (At.IDLE, (Do.END_ROUND,)),
    (At.ASKING, On.HOLD): (At.IDLE, (Do.END_ROUND,)),
    (At.ASKING, On.LONG_HOLD): (At.PRIVATE, (Do.END_ROUND, Do.HIDE)),
    # A hold stops a session wherever it is, a long one hides what comes.
    **_from_each((At.EXERCISING, At.PAUSING, At.PAUSED), {On.HOLD: (At.ENDED, (Do.FINISH, Do.END_SESSION))}),
    **_from_each((At.READY, At.RESTING, At.REST_PAUSING, At.REST_PAUSED), {On.HOLD: (At.ENDED, (Do.END_SESSION,))}),
    (At.SET_DONE, On.HOLD): (At.ENDED, (Do.END_SESSION,)),
    (At.SESSION_DONE, On.HOLD): (At.ENDED, ()),
    (At.RATING, On.HOLD): (At.IDLE, (Do.KEEP,)),
    **_from_each(
        (At.EXERCISING, At.PAUSING, At.PAUSED),
        {On.LONG_HOLD: (At.PRIVATE, (Do.FINISH, Do.END_SESSION, Do.KEEP, Do.HIDE))},
    ),
    **_from_each(
        (At.READY, At.RESTING, At.REST_PAUSING, At.REST_PAUSED, At.SET_DONE),
        {On.LONG_HOLD: (At.PRIVATE, (Do.END_SESSION, Do.KEEP, Do.HIDE))},
    ),
    **_from_each((At.SESSION_DONE, At.RATING), {On.LONG_HOLD: (At.PRIVATE, (Do.KEEP, Do.HIDE))}),
    # A check-up has no pause: a tap skips the part that is on, whatever else ends it.
    (At.CHECKUP_READY, On.TAP): (At.CHECKUP, (Do.BEGIN_CHECKUP,)),
    (At.CHECKUP, On.STAGE_OVER): (At.CHECKUP, (Do.NEXT_STAGE,)),
    (At.CHECKUP, On.TAP): (At.CHECKUP, (Do.SKIP_PART,)),
    (At.CHECKUP, On.CHECKED): (At.CHECKUP_DONE, (Do.END_CHECKUP,)),
    (At.CHECKUP, On.SENSOR_LOST): (At.IDLE, (Do.END_CHECKUP,)),
    (At.CHECKUP_READY, On.WAITED): (At.IDLE, (Do.END_CHECKUP,)),
    **_from_each((At.CHECKUP_READY, At.CHECKUP), {On.HOLD: (At.IDLE, (Do.END_CHECKUP,))}),
    **_from_each((At.CHECKUP_READY, At.CHECKUP), {On.LONG_HOLD: (At.PRIVATE, (Do.END_CHECKUP, Do.HIDE))}),
    **_from_each((At.CHECKUP_DONE,), {On.WAITED: (At.IDLE, ()), On.HOLD: (At.IDLE, ())}),
    (At.CHECKUP_DONE, On.LONG_HOLD): (At.PRIVATE, (Do.HIDE,)),
    (At.PRIVATE, On.LONG_HOLD): (At.IDLE, (Do.SHOW,)),
    (At.PRIVATE, On.HOUR_OVER): (At.IDLE, (Do.SHOW,)),
}

STOPPED: Final[dict[Input, StopReason]] = {
    Input.ALL_COUNTED: "done",
    Input.HELD_OUT: "done",
    Input.HOLD: "stopped",
    Input.BLOCK_OVER: "time over",
    Input.PACED_OUT: "paced",
    Input.TREMOR_ROSE: "tremor rose",
    Input.WAITED: "paused too long",
    Input.LONG_HOLD: "privacy",
    Input.NO_ROOM: "time over",
    Input.NOT_TAKEN_UP: "time over",
    Input.NO_QUESTION: "done",
}
CHECKUP_ENDED: Final[dict[Input, CheckupEnd]] = {
    Input.CHECKED: "done",
    Input.HOLD: "stopped",
    Input.SENSOR_LOST: "sensor lost",
    Input.LONG_HOLD: "privacy",
}

ENDS_ITEM: Final = (Input.BLOCK_OVER, Input.TREMOR_ROSE)
"""After these no more sets of the item follow."""

# How long a state lasts by itself. Ours: who has not gone on after five minutes is doing something else.
WAIT_S: Final[dict[CoachState, float]] = {
    CoachState.READY: 300.0,
    CoachState.PAUSED: 300.0,
    CoachState.REST_PAUSED: 300.0,
    CoachState.SET_DONE: 2.0,
    CoachState.SESSION_DONE: 3.0,
    CoachState.RATING: 30.0,
    CoachState.CHECKUP_READY: 300.0,
    CoachState.CHECKUP_DONE: 3.0,
    CoachState.ASKING: 30.0,
}
RATED_S: Final = 5.0  # after the last tap the rating is kept
RATED_BY_TAPS: Final = (CoachState.RATING, CoachState.ASKING)

OWN_PRESS_STATES: Final = (CoachState.IDLE, CoachState.READY, *RATED_BY_TAPS, CoachState.CHECKUP_READY)
"""A tap means something here only if the finger came down here: it may have been meant for the state before."""

SAID: Final[dict[CoachState, ShownState]] = {
    CoachState.IDLE: "recording",
    CoachState.READY: "ready",
    CoachState.PAUSING: "paused",
    CoachState.PAUSED: "paused",
    CoachState.RESTING: "rest",
    CoachState.REST_PAUSING: "paused",
    CoachState.REST_PAUSED: "paused",
    CoachState.SET_DONE: "set done",
    CoachState.SESSION_DONE: "session done",
    CoachState.RATING: "rating",
    CoachState.CHECKUP_READY: "check-up ready",
    CoachState.CHECKUP_DONE: "session done",
    CoachState.ASKING: "question",
    CoachState.PRIVATE: "private",
}
"""What is said in each state but the exercise and the check-up themselves, of which each kind has its own signal."""
