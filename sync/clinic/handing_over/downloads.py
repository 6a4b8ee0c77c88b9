"""The files of one patient by their names, each made when it is asked for.

Knows what each is called and how it travels; must never know HTTP or SQL.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sync.choices.clinic import FILE_WORDS
from sync.choices.days import MOST_REPORT_DAYS
from sync.clinic.database import Clinic
from sync.clinic.handing_over.taking import TakenDays, WantedDays, subject_of, taken_days
from sync.clinic.wording.language import in_english
from sync.report import ReportSubject, report_page
from sync.report.exports import data_points, days_csv, fhir_bundle
from sync.report.paper import report_pdf


class NoSuchFile(Exception):
    """There is no file of this name."""


@dataclass(frozen=True)
class Download:
    """One file. Its name has the device's pseudonym and dates: it stays in many places, and is no place for a name."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class FileKind:
    """`make` takes days, the person and the moment; `most_days` is what fits into it. `tells`: also why to look."""

    ending: str
    media_type: str
    says: str
    make: Callable[[TakenDays, ReportSubject, float], bytes]
    most_days: int = 3660
    tells: bool = False


def _report(taken: TakenDays, subject: ReportSubject, now_utc_s: float) -> bytes:
    days = (taken.last - taken.first).days + 1
    return report_pdf(report_page(subject, taken.documents, taken.last, days, taken.unreadable), now_utc_s)


def _csv(taken: TakenDays, _: ReportSubject, _now_utc_s: float) -> bytes:
    return days_csv(taken.documents).encode()


def _fhir(taken: TakenDays, subject: ReportSubject, now_utc_s: float) -> bytes:
    return fhir_bundle(subject.device, taken.documents, now_utc_s).encode()


def _omh(taken: TakenDays, _: ReportSubject, _now_utc_s: float) -> bytes:
    return data_points(taken.documents).encode()


DOWNLOADS: Final[Mapping[str, FileKind]] = {
    "report": FileKind("report.pdf", "application/pdf", FILE_WORDS["report"], _report, MOST_REPORT_DAYS, tells=True),
    "csv": FileKind("days.csv", "text/csv; charset=utf-8", FILE_WORDS["csv"], _csv),
    "fhir": FileKind("fhir.json", "application/fhir+json", FILE_WORDS["fhir"], _fhir),
    "omh": FileKind("omh.json", "application/json", FILE_WORDS["omh"], _omh),
}


def tells_today(kind: str, until: date | None) -> bool:
    """Whether the file has what the clinic says of the patient today: of earlier days, that was not written down."""
    return kind in DOWNLOADS and DOWNLOADS[kind].tells and until is None


def download(clinic: Clinic, kind: str, wanted: WantedDays) -> Download:
    """The file, in English whoever asks. Raises NoSuchFile, MissingTypesetter and ClinicUnavailable."""
    if kind not in DOWNLOADS:
        raise NoSuchFile(kind)
    found = DOWNLOADS[kind]
    taken = taken_days(clinic, replace(wanted, days=min(wanted.days, found.most_days)))
    with in_english():
        content = found.make(taken, subject_of(clinic, wanted.device, taken.last, wanted.told), wanted.now_utc_s)
    return Download(f"{wanted.device}-{taken.first}-to-{taken.last}-{found.ending}", found.media_type, content)
