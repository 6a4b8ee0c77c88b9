"""Codes of others and our own, with what each means.

Knows code systems; must never know days.
"""

from typing import Final

from sync.clinic.wording.glossary import KIND_ENTRIES
from sync.report.exports.spans import lasting_name

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
CATEGORIES: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
ACTIVITY_CODES: Final = "http://hl7.org/fhir/us/physical-activity/CodeSystem/pa-temporary-codes"
ACTIVITY_PROFILES: Final = "http://hl7.org/fhir/us/physical-activity/StructureDefinition"
CODE_SYSTEM: Final = f"urn:uuid:{lasting_name('code system', 'measures')}"
PSEUDONYMS: Final = f"urn:uuid:{lasting_name('identifiers', 'devices')}"

OUR_CODES: Final[dict[str, tuple[str, str]]] = {
    "worn": ("Worn", "Seconds in which the band was on a living limb."),
    "tremor": ("Tremor", "Seconds with rhythmic movement of 1.5 to 12 Hz, as a share of those that could be judged."),
    "tremor-at-rest": ("Tremor at rest", "The same, of the seconds in which the limb did little else."),
    "amplitude": ("Amplitude of tremor", "From one end of a shake to the other: the median over its seconds."),
    "amplitude-p90": ("Amplitude of tremor, high", "What nine of ten seconds of tremor stay below."),
    "frequency": ("Frequency of tremor", "The median over the seconds of tremor."),
    "away-from-neutral": (
        "Held away from neutral",
        "Seconds at rest tilted by 15 degrees or more from neutral, of those in which posture could be judged.",
    ),
    **{
        f"episodes-{kind.replace(' ', '-')}": (f"Episodes: {entry.word}", f"{entry.says} {entry.but}")
        for kind, entry in KIND_ENTRIES.items()
    },
    "confirmed": ("Confirmed", "Of these episodes, those that the person's button confirmed, or that need none."),
    "denominator": ("Denominator", "The seconds that a share is of."),
    "repetitions": ("Repetitions done", "Of one set, counted from the motion."),
    "repetitions-asked": ("Repetitions asked for", "By the programme, of the same set."),
    "discomfort": ("Discomfort after exercise", "None, some or a lot, as the person pressed it once after a session."),
    "own-symptom-1": ("Own symptom 1", "None, some or a lot, as the person pressed it; named in the clinic alone."),
    "own-symptom-2": ("Own symptom 2", "Likewise."),
    "own-symptom-3": ("Own symptom 3", "Likewise."),
    "marks": ("Marks", "How often the person pressed the button to say: here."),
}
