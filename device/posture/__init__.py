"""How the limb is held away from neutral, second by second, beside what its tremor is.

Knows tilt, sides and what hides gravity; must never know episodes, or why a limb is held. Begin with `held.py`.
"""

from device.posture.held import PostureWatch

__all__ = ["PostureWatch"]
