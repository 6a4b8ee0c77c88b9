"""A real browser without a screen: Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from sync.clinic.web.visitor import VISIT_COOKIE

SWITCHES = (  # no sandbox: tests may run as root; the rest keeps it from calling home
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)


def bring_visit(context: BrowserContext, address: object, kept: str) -> None:
    """The browser has signed in at this address."""
    context.add_cookies([{"name": VISIT_COOKIE, "value": kept, "url": str(address)}])


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium") or "", args=list(SWITCHES))
        yield launched
        launched.close()
