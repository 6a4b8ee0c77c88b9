"""Who asks, while a request is answered: the person, from where, and what a form of theirs must bring back.

Knows cookies and addresses; must never know the database, or what is asked for.
"""

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response

from sync.clinic.accounts import Member, secret
from sync.clinic.web.address import is_loopback

VISIT_COOKIE: Final = "easeband-visit"  # of somebody who has signed in
FORM_COOKIE: Final = "easeband-form"  # of somebody who has not yet
FORWARDED: Final = "x-forwarded-for"


@dataclass(frozen=True)
class Front:
    """Where browsers find the pages: `public` as https://clinic.example/easeband, empty for this computer alone."""

    public: str = ""

    @property
    def prefix(self) -> str:
        """The path before all of ours, as /easeband."""
        return urlsplit(self.public).path.rstrip("/")

    @property
    def is_safe(self) -> bool:
        """Whether browsers come by TLS, so that a cookie need never travel without."""
        return self.public.startswith("https://")

    def is_ours(self, host: str) -> bool:
        """Whether the pages are known by this name."""
        return is_loopback(host) or (bool(self.public) and host == urlsplit(self.public).hostname)

    def origins(self, request: Request) -> set[str]:
        """What a browser calls the place of a form of ours, `request` having come by a name that `is_ours`."""
        public = urlsplit(self.public)
        return {f"http://{request.headers.get('host', '')}"} | ({f"{public.scheme}://{public.netloc}"} - {"://"})

    def address_of(self, request: Request) -> str:
        """From where somebody asks. What a header says of it is believed where a proxy on this computer is told of."""
        host = request.client.host if request.client else ""
        last = request.headers.get(FORWARDED, "").rpartition(",")[2].strip()
        return last if self.public and is_loopback(host) and _is_address(last) else host


@dataclass(frozen=True)
class Visitor:
    """Who asks. `kept` is the secret of their browser."""

    kept: str = ""
    address: str = ""
    person: Member | None = None

    @property
    def form_token(self) -> str:
        """What a form of theirs must bring back: no other site can know it."""
        return hashlib.sha256(f"form {self.kept}".encode(errors="surrogatepass")).hexdigest() if self.kept else ""


NOBODY: Final = Visitor()
NOWHERE_ELSE: Final = Front()
VISITOR: ContextVar[Visitor] = ContextVar("visitor", default=NOBODY)
ASKED_PATH: ContextVar[str] = ContextVar("asked path", default="/")  # without what a proxy puts before it
FRONT: ContextVar[Front] = ContextVar("front", default=NOWHERE_ELSE)


def visit_cookie(request: Request) -> str:
    """The secret of a visit that the browser brings, if any."""
    return request.cookies.get(VISIT_COOKIE, "")


def stranger(request: Request, front: Front) -> Visitor:
    """Who has not signed in: by the secret that the browser brings, or a new one."""
    return Visitor(request.cookies.get(FORM_COOKIE) or secret(), front.address_of(request))


def keep(answer: Response, cookie: str, kept: str) -> Response:
    """The same answer; the browser keeps the secret until it is closed, and brings it back to our own pages alone."""
    front = FRONT.get()
    answer.set_cookie(cookie, kept, path=front.prefix or "/", secure=front.is_safe, httponly=True, samesite="strict")
    return answer


def forget(answer: Response, cookie: str) -> Response:
    """The same answer; the browser keeps it no more."""
    front = FRONT.get()
    answer.delete_cookie(cookie, path=front.prefix or "/", secure=front.is_safe, httponly=True, samesite="strict")
    return answer


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
