"""Which days and which words a file is made of."""

from datetime import date

from sync.clinic.database import Clinic
from sync.clinic.handing_over import WantedDays
from sync.clinic.handing_over.taking import subject_of, taken_days
from sync.clinic.markers import Marker, Markers
from sync.clinic.symptoms import SymptomName, SymptomNames
from tests.support.clinics import store_day
from tests.support.documents.realistic import a_day
from tests.sync.clinic.handing_over.conftest import NOW_UTC_S

TODAY = date(2026, 11, 29)


def wanted(days: int, until: date | None = None, device: str = "band-01") -> WantedDays:
    return WantedDays(device, days, TODAY, NOW_UTC_S, until)


def test_the_days_end_with_the_last_one_with_data(clinic: Clinic) -> None:
    taken = taken_days(clinic, wanted(14))
    assert (str(taken.first), str(taken.last), len(taken.documents)) == ("2026-11-14", "2026-11-27", 14)


def test_or_with_the_one_that_was_asked_for(clinic: Clinic) -> None:
    taken = taken_days(clinic, wanted(14, date(2026, 11, 10)))
    assert [day.day for day in taken.documents] == ["2026-11-07", "2026-11-08", "2026-11-09", "2026-11-10"]


def test_days_of_the_future_are_none_of_them(clinic: Clinic) -> None:
    store_day(clinic, a_day("time-traveller", day="2099-01-01"), NOW_UTC_S)
    assert taken_days(clinic, wanted(14, device="time-traveller")).documents == []


def test_a_patient_without_a_day_has_the_days_up_to_today(clinic: Clinic) -> None:
    assert taken_days(clinic, wanted(2, device="nobody")).last == TODAY


def test_what_people_entered_until_then_goes_along(clinic: Clinic) -> None:
    markers = Markers(clinic.access)
    markers.add("band-01", Marker("injection", date(2026, 11, 3), product="Botox"))
    markers.add("band-01", Marker("visit", date(2026, 11, 28)))
    SymptomNames(clinic.access).give("band-01", SymptomName(2, "2026-01-01", "hand cramps"))
    subject = subject_of(clinic, "band-01", date(2026, 11, 27))
    assert subject.name == "Anna Marková"
    assert [words.replace("\N{NO-BREAK SPACE}", " ") for words in subject.entered] == [
        "Tue 3 Nov 2026, 24 days before the last day: Injection, Botox"
    ]
    assert subject.symptoms == [(2, "hand cramps")]
