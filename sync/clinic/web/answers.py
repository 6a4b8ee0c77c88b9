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
from sync.clinic.web.visitor import FRONT, VISITOR
from sync.clinic.wording.glossary import GLOSSARY
from sync.clinic.wording.language import PAGE_LANGUAGE, marked, spoken
from sync.clinic.wording.words import capital

STYLE: Final = resources.files("sync.clinic.web").joinpath("static/clinic.css").read_bytes()
STYLE_URL: Final = f"/static/clinic.css?{hashlib.sha256(STYLE).hexdigest()[:12]}"  # a new style is fetched at once
SCRIPT: Final = resources.files("sync.clinic.web").joinpath("static/live.js").read_bytes()
SCRIPT_URL: Final = f"/static/live.js?{hashlib.sha256(SCRIPT).hexdigest()[:12]}"
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
PHRASES: Final = {  # as RFC 9110 has them
    HTTPStatus.BAD_REQUEST: marked("Bad Request"),
    HTTPStatus.FORBIDDEN: marked("Forbidden"),
    HTTPStatus.NOT_FOUND: marked("Not Found"),
    HTTPStatus.METHOD_NOT_ALLOWED: marked("Method Not Allowed"),
    HTTPStatus.CONFLICT: marked("Conflict"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: marked("Request Entity Too Large"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: marked("Unsupported Media Type"),
    HTTPStatus.MISDIRECTED_REQUEST: marked("Misdirected Request"),
    HTTPStatus.UNPROCESSABLE_ENTITY: marked("Unprocessable Entity"),
    HTTPStatus.TOO_MANY_REQUESTS: marked("Too Many Requests"),
    HTTPStatus.INTERNAL_SERVER_ERROR: marked("Internal Server Error"),
    HTTPStatus.NOT_IMPLEMENTED: marked("Not Implemented"),
    HTTPStatus.SERVICE_UNAVAILABLE: marked("Service Unavailable"),
}
OWN_ADDRESS: Final = re.compile(
    r'(?<= )(href|action|formaction|src|srcset)="/'
)  # no text on a page has a quotation mark: it is escaped


def shown_page(template: str, shown: object, status: int = HTTPStatus.OK, damage: str = "", **more: object) -> Response:
    """The template, filled in."""
    html = TEMPLATES.get_template(template).render(page=shown, damage=damage, **more)
    prefix = FRONT.get().prefix
    headers = LIVE_HEADERS if "live" in more else HEADERS
    return HTMLResponse(OWN_ADDRESS.sub(rf'\1="{prefix}/', html) if prefix else html, status, headers)


def problem_page(status: int, text: str, more: str = "", title: str = "", reported: str = "") -> Response:
    """What is wrong, and what to do. `reported` is what another program says of it, in English."""
    phrase = PHRASES.get(HTTPStatus(status), HTTPStatus(status).phrase)
    shown = {"title": title or spoken(phrase), "text": text, "more": more, "reported": reported}
    return shown_page("problem.html", shown, status)


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


def stream_answer(events: AsyncIterator[str]) -> Response:
    """Server-sent events."""
    return StreamingResponse(events, media_type="text/event-stream", headers=STREAM_HEADERS)
