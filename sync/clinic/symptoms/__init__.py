"""A patient's own symptoms: what they are called, in the clinic's database alone, and how they were rated.

Knows the names, from which day on each holds, and the answers; must never know MQTT: no name ever leaves the clinic.
"""

from sync.clinic.symptoms.answers import AskedDay, asked_days
from sync.clinic.symptoms.names import SymptomNames
from sync.clinic.symptoms.naming import SymptomName, name_on

__all__ = ["AskedDay", "SymptomName", "SymptomNames", "asked_days", "name_on", "naming"]
