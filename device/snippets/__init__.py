"""Raw movement around marks and episodes, where somebody asked for it.

Knows which samples are remembered and for how long; must never know what they show. Begin with `ring.py`.
`kept` reads what `folder` wrote.
"""

from device.snippets import folder
from device.snippets.ring import Snippet

__all__ = ["Snippet", "folder", "kept"]
