"""What a running Dagster webserver tells: its asset graph, what runs it, its checks and its runs; it is only asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from debt_pipelines.config.settings import SourceSettings
from debt_pipelines.config.sources import full_url, without_secrets
from debt_pipelines.crawlers.dagster_assets.graph import Asset, Graph, Place, Trigger
from debt_pipelines.crawlers.dagster_assets.questions import CHECK_QUERY, GRAPH_QUERY, RUNS_QUERY
from debt_pipelines.model.errors import DebtError, SettingsError
from debt_pipelines.model.run_rows import CheckResult, DagsterRun
from debt_pipelines.project.graphql import post

SETTING = "dagster_url"
_OWN_ASSETS = frozenset({"findings", "scorecard", "deploy_gate"})
_MAX_CHECKS = 500
_MAX_RUNS = 1000
_PERIOD_DAYS = 365
_SECONDS_A_DAY = 86_400
_HIDDEN = "__"
_RETRY_NUMBER, _ROOT_RUN = "dagster/retry_number", "dagster/root_run_id"
_TOLD = ("SUCCEEDED", "FAILED")
"""What a check has told itself; one whose run failed may never have come to its turn."""
_Record = dict[str, Any]


class Server:
    """One webserver; `graph` is all that it defines, our own scans left out."""

    def __init__(self, address: str) -> None:
        self._source = SourceSettings(url=address)
        url = full_url(self._source)
        if not url.startswith(("http://", "https://")):
            raise SettingsError("`dagster_url` is no http(s) address", hint="e.g. http://host:3000")
        self._url = f"{url.rstrip('/')}/graphql"
        data = self._asked(GRAPH_QUERY, {})
        self._nodes = _of_the_team(data["assetNodes"])
        self.graph = Graph(
            [_asset(node) for node in self._nodes], [*_triggers(self._nodes, data), *_conditions(self._nodes)]
        )

    def checks(self) -> Iterator[CheckResult]:
        """The last results of the checks of all assets."""
        named = [
            (node, check["name"]) for node in self._nodes for check in (node["assetChecksOrError"].get("checks") or [])
        ]
        for node, name in named[:_MAX_CHECKS]:
            key = node["assetKey"]["path"]
            asked = self._asked(CHECK_QUERY, {"key": {"path": key}, "name": name})
            done = [each for each in asked["assetCheckExecutions"] if each["status"] in _TOLD]
            if done:
                yield _result("/".join(key), name, done)

    def runs(self, now: datetime) -> Iterator[DagsterRun]:
        """What the runs of the last year made, and which failed."""
        own = {_prefix(job) for job in _own_prefixes(self._nodes)}
        since = now.timestamp() - _PERIOD_DAYS * _SECONDS_A_DAY
        answer = self._asked(RUNS_QUERY, {"since": since, "limit": _MAX_RUNS})
        results = answer["runsOrError"].get("results") or []
        by_op = _keys_by_op(self._nodes)
        known = {"/".join(node["assetKey"]["path"]) for node in self._nodes}
        outcomes: dict[str, _Record] = {}
        for run in results:  # newest first: what became of a run and its retries in the end
            if run["jobName"] not in own:
                outcomes.setdefault(_first_try(run), run)
        for name, run in outcomes.items():
            yield from _runs_of(name, run, by_op, known)

    def _asked(self, query: str, variables: _Record) -> _Record:
        try:
            answer = post(self._url, query, variables)
        except (OSError, ValueError) as error:
            raise DebtError(without_secrets(f"the webserver gave no answer: {error}", self._source)) from error
        if not isinstance(answer, dict) or answer.get("errors") or not isinstance(answer.get("data"), dict):
            raise DebtError("the webserver refused the question: it may be of another version")
        data: _Record = answer["data"]
        return data


def _prefix(prefix: str) -> str:
    return f"{prefix}_scan"


def _own_prefixes(nodes: list[_Record]) -> set[str]:
    """The prefixes of the assets of our own scans."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for node in nodes:
        path = node["assetKey"]["path"]
        named[path[0]].add(path[-1])
    return {prefix for prefix, names in named.items() if names >= _OWN_ASSETS}


def _of_the_team(nodes: list[_Record]) -> list[_Record]:
    """The assets that are not those of our own scans, nor the stubs of keys that nothing defines."""
    own = _own_prefixes(nodes)
    return [node for node in nodes if node["assetKey"]["path"][0] not in own and not node["isAutoCreatedStub"]]


def _asset(node: _Record) -> Asset:
    key = "/".join(node["assetKey"]["path"])
    ops = node["opNames"] or [None]
    is_made = node["isMaterializable"]
    op = ops[0] if is_made else None
    is_own_op = op is not None and op == key.replace("/", "__")
    owners = [owner.get("email") or owner.get("team") for owner in node["owners"]]
    return Asset(
        key=key,
        location=node["repository"]["location"]["name"],
        path=SETTING,
        job=key if is_own_op else op,
        is_one_of_many=is_made and not is_own_op,
        deps=["/".join(dep["path"]) for dep in node["dependencyKeys"]],
        description=node["description"] or None,
        owners=[owner for owner in owners if owner],
        group=node["groupName"],
        place=_place(node["metadataEntries"]),
    )


def _place(entries: list[_Record]) -> Place | None:
    said = {
        entry["label"]: next((entry[name] for name in ("text", "url", "path") if entry.get(name)), None)
        for entry in entries
    }
    if uri := said.get("dagster/uri") or said.get("uri"):
        return "uri", uri
    if table := said.get("dagster/table_name"):
        return "table", table
    path = said.get("path")
    return ("path", path) if path else None


def _conditions(nodes: list[_Record]) -> Iterator[Trigger]:
    for node in nodes:
        condition = node["automationCondition"]
        if condition is not None:
            yield Trigger(
                kind="condition",
                name=condition["label"] or "condition",
                location=node["repository"]["location"]["name"],
                path=SETTING,
                keys={"/".join(node["assetKey"]["path"])},
            )


def _triggers(nodes: list[_Record], data: _Record) -> Iterator[Trigger]:
    """The schedules and sensors, each with the assets it runs; what watches for failures is told by its name alone."""
    targets: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for node in nodes:
        for instigator in node["targetingInstigators"]:
            targets[node["repository"]["location"]["name"], instigator["name"]].add("/".join(node["assetKey"]["path"]))
    entries = data["workspaceOrError"].get("locationEntries") or []
    for location in (entry["locationOrLoadError"] or {} for entry in entries):
        for repository in location.get("repositories") or []:
            for each in (*repository["schedules"], *repository["sensors"]):
                keys = targets[location["name"], each["name"]]
                yield from _trigger(each, location["name"], keys)


def _trigger(each: _Record, location: str, keys: set[str]) -> Iterator[Trigger]:
    state = each.get("scheduleState") or each.get("sensorState") or {}
    sort = each.get("sensorType")
    if sort in ("AUTOMATION", "AUTO_MATERIALIZE", "FRESHNESS_POLICY"):
        return  # which assets these run is said by their conditions
    is_alert = sort == "RUN_STATUS" and not keys
    yield Trigger(
        kind="alert" if is_alert else "schedule" if sort is None else "sensor",
        name=each["name"],
        location=location,
        path=SETTING,
        keys=None if is_alert else keys,
        is_for_all=is_alert and "fail" in each["name"].lower(),
        cron=each.get("cronSchedule"),
        is_running=state.get("status") == "RUNNING",
    )


def _keys_by_op(nodes: list[_Record]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for node in nodes:
        for op in node["opNames"]:
            found[op].append("/".join(node["assetKey"]["path"]))
    return dict(found)


def _first_try(run: _Record) -> str:
    """The run itself, or for an automatic retry the run that it retries."""
    tags = {tag["key"]: tag["value"] for tag in run["tags"]}
    return str(tags.get(_ROOT_RUN, run["runId"]) if _RETRY_NUMBER in tags else run["runId"])


def _runs_of(name: str, run: _Record, by_op: dict[str, list[str]], known: set[str]) -> Iterator[DagsterRun]:
    ended_at = _moment(run["endTime"] or run["creationTime"])
    is_failed = run["status"] == "FAILURE"
    if not run["jobName"].startswith(_HIDDEN):
        yield DagsterRun(run=name, kind="job", reference=run["jobName"], ended_at=ended_at, is_failed=is_failed)
    made = {"/".join(each["assetKey"]["path"]) for each in run["assetMaterializations"] if each["assetKey"]}
    failed = {key for step in run["stepStats"] if step["status"] == "FAILURE" for key in by_op.get(step["stepKey"], ())}
    for key in sorted((made | failed) & known):
        is_lost = key in failed and key not in made
        yield DagsterRun(
            run=name, kind="asset", reference=key, name=key.rpartition("/")[2], ended_at=ended_at, is_failed=is_lost
        )


def _result(reference: str, name: str, done: list[_Record]) -> CheckResult:
    """The results of one check, newest first, as one row."""
    failures = next((n for n, each in enumerate(done) if each["status"] == "SUCCEEDED"), len(done))
    last = done[0]
    severity = (last["evaluation"] or {}).get("severity")
    return CheckResult(
        reference=reference,
        check=name,
        last_result="failed" if failures else "passed",
        last_run_at=_moment(last["timestamp"]),
        n_failures_in_row=failures,
        severity="warning" if severity == "WARN" else "error" if severity == "ERROR" else None,
        path=SETTING,
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=0).isoformat()
