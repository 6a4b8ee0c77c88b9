"""What a patient's own symptoms are called. The words are in the clinic's database alone: a device knows numbers.

Knows the names and from which day on each holds; must never know MQTT: no name ever leaves the clinic.
"""

from sync.clinic.symptoms.names import SymptomNames
from sync.clinic.symptoms.naming import SymptomName, name_on

__all__ = ["SymptomName", "SymptomNames", "name_on", "naming"]
