"""FHIR R4 as `fhir.resources` reads it (R4B, whose Observation is that of R4), and by the codes that it lets pass."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.day.document import DayDocument
from sync.report.exports import fhir_bundle
from tests.support.documents.any import documents as any_documents
from tests.support.documents.course import Story, days_of
from tests.support.documents.rich import a_rich_day
from tests.support.examples import examples
from tests.support.needs import need_package

LAST = date(2026, 11, 28)
MADE_UTC_S = 1_795_953_600.0  # 2026-11-29T12:00:00Z
PROFILES = "http://hl7.org/fhir/us/physical-activity/StructureDefinition/"
STATUSES = {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"}
UNITS = {"s", "min", "%", "deg", "Hz", "1"}  # of UCUM's table


def bundle_of(days: list[DayDocument]) -> dict[str, Any]:
    """As others read it: whatever is no JSON of the standard fails here."""
    text = fhir_bundle("band-01", days, MADE_UTC_S)
    read: dict[str, Any] = json.loads(text, parse_constant=pytest.fail)
    return read


def resources(bundle: dict[str, Any], kind: str = "Observation") -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [one for one in found if one["resourceType"] == kind]


def accept(bundle: dict[str, Any]) -> None:
    """By the models of somebody else, and by what those let pass."""
    need_package("fhir")
    from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415 - 0.4 s

    Bundle.model_validate(bundle)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(urls) == len(set(urls))
    assert bundle["type"] == "collection"
    for one in resources(bundle):
        assert one["status"] in STATUSES
        assert {found["code"] for found in quantities(one)} <= UNITS
        assert {found["system"] for found in quantities(one)} <= {"http://unitsofmeasure.org"}
        assert set(referred(one)) <= set(urls)
        assert sum(name.startswith("value") for name in one) == (0 if "hasMember" in one else 1)
        accept_guide(one)


def accept_guide(one: dict[str, Any]) -> None:
    """What the Physical Activity guide asks of its profiles: two categories, a performer, a period, no place."""
    for profile in one.get("meta", {}).get("profile", []):
        codes = {coding["code"] for category in one["category"] for coding in category["coding"]}
        assert codes == {"activity", "PhysicalActivity"}
        assert profile in {f"{PROFILES}pa-observation-activity-{name}" for name in ("group", "measure")}
        assert one["status"] in {"final", "amended", "corrected", "entered-in-error"}
        assert one["performer"]
        assert {"effectivePeriod", "subject"} <= set(one)
        assert not {"bodySite", "specimen", "focus"} & set(one)


def quantities(one: dict[str, Any]) -> list[dict[str, Any]]:
    parts = [one, *one.get("component", [])]
    return [part["valueQuantity"] for part in parts if "valueQuantity" in part]


def referred(one: dict[str, Any]) -> list[str]:
    references = [one["subject"], one["device"], *one.get("performer", [])]
    return [found["reference"] for found in (*references, *one.get("hasMember", []), *one.get("derivedFrom", []))]


def by_code(bundle: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [one for one in resources(bundle) if one["code"]["coding"][0]["code"] == code]


@pytest.mark.slow
def test_weeks_of_days_are_accepted() -> None:
    accept(bundle_of([*days_of(Story(exercises_until=LAST), LAST, 14), a_rich_day()]))


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(st.lists(any_documents, max_size=3))
def test_whatever_a_day_says_is_accepted(days: list[DayDocument]) -> None:
    accept(bundle_of([replace(day, store=str(number)) for number, day in enumerate(days)]))


def test_each_share_says_what_it_is_of_and_how_long_the_band_was_worn() -> None:
    (day,) = days_of(Story(missing=0.0, short=0.0), LAST, 1)
    (rest,) = by_code(bundle_of([day]), "tremor-at-rest")
    share = 100 * day.totals.rest_tremor_s / day.totals.rest_s
    assert rest["valueQuantity"]["value"] == pytest.approx(share, rel=1e-5)
    of, active = rest["component"]
    assert of["valueQuantity"] == {
        "value": float(day.totals.rest_s),
        "unit": "seconds",
        "system": "http://unitsofmeasure.org",
        "code": "s",
    }
    assert active["code"]["coding"][0]["code"] == "DeviceActivePercentage"
    assert active["valueQuantity"]["value"] == pytest.approx(100 * 45_000 / 86_400, rel=1e-5)  # 12.5 h of 24


def test_a_set_is_a_group_of_activity_and_duration_with_its_repetitions_beside() -> None:
    bundle = bundle_of(days_of(Story(missing=0.0, short=0.0, exercises_until=LAST, seed=2), LAST, 1))
    codes = Counter(one["code"]["coding"][0]["code"] for one in resources(bundle))
    assert {code: codes[code] for code in ("PAPanel", "73985-4", "55411-3", "repetitions")} == {
        "PAPanel": 3,
        "73985-4": 3,
        "55411-3": 3,
        "repetitions": 3,
    }
    duration = by_code(bundle, "55411-3")[0]
    assert (duration["valueQuantity"]["value"], duration["valueQuantity"]["code"]) == (1.0, "min")
    assert duration["effectivePeriod"] == {"start": "2026-11-28T10:00:00+01:00", "end": "2026-11-28T10:01:00+01:00"}


def test_no_code_of_an_examination_is_used() -> None:
    bundle = bundle_of([a_rich_day(), *days_of(Story(exercises_until=LAST), LAST, 7)])
    loinc = {
        coding["code"]
        for one in resources(bundle)
        for coding in one["code"]["coding"]
        if coding["system"] == "http://loinc.org"
    }
    assert loinc == {"55411-3", "73985-4"}


def test_nobody_is_named() -> None:
    (patient,) = resources(bundle_of([a_rich_day()]), "Patient")
    assert set(patient) == {"resourceType", "id", "identifier"}
    assert patient["identifier"][0]["value"] == "band-01"


def test_every_local_code_is_explained_in_the_file() -> None:
    bundle = bundle_of([a_rich_day(), *days_of(Story(exercises_until=LAST), LAST, 7)])
    (ours,) = resources(bundle, "CodeSystem")
    known = {concept["code"] for concept in ours["concept"] if concept["definition"]}
    codings = [one["code"]["coding"][0] for one in resources(bundle)]
    codings += [part["code"]["coding"][0] for one in resources(bundle) for part in one.get("component", [])]
    assert {coding["code"] for coding in codings if coding["system"] == ours["url"]} <= known


def test_what_is_exported_twice_has_the_same_names() -> None:
    first, second = (
        json.loads(fhir_bundle("band-01", [a_rich_day()], at)) for at in (MADE_UTC_S, MADE_UTC_S + 86_400.0)
    )
    assert [one["id"] for one in resources(first)] == [one["id"] for one in resources(second)]


def test_a_day_that_is_not_over_is_preliminary() -> None:
    day = replace(days_of(Story(missing=0.0), LAST, 1)[0], day="2026-11-29")
    assert {one["status"] for one in resources(bundle_of([day]))} == {"preliminary"}


def test_a_short_day_says_that_it_does_not_compare() -> None:
    day = days_of(Story(missing=0.0, short=1.0), LAST, 1)[0]
    assert by_code(bundle_of([day]), "tremor")[0]["note"][0]["text"].startswith("Worn for less than 5 h")
