from tests.sync.clinic.database.conftest import path, server, url

__all__ = ["path", "server", "url"]
