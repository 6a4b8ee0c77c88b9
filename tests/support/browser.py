"""A real browser without a screen: Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

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


@contextmanager
def opened(browser: Browser, address: str, kept: str, width: int, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """A page of who has signed in, and all that its console said: errors, and what the policy of the site forbids."""
    context = browser.new_context(viewport=ViewportSize(width=width, height=900), **options)
    bring_visit(context, address, kept)
    page, said = context.new_page(), []  # type: tuple[Page, list[str]]
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page, said
    context.close()
