"""What the therapist's pages say: a day, a patient.

Knows which number comes first and of what it is a share; must never know HTML, SQL or MQTT. Begin with `patients.py`
and `day.py`.
"""

from sync.clinic.pages import day, facts, patients, programmes, tables
from sync.clinic.pages.day import day_page
from sync.clinic.pages.patients import NotShown, patient_page
from sync.clinic.pages.programmes import programmes_table
from sync.clinic.pages.symptom_tables import answers_table, ratings_table
from sync.clinic.pages.tables import Table

__all__ = [
    "NotShown",
    "Table",
    "answers_table",
    "day",
    "day_page",
    "facts",
    "patient_page",
    "patients",
    "programmes",
    "programmes_table",
    "ratings_table",
    "tables",
]
