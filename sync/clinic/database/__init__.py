"""The clinic's database: patients, the newest revision of each day, each device's last status.

Knows SQL (SQLite or PostgreSQL); must never know MQTT, HTML or what time it is. Begin with `clinic.py`; `values.py` is
what it takes and gives, `refusals.py` what it keeps of messages that could not be taken. `access`, `checksums`
and `schema` are named at this door for `sync.clinic.programmes`, which keeps a table of its own.
"""

from sync.clinic.database import access, checksums, refusals, schema, values
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.engine import ClinicUnavailable, WrongDatabase
from sync.clinic.database.erasing import DeviceRows, PatientErasure

__all__ = [
    "Clinic",
    "ClinicUnavailable",
    "DeviceRows",
    "PatientErasure",
    "WrongDatabase",
    "access",
    "checksums",
    "refusals",
    "schema",
    "values",
]
