"""A clinic that never was: patients with a story each, and the days that their devices would have sent.

Knows what a day document holds and how an injection acts in time; must never know a database, a page or a real patient.
Begin with `stories.py`. Every device, card and firmware of it is called synthetic.
"""

from sync.clinic.synthetic.days import synthetic_days, synthetic_status
from sync.clinic.synthetic.stories import STORIES, SYNTHETIC, Story, SyntheticPatient, synthetic_patients

__all__ = [
    "STORIES",
    "SYNTHETIC",
    "Story",
    "SyntheticPatient",
    "synthetic_days",
    "synthetic_patients",
    "synthetic_status",
]
