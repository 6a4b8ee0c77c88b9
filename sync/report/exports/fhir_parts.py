"""Parts of an observation, as FHIR R4 writes them.

Knows the shape of a resource; must never know what was measured.
"""

from dataclasses import dataclass
from typing import Any, Final

from sync.report.exports.fhir_codes import ACTIVITY_CODES, CATEGORIES, CODE_SYSTEM, LOINC, OUR_CODES, UCUM

Resource = dict[str, Any]
ACTIVITY: Final = {"coding": [{"system": CATEGORIES, "code": "activity"}]}
PHYSICAL_ACTIVITY: Final = {"coding": [{"system": ACTIVITY_CODES, "code": "PhysicalActivity"}]}
UNITS: Final = {"s": "seconds", "min": "minutes", "%": "%", "deg": "degrees", "Hz": "hertz", "1": "1"}
SIGNIFICANT: Final = 6


@dataclass(frozen=True)
class Whose:
    """The ids of the person and the device in the bundle."""

    patient: str
    device: str

    @property
    def of_patient(self) -> dict[str, str]:
        """A reference to the person."""
        return {"reference": f"urn:uuid:{self.patient}"}

    @property
    def of_device(self) -> dict[str, str]:
        """A reference to the device."""
        return {"reference": f"urn:uuid:{self.device}"}


def our_code(code: str) -> Resource:
    """A code of our own system."""
    return {"coding": [{"system": CODE_SYSTEM, "code": code, "display": OUR_CODES[code][0]}]}


def loinc_code(code: str, display: str) -> Resource:
    """A code of LOINC."""
    return {"coding": [{"system": LOINC, "code": code, "display": display}]}


def activity_code(code: str, display: str) -> Resource:
    """A code that the Physical Activity guide made for itself."""
    return {"coding": [{"system": ACTIVITY_CODES, "code": code, "display": display}]}


def quantity(value: float, unit: str) -> Resource:
    """A number with its unit of UCUM."""
    return {"value": float(f"{value:.{SIGNIFICANT}g}"), "unit": UNITS[unit], "system": UCUM, "code": unit}


def component(code: Resource, value: float, unit: str) -> Resource:
    """A number that belongs to an observation."""
    return {"code": code, "valueQuantity": quantity(value, unit)}


def observation(name: str, whose: Whose, code: Resource, status: str, **more: Any) -> Resource:
    """One observation of the person by the device; `name` is its UUID."""
    return {
        "resourceType": "Observation",
        "id": name,
        "status": status,
        "category": [ACTIVITY],
        "code": code,
        "subject": whose.of_patient,
        "device": whose.of_device,
        **more,
    }
