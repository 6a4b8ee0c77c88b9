"""A day as the clinic holds it, made even: quarter-hours, and what older devices did not record.

Knows day documents; must never know words, HTML or SQL.
"""

from sync.clinic.stored_day import older_devices, quarters

__all__ = ["older_devices", "quarters"]
