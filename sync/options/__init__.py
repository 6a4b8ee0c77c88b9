"""What may be written behind a command of sync or an action of the clinic: options, words, which values are taken.

Knows the command line; must never know what a command does, so that its help needs nothing of it. One module a subject,
used by its name.
"""

__all__ = ["clinic_patients", "clinic_staff", "days", "of_device"]
