"""Dagster's storage and our history in one PostgreSQL: the same scorecard, byte for byte, as in files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml

from debt_pipelines.defs.history import store_place
from debt_pipelines.defs.instance import home_path, instance_home, open_instance
from debt_pipelines.defs.launch import run_scan
from debt_pipelines.defs.target import read_target
from debt_pipelines.history.store import open_store
from tests.defs.conftest import CLEAN_LOCK, CLEAN_STAGES, PHANTOM
from tests.postgres import Server, started_server

FILES = {
    "dvc.yaml": CLEAN_STAGES.replace("    - prepare.py\n", "    - prepare.py\n" + PHANTOM),
    "dvc.lock": CLEAN_LOCK,
    "prepare.py": "",
    "report.txt": "2026-01 12\n",
    "debt.toml": 'name = "shop"\nhistory_url = "${HISTORY_URL}"\n',
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    pytest.importorskip("dagster_postgres")
    with started_server() as server:
        server.run("CREATE DATABASE dagster")
        yield server


def test_the_same_scorecard_on_postgresql(
    server: Server, make_repo: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    root = make_repo(FILES)
    cards = {}
    for place, url in {"files": "sqlite:///history.sqlite", "server": server.url()}.items():
        monkeypatch.setenv("DEBT_STATE_DIR", str(tmp_path / place))
        monkeypatch.setenv("HISTORY_URL", url)
        if place == "server":
            configuration = _configured(tmp_path / place, server)
        run_scan(read_target(root))
        cards[place] = read_target(root).scorecard_path.read_bytes()
    assert cards["server"] == cards["files"]

    assert configuration.read_text() == yaml.safe_dump(_storage(server)), "a configuration of one's own is left alone"
    with open_instance(tmp_path / "server") as instance:
        (record,) = instance.get_run_records()
        assert instance.get_latest_materialization_event(dg.AssetKey(["shop", "scorecard"])) is not None
        assert record.dagster_run.job_name == "shop_scan"
        assert "postgresql+psycopg2" in str(instance.event_log_storage.postgres_url)
    with open_store(store_place(read_target(root)), is_writing=False) as store:
        assert len(store.runs("shop")) == 1


def test_the_scheme_of_a_plain_url_asks_for_another_driver(server: Server) -> None:
    """Why the scheme has to be said: SQLAlchemy takes `postgresql` for psycopg 3, Dagster installs psycopg 2."""
    import sqlalchemy

    assert sqlalchemy.make_url(server.url()).get_dialect().driver == "psycopg"
    assert sqlalchemy.make_url(_url(server)).get_dialect().driver == "psycopg2"


def _configured(state: Path, server: Server) -> Path:
    home_path(state).mkdir(parents=True)
    file = home_path(state) / "dagster.yaml"
    file.write_text(yaml.safe_dump(_storage(server)))
    assert instance_home(state) == home_path(state)
    return file


def _storage(server: Server) -> dict[str, object]:
    return {"telemetry": {"enabled": False}, "storage": {"postgres": {"postgres_url": _url(server)}}}


def _url(server: Server) -> str:
    return server.url(database="dagster").replace("postgresql://", "postgresql+psycopg2://")
