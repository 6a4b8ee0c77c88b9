"""The pages of a clinic: which address shows what of its patients.

Knows every address of patients; must never know what a page shows, SQL or MQTT.
"""

from collections.abc import Callable

from fastapi import FastAPI

from device.system.clock import local_timezone
from sync.clinic.accounts import Visits
from sync.clinic.charts.drawings import DrawsCharts
from sync.clinic.charts.pictures import Pictures
from sync.clinic.course import Courses
from sync.clinic.database import Clinic
from sync.clinic.listing import Ranking
from sync.clinic.live import Arrivals
from sync.clinic.patient import Looking
from sync.clinic.rendering import RENDERER
from sync.clinic.site.basis import Basis
from sync.clinic.site.day import DAY_EXPECTED, DayPages
from sync.clinic.site.following import OpenPages
from sync.clinic.site.markers import MARKER_EXPECTED, MarkerPages
from sync.clinic.site.patient import PATIENT_EXPECTED, PatientPages
from sync.clinic.site.patients import LIST_EXPECTED, ListPages
from sync.clinic.site.people import PEOPLE_EXPECTED, PeoplePages
from sync.clinic.web.app import MorePages, web_app
from sync.clinic.web.chart_style import CHART_STYLE
from sync.clinic.web.gate import LIVE
from sync.clinic.web.visitor import NOWHERE_ELSE, Front


def make_app(
    clinic: Clinic,
    now_utc_s: Callable[[], float],
    timezone: str | None = None,
    *,
    renderer: DrawsCharts = RENDERER,
    damage: Callable[[], str] = str,
    front: Front = NOWHERE_ELSE,
    more: MorePages | None = None,
) -> FastAPI:
    """The pages of a clinic, ready to be served. Without a `timezone`, the clinic is in this computer's.

    `renderer` draws charts; `damage` says what is wrong with the database, or nothing.
    `front` is where browsers find the pages, if not on this computer alone; `more` are pages of other packages.
    """
    basis = Basis(clinic, now_utc_s, timezone or local_timezone(), damage)
    open_pages = OpenPages(basis, Arrivals(clinic.access), Visits(clinic.access, now_utc_s))
    listed = ListPages(basis, Ranking(clinic, basis.timezone), open_pages)
    patient = PatientPages(basis, Looking(clinic, Courses(clinic.access)), Pictures(renderer), open_pages)
    days = DayPages(basis, Pictures(renderer, CHART_STYLE))
    shown = (_listed(listed, open_pages), _of_patient(patient, days))
    parts = (*shown, _entered(MarkerPages(basis)), _of_people(PeoplePages(basis)))
    return web_app(clinic, now_utc_s, front, [*parts, *([more] if more else [])])


def _listed(listed: ListPages, open_pages: OpenPages) -> MorePages:
    return MorePages(
        pages={"/": listed.patients, "/looks": listed.looked_at},
        streams=dict.fromkeys(LIVE, open_pages.live),
        expected=LIST_EXPECTED,
    )


def _of_patient(patient: PatientPages, days: DayPages) -> MorePages:
    return MorePages(
        pages={
            "/patients/{device}": patient.patient,
            "/patients/{device}/charts/{name}.svg": patient.chart,
            "/patients/{device}/files/{kind}": patient.file,
            "/patients/{device}/days/{day}": days.day,
            "/patients/{device}/days/{day}/charts/{name}.svg": days.chart,
        },
        expected={**PATIENT_EXPECTED, **DAY_EXPECTED},
    )


def _entered(markers: MarkerPages) -> MorePages:
    return MorePages(
        pages={
            "/patients/{device}/markers": markers.new_marker,
            "/patients/{device}/markers/{number}": markers.marker,
        },
        forms={
            "/patients/{device}/markers": markers.marker_added,
            "/patients/{device}/markers/{number}": markers.marker_changed,
        },
        expected=MARKER_EXPECTED,
    )


def _of_people(people: PeoplePages) -> MorePages:
    return MorePages(
        pages={"/people": people.people, "/people/{person}": people.person},
        forms={"/people": people.invited, "/people/{person}": people.person_changed},
        expected=PEOPLE_EXPECTED,
    )
