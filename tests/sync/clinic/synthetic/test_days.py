"""The made-up clinic: what its devices send is what devices may send, and tells the story that it was made for."""

from datetime import UTC, date, datetime
from statistics import median

import pytest

from device.day import contradictions
from device.day.document import DayDocument
from sync.clinic.charts import day_sentence
from sync.clinic.database.values import StoredStatus, headline
from sync.clinic.outline import OutlineDay, PatientOutline, outline_of
from sync.clinic.pages.facts import day_facts
from sync.clinic.stored_day.quarters import quarter_hours
from sync.clinic.synthetic import STORIES, Story, SyntheticPatient, synthetic_days, synthetic_patients, synthetic_status

TODAY = date(2026, 6, 1)
ZONE = "Europe/Berlin"


def patient(name: str) -> SyntheticPatient:
    (found,) = [one for one in synthetic_patients(12) if one.story.name == name]
    return found


def days_of(name: str, days: int) -> list[DayDocument]:
    return list(synthetic_days(patient(name), TODAY, days, ZONE))


def rest_tremor(days: list[DayDocument]) -> float:
    return median(day.totals.rest_tremor_s / day.totals.rest_s for day in days if day.totals.rest_s)


@pytest.mark.costly
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_synthetic_day_is_one_that_a_device_may_send_and_says_that_it_is_synthetic(story: Story) -> None:
    days = days_of(story.name, 12)
    assert [found for day in days for found in contradictions(day)] == []
    assert {(day.device.split("-")[0], day.store, day.firmware) for day in days} == {("synthetic",) * 3}
    assert patient(story.name).name == f"{story.name} (synthetic)"


def test_an_injection_that_works_takes_more_than_half_of_the_tremor_away_and_one_that_does_not_takes_none() -> None:
    works, does_nothing = days_of("Aino", 50), days_of("Bela", 78)
    assert rest_tremor(works[-14:]) / rest_tremor(works[:13]) == pytest.approx(0.4, abs=0.12)
    assert rest_tremor(does_nothing[-14:]) / rest_tremor(does_nothing[:13]) == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(("days_since", "relief"), [(0, 0.0), (14, 0.6), (80, 0.3), (120, 0.0)])
def test_relief_comes_within_days_and_is_half_gone_when_the_story_says(days_since: int, relief: float) -> None:
    assert Story("Any", "", 0.4, (days_since,), takes_away=0.6).relief(0) == pytest.approx(relief, abs=0.01)


def test_one_who_stopped_exercising_has_no_set_since_and_one_who_is_silent_no_day() -> None:
    assert [day.day for day in days_of("Esi", 30) if day.sets and day.day > "2026-05-10"] == []
    assert [day.day for day in days_of("Esi", 30) if day.sets] != []
    assert days_of("Hugo", 10)[-1].day == "2026-05-27"


def test_the_same_clinic_comes_again_also_with_more_days() -> None:
    assert days_of("Jakub", 12)[-5:] == days_of("Jakub", 5)[-5:]


def test_a_patient_after_the_twelfth_has_a_story_again_and_days_of_its_own() -> None:
    (*_, last) = synthetic_patients(13)
    assert (last.device, last.name) == ("synthetic-0013", "Aino 2 (synthetic)")
    (day,) = synthetic_days(last, TODAY, 1, ZONE)
    assert day.totals != days_of("Aino", 1)[0].totals


def test_the_last_report_names_the_programme_that_the_days_were_done_by_and_the_silent_one_is_away() -> None:
    patient, *_ = synthetic_patients(1)
    (programme,) = StoredStatus(synthetic_status(patient), 0.0).programmes
    (day,) = synthetic_days(patient, TODAY, 1, "UTC")
    assert day.plan
    assert (programme.id, programme.version, programme.state) == (day.plan.programme, day.plan.version, "started")
    online = {one.name: synthetic_status(one)["online"] for one in synthetic_patients(12)}
    assert [name for name, is_online in online.items() if not is_online] == ["Hugo (synthetic)"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "worn_off"), [("Carla", True), ("Aino", False), ("Bela", False)])
def test_of_whom_the_effect_has_worn_off_the_list_says_so_and_of_others_not(name: str, *, worn_off: bool) -> None:
    found = patient(name)
    days = [headline(day, 0.0) for day in synthetic_days(found, TODAY, 120, ZONE)]
    seen = [OutlineDay(*(getattr(day, field) for field in OutlineDay._fields)) for day in days]
    cycle = outline_of(seen, PatientOutline(), found.injections(TODAY, 120)).cycle
    assert cycle
    assert (cycle.wearing_off is not None) == worn_off


def test_a_day_of_a_slipped_sensor_tells_the_same_gap_in_its_tile_its_chart_and_its_quality() -> None:
    (day,) = days_of("Dimitri", 1)
    hours = quarter_hours(day, datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC).timestamp())
    (missing,) = [fact for fact in day_facts(day, hours) if fact.label == "Without data"]
    assert missing.value.replace("\N{NO-BREAK SPACE}", " ") == "1 h 30 min"
    assert "no data for 1 h 30 min" in day_sentence(day, hours).replace("\N{NO-BREAK SPACE}", " ")
    assert (day.quality.gaps, day.quality.gap_s) == (3, 5400.0)
    assert sum(hour.seconds["not worn"] for hour in hours) == day.totals.not_worn_s > 8 * 3600
