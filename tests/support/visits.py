"""Somebody at the clinic's pages: asks as a browser asks, keeps cookies, and fills in forms.

Knows HTTP and how a visit begins; must never know what stands on a page.
"""

import http.client
import re
from contextlib import closing, suppress
from html import unescape
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from sqlalchemy import update

from device.system.clock import SystemClock
from sync.choices.clinic import Role
from sync.clinic.accounts import People, Visits, WrongPerson
from sync.clinic.accounts.visits import digest_of_secret
from sync.clinic.database import Clinic
from sync.clinic.database.schema import VISITS_TABLE
from sync.clinic.web.visitor import VISIT_COOKIE

Answer = tuple[int, str, dict[str, str]]
TOKEN = re.compile(r'name="form" value="([0-9a-f]+)"')


class Site:
    """A running site, as one browser sees it."""

    def __init__(self, address: str, visit: str = "") -> None:
        self.address = urlsplit(address).netloc
        self.cookies = {VISIT_COOKIE: visit} if visit else {}
        self.token = ""

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Status, text and headers of an answer; the form on it can be sent next."""
        status, body, sent = self._ask(method, path, None, headers)
        found = TOKEN.search(body)
        self.token = found[1] if found else self.token
        return status, body, sent

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> Answer:
        """Send a form, with the token of the last page unless another is given."""
        form = urlencode({"form": self.token, **fields})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, form, {**kind, **(headers or {})})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with closing(http.client.HTTPConnection(self.address, timeout=30)) as connection:
            connection.request(method, path, body, {"Cookie": kept, **headers} if kept else headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("set-cookie") or ():
                self._keep(cookie)
            return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if value.strip('"'):
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)


def visit(clinic: Clinic, now_utc_s: float, name: str = "anna", role: Role = "administrator") -> str:
    """The secret of a visit by a person who is added if need be; no password is hashed, which takes time."""
    with suppress(WrongPerson):  # is here already
        People(clinic.access).add(name, role, now_utc_s)
    return Visits(clinic.access, lambda: now_utc_s).begin(name)


def visit_to(url: str) -> str:
    """The same, now, of the clinic in this database: for the pages of another process."""
    with closing(Clinic(url)) as clinic:
        return visit(clinic, SystemClock("UTC").utc_s())


def given_visit(clinic: Clinic, kept: str, now_utc_s: float) -> None:
    """A visit with this secret."""
    begun = digest_of_secret(visit(clinic, now_utc_s))
    is_it = VISITS_TABLE.c.digest == begun
    with clinic.access.transaction() as connection:
        connection.execute(update(VISITS_TABLE).where(is_it).values(digest=digest_of_secret(kept)))


def signed_in(
    address: object, clinic: Clinic, now_utc_s: float, name: str = "anna", role: Role = "administrator"
) -> Site:
    """The site as this person sees it."""
    return Site(str(address), visit(clinic, now_utc_s, name, role))


def plain(page: str) -> str:
    """What a reader reads."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def asked_bytes(site: Site, path: str) -> tuple[int, bytes, str]:
    """Status and content of a file, and what it is to be called."""
    cookies = "; ".join(f"{name}={value}" for name, value in site.cookies.items())
    with urlopen(Request(f"http://{site.address}{path}", headers={"Cookie": cookies})) as answer:
        return answer.status, answer.read(), answer.headers["Content-Disposition"]
