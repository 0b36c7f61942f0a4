"""Puts what a webserver tells of a project to what its code says: the places are those of the code."""

from __future__ import annotations

from collections import Counter

from debt_pipelines.crawlers.dagster_assets.graph import Asset, Graph, Trigger


def merge(graph: Graph, told: Graph) -> None:
    """Add to a graph what the webserver tells; where it speaks, nothing of what runs an asset is unknown any more."""
    names = _locations(graph, told)
    of_code = {(asset.location, asset.key): asset for asset in graph.assets}
    for asset in told.assets:
        asset.location = names.get(asset.location, asset.location)
        own = of_code.get((asset.location, asset.key))
        if own is None:
            graph.assets.append(asset)
        else:
            _complete(own, asset)
    answered = {asset.location for asset in told.assets}
    for trigger in told.triggers:
        trigger.location = names.get(trigger.location or "", trigger.location)
    written = {(trigger.location, trigger.name): trigger for trigger in graph.triggers if trigger.kind != "unknown"}
    for trigger in told.triggers:
        _place(trigger, written.get((trigger.location, trigger.name)))
    graph.triggers = [
        trigger for trigger in graph.triggers if trigger.location not in answered or _is_of_code(trigger, told)
    ] + told.triggers


def _locations(graph: Graph, told: Graph) -> dict[str, str]:
    """The location of the code that each location of the webserver is: the one that defines most of its keys."""
    homes: dict[str, set[str]] = {}
    for asset in graph.assets:
        homes.setdefault(asset.key, set()).add(asset.location)
    votes: dict[str, Counter[str]] = {}
    for asset in told.assets:
        for home in homes.get(asset.key, ()):
            votes.setdefault(asset.location, Counter())[home] += 1
    return {name: sorted(found, key=lambda home: (-found[home], home))[0] for name, found in votes.items()}


def _complete(own: Asset, told: Asset) -> None:
    own.deps = list(dict.fromkeys([*own.deps, *told.deps]))
    own.description = own.description or told.description
    own.owners = own.owners or told.owners
    own.place = own.place or told.place
    own.group = own.group or told.group


def _place(told: Trigger, own: Trigger | None) -> None:
    """Give what the webserver tells the place, the kind and the aim that the code has for it."""
    if own is None:
        return
    told.path, told.line = own.path, own.line
    if own.kind == "alert":
        told.kind, told.is_for_all, told.keys = "alert", own.is_for_all, own.keys
    elif told.kind == "condition":
        told.cron = own.cron


def _is_of_code(trigger: Trigger, told: Graph) -> bool:
    """Whether only the code can say it: a sign of alerts, or a condition with its cron line."""
    is_told = any(other.name == trigger.name and other.kind == trigger.kind for other in told.triggers)
    return trigger.kind in ("alert", "condition") and not is_told
