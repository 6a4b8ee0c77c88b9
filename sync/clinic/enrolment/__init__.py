"""Who may write to the clinic's broker: its authority, certificates, one-time codes, and what the broker is told.

Knows keys, certificates and the files that they are kept in; must never know what a device measures, nor its patients.
Begin with `authority.py`.
"""

from sync.clinic.enrolment import (
    answering,
    authority,
    broker_check,
    broker_folder,
    broker_settings,
    desk,
    enrolled,
    keys_folder,
    own_broker,
)

__all__ = [
    "answering",
    "authority",
    "broker_check",
    "broker_folder",
    "broker_settings",
    "desk",
    "enrolled",
    "keys_folder",
    "own_broker",
]
