"""What runs assets by itself, and what tells of failures, as code has it: schedules, sensors and alerts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from debt_pipelines.crawlers.dagster_assets.graph import Trigger, entries, keywords
from debt_pipelines.crawlers.dagster_assets.selections import Selections
from debt_pipelines.crawlers.python_checks.values import Scope
from debt_pipelines.crawlers.python_source import Function
from debt_pipelines.model.orchestration_rows import AutomationKind

_SCHEDULES = frozenset(
    {"ScheduleDefinition", "build_schedule_from_partitioned_job", "build_schedule_from_dbt_selection"}
)
_SENSORS = frozenset({"SensorDefinition", "AssetSensorDefinition", "MultiAssetSensorDefinition"})
_SENSOR_MARKS = frozenset({"sensor", "asset_sensor", "multi_asset_sensor"})
_CONDITION_SENSORS = frozenset({"AutomationConditionSensorDefinition", "build_asset_reconciliation_sensor"})
_ALERT = re.compile(r"(make_\w+_on_)?run_failure_sensor")
_HOOK = re.compile(r"\w+_on_failure|failure_hook")
_STATUS_SENSOR = "run_status_sensor"
_TARGETS = ("job", "jobs", "target", "asset_selection", "job_name")
_JOB_OF_CALL = "define_asset_job"
_EVERYWHERE = ("monitor_all_code_locations", "monitor_all_repositories")


@dataclass(slots=True)
class Jobs:
    """The jobs of a location by name, each with the assets it makes; None where these are computed."""

    selections: Selections
    by_name: dict[str, set[str] | None] = field(default_factory=dict)

    def add(self, scope: Scope) -> None:
        """Note the jobs that one scope defines."""
        keys = self.selections.keys
        for node in scope.nodes:
            if isinstance(node, ast.Call) and keys.last(node) == _JOB_OF_CALL:
                name = keys.text(keywords(node).get("name", next(iter(node.args), None)), scope)
                if name:
                    self.by_name[name] = self._of_call(node, scope)
            if isinstance(node, Function):
                for mark in node.decorator_list:
                    if keys.last(mark) == "job":  # a job of ops makes no asset
                        own = keywords(mark) if isinstance(mark, ast.Call) else {}
                        self.by_name[keys.text(own.get("name"), scope) or node.name] = set()

    def targets(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> set[str] | None:
        """The assets that a job, a list of jobs or a selection makes."""
        if node is None or depth > 8:
            return None
        keys = self.selections.keys
        if isinstance(node, ast.List | ast.Tuple):
            found = [self.targets(entry, scope, depth + 1) for entry in node.elts]
            known = [each for each in found if each is not None]
            return set().union(*known) if len(known) == len(found) else None
        if isinstance(node, ast.Call) and keys.last(node) == _JOB_OF_CALL:
            return self._of_call(node, scope)
        if isinstance(node, ast.Call) and keys.last(node) in ("to_job", "execute_in_process"):
            return set()
        if isinstance(node, ast.Name | ast.Attribute):
            meaning = keys.values.meaning(node, scope)
            if meaning is not None:
                return self.targets(meaning[0], meaning[1], depth + 1)
            if self._is_job_function(node, scope):
                return set()
        return self.selections.select(node, scope)

    def named(self, name: str | None) -> set[str] | None:
        """The assets of the job of that name."""
        return self.by_name.get(name) if name else None

    def _of_call(self, call: ast.Call, scope: Scope) -> set[str] | None:
        selection = keywords(call).get("selection", call.args[1] if len(call.args) > 1 else None)
        return set(self.selections.assets) if selection is None else self.selections.select(selection, scope)

    def _is_job_function(self, node: ast.expr, scope: Scope) -> bool:
        keys = self.selections.keys
        home = keys.values.home(node, scope.module)
        module, name = home if home else (scope.module, node.id if isinstance(node, ast.Name) else "")
        there = keys.values.function(module, name)
        marks = there.function.decorator_list if there is not None and there.function is not None else []
        return any(keys.last(mark) in ("job", "graph") for mark in marks)


@dataclass(slots=True)
class TriggerFinder:
    """Finds what runs the assets of one location, and what tells of failures there."""

    jobs: Jobs
    location: str

    def find(self, scope: Scope) -> Iterator[Trigger]:
        """The triggers that one scope defines."""
        for node in scope.nodes:
            if isinstance(node, Function):
                for mark in node.decorator_list:
                    yield from self._marked(mark, node, scope)
            elif isinstance(node, ast.Call):
                yield from self._called(node, scope)

    def _marked(self, mark: ast.expr, function: Function, scope: Scope) -> Iterator[Trigger]:
        name, words = self._last(mark), keywords(mark) if isinstance(mark, ast.Call) else {}
        if name == "schedule":
            cron = words.get("cron_schedule", next(iter(mark.args), None) if isinstance(mark, ast.Call) else None)
            yield self._run("schedule", function.name, words, scope, function, cron=cron)
        elif name in _SENSOR_MARKS:
            yield self._run("sensor", function.name, words, scope, function)
        elif name == _STATUS_SENSOR:
            yield from self._of_status(function.name, words, scope, function)
        elif _ALERT.fullmatch(name) or _HOOK.fullmatch(name):
            yield self._alert(function.name, words, scope, function, is_hook=name == "failure_hook")

    def _called(self, call: ast.Call, scope: Scope) -> Iterator[Trigger]:
        name, words = self._last(call), keywords(call)
        if name in _SCHEDULES:
            own = self._text(words.get("name"), scope) or self._job_name(words, call, scope) or name
            yield self._run(
                "schedule", own, self._with_first(words, call, name), scope, call, cron=words.get("cron_schedule")
            )
        elif name in _SENSORS:
            yield self._run("sensor", self._text(words.get("name"), scope) or name, words, scope, call)
        elif name in _CONDITION_SENSORS:
            pass  # which assets it runs is said by their conditions
        elif name.startswith("make_") and _ALERT.fullmatch(name):
            yield self._alert(name, words, scope, call)
        elif name != "failure_hook" and _HOOK.fullmatch(name):
            yield self._alert(name, words, scope, call, is_hook=True)

    def _with_first(self, words: dict[str, ast.expr], call: ast.Call, name: str) -> dict[str, ast.expr]:
        """The words with the job that is given without one."""
        is_job_first = name == "build_schedule_from_partitioned_job" and call.args
        return {**words, "job": call.args[0]} if is_job_first else words

    def _job_name(self, words: dict[str, ast.expr], call: ast.Call, scope: Scope) -> str | None:
        """The name that Dagster gives a schedule after its job."""
        job = words.get("job", words.get("target", next(iter(call.args), None)))
        meaning = self.jobs.selections.keys.values.meaning(job, scope) if isinstance(job, ast.Name) else None
        call_of_job = meaning[0] if meaning else job
        if isinstance(call_of_job, ast.Call) and self._last(call_of_job) == _JOB_OF_CALL:
            first = next(iter(call_of_job.args), None)
            name = self._text(keywords(call_of_job).get("name", first), meaning[1] if meaning else scope)
            return f"{name}_schedule" if name else None
        return f"{self._text(words['job_name'], scope)}_schedule" if "job_name" in words else None

    def _run(
        self,
        kind: AutomationKind,
        name: str,
        words: dict[str, ast.expr],
        scope: Scope,
        at: ast.AST,
        *,
        cron: ast.expr | None = None,
    ) -> Trigger:
        return Trigger(
            kind=kind,
            name=self._text(words.get("name"), scope) or name,
            location=self.location,
            path=scope.module.path,
            line=scope.module.line(at),
            keys=self._keys(words, scope),
            cron=self._text(cron, scope),
        )

    def _keys(self, words: dict[str, ast.expr], scope: Scope) -> set[str] | None:
        """The assets that a schedule or a sensor runs; computed when no word names any."""
        found = [
            self.jobs.named(self._text(words[word], scope))
            if word == "job_name"
            else self.jobs.targets(words[word], scope)
            for word in _TARGETS
            if word in words and not (isinstance(words[word], ast.Constant) and words[word].value is None)  # type: ignore[attr-defined]
        ]
        known = [keys for keys in found if keys is not None]
        return set().union(*known) if found and len(known) == len(found) else None

    def _of_status(self, name: str, words: dict[str, ast.expr], scope: Scope, at: ast.AST) -> Iterator[Trigger]:
        status = words.get("run_status")
        if isinstance(status, ast.Attribute) and status.attr == "FAILURE":
            yield self._alert(name, words, scope, at)
        elif any(word in words for word in ("request_job", "request_jobs")):
            targets = {"jobs": ast.List([*entries(words.get("request_jobs")), *entries(words.get("request_job"))])}
            yield self._run("sensor", name, {**targets}, scope, at)

    def _alert(
        self, name: str, words: dict[str, ast.expr], scope: Scope, at: ast.AST, *, is_hook: bool = False
    ) -> Trigger:
        """What tells of failures: of all runs of the location, unless it names the jobs it watches, or is a hook."""
        monitored = words.get("monitored_jobs", words.get("job_selection"))
        keys = self.jobs.targets(monitored, scope) if monitored is not None else None
        is_everywhere = any(self.jobs.selections.keys.values.known(words.get(word), scope) for word in _EVERYWHERE)
        return Trigger(
            kind="alert",
            name=self._text(words.get("name"), scope) or name,
            location=None if is_everywhere else self.location,
            path=scope.module.path,
            line=scope.module.line(at),
            keys=keys,
            is_for_all=monitored is None and not is_hook,
        )

    def _text(self, node: ast.expr | None, scope: Scope) -> str | None:
        return self.jobs.selections.keys.text(node, scope)

    def _last(self, node: ast.expr) -> str:
        return self.jobs.selections.keys.last(node)
