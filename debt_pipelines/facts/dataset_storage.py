"""Dataset facts about storage: pinned imports, data in git, and bytes that are not what was recorded."""

from __future__ import annotations

from collections import defaultdict

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.model.data_rows import DVC_STORAGES
from debt_pipelines.project.locations import ancestors

_BRANCHES = frozenset({"main", "master", "develop", "development", "dev", "trunk", "head"})
_DATA_KINDS = ("table", "directory", "model", "other")
_MB = 1_000_000


def view(frames: Frames) -> FactsOf:
    """Facts of a dataset: where its bytes are kept, and whether they are still those that were recorded."""
    outputs = [edge for edge in records(frames["edges"]) if edge["direction"] == "out"]
    cached_in_git = {edge["target"] for edge in outputs if edge["is_cached"] and edge["is_in_git"]}
    uncached = {edge["target"] for edge in outputs if not edge["is_cached"]}
    uses_dvc = any(source["kind"] == "dvc" for source in records(frames["sources"]))
    checks: dict[str, list[Record]] = defaultdict(list)
    for check in records(frames["content_checks"]):
        checks[check["path"]].append(check)

    def facts(dataset: Record) -> Record:
        path = dataset["path"]
        is_in_git = dataset["is_in_git"] or path in cached_in_git
        is_data = dataset["kind"] in _DATA_KINDS and uncached.isdisjoint((path, *ancestors(path)))
        is_git_data = uses_dvc and is_data and (is_in_git or dataset["storage"] == "git")
        damages = [check["problem"] for check in checks[path] if check["problem"]]
        return {
            "is_repository_import": dataset["import_kind"] == "repository" and not dataset["is_contained"],
            "import_problem": _import_problem(dataset["import_rev"]),
            "is_git_data": is_git_data,
            "git_data_problem": _git_data_problem(dataset) if is_git_data and is_in_git else None,
            "is_content_checked": True if checks[path] else None,
            "damage": "; ".join(damages) or None,
        }

    return facts


def _import_problem(rev: str | None) -> str | None:
    if rev is None:
        return "is imported without a revision"
    return f"follows the branch `{rev}`" if rev.lower().removeprefix("origin/") in _BRANCHES else None


def _git_data_problem(dataset: Record) -> str | None:
    if dataset["storage"] in DVC_STORAGES:
        return "is tracked by git and by DVC"
    size = dataset["size_bytes"]
    return f"keeps {size / _MB:.1f} MB in git" if size is not None and size >= _MB else None
