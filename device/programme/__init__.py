"""What is prescribed, and what was seen of it.

Knows exercises, tempos, schedules and the caps that keep them safe; must never know how an exercise is shown or
measured. Begin with `catalogue.py`, then `items.py` and `programme.py`; `written.py` reads what a therapist wrote,
`offered.py` says whether the patient is asked to accept it.
"""

from device.programme import catalogue, due, example, items, offered, seen, signed, words, written, written_items
from device.programme.programme import Programme, planned_item, setup_on

__all__ = [
    "Programme",
    "catalogue",
    "due",
    "example",
    "items",
    "offered",
    "planned_item",
    "seen",
    "setup_on",
    "signed",
    "words",
    "written",
    "written_items",
]
