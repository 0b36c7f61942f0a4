"""The Dagster projects of a repository as their Python defines them, parsed and never imported."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from debt_pipelines.crawlers.dagster_assets.defined import Defined, Finder
from debt_pipelines.crawlers.dagster_assets.graph import Graph, Trigger, entries, keywords
from debt_pipelines.crawlers.dagster_assets.keys import Keys
from debt_pipelines.crawlers.dagster_assets.loaded import apply_loading
from debt_pipelines.crawlers.dagster_assets.locations import Locations
from debt_pipelines.crawlers.dagster_assets.selections import Selections
from debt_pipelines.crawlers.dagster_assets.triggers import Jobs, TriggerFinder
from debt_pipelines.crawlers.dagster_assets.upstream import upstream_of
from debt_pipelines.crawlers.python_checks.modules import Module, Modules
from debt_pipelines.crawlers.python_checks.values import Scope, Values
from debt_pipelines.project.project import Project

_MARK = re.compile(rb"^[ \t]*(from|import)[ \t]+dagster", re.MULTILINE)
_MAX_BYTES = 2 * 2**20
_NOTIFIER = re.compile(
    r"\b(slack|teams|pagerduty|opsgenie|sentry|datadog|newrelic|smtp|email|discord|telegram|twilio|ntfy|apprise|gotify"
    r"|pushover|webhook|alert|notif|healthcheck|deadmanssnitch|mattermost|zulip)",
    re.IGNORECASE,
)
_AUTOMATION_WORDS = ("schedules", "sensors")


@dataclass(slots=True)
class CodeReader:
    """Reads the code of all locations; `unreadable` are the modules that are not valid Python."""

    project: Project
    locations: Locations
    unreadable: list[Module] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    _values: Values = field(init=False)

    def __post_init__(self) -> None:
        self._values = Values(Modules(self.project))

    def graph(self) -> Graph:
        """The assets and triggers of all locations."""
        by_location: defaultdict[str, list[list[Scope]]] = defaultdict(list)
        for module in self._modules():
            by_location[self.locations.of(module.path)].append(self._values.scopes(module))
        finder = Finder(Keys(self._values))
        defined = [
            found
            for location, modules in sorted(by_location.items())
            for scopes in modules
            for found in finder.find(scopes, location)
        ]
        apply_loading(
            defined, finder.keys, [scope for modules in by_location.values() for each in modules for scope in each]
        )
        known = {each.asset.key for each in defined}
        for each in defined:
            each.asset.deps = upstream_of(each, finder.keys, known)
        graph = Graph([each.asset for each in _once(defined)], of_dbt=set(finder.of_dbt))
        for location, modules in sorted(by_location.items()):
            graph.triggers += _conditions([each for each in defined if each.asset.location == location], finder.keys)
            graph.triggers += self._triggers(graph, location, modules, finder.keys)
        graph.triggers += self._unknown_alerts([each[0] for modules in by_location.values() for each in modules])
        return graph

    def _unknown_alerts(self, tops: list[Scope]) -> Iterator[Trigger]:
        """The first sign that somebody hears of failures in a way of the team's own, or by what Dagster+ is set to."""
        texts = ((top.module.path, found[0]) for top in tops if (found := _NOTIFIER.search(top.module.text)))
        names = ((path, path) for path in self.project.paths(suffixes=(".py",)) if _NOTIFIER.search(path))
        plus = [(path, "Dagster+") for path in self.locations.files_of_plus]
        for path, name in (*plus, *texts, *names) if tops else ():
            yield Trigger(kind="alert", name=name, location=None, path=path)
            return

    def _modules(self) -> Iterator[Module]:
        """The modules that import anything of Dagster, tests left out."""
        for path, content in self.project.read_many(self.project.paths(suffixes=(".py",)), max_bytes=_MAX_BYTES):
            if not isinstance(content, bytes) or not _MARK.search(content):
                continue
            module = self._values.modules.load(path)
            if module is None or module.is_test:
                continue
            if module.problem is not None:
                self.unreadable.append(module)
                continue
            self.read.append(path)
            yield module

    def _triggers(self, graph: Graph, location: str, modules: list[list[Scope]], keys: Keys) -> Iterator[Trigger]:
        jobs = Jobs(Selections(graph.keys_in(location), keys))
        scopes = [scope for each in modules for scope in each]
        for scope in scopes:
            jobs.add(scope)
        finder = TriggerFinder(jobs, location)
        found = [trigger for scope in scopes for trigger in finder.find(scope)]
        yield from found
        yield from self._unknown_runs(scopes, keys, location)

    def _unknown_runs(self, scopes: list[Scope], keys: Keys, location: str) -> Iterator[Trigger]:
        """Where schedules or sensors are handed to Dagster that this code computes, or takes from elsewhere."""
        for scope in scopes:
            for node in scope.nodes:
                words = keywords(node) if isinstance(node, ast.Call) and keys.last(node) == "Definitions" else {}
                for entry in (entry for word in _AUTOMATION_WORDS for entry in entries(words.get(word))):
                    if not self._is_written(entry, scope, keys):
                        yield Trigger(
                            kind="unknown",
                            name="computed schedules or sensors",
                            location=location,
                            path=scope.module.path,
                            line=scope.module.line(entry),
                        )

    def _is_written(self, node: ast.expr, scope: Scope, keys: Keys, depth: int = 0) -> bool:
        """Whether a schedule or a sensor is defined by the code of the project, outright."""
        if depth > 8:
            return False
        if isinstance(node, ast.Call):
            dotted = scope.module.dotted(node.func)
            return dotted.startswith("dagster") or dotted.rpartition(".")[2].endswith("Definition")
        meaning = keys.values.meaning(node, scope) if isinstance(node, ast.Name | ast.Attribute) else None
        if meaning is not None:
            return all(self._is_written(entry, meaning[1], keys, depth + 1) for entry in entries(meaning[0]))
        home = keys.values.home(node, scope.module)
        module, name = home if home else (scope.module, node.id if isinstance(node, ast.Name) else "")
        return keys.values.function(module, name) is not None


def _once(defined: list[Defined]) -> list[Defined]:
    """The first definition of each key of a location; one that is made comes before one that is only told of."""
    found: dict[tuple[str, str], Defined] = {}
    for each in defined:
        place = (each.asset.location, each.asset.key)
        if place not in found or (found[place].asset.job is None and each.asset.job is not None):
            found[place] = each
    return list(found.values())


def _conditions(defined: list[Defined], keys: Keys) -> Iterator[Trigger]:
    """The automation conditions of assets; one that is computed may be none."""
    for each in defined:
        if each.condition is None or (isinstance(each.condition, ast.Constant) and each.condition.value is None):
            continue
        meaning = keys.values.meaning(each.condition, each.scope) if isinstance(each.condition, ast.Name) else None
        call, scope = meaning if meaning is not None else (each.condition, each.scope)
        dotted = ast.unparse(call)
        is_written = "AutomationCondition" in dotted or "AutoMaterializePolicy" in dotted
        crons = [part for part in ast.walk(call) if isinstance(part, ast.Call) and keys.last(part) == "on_cron"]
        first = keywords(crons[0]).get("cron_schedule", next(iter(crons[0].args), None)) if crons else None
        yield Trigger(
            kind="condition" if is_written else "unknown",
            name=keys.last(call) if isinstance(call, ast.Call) else "condition",
            location=each.asset.location,
            path=each.asset.path,
            line=each.asset.line,
            keys={each.asset.key},
            cron=keys.text(first, scope),
        )
