"""The web application: every page of every package behind one gate, and what is said where there is none.

Knows the web framework; must never know what a page shows, SQL or MQTT.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException as RoutingError
from starlette.middleware.gzip import GZipMiddleware

from sync.clinic.database import Clinic, ClinicUnavailable
from sync.clinic.web.answers import problem_page, script, style, typed_script
from sync.clinic.web.entrance import Entrance, first_run, to_the_door
from sync.clinic.web.front import InFront
from sync.clinic.web.gate import Gate, NobodyYet, NotSignedIn, speak
from sync.clinic.web.visitor import Front
from sync.clinic.wording.language import marked, spoken

log = logging.getLogger(__name__)

WORTH_COMPRESSING: Final = 1000  # bytes: less fits into one packet
COMPRESSED: Final = 5  # of 9: a page of 500 kB in 8 ms, a twentieth larger than the best
NO_PAGE: Final = marked("There is no page at this address.")
ONLY_FILLED_IN: Final = marked(
    "What stands at this address comes of a form that is filled in: open the form again, and fill it in there."
)
Expected = str | tuple[str, ...]  # a text to be spoken, or all values that can be
Addresses = Mapping[str, Callable[..., Response]]


@dataclass(frozen=True)
class MorePages:
    """Addresses of a package, all behind the same gate: what is shown there, filled in, and held open.

    `expected` says in words which values of an address can be.
    """

    pages: Addresses
    forms: Addresses = field(default_factory=dict)
    streams: Addresses = field(default_factory=dict)
    expected: Mapping[str, Expected] = field(default_factory=dict)


def web_app(clinic: Clinic, now_utc_s: Callable[[], float], front: Front, packages: Sequence[MorePages]) -> FastAPI:
    """The pages of all these packages, and those that every clinic has: to sign in, and how it is."""
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(Gate(clinic, now_utc_s, front))],
    )
    app.state.is_ending = False  # the web server says when
    for one in (_of_every_clinic(clinic, now_utc_s), *packages):
        _add(app, one)
    app.add_middleware(GZipMiddleware, minimum_size=WORTH_COMPRESSING, compresslevel=COMPRESSED)
    app.add_middleware(InFront, front=front)
    _add_refusals(app, {name: said for one in packages for name, said in one.expected.items()})
    return app


def _of_every_clinic(clinic: Clinic, now_utc_s: Callable[[], float]) -> MorePages:
    entrance = Entrance(clinic, now_utc_s)

    def health() -> Response:
        """`ok` when the database answers."""
        clinic.name("any")
        return PlainTextResponse("ok\n")

    return MorePages(
        pages={
            "/sign-in": entrance.sign_in,
            "/welcome/{link}": entrance.welcome,
            "/static/clinic.css": style,
            "/static/live.js": script,
            "/static/typed.js": typed_script,
            "/healthz": health,
        },
        forms={
            "/sign-in": entrance.signed_in,
            "/sign-out": entrance.sign_out,
            "/language": entrance.language_chosen,
            "/welcome/{link}": entrance.welcomed,
        },
    )


def _add(app: FastAPI, some: MorePages) -> None:
    kinds = ((some.pages, ["GET", "HEAD"]), (some.streams, ["GET"]), (some.forms, ["POST"]))
    for addresses, methods in kinds:
        for path, answer in addresses.items():
            app.add_api_route(path, answer, methods=methods, response_model=None)


def _add_refusals(app: FastAPI, expected: Mapping[str, Expected]) -> None:
    def not_understood(_request: Request, problem: Exception) -> Response:
        return _not_understood(problem, expected)

    app.add_exception_handler(NobodyYet, first_run)
    app.add_exception_handler(NotSignedIn, to_the_door)
    app.add_exception_handler(RoutingError, _refused)
    app.add_exception_handler(RequestValidationError, not_understood)
    app.add_exception_handler(ClinicUnavailable, _unavailable)
    app.add_exception_handler(Exception, _failed)


def _refused(request: Request, problem: Exception) -> Response:
    if "route" not in request.scope:  # an address of no page never came to the gate
        speak(request)
    assert isinstance(problem, RoutingError)  # noqa: S101 - registered for no other
    plain = problem.detail == HTTPStatus(problem.status_code).phrase
    return problem_page(problem.status_code, spoken(_plainly(problem)) if plain else problem.detail)


def _plainly(problem: RoutingError) -> str:
    return ONLY_FILLED_IN if problem.status_code == HTTPStatus.METHOD_NOT_ALLOWED else NO_PAGE


def _not_understood(problem: Exception, expected: Mapping[str, Expected]) -> Response:
    assert isinstance(problem, RequestValidationError)  # noqa: S101 - registered for no other
    name, seen = problem.errors()[0]["loc"][-1], problem.errors()[0]["input"]
    wanted = _in_words(expected.get(str(name), marked("another value")))
    said = spoken("The address has {seen} as the {name}; expected {wanted}.", seen=seen, name=name, wanted=wanted)
    return problem_page(HTTPStatus.UNPROCESSABLE_ENTITY, said)


def _in_words(expected: Expected) -> str:
    return spoken(expected) if isinstance(expected, str) else spoken(" or ").join(expected)


def _unavailable(_request: Request, problem: Exception) -> Response:
    log.error("%s", problem)
    return problem_page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        spoken(
            "The clinic's database is not working at the moment. Devices keep their days until it is. Tell whoever "
            "looks after Easeband in your clinic: the log of this service says what is wrong."
        ),
    )


def _failed(_request: Request, _unseen: Exception) -> Response:
    said = spoken(
        "This page could not be made. Tell whoever looks after Easeband in your clinic: the log of this service says "
        "what happened."
    )
    return problem_page(HTTPStatus.INTERNAL_SERVER_ERROR, said)
