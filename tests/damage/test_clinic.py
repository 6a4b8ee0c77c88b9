"""A few cases of the search, one of each kind that was a finding once; all of it: `python -m tests.damage.clinic`."""

import pytest

from tests.damage.clinic import Search


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    return Search(tmp_path_factory.mktemp("search"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "number", [*range(1, 9), 36, 50, 98, 132, 164, 1090, 1296, 1316, 1352, 20_262, 738, 40_558, 2_001_466, 3_001_996]
)
def test_a_damaged_file_or_message_is_told_and_takes_nobody_else_down(search: Search, number: int) -> None:
    assert search.case(number).faults == []
