"""The clinic's database: patients, the newest revision of each day, each device's last status.

Knows SQL (SQLite or PostgreSQL); must never know MQTT, HTML or what time it is. Begin with `clinic.py`; `values.py` is
what it takes and gives, `refusals.py` what it keeps of messages that could not be taken. `access`, `checksums`,
`engine` and `schema` are named at this door for `sync.clinic.programmes`, which keeps a table of its own, and for
`sync.clinic.erasing`; `documents`, `outlines`, `reading` and `writing` for `sync.clinic.older_layouts`.
"""

from sync.clinic.database import (
    access,
    checksums,
    documents,
    engine,
    outlines,
    reading,
    refusals,
    schema,
    values,
    writing,
)
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.engine import ClinicUnavailable, WrongDatabase
from sync.clinic.database.inspection import FoundDamage

__all__ = [
    "Clinic",
    "ClinicUnavailable",
    "FoundDamage",
    "WrongDatabase",
    "access",
    "checksums",
    "documents",
    "engine",
    "outlines",
    "reading",
    "refusals",
    "schema",
    "values",
    "writing",
]
