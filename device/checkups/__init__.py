"""What a prompted check-up measures: each stage by its seconds, and what a sensory trick does.

Knows stages, seconds and their numbers; must never know lights, the button or where a record goes. Begin with
`watch.py`; `seconds.py` says what one second shows, `trick.py` what counts as relief.
"""

from device.checkups.trick import effect_of
from device.checkups.watch import CheckupWatch

__all__ = ["CheckupWatch", "effect_of"]
