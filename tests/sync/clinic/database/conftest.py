"""The databases that a clinic may be kept in: each test of one gets a new and empty one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.needs import need_postgresql
from tests.support.postgresql import Server, postgresql


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    need_postgresql()
    with postgresql("fsync=off", "max_connections=200") as running:
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a SQLite file."""
    return tmp_path / "clinic.db"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, path: Path) -> str:
    """Of a clinic in SQLite, and of one in PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{path}"
    server: Server = request.getfixturevalue("server")
    return server.new_url()
