from pathlib import Path

import pytest

from tests.damage.recordings import FAULTS, damaged


@pytest.mark.parametrize(("count", "seed"), [(15, 2), pytest.param(2000, 3, marks=pytest.mark.slow)])
def test_damaged_recordings_are_taken_as_they_were_or_told_or_refused(tmp_path: Path, count: int, seed: int) -> None:
    found = [(name, kind, result) for name, kind, result, _ in damaged(count, seed, tmp_path)]
    assert len(found) == count
    assert [each for each in found if each[2].startswith(FAULTS)] == []
