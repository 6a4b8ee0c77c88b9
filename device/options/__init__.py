"""What may be written behind a command of the device: options, their words, and which values are taken.

Knows the command line; must never know what a command does, so that its help needs nothing of it. One module a subject,
used by its name.
"""

__all__ = ["fitting", "kept_data", "programmes", "recording", "shared"]
