"""What `make first-day` types is what the pages tell: seen here within a second, and not only where it is run."""

import pytest

from tests.vm.first_day import PAGES, told


@pytest.mark.parametrize("command", PAGES)
def test_its_page_tells_to_type_it(command: str) -> None:
    assert told(command) == command
