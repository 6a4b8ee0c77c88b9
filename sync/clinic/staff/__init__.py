"""The people of a clinic as administrators see and change them: who may sign in, as what, and whose patients they see.

Knows what stands on these pages and what is written down of each change; must never know HTML, HTTP or SQL. Begin with
`desk.py`.
"""

from sync.clinic.staff.desk import Administrator, StaffDesk
from sync.clinic.staff.people_page import InvitationTyped, people_page
from sync.clinic.staff.person_page import PersonAsked, person_page

__all__ = ["Administrator", "InvitationTyped", "PersonAsked", "StaffDesk", "people_page", "person_page"]
