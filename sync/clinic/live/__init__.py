"""What has come since a page was shown: open pages follow it without being loaded again.

Knows when a day of whom last arrived, and how a stream of such events is written; must never know HTTP, HTML or what is
in a day. Begin with `following.py`.
"""

from sync.clinic.live.arrivals import Arrivals
from sync.clinic.live.following import following

__all__ = ["Arrivals", "following"]
