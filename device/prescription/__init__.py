"""The files of a programme: the one that is delivered, and the ones that the patient accepted.

Knows where they are, what is wrong with them, and which is in force; must never know exercises, lights or buttons, nor
how a programme reaches the device. Begin with `kept_programme.py`.
"""

from device.prescription.kept_programme import KeptProgramme, day_by
from device.prescription.programme_file import WrittenText, programme_of, read_programme_file

__all__ = ["KeptProgramme", "WrittenText", "day_by", "programme_of", "read_programme_file"]
