"""After each scan: a debt check on the worst datasets of the target, and an observation of their debt, for its plot."""

import typing
from collections import defaultdict
from collections.abc import Mapping, Sequence

import dagster as dg

from debt_pipelines.defs.done import require_done
from debt_pipelines.defs.metadata import finding_table
from debt_pipelines.defs.placing import Node
from debt_pipelines.defs.surface import node_key
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.target_graph import TargetGraph
from debt_pipelines.defs.wiring import Surface
from debt_pipelines.model.finding import Finding, is_open

CHECK = "data_debt"


class _Seen(typing.NamedTuple):
    """What the last scan found: the open findings of each dataset, and the facts of every dataset that is there."""

    findings: Mapping[str, Sequence[Finding]]
    facts: Mapping[str, Mapping[str, typing.Any]]


def dataset_check_keys(target: Target, nodes: Sequence[Node], surface: Surface) -> list[dg.AssetCheckKey]:
    """The debt checks on the first nodes, which are the worst."""
    return [dg.AssetCheckKey(node_key(target, node.name), CHECK) for node in nodes[: surface.max_checks]]


def dataset_checks(
    target: Target, graph: TargetGraph, nodes: Sequence[Node], surface: Surface
) -> dg.AssetChecksDefinition | None:
    """One step after the findings: it checks the worst nodes, and observes those that have debt or had some.

    It waits for the findings and not for the scorecard, so that a closed gate does not keep it from running. None
    where there is nothing to check. No observation carries a data version, which would leave assets unsynced for ever.
    """
    by_key = {node_key(target, node.name): node for node in nodes}
    keys = dataset_check_keys(target, nodes, surface)
    if not keys:
        return None
    had_debt = {dataset for dataset, minutes in graph.debt_minutes.items() if minutes}

    @dg.multi_asset_check(
        name=f"{target.prefix}_datasets",
        specs=[
            dg.AssetCheckSpec(
                key.name,
                asset=key.asset_key,
                additional_deps=[dg.AssetKey([target.prefix, "findings"])],
                description="Passes when the last scan found no open debt in it.",
            )
            for key in keys
        ],
        description="Checks the worst datasets of the target for debt, and plots the debt of each.",
        can_subset=True,
    )
    def check_datasets(context: dg.AssetCheckExecutionContext) -> typing.Iterator[dg.AssetCheckResult]:
        selected = sorted(context.selected_asset_check_keys, key=str)
        try:
            require_done(context, target, "findings")
            seen = _read(target)
            results = [_result(key, by_key[key.asset_key], seen) for key in selected]
        except Exception as error:  # noqa: BLE001 (a check that says nothing would stay planned)
            yield from (_failed(key, f"The findings could not be read: {error}") for key in selected)
            return
        yield from results
        _observe(context, target, nodes, seen, had_debt, surface.max_observed)

    return check_datasets


def _read(target: Target) -> _Seen:
    from debt_pipelines.catalog.frames import records
    from debt_pipelines.rules.result_frames import findings_from

    findings: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings_from(target.store.read("findings")):
        if finding.dataset is not None and is_open(finding):
            findings[finding.dataset].append(finding)
    facts = target.store.read("dataset_facts")[["dataset", "n_rows", "days_since_change"]]
    return _Seen(findings, {row["dataset"]: row for row in records(facts)})


def _result(key: dg.AssetCheckKey, node: Node, seen: _Seen) -> dg.AssetCheckResult:
    from debt_pipelines.reports.ui_text import dataset_text

    if not any(dataset in seen.facts for dataset in node.datasets):
        return _failed(key, "The last scan did not find it; reload this code location to show what is there now.")
    found = [finding for dataset in node.datasets for finding in seen.findings.get(dataset, ())]
    is_grave = any(finding.severity == "critical" for finding in found)
    metadata = {**_figures(node, seen), **({"fix_first": finding_table(found)} if found else {})}
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=not found,
        severity=dg.AssetCheckSeverity.ERROR if is_grave else dg.AssetCheckSeverity.WARN,
        description=dataset_text(found),
        metadata=metadata,
    )


def _failed(key: dg.AssetCheckKey, words: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=False,
        severity=dg.AssetCheckSeverity.WARN,
        description=words,
    )


def _observe(
    context: dg.AssetCheckExecutionContext,
    target: Target,
    nodes: Sequence[Node],
    seen: _Seen,
    had_debt: typing.AbstractSet[str],
    limit: int,
) -> None:
    """Observe the nodes with most debt, and those whose debt is gone since the graph was made."""

    def minutes(node: Node) -> float:
        return sum(finding.effort_minutes for name in node.datasets for finding in seen.findings.get(name, ()))

    there = [node for node in nodes if any(dataset in seen.facts for dataset in node.datasets)]
    worst = sorted((node for node in there if minutes(node)), key=lambda node: (-minutes(node), node.name))
    freed = [node for node in there if not minutes(node) and had_debt & set(node.datasets)]
    for node in (worst + freed)[:limit]:
        context.op_execution_context.log_event(
            dg.AssetObservation(node_key(target, node.name), metadata=_figures(node, seen))
        )


def _figures(node: Node, seen: _Seen) -> dict[str, typing.Any]:
    """The figures that the UI plots: debt, findings, rows, and how long ago the data changed (at the last commit)."""
    found = [finding for dataset in node.datasets for finding in seen.findings.get(dataset, ())]
    facts = [seen.facts[dataset] for dataset in node.datasets if dataset in seen.facts]
    ages = [row["days_since_change"] for row in facts if row["days_since_change"] is not None]
    rows = [row["n_rows"] for row in facts]
    figures: dict[str, typing.Any] = {
        "debt_minutes": float(sum(finding.effort_minutes for finding in found)),
        "findings": len(found),
        "critical_findings": sum(finding.severity == "critical" for finding in found),
    }
    if ages:
        figures["days_since_change"] = round(float(min(ages)), 2)
    if rows and None not in rows:
        figures["dagster/row_count"] = int(sum(rows))
    return figures
