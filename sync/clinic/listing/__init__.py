"""The list of patients: who needs the therapist first and why, found by name or by reason, a page at a time.

Knows the rules of need and what stands in a line; must never know HTML, SQL or HTTP. Begin with `need.py`.
"""

from sync.clinic.listing.list_page import ListPage, WantedList, find_patients, list_page
from sync.clinic.listing.need import PATIENTS_OWN, REASON_KINDS, Need, need, need_of
from sync.clinic.listing.ranking import Ranked, Ranking, folded

__all__ = [
    "PATIENTS_OWN",
    "REASON_KINDS",
    "ListPage",
    "Need",
    "Ranked",
    "Ranking",
    "WantedList",
    "find_patients",
    "folded",
    "list_page",
    "need",
    "need_of",
]
