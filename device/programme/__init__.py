"""What is prescribed, and what was seen of it.

Knows exercises, tempos, schedules and the caps that keep them safe; must never know how an exercise is shown or
measured. Begin with `catalogue.py`, then `items.py` and `programme.py`.
"""

from device.programme import catalogue, items, seen
from device.programme.programme import Programme, planned_item

__all__ = ["Programme", "catalogue", "items", "planned_item", "seen"]
