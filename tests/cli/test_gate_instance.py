"""`debt gate --instance`: only a fresh pass of the very commit, on the last scorecard, opens the gate."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.defs.webserver import _QUERY
from tests.cli.conftest import Run


class Webserver(HTTPServer):
    """A Dagster webserver that answers every question alike, and keeps the questions."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: Any = None
        self.status = 200
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Webserver

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status if self.path == "/graphql" else 404)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.answer).encode())

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def webserver() -> Iterator[Webserver]:
    with Webserver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def repository(make_repo: Callable[..., Path]) -> Path:
    return make_repo({"debt.toml": 'name = "My shop"\n'})


def passed(revision: str) -> dict[str, Any]:
    """What a webserver says of a gate that passed just now."""
    execution = {
        "status": "SUCCEEDED",
        "runId": "run-1",
        "timestamp": time.time() - 60,
        "evaluation": {"success": True},
    }
    node = {
        "assetMaterializations": [
            {"runId": "run-1", "timestamp": "1", "metadataEntries": [{"label": "revision", "text": revision}]}
        ],
        "assetChecksOrError": {"checks": [{"name": "quality_gate", "executionForLatestMaterialization": execution}]},
    }
    return {"data": {"assetNodes": [node]}}


def changed(answer: dict[str, Any], change: Callable[[dict[str, Any], dict[str, Any]], None]) -> dict[str, Any]:
    """The answer after `change(node, execution)`."""
    copy = deepcopy(answer)
    node = copy["data"]["assetNodes"][0]
    change(node, node["assetChecksOrError"]["checks"][0]["executionForLatestMaterialization"])
    return copy


def test_a_fresh_pass_of_the_commit_opens_it(
    debt: Run, git: Callable[..., str], repository: Path, webserver: Webserver
) -> None:
    webserver.answer = passed(git(repository, "rev-parse", "HEAD"))
    ran = debt("gate", repository, "--instance", webserver.url)
    assert (ran.code, ran.out) == (0, "gate: open\n  the last quality gate passed\n")
    assert webserver.asked[0]["variables"] == {"keys": [{"path": ["my_shop", "scorecard"]}]}
    debt("gate", repository, "--instance", webserver.url, "--name", "Other")
    assert webserver.asked[1]["variables"] == {"keys": [{"path": ["other", "scorecard"]}]}


CLOSED: dict[str, tuple[Callable[[dict[str, Any], dict[str, Any]], None], str]] = {
    "failed": (lambda _, run: run.update(status="FAILED"), "the last quality gate is failed"),
    "running": (lambda _, run: run.update(status="IN_PROGRESS", evaluation=None), "is in progress"),
    "broken": (lambda _, run: run.update(status="EXECUTION_FAILED", evaluation=None), "is execution failed"),
    "skipped": (lambda _, run: run.update(status="SKIPPED", evaluation=None), "is skipped"),
    "no success": (lambda _, run: run.update(evaluation={"success": False}), "the last quality gate is"),
    "timeless": (lambda _, run: run.update(timestamp=float("nan")), "nothing tells when the last scan was"),
    "old": (lambda _, run: run.update(timestamp=time.time() - 30 * 3600), "the last scan is 30 hours old"),
    "another run": (lambda _, run: run.update(runId="run-2"), "of different runs"),
    "another commit": (
        lambda node, _: node["assetMaterializations"][0]["metadataEntries"][0].update(text="f" * 40),
        "the last scan is of commit ffffffffffff",
    ),
    "no commit": (lambda node, _: node["assetMaterializations"][0].update(metadataEntries=[]), "is of no commit"),
    "never scanned": (lambda node, _: node.update(assetMaterializations=[]), "was never scanned there"),
    "no checks": (lambda node, _: node.update(assetChecksOrError={}), "was never scanned there"),
    "nonsense": (lambda node, _: node.update(assetMaterializations=7), "not understood"),
}


@pytest.mark.parametrize("case", CLOSED)
def test_anything_else_is_closed(
    debt: Run, git: Callable[..., str], repository: Path, webserver: Webserver, case: str
) -> None:
    change, words = CLOSED[case]
    webserver.answer = changed(passed(git(repository, "rev-parse", "HEAD")), change)
    ran = debt("gate", repository, "--instance", webserver.url)
    assert ran.code == 1
    assert ran.out.startswith("gate: closed\n")
    assert words in ran.out


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (500, {}, "answered 500"),
        (200, {"errors": [{"message": "no such field"}]}, "refused the question: no such field"),
        (200, {"data": {"assetNodes": []}}, "knows no asset `my_shop/scorecard`"),
        (200, [], "not understood"),
        (200, "text", "not understood"),
    ],
)
def test_a_webserver_that_cannot_say_is_closed(
    debt: Run, repository: Path, webserver: Webserver, status: int, answer: Any, words: str
) -> None:
    webserver.status, webserver.answer = status, answer
    ran = debt("gate", repository, "--instance", webserver.url, "--format", "json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["passed"] is False
    assert words in told["reason"]


def test_no_webserver_is_closed_and_no_url_or_commit_is_a_mistake(debt: Run, repository: Path) -> None:
    assert debt("gate", repository, "--instance", "http://127.0.0.1:9").code == 1
    assert debt("gate", repository, "--instance", "127.0.0.1").code == 2
    assert debt("gate", repository, "--instance", "http://127.0.0.1:9", "--commit", "nowhere").code == 2


def test_the_question_is_one_that_dagster_understands() -> None:
    from dagster_graphql.schema import create_schema
    from graphql import parse, validate

    assert validate(create_schema().graphql_schema, parse(_QUERY)) == []
