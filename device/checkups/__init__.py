"""What a prompted check-up measures: each stage by its seconds, and what a sensory trick does.

Knows stages, seconds and their numbers; must never know lights, the button or where a record goes. Begin with
`watch.py`; `seconds.py` says what one second shows, `measured.py` what they come to, `trick.py` what counts as relief,
and `recorded.py` where in a recording a check-up was done.
"""

from device.checkups.measured import measured_by
from device.checkups.recorded import asked_checkup, placed
from device.checkups.seconds import CheckupSecond, SecondsSeen
from device.checkups.trick import effect_of
from device.checkups.watch import CheckupWatch

__all__ = ["CheckupSecond", "CheckupWatch", "SecondsSeen", "asked_checkup", "effect_of", "measured_by", "placed"]
