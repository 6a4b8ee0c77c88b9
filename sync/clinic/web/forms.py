"""What a browser sends with a form, and whether a page of ours was where it was filled in.

Knows how forms travel; must never know what is asked in one.
"""

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

from sync.clinic.web.visitor import Front, Visitor
from sync.clinic.wording.language import marked, spoken

LONGEST_FORM: Final = 20_000  # bytes: ours
MOST_FIELDS: Final = 200
PROGRAMMES: Final = "/patients/{device}/programme/"
LONGEST_PROGRAMME: Final = 80_000  # ten exercises, each with a note of 200 letters that take nine bytes here: 60,000
MOST_OF_A_PROGRAMME: Final = 500  # fields: those have 300
URLENCODED: Final = "application/x-www-form-urlencoded"
TOKEN_FIELD: Final = "form"  # noqa: S105 - a field's name
FOREIGN_FORM: Final = marked(
    "This form was not filled in on a page of this clinic, or that page is too old. Nothing was changed: open the page "
    "again."
)


async def filled_in(request: Request, front: Front, visitor: Visitor) -> Mapping[str, str]:
    """The fields of a form of ours. Raises HTTPException for any other."""
    if not _comes_from_us(request, front):
        raise HTTPException(HTTPStatus.FORBIDDEN, spoken(FOREIGN_FORM))
    fields = await _fields(request, *_limits(request, visitor))
    token = visitor.form_token
    if not token or not hmac.compare_digest(fields.get(TOKEN_FIELD, "").encode(), token.encode()):
        raise HTTPException(HTTPStatus.FORBIDDEN, spoken(FOREIGN_FORM))
    return fields


def _comes_from_us(request: Request, front: Front) -> bool:
    """As browsers say. One that keeps to our Referrer-Policy calls its origin null, and then says whose site it is."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    return origin is None or origin in front.origins(request) or (origin == "null" and site == "same-origin")


def _limits(request: Request, visitor: Visitor) -> tuple[int, int]:
    """How many bytes and fields are taken there, from them."""
    is_programme = visitor.person and request.scope["route"].path.startswith(PROGRAMMES)
    return (LONGEST_PROGRAMME, MOST_OF_A_PROGRAMME) if is_programme else (LONGEST_FORM, MOST_FIELDS)


async def _fields(request: Request, longest: int, most: int) -> Mapping[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != URLENCODED:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, spoken("Expected a form ({kind}).", kind=URLENCODED))
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > longest:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                spoken("A form of more than {most} bytes is not taken.", most=longest),
            )
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most))
    except ValueError as problem:
        raise HTTPException(HTTPStatus.BAD_REQUEST, spoken("What came is no form.")) from problem
