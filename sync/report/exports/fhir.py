"""Days as a FHIR R4 bundle: the person by the device's pseudonym, the device, our code system, and observations.

Knows bundles; must never know what a day is measured in. Exercise follows the profiles of the HL7 Physical Activity
guide; what the sensor counts has local codes, since no code of an examiner's rating means the same.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from device.day.document import DayDocument
from sync.report import one_line
from sync.report.exports.fhir_codes import CODE_SYSTEM, OUR_CODES, PSEUDONYMS
from sync.report.exports.fhir_exercise import exercise_observations
from sync.report.exports.fhir_measures import day_observations
from sync.report.exports.fhir_parts import Resource, Whose
from sync.report.exports.spans import lasting_name

NOT_YET_OVER: Final = "preliminary"
OVER: Final = "final"


def fhir_bundle(device: str, documents: Iterable[DayDocument], made_utc_s: float) -> str:
    """The bundle as JSON. Observations of a day that is not over yet, at that moment in UTC, are preliminary."""
    made, days = datetime.fromtimestamp(made_utc_s, UTC), sorted(documents, key=lambda day: day.day)
    people = Whose(lasting_name("patient", device), lasting_name("device", device))
    resources = [_patient(device, people), _device(device, days, people), _code_system()]
    resources += _observations(days, people, f"{made:%Y-%m-%d}")
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    bundle = {
        "resourceType": "Bundle",
        "id": lasting_name("bundle", device, made.isoformat()),
        "type": "collection",
        "timestamp": made.isoformat(timespec="seconds"),
        "entry": entries,
    }
    return json.dumps(bundle, indent=1, ensure_ascii=True)


def _observations(days: Sequence[DayDocument], people: Whose, today: str) -> Iterator[Resource]:
    for document in days:
        status = OVER if document.day < today else NOT_YET_OVER
        yield from day_observations(document, people, status)
        yield from exercise_observations(document, people)


def _patient(device: str, people: Whose) -> Resource:
    return {"resourceType": "Patient", "id": people.patient, "identifier": [_pseudonym(device)]}


def _device(device: str, days: Sequence[DayDocument], people: Whose) -> Resource:
    versions = sorted({one_line(day.firmware) for day in days} - {""})
    found: dict[str, Any] = {
        "resourceType": "Device",
        "id": people.device,
        "identifier": [_pseudonym(device)],
        "deviceName": [{"name": "Easeband", "type": "model-name"}],
        "patient": people.of_patient,
    }
    return {**found, "version": [{"value": version} for version in versions]} if versions else found


def _pseudonym(device: str) -> dict[str, str]:
    return {"system": PSEUDONYMS, "value": one_line(device)}


def _code_system() -> Resource:
    """What each local code means, so that a reader needs nothing beside this file."""
    return {
        "resourceType": "CodeSystem",
        "id": CODE_SYSTEM.removeprefix("urn:uuid:"),
        "url": CODE_SYSTEM,
        "name": "EasebandMeasures",
        "status": "active",
        "content": "complete",
        "caseSensitive": True,
        "concept": [
            {"code": code, "display": display, "definition": says} for code, (display, says) in OUR_CODES.items()
        ],
    }
