"""Sets of exercise by the profiles of the HL7 Physical Activity guide: a group with activity and duration.

Knows that guide; must never know bundles. Repetitions are outside its scope, by its own words: they have a local code
and point at the group.
"""

from collections.abc import Iterator
from typing import Any, Final

from device.day.document import DayDocument, DaySet
from sync.report import one_line
from sync.report.exports.fhir_codes import ACTIVITY_PROFILES
from sync.report.exports.fhir_parts import (
    ACTIVITY,
    PHYSICAL_ACTIVITY,
    Resource,
    Whose,
    activity_code,
    component,
    loinc_code,
    observation,
    our_code,
    quantity,
)
from sync.report.exports.spans import SetSpan, day_name, span_of

DURATION: Final = loinc_code("55411-3", "Exercise duration")
EXERCISE: Final = loinc_code("73985-4", "Exercise activity")
GROUP: Final = activity_code("PAPanel", "Physical Activity Panel")
MINUTE_S: Final = 60.0


def exercise_observations(document: DayDocument, whose: Whose) -> Iterator[Resource]:
    """Those of each set of the day whose start is known; a set is over when it is told."""
    for number, one in enumerate(document.sets):
        if span := span_of(one):
            yield from _set(document, whose, one, span, number)


def _set(document: DayDocument, whose: Whose, one: DaySet, span: SetSpan, number: int) -> Iterator[Resource]:
    names = {part: day_name(document, part, number) for part in ("group", "activity", "duration", "repetitions")}
    when = {"effectivePeriod": {"start": span.start, "end": span.end}}
    members = [{"reference": f"urn:uuid:{names[part]}"} for part in ("activity", "duration")]
    yield _of_guide("group", names["group"], whose, GROUP, hasMember=members, **when)
    activity = {"text": one_line(one.exercise) or "exercise"}
    yield _of_guide("measure", names["activity"], whose, EXERCISE, valueCodeableConcept=activity, **when)
    minutes = quantity(one.duration_s / MINUTE_S, "min")
    yield _of_guide("measure", names["duration"], whose, DURATION, valueQuantity=minutes, **when)
    if one.target_s is None and one.done_repetitions is not None:
        group = {"derivedFrom": [{"reference": f"urn:uuid:{names['group']}"}]}
        asked = [component(our_code("repetitions-asked"), one.target_repetitions, "1")]
        more = {"valueQuantity": quantity(one.done_repetitions, "1"), "component": asked, **group, **when}
        yield observation(names["repetitions"], whose, our_code("repetitions"), "final", **more)


def _of_guide(profile: str, name: str, whose: Whose, code: Resource, **more: Any) -> Resource:
    found = observation(name, whose, code, "final", performer=[whose.of_patient], **more)
    meta = {"profile": [f"{ACTIVITY_PROFILES}/pa-observation-activity-{profile}"]}
    return {**found, "meta": meta, "category": [ACTIVITY, PHYSICAL_ACTIVITY]}
