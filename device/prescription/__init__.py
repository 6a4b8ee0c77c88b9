"""The programmes that reach a device, and the ones that the patient accepted.

Knows the file and the message that they come in, what is wrong with them, whether the clinic signed them, and which is
in force; must never know exercises, lights or buttons, nor the network. Begin with `kept_programme.py`; `offers.py`
says what is offered, `from_clinic.py` what is believed.
"""

from device.prescription.kept_programme import KeptProgramme
from device.prescription.offers import day_by
from device.prescription.programme_file import WrittenText, programme_of, read_programme_file

__all__ = ["KeptProgramme", "WrittenText", "day_by", "programme_of", "read_programme_file"]
