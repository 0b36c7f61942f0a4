"""A running Dagster, with its webserver, its daemon and its code server, driven from outside alone."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.dg_project import ROOT, project_environment, script_command

PATIENCE_SECONDS = 600
"""Machines that run tests are slow at times; what takes so long is broken."""
_Answer = TypeVar("_Answer")

_RUNS = """query { runsOrError(limit: 50) { ... on Runs { results { runId status pipelineName } } } }"""
_GATE = """\
query Gate($key: AssetKeyInput!) {
  assetNodes(assetKeys: [$key]) {
    freshnessStatusInfo { freshnessStatus }
    assetChecksOrError {
      ... on AssetChecks { checks { name executionForLatestMaterialization { status runId } } }
    }
  }
}
"""
_TICKS = """\
query Ticks($sensor: SensorSelector!) {
  sensorOrError(sensorSelector: $sensor) {
    ... on Sensor { sensorState { ticks(limit: 1000) { status error { message } } } }
  }
}
"""
_REPOSITORIES = "query { repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"
_LAUNCH = """\
mutation Launch($params: ExecutionParams!) {
  launchRun(executionParams: $params) { __typename ... on LaunchRunSuccess { run { runId } } }
}
"""


@dataclass(frozen=True)
class Dagster:
    """A running `dg dev`: its process, the leader of a group, and the port of its webserver."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data that answers a GraphQL query."""
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(connection):
            connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
            answer = json.loads(connection.getresponse().read())
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def wait(self, what: str, answer: Callable[[], _Answer | None]) -> _Answer:
        """The first answer that is not None or False; fails with the log where none comes."""
        last = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < last and self.process.poll() is None:
            try:
                found = answer()
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                found = None
            if found:
                return found
            time.sleep(0.2)
        raise AssertionError(f"{what} did not come to pass\n{self.log.read_text('utf-8')[-6000:]}")

    def runs(self) -> dict[str, str]:
        """The status of each run, the newest first."""
        return {run["runId"]: run["status"] for run in self.ask(_RUNS)["runsOrError"]["results"]}

    def gate(self, prefix: str) -> tuple[str | None, str | None]:
        """The status of the quality gate, and the run that gave it."""
        (node,) = self.ask(_GATE, {"key": {"path": [prefix, "scorecard"]}})["assetNodes"]
        (check,) = (check for check in node["assetChecksOrError"]["checks"] if check["name"] == "quality_gate")
        execution = check["executionForLatestMaterialization"] or {}
        return execution.get("status"), execution.get("runId")

    def freshness(self, prefix: str) -> str:
        """What Dagster says of the freshness of the scorecard."""
        (node,) = self.ask(_GATE, {"key": {"path": [prefix, "scorecard"]}})["assetNodes"]
        status: str = node["freshnessStatusInfo"]["freshnessStatus"]
        return status

    def ticks(self, sensor: str) -> list[dict[str, Any]]:
        """The ticks of a sensor so far."""
        selector = self._repository() | {"sensorName": sensor}
        found: list[dict[str, Any]] = self.ask(_TICKS, {"sensor": selector})["sensorOrError"]["sensorState"]["ticks"]
        return found

    def launch(self, job: str, tags: Mapping[str, str]) -> str:
        """Launch a job as the UI does; its run."""
        selector = self._repository() | {"jobName": job}
        named = [{"key": key, "value": value} for key, value in tags.items()]
        params = {"selector": selector, "executionMetadata": {"tags": named}}
        launched = self.ask(_LAUNCH, {"params": params})["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        run: str = launched["run"]["runId"]
        return run

    def _repository(self) -> dict[str, str]:
        (found,) = self.ask(_REPOSITORIES)["repositoriesOrError"]["nodes"]
        return {"repositoryName": found["name"], "repositoryLocationName": found["location"]["name"]}

    def kill(self) -> None:
        """Kill everything at once: webserver, daemon, code server and runs."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop it as Ctrl-C does, and kill what is left."""
        self.process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=30)
        self.kill()


@contextlib.contextmanager
def started(project: Path, environment: Mapping[str, str]) -> Iterator[Dagster]:
    """`dg dev` in a project, once its webserver answers; nothing of it is left running."""
    port, log = _free_port(), project.parent / "dagster.log"
    with log.open("ab") as stream:
        process = subprocess.Popen(
            script_command("dg", "dev", "--port", str(port), "--host", "127.0.0.1"),
            cwd=project,
            env={**project_environment(project), **environment},
            stdout=stream,
            stderr=stream,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    dagster = Dagster(process, port, log)
    try:
        dagster.wait("the webserver", lambda: dagster.ask("query { version }"))
        yield dagster
    finally:
        dagster.stop()


def asked_gate(dagster: Dagster, repository: Path, state: Path) -> tuple[int, str]:
    """What `debt gate --instance` says of the commit of a repository: exit code and text."""
    command = [sys.executable, "-m", "debt_pipelines", "gate", str(repository), "--name", "shop"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DEBT_STATE_DIR": str(state)}
    done = subprocess.run(
        [*command, "--instance", dagster.url], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    return done.returncode, done.stdout


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
