"""One day or one status at a time into a clinic's database, which takes many at once.

Knows the clinic's database; must never know SQL or what is stored.
"""

from collections.abc import Mapping
from typing import Any

from device.day.document import DayDocument
from sync.clinic.database.clinic import Clinic


def store_day(clinic: Clinic, document: DayDocument, received_utc_s: float) -> bool:
    """Whether the document was newer than what was stored."""
    (held,) = clinic.upsert_many([document], received_utc_s)
    return held.is_new


def store_status(clinic: Clinic, device: str, status: Mapping[str, Any], received_utc_s: float) -> bool:
    """Whether anything about the status that is stored has changed."""
    before = clinic.status(device)
    clinic.upsert_many([], received_utc_s, {device: status})
    return clinic.status(device) != before
