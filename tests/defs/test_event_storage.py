"""The event log of the instance: sound in its file, without waiting for the disk after each event."""

from __future__ import annotations

from pathlib import Path

from debt_pipelines.defs.event_storage import PooledSqliteEventLogStorage
from debt_pipelines.defs.instance import open_instance

NORMAL = 1


def test_events_are_kept_without_waiting_for_the_disk(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        log = instance.event_log_storage
        assert isinstance(log, PooledSqliteEventLogStorage)
        with log.index_connection() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == NORMAL
