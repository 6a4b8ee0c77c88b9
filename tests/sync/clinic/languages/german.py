"""German for a while, as a page in German is made."""

from collections.abc import Iterator
from contextlib import contextmanager

from sync.clinic.languages.catalogues import language_of
from sync.clinic.wording.language import PAGE_LANGUAGE


@contextmanager
def in_german() -> Iterator[None]:
    """What is said within is in German."""
    before = PAGE_LANGUAGE.set(language_of("de"))
    try:
        yield
    finally:
        PAGE_LANGUAGE.reset(before)
