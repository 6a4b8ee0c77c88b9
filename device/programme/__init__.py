"""What is prescribed, and what was seen of it.

Knows exercises, tempos, schedules and the caps that keep them safe; must never know how an exercise is shown or
measured. Begin with `catalogue.py`, then `items.py` and `programme.py`.
"""

from device.programme import catalogue, due, items, seen
from device.programme.programme import Programme, planned_item, setup_on

__all__ = ["Programme", "catalogue", "due", "items", "planned_item", "seen", "setup_on"]
