"""How the limb is held away from neutral and which way it moves, beside what its tremor is.

Knows tilt, sides, axes and what hides them; must never know episodes, or why a limb is held or moved. Begin with
`held.py` and `directions.py`.
"""

from device.posture import bands
from device.posture.directions import DirectionWatch
from device.posture.felt import GravityFelt
from device.posture.held import PostureWatch

__all__ = ["DirectionWatch", "GravityFelt", "PostureWatch", "bands"]
