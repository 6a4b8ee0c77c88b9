"""What is prescribed, and what was seen of it.

Knows exercises, tempos and the caps that keep them safe; must never know how an exercise is shown or measured. Begin
with `items.py`.
"""

from device.programme import items, seen

__all__ = ["items", "seen"]
