"""A clinic with one patient of three weeks."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from sync.clinic.database import Clinic
from tests.support.clinics import store_days
from tests.support.documents.course import Story, days_of

NOW_UTC_S = 1_795_953_600.0  # 2026-11-29T12:00:00Z
LAST = date(2026, 11, 27)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    folder = tmp_path_factory.mktemp("clinic")
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as opened:
        store_days(opened, days_of(Story(exercises_until=LAST, missing=0.0), LAST, 21), NOW_UTC_S)
        opened.rename("band-01", "Anna Marková")
        yield opened
