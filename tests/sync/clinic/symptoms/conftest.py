"""The databases that a clinic may be kept in, as for the tests of the database itself."""

from tests.sync.clinic.database.conftest import path, server, url

__all__ = ["path", "server", "url"]
