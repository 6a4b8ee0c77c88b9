"""What a person fills in at the patient's page: markers to be added, corrected or taken back, and what is said of it.

Knows the fields of that form, its rules and its words; must never know HTML, SQL or HTTP. Begin with `entry.py`.
"""

from sync.clinic.entering.entry import Editor, Entered, MarkerDesk
from sync.clinic.entering.filled import Dates
from sync.clinic.entering.marker_page import MarkerForm, MarkerPage, marker_form, marker_page

__all__ = ["Dates", "Editor", "Entered", "MarkerDesk", "MarkerForm", "MarkerPage", "marker_form", "marker_page"]
