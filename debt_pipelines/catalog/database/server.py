"""A database server, with all that is asked of it."""

from __future__ import annotations

from debt_pipelines.catalog.database.connect import Session, open_session
from debt_pipelines.catalog.database.described import DeclaredTable, Statistics, title_of
from debt_pipelines.catalog.database.inspect import Name, describe, table_names
from debt_pipelines.catalog.database.statistics import measure
from debt_pipelines.catalog.profile.batches import refuse_too_wide
from debt_pipelines.catalog.tabular.table import Limits, Table
from debt_pipelines.model.errors import UnreadableError


class Server:
    """A server that is open for reading; see `Database`."""

    def __init__(self, url: str, seconds: float) -> None:
        self._session: Session = open_session(url, seconds)
        try:
            self._n_rows = table_names(self._session)
        except UnreadableError:
            self._session.close()
            raise
        self._names: dict[str, Name] = {title_of(*name): name for name in self._n_rows}
        self.place = self._session.place
        self.format = self.place.partition("://")[0]

    @property
    def is_lost(self) -> bool:
        """Whether the connection is gone."""
        return self._session.is_lost

    def titles(self) -> list[str]:
        """The names of all tables, sorted."""
        return sorted(self._names)

    def describe(self, titles: list[str]) -> list[DeclaredTable]:
        """What is declared of some tables; one that is gone meanwhile is left out."""
        return describe(self._session, [self._names[title] for title in titles], self._n_rows)

    def measure(self, table: DeclaredTable, statistics: Statistics, limits: Limits) -> Table:
        """The columns of a table with their measures, computed there."""
        refuse_too_wide(len(table.columns), limits)
        return measure(self._session, table, statistics)

    def path_of(self, title: str) -> str:
        """The address of a table, without credentials."""
        return f"{self.place}/{title}"

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()
