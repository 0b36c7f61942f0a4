"""Where the data of a `.dvc` file comes from: another repository, a URL or a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from debt_pipelines.project.locations import clean_url


@dataclass(frozen=True, slots=True)
class Origin:
    """An address without credentials, the revision as written, and the commit last taken."""

    kind: Literal["repository", "url", "database"]
    url: str
    rev: str | None = None
    revision: str | None = None


def origin_of(deps: object) -> Origin | None:
    """The origin that the dependencies of a `.dvc` file name; None for data that was added by hand."""
    for dep in deps if isinstance(deps, list) else []:
        if not isinstance(dep, dict):
            continue
        repository = dep.get("repo")
        if isinstance(repository, dict):
            url = clean_url(str(repository.get("url") or "unknown"))
            return Origin("repository", url, _text(repository, "rev"), _text(repository, "rev_lock"))
        if isinstance(dep.get("db"), dict):
            return Origin("database", "database")
        if isinstance(dep.get("path"), str):
            return Origin("url", clean_url(dep["path"]))
    return None


def _text(entry: dict[str, Any], key: str) -> str | None:
    return str(entry[key]) if entry.get(key) else None
