"""The way to a database that is in use."""

from contextlib import closing
from pathlib import Path

from sync.clinic.database.access import Access


def test_a_database_in_use_is_waited_for_by_nobody(tmp_path: Path) -> None:
    """Twenty pages at once took turns at a lock, and those that came last were told that it had not answered."""
    access = Access(f"sqlite:///{tmp_path}/clinic.db", waits=False)
    with closing(access), access._lock, access.transaction() as connection:
        assert not connection.closed
