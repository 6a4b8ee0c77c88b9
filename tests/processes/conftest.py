"""What several tests with real programs share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import chromium
from tests.support.needs import need_program


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running browser, one for all tests of a module."""
    need_program("chromium")
    with chromium() as launched:
        yield launched
