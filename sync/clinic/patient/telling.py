"""What a report says before all numbers: the list's reasons and what the last injection did, as the page says both.

Knows whom to ask for them; must never know HTTP, or who asks for the report.
"""

from datetime import date

from sync.clinic.handing_over import ToldToday
from sync.clinic.listing import need_of
from sync.clinic.patient.cycle_page import injections_section
from sync.clinic.patient.looking import Looking
from sync.clinic.wording.language import in_english


def told_today(looking: Looking, device: str, now_utc_s: float, today: date) -> ToldToday:
    """Of the last day with data, in English as all files are. Raises ClinicUnavailable."""
    clinic = looking.clinic
    with in_english():
        effect = injections_section(looking.at(device, clinic.days(device), today))
        needed = need_of(clinic, device, now_utc_s, today)
    return ToldToday(tuple(reason.text for reason in needed.reasons) if needed else (), effect.answer if effect else "")
