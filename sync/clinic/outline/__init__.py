"""What a list of patients has to know of each: the last days in numbers, and what has changed beyond the person's own.

Knows which of a patient's days count; must never know SQL, HTML, or what day it is. Begin with `deriving.py`.
"""

from sync.clinic.outline import deriving, kept_weeks, outline_day, patient_outline, wearing_off
from sync.clinic.outline.deriving import followed, followed_by_nothing, outline_of
from sync.clinic.outline.outline_day import OutlineDay
from sync.clinic.outline.patient_outline import OutlineChange, PatientOutline
from sync.clinic.outline.wearing_off import FittedCycle, WearingOff

__all__ = [
    "FittedCycle",
    "OutlineChange",
    "OutlineDay",
    "PatientOutline",
    "WearingOff",
    "deriving",
    "followed",
    "followed_by_nothing",
    "kept_weeks",
    "outline_day",
    "outline_of",
    "patient_outline",
    "wearing_off",
]
