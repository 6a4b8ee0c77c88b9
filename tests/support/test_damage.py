"""Damage that is done in tests: the same for the same seed, and never nothing."""

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.damage import BYTE_DAMAGES, Damage, damage_sqlite, damaged, damaged_text

CONTENT = random.Random(7).randbytes(2000)
TEXT = json.dumps({"version": 1, "baselines": [{"made": 1.5, "names": ["a", "b"]}]}).encode()


@pytest.mark.parametrize("kind", BYTE_DAMAGES)
def test_damage_is_the_same_for_the_same_seed_and_leaves_nothing_as_it_was(kind: Damage) -> None:
    first, again = (kind(CONTENT, random.Random(3)) for _ in range(2))
    assert first == again
    assert first[0] != CONTENT
    assert first[1]


def test_any_content_can_be_damaged_an_empty_one_too() -> None:
    for seed in range(50):
        assert damaged(b"", random.Random(seed))[0] != b""
        assert damaged_text(TEXT, random.Random(seed))[1]
        assert damaged_text(b"", random.Random(seed))[0] != b""


def test_a_database_is_changed_by_sql_in_many_ways(tmp_path: Path) -> None:
    path, words = tmp_path / "some.db", set[str]()
    for seed in range(40):
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("PRAGMA synchronous = OFF")  # nothing here outlives a power cut
            database.execute("CREATE TABLE days (day TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT")
            database.execute("INSERT INTO days VALUES ('2026-03-02', 1), ('2026-03-03', 7)")
        before = path.read_bytes()
        words.add(damage_sqlite(path, random.Random(seed)))
        assert path.read_bytes() != before
    assert len(words) >= 15
    assert not [done for done in words if done.startswith("nothing")]
