"""What the sensor measured on a day, as observations with local codes: each share with the seconds that it is of.

Knows which numbers of a day are handed over; must never know bundles. A number that is not known is left out.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from device.day.document import DayDocument
from device.records.calendar import DAY_S
from sync.clinic.trends.periods import VALID_WORN_S
from sync.report.exports.fhir_parts import Resource, Whose, activity_code, component, observation, our_code, quantity
from sync.report.exports.spans import day_name

PERCENT: Final = 100
ACTIVE: Final = activity_code("DeviceActivePercentage", "Device Active Percentage")
SHORT_DAY: Final = "Worn for less than 5 h: this day is not to be compared with others."


def day_observations(document: DayDocument, whose: Whose, status: str) -> Iterator[Resource]:
    """Those of one day."""
    for code, value, unit, components in _measured(document):
        yield observation(
            day_name(document, code),
            whose,
            our_code(code),
            status,
            effectiveDateTime=document.day,
            valueQuantity=quantity(value, unit),
            component=[*components, _active(document)],
            **({} if document.totals.worn_s >= VALID_WORN_S else {"note": [{"text": SHORT_DAY}]}),
        )
    yield from _answers(document, whose, status)


def _active(document: DayDocument) -> Resource:
    """For how much of the day the band was worn, by the Physical Activity guide's word for it."""
    return component(ACTIVE, PERCENT * min(1.0, document.totals.worn_s / DAY_S), "%")


Measured = tuple[str, float, str, Sequence[Resource]]


def _measured(document: DayDocument) -> Iterator[Measured]:
    """Code, value, unit and what belongs to it."""
    totals = document.totals
    if not (totals.worn_s or totals.not_worn_s):
        return
    yield "worn", totals.worn_s, "s", ()
    yield from _share("tremor", totals.tremor_s, totals.assessable_s)
    yield from _share("tremor-at-rest", totals.rest_tremor_s, totals.rest_s)
    if totals.posture:
        away_s = totals.posture.tilted_s + totals.posture.far_s
        yield from _share("away-from-neutral", away_s, totals.posture.judged_s)
    if totals.amplitude_deg is not None:
        high = totals.amplitude_p90_deg
        more = [] if high is None else [component(our_code("amplitude-p90"), high, "deg")]
        yield "amplitude", totals.amplitude_deg, "deg", more
    if totals.frequency_hz is not None:
        yield "frequency", totals.frequency_hz, "Hz", ()
    worn = component(our_code("denominator"), totals.worn_s, "s")
    for kind in totals.kinds:
        confirmed = component(our_code("confirmed"), kind.confirmed, "1")
        yield f"episodes-{kind.kind.replace(' ', '-')}", kind.count, "1", (confirmed, worn)
    yield "marks", len(document.marks), "1", (worn,)


def _share(code: str, part_s: float, whole_s: float) -> Iterator[Measured]:
    """None where there was nothing that it could be of."""
    if whole_s:
        share = PERCENT * min(1.0, part_s / whole_s)
        yield code, share, "%", [component(our_code("denominator"), whole_s, "s")]


def _answers(document: DayDocument, whose: Whose, status: str) -> Iterator[Resource]:
    """What the person said; a question without an answer is left out, and is no `none`."""
    said = [("discomfort", session.rating) for session in document.sessions]
    said += [(f"own-symptom-{one.number}", one.rating) for asked in document.symptoms for one in asked.answers]
    for number, (code, rating) in enumerate(said):
        if rating is not None:
            yield observation(
                day_name(document, code, number),
                whose,
                our_code(code),
                status,
                effectiveDateTime=document.day,
                valueCodeableConcept={"text": rating},
            )
