"""What seconds add up to: movement episodes of five kinds.

Knows when an episode begins and ends; must never know how a second was judged. `rhythmic.py` follows tremor,
`kinds.py` the four other kinds.
"""

from device.episodes.kinds import MovementKinds
from device.episodes.rhythmic import EpisodeTracker

__all__ = ["EpisodeTracker", "MovementKinds"]
