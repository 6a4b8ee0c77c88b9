"""A PostgreSQL of our own on this computer, on a free port, ended with the test or the benchmark that asked for it.

Knows how it is made and started; must never know what is stored in it.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, text

from sync.demo.broker import free_port

FOLDERS: Final = "/usr/lib/postgresql/*/bin"  # where Debian puts its programs, not on PATH
OWNER: Final = "postgres"  # who runs it where we are root, which it refuses
NUMBERS = count()


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL; anybody on this computer may do anything in it."""

    port: int
    process: int

    def new_url(self) -> str:
        """Of a new and empty database."""
        name = f"clinic_{next(NUMBERS)}"
        engine = create_engine(self._url(OWNER), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self._url(name)

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{database}"


def find_postgresql(name: str = "postgres") -> str | None:
    """Where one of its programs is, None where it is not installed."""
    found = sorted(Path("/").glob(f"{FOLDERS[1:]}/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@contextmanager
def postgresql(*settings: str) -> Iterator[Server]:
    """A server with its files in a folder of its own. `settings` are more of its configuration, as `fsync=off`."""
    with tempfile.TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as name:
        if os.geteuid() == 0:
            shutil.chown(name, OWNER)
        data = f"{name}/data"
        _run("initdb", "-D", data, "-U", OWNER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        port = free_port()  # now, and not before what takes seconds: somebody may take it meanwhile
        options = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={name}", *settings]
        _run("pg_ctl", "-D", data, "-w", "-l", f"{name}/log", "-o", " ".join(f"-c {it}" for it in options), "start")
        try:
            yield Server(port, int(Path(data, "postmaster.pid").read_text(encoding="utf-8").split()[0]))
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(program: str, *arguments: str) -> None:
    user = OWNER if os.geteuid() == 0 else None
    command: Sequence[str] = [find_postgresql(program) or program, *arguments]
    done = subprocess.run(command, check=False, user=user, cwd="/", capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stdout}{done.stderr}")
