"""What a patient will see of a prescription: the lights as they will be, and what each says, in words.

Knows the coach, its cues and the guard of the lights, whom it lets do all the work; must never know pins, pages or what
time it is. Begin with `rehearsing.py`; `experience.py` is the same in words.
"""

from device.rehearsal.experience import ExpectedSignal, after_a_session, checkup_signals, item_signals, longest_day_s
from device.rehearsal.rehearsing import LightMoment, Rehearsal, rehearsed, rehearsed_checkup

__all__ = [
    "ExpectedSignal",
    "LightMoment",
    "Rehearsal",
    "after_a_session",
    "checkup_signals",
    "item_signals",
    "longest_day_s",
    "rehearsed",
    "rehearsed_checkup",
]
