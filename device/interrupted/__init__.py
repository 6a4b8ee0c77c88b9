"""What a power cut would interrupt: a set, a session, an hour of privacy; kept in a small file while they last.

Knows when it is written, and how it is read again; must never know the button, the lights or the database. Begin with
`file.py`.
"""

from device.interrupted.file import Interrupted, InterruptedFile, interrupted_beside

__all__ = ["Interrupted", "InterruptedFile", "interrupted_beside"]
