"""Answers: a template filled in, with the headers that every answer has.

Knows the templates and headers; must never know what is shown, or who may see it.
"""

import hashlib
import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from importlib import resources
from typing import Final

from fastapi import Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from device.pictures import palette
from sync.clinic.charts.colours import shades_in_words
from sync.clinic.charts.day_points import STATE_WORDS
from sync.clinic.charts.pictures import undrawn_picture
from sync.clinic.handing_over import DOWNLOADS, Download
from sync.clinic.languages import languages
from sync.clinic.stored_day.quarters import STATES
from sync.clinic.web.visitor import ASKED_PATH, FRONT, VISITOR
from sync.clinic.wording.glossary import GLOSSARY
from sync.clinic.wording.language import PAGE_LANGUAGE, marked, spoken
from sync.clinic.wording.words import capital

STYLE: Final = resources.files("sync.clinic.web").joinpath("static/clinic.css").read_bytes()
STYLE_URL: Final = f"/static/clinic.css?{hashlib.sha256(STYLE).hexdigest()[:12]}"  # a new style is fetched at once
SCRIPT: Final = resources.files("sync.clinic.web").joinpath("static/live.js").read_bytes()
SCRIPT_URL: Final = f"/static/live.js?{hashlib.sha256(SCRIPT).hexdigest()[:12]}"
TYPED_SCRIPT: Final = resources.files("sync.clinic.web").joinpath("static/typed.js").read_bytes()
TYPED_URL: Final = f"/static/typed.js?{hashlib.sha256(TYPED_SCRIPT).hexdigest()[:12]}"
FOR_ALL: Final = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",  # pages about health stay in no cache
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language, Cookie",  # the language, and who asks
    "X-Content-Type-Options": "nosniff",
}
LIVE_HEADERS: Final = {  # of pages that follow what comes: our one script, which asks our own addresses alone
    **HEADERS,
    "Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}; script-src 'self'; connect-src 'self'",
}
FORM_HEADERS: Final = {  # of pages on which something is typed: our one script, which asks for nothing
    **HEADERS,
    "Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}; script-src 'self'",
}
STREAM_HEADERS: Final = {**HEADERS, "X-Accel-Buffering": "no"}  # nginx holds back what it has until it is more
PICTURE_HEADERS: Final = {  # its own style, which follows the page into the dark, and nothing else
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
TEMPLATES: Final = Environment(
    loader=PackageLoader("sync.clinic.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
)
TEMPLATES.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
    lambda text: PAGE_LANGUAGE.get().texts.gettext(text),  # noqa: PLW0108 - of the page that is being made
    lambda one, many, number: PAGE_LANGUAGE.get().texts.ngettext(one, many, number),  # noqa: PLW0108 - likewise
    newstyle=True,  # what is put into a text is escaped, as everywhere
)
TEMPLATES.globals.update(
    style_url=STYLE_URL,
    script_url=SCRIPT_URL,
    typed_url=TYPED_URL,
    legend=[(STATE_WORDS[state], palette.STATE_COLOURS[state]) for state in STATES],
    sign_colour=palette.KIND_COLOURS["jerk"],
    glossary=GLOSSARY,
    shades=shades_in_words,
    spoken=spoken,
    capital=capital,
    visitor=VISITOR.get,
    language=PAGE_LANGUAGE.get,
    languages=languages,
    files=DOWNLOADS,
)
TITLES: Final = {  # what a person reads in the place of the phrases of RFC 9110
    HTTPStatus.BAD_REQUEST: marked("This could not be read"),
    HTTPStatus.FORBIDDEN: marked("This is not allowed"),
    HTTPStatus.NOT_FOUND: marked("This is not here"),
    HTTPStatus.METHOD_NOT_ALLOWED: marked("This page cannot be opened by its address"),
    HTTPStatus.CONFLICT: marked("Something has changed meanwhile"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: marked("That was too much text"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: marked("This could not be read"),
    HTTPStatus.MISDIRECTED_REQUEST: marked("Not under this name"),
    HTTPStatus.UNPROCESSABLE_ENTITY: marked("This was not understood"),
    HTTPStatus.TOO_MANY_REQUESTS: marked("Too many attempts"),
    HTTPStatus.INTERNAL_SERVER_ERROR: marked("Something went wrong here"),
    HTTPStatus.NOT_IMPLEMENTED: marked("This computer cannot do that"),
    HTTPStatus.SERVICE_UNAVAILABLE: marked("This does not work at the moment"),
}
OTHER_TITLE: Final = marked("This did not work")
WAYS_BACK: Final = (  # the nearest page above an address, the first that fits
    (re.compile(r"(/patients/[a-z0-9-]{1,64}/programme)(/.*)?"), marked("Back to the programme of this patient")),
    (re.compile(r"(/patients/[a-z0-9-]{1,64})(/.*)?"), marked("Back to this patient")),
    (re.compile(r"(/people)(/.*)?"), marked("Back to the people")),
)
OWN_ADDRESS: Final = re.compile(
    r'(?<= )(href|action|formaction|src|srcset)="/'
)  # no text on a page has a quotation mark: it is escaped


def shown_page(template: str, shown: object, status: int = HTTPStatus.OK, damage: str = "", **more: object) -> Response:
    """The template, filled in; with `typed`, leaving it asks before what was typed is lost."""
    html = TEMPLATES.get_template(template).render(page=shown, damage=damage, **more)
    prefix = FRONT.get().prefix
    headers = LIVE_HEADERS if "live" in more else FORM_HEADERS if "typed" in more else HEADERS
    return HTMLResponse(OWN_ADDRESS.sub(rf'\1="{prefix}/', html) if prefix else html, status, headers)


def problem_page(status: int, text: str, more: str = "", title: str = "") -> Response:
    """What is wrong, and what to do; with a way back to where the person was."""
    said = spoken(TITLES.get(HTTPStatus(status), OTHER_TITLE))
    shown = {"title": title or said, "text": text, "more": more, "back": _way_back(ASKED_PATH.get(), status)}
    return shown_page("problem.html", shown, status)


def _way_back(path: str, status: int) -> tuple[str, str] | None:
    """The page above this address and what it is called; not itself, where it is not there or not allowed."""
    itself = (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN)
    for pattern, words in WAYS_BACK:
        if (found := pattern.fullmatch(path)) and (found[2] or status not in itself):
            return found[1], spoken(words)
    return None


def go_to(address: str) -> Response:
    """Another page of ours, to be asked for by the browser."""
    return RedirectResponse(FRONT.get().prefix + address, HTTPStatus.SEE_OTHER, HEADERS)


def picture_answer(svg: str) -> Response:
    """A picture of its own, which a page names."""
    return Response(svg, media_type="image/svg+xml", headers=PICTURE_HEADERS)


def undrawn_answer() -> Response:
    """In the place of a picture that cannot be drawn now: a sentence. The page has the numbers in tables."""
    said = undrawn_picture([spoken("This chart cannot be drawn now."), spoken("The tables say the same.")])
    return Response(said, HTTPStatus.SERVICE_UNAVAILABLE, PICTURE_HEADERS, media_type="image/svg+xml")


def file_answer(found: Download) -> Response:
    """A file to be kept and not shown; its name is a device's pseudonym and dates, which need no quoting."""
    return Response(
        found.content,
        media_type=found.media_type,
        headers={**HEADERS, "Content-Disposition": f'attachment; filename="{found.name}"'},
    )


def chart_patterns() -> str:
    """The patterns that the style sheet fills some states with, as an SVG element."""
    return TEMPLATES.get_template("patterns.html").render()


def style() -> Response:
    """The style sheet."""
    return Response(STYLE, media_type="text/css", headers={**HEADERS, **FOR_ALL})


def script() -> Response:
    """What lets an open page follow new days."""
    return Response(SCRIPT, media_type="text/javascript", headers={**HEADERS, **FOR_ALL})


def typed_script() -> Response:
    """What asks before typed text is lost."""
    return Response(TYPED_SCRIPT, media_type="text/javascript", headers={**HEADERS, **FOR_ALL})


def stream_answer(events: AsyncIterator[str]) -> Response:
    """Server-sent events."""
    return StreamingResponse(events, media_type="text/event-stream", headers=STREAM_HEADERS)
