"""Whole scans at once, and killed at several moments: the next one is right, and the history has no half-run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from debt_pipelines.defs.history import store_place
from debt_pipelines.defs.target import read_target
from debt_pipelines.history.store import open_store
from tests.defs.conftest import CLEAN_STAGES, PHANTOM
from tests.postgres import started_server

REPOSITORY = Path(__file__).parents[2]
FILES = {
    "dvc.yaml": CLEAN_STAGES.replace("    - prepare.py\n", "    - prepare.py\n" + PHANTOM),
    "prepare.py": "",
    "orders.csv": "id,amount\n1,2.5\n2,3.5\n",
    "debt.toml": 'name = "shop"\nhistory_url = "${HISTORY_URL}"\n',
}
KILLED = [-signal.SIGKILL]


@pytest.fixture(params=["sqlite", "postgresql"])
def history_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the history is kept, as the environment says it."""
    if request.param == "sqlite":
        monkeypatch.setenv("HISTORY_URL", "sqlite:///all.sqlite")
        yield "sqlite:///all.sqlite"
        return
    with started_server() as server:
        monkeypatch.setenv("HISTORY_URL", server.url())
        yield server.url()


def test_kills_and_scans_at_once(
    make_repo: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history_url: str
) -> None:
    monkeypatch.setenv("DEBT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    killed = make_repo(FILES, name="killed")
    untouched = Path(shutil.copytree(killed, tmp_path / "untouched"))
    points = ["write:45", "keep:1"] if history_url.startswith("sqlite") else ["keep:1"]
    together = [killed, killed, untouched] if history_url.startswith("sqlite") else [killed, untouched]
    rounds = [*([f"{killed}={point}"] for point in points), [f"{root}=" for root in together]]
    arguments = [part for given in rounds for part in (*given, ",")]
    command = [sys.executable, "-m", "tests.whole_scans", *arguments]
    ran = subprocess.run(command, cwd=REPOSITORY, env=os.environ, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [*([KILLED] * len(points)), [0] * len(together)], ran.stderr
    assert "Traceback" not in ran.stderr
    assert "the scan goes on without it" not in ran.stderr

    cards = [read_target(root).scorecard_path.read_text() for root in (killed, untouched)]
    assert cards[0] == cards[1], "the scan after the kills is that of a project whose scans were never killed"
    with open_store(store_place(read_target(killed)), is_writing=False) as store:
        [run] = store.runs("shop")
        found = json.loads(cards[0])["findings"]
        assert [kept.finding for kept in store.findings(run)] == sorted(finding["id"] for finding in found)
