"""Requests of every kind that the application's own description of itself allows, and of kinds that it does not.

Schemathesis makes them up: whatever is asked, the answer is a page of ours with its headers, and never a fault.
"""

from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.clinic.database import Clinic
from sync.clinic.programme_pages import programme_pages
from sync.clinic.site import app
from sync.clinic.web import server
from sync.clinic.web.gate import LIVE
from sync.clinic.web.visitor import VISIT_COOKIE
from tests.support.clinics import store_day
from tests.support.documents.realistic import NOW_UTC_S, a_day
from tests.support.drawings import DrawnBy
from tests.support.needs import need_package
from tests.support.prescribed import SIGNER
from tests.support.visits import visit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Duplicate Operation ID"),  # GET and HEAD of one page have one name
]

EXAMPLES: Final = 6  # of each address and method, some thirty: twenty seconds in all
PICTURE: Final = "<svg xmlns='http://www.w3.org/2000/svg'/>"
FAULTS: Final = range(500, 600)


def schemathesis() -> Any:
    """The package, which takes a second to import."""
    need_package("schemathesis")
    return import_module("schemathesis")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, dict[str, str]]]:
    """What can be asked of a running site, and the visit of somebody who may ask for all of it."""
    folder = tmp_path_factory.mktemp("clinic")
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        store_day(clinic, a_day(), NOW_UTC_S - 600)
        kept = visit(clinic, NOW_UTC_S)
        more = programme_pages(clinic, lambda: NOW_UTC_S, "UTC", lambda: SIGNER)
        site = app.make_app(clinic, lambda: NOW_UTC_S, "UTC", renderer=DrawnBy(lambda _: PICTURE), more=more)
        with server.served(site) as pages:
            schema = schemathesis().openapi.from_dict(site.openapi())
            schema.config.update(base_url=pages.address.rstrip("/"))
            yield schema, {"Cookie": f"{VISIT_COOKIE}={kept}"}


def operations(schema: Any) -> list[Any]:
    """All but those that a page holds open: their answer has no end."""
    return [one.ok() for one in schema.get_all_operations() if one.ok().path not in LIVE]


def test_whatever_is_asked_is_answered_and_never_with_a_fault(asked: tuple[Any, dict[str, str]]) -> None:
    schema, headers = asked
    seen: set[int] = set()
    for operation in operations(schema):
        seen |= statuses(operation, headers)
    assert {200, 404, 422} <= seen


def statuses(operation: Any, headers: dict[str, str]) -> set[int]:
    """Of the answers to made-up requests, half of them such as the description of the address forbids."""
    seen: set[int] = set()
    modes = schemathesis().GenerationMode
    made_up = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in (modes.POSITIVE, modes.NEGATIVE)))

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(made_up)
    def ask(case: Any) -> None:
        answer = case.call(headers=headers, allow_redirects=False)
        assert answer.status_code not in FAULTS, case.as_curl_command()
        is_page = "text/html" in answer.headers.get("content-type", [""])[0]
        policy = answer.headers.get("content-security-policy", [""])[0]
        assert not is_page or "default-src 'none'" in policy, case.as_curl_command()
        seen.add(answer.status_code)

    ask()
    return seen
