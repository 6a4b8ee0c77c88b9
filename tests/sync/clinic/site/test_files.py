"""Files of a patient over HTTP: who gets them, that it is written down, and what they are called."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from sync.clinic.accounts import Looks, People
from sync.clinic.database import Clinic
from sync.clinic.site import app
from sync.clinic.web import server
from tests.support.clinics import store_day
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day
from tests.support.visits import Site, asked_bytes, signed_in

REPORT = f"/patients/{DEVICE}/files/report"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    folder = tmp_path_factory.mktemp("clinic")
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as opened:
        store_day(opened, a_day(), NOW_UTC_S - 600)
        opened.rename(DEVICE, "Anna Marková")
        yield opened


@pytest.fixture(scope="module")
def address(clinic: Clinic) -> Iterator[str]:
    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, "Europe/Berlin")) as pages:
        yield str(pages)


def test_the_report_is_a_file_named_by_the_device_and_not_by_the_patient(clinic: Clinic, address: str) -> None:
    site = signed_in(address, clinic, NOW_UTC_S)
    status, content, disposition = asked_bytes(site, REPORT)
    assert (status, content[:5]) == (200, b"%PDF-")
    assert disposition == f'attachment; filename="{DEVICE}-2026-02-17-to-2026-03-02-report.pdf"'


def test_that_somebody_took_it_is_written_down(clinic: Clinic, address: str) -> None:
    asked_bytes(signed_in(address, clinic, NOW_UTC_S), REPORT)
    (look,) = Looks(clinic.access, lambda: NOW_UTC_S).last(1, device=DEVICE)
    assert (look.person, look.what) == ("anna", "files/report")


def test_nobody_gets_a_file_of_a_patient_of_somebody_else(clinic: Clinic, address: str) -> None:
    assert signed_in(address, clinic, NOW_UTC_S, "bela", "therapist").get(REPORT)[0] == 404
    People(clinic.access).assign("bela", [DEVICE])
    assert asked_bytes(signed_in(address, clinic, NOW_UTC_S, "bela", "therapist"), REPORT)[0] == 200


def test_who_has_not_signed_in_gets_none(address: str) -> None:
    assert Site(address).get(REPORT)[0] == 303


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/patients/{DEVICE}/files/everything", 404),
        ("/patients/nobody/files/report", 404),
        (f"{REPORT}?until=tomorrow", 422),
        (f"{REPORT}?period=forever", 422),
        (f"{REPORT}?until=0001-01-05", 422),
        (f"/patients/{DEVICE}/files/csv?period=1y&until=0001-12-01", 422),
        (f"/patients/{DEVICE}/files/csv?period=1y&until=9999-12-31", 200),
    ],
)
def test_what_is_no_file_is_refused(clinic: Clinic, address: str, path: str, status: int) -> None:
    assert signed_in(address, clinic, NOW_UTC_S).get(path)[0] == status


def test_more_days_than_fit_on_the_page_are_shortened(clinic: Clinic, address: str) -> None:
    content = asked_bytes(signed_in(address, clinic, NOW_UTC_S), f"{REPORT}?period=1y")[2]
    assert "2026-02-03-to-2026-03-02" in content  # 28 days


def test_the_link_stands_on_the_page_of_the_patient(clinic: Clinic, address: str) -> None:
    page = signed_in(address, clinic, NOW_UTC_S).get(f"/patients/{DEVICE}")[1]
    assert f'<a href="{REPORT}?period=14d" download>' in page
