"""Kinds of marker, roles, files of one patient, the numbers of own symptoms.

Knows what each is called; must never know what comes of it.
"""

from typing import Final, Literal, get_args

from sync.clinic.wording.language import marked

MarkerKind = Literal["injection", "drug change", "stimulator setting", "visit", "note"]
MARKER_KINDS: Final[tuple[MarkerKind, ...]] = get_args(MarkerKind)

Role = Literal["administrator", "therapist", "viewer"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

SYMPTOM_NUMBERS: Final = (1, 2, 3)

FILE_WORDS: Final = {
    "report": marked("one page of 14 days (PDF)"),
    "csv": marked("days as a table (CSV)"),
    "fhir": marked("days as FHIR R4"),
    "omh": marked("sets of exercise as IEEE 1752.1"),
}
