"""Which files of a project DVC reads as its metadata, and which of them it, or this scan, passes over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal

from debt_pipelines.crawlers.lock_lines import scan_dvc_file
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import TooLargeError, UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.ignore import IgnoreRules, dvc_rules, git_rules
from debt_pipelines.project.locations import ancestors
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument, load_yaml

PIPELINE_FILE, LOCK_FILE, OLD_PIPELINE_FILE, SUFFIX = "dvc.yaml", "dvc.lock", "Dvcfile", ".dvc"
"""Beyond this a YAML parser would be busy for minutes; lock files as DVC writes them are read in another way."""
Outdated = tuple[str | None, int | None]
"""An outdated format and the line that shows it; nothing of both for a file of today."""
_HIDDEN = "a .dvcignore hides it from DVC"
_LINKED = "a link, which the scan does not follow"


class Metadata:
    """The DVC files of a project by what can be done with them."""

    def __init__(self, project: Project, *, suffixes: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> None:
        """Find the files of these endings or names; DVC looks at the case of both."""

        def is_wanted(path: str) -> bool:
            name = path.rpartition("/")[2]
            is_named = name in names or (name not in suffixes and name.endswith(suffixes))
            return is_named and not any(folder.rpartition("/")[2] == SUFFIX for folder in ancestors(path))

        there = project.paths(suffixes=suffixes, names=names)
        linked = (path for path in project.opaque if not project.excluded.match_file(path))
        is_hidden = _hidden(project)
        self.left_out = {path: _LINKED for path in sorted(linked) if is_wanted(path)}
        self.left_out |= {path: _HIDDEN for path in there if is_wanted(path) and is_hidden(path)}
        self.paths = [path for path in there if is_wanted(path) and path not in self.left_out]

    def sources(self, crawler: str) -> Iterator[Source]:
        """A row for each file that is left out, with the reason."""
        for path, reason in self.left_out.items():
            yield metadata_source(path, crawler, "skipped", reason)


def metadata_source(
    path: str,
    crawler: str,
    status: Literal["read", "skipped", "error"] = "read",
    error: str | None = None,
    *,
    line: int | None = None,
    part: str | None = None,
    outdated: Outdated = (None, None),
) -> Source:
    """How reading a DVC file, or one part of it, went."""
    return Source(
        path=path,
        crawler=crawler,
        kind="dvc",
        part=part,
        status=status,
        error=error,
        line=line or outdated[1],
        legacy_format=outdated[0],
    )


def unread_source(path: str, crawler: str, error: UnreadableError) -> Source:
    """The row of a file that cannot be read; a limit of the scan is no fault of the file."""
    status: Literal["skipped", "error"] = "skipped" if isinstance(error, TooLargeError) else "error"
    return metadata_source(path, crawler, status, error.message, line=error.line)


def load_metadata(project: Project, path: str) -> YamlDocument:
    """A YAML file of DVC, with lines; raises UnreadableError."""
    for _path, document in load_all_metadata(project, [path]):
        if isinstance(document, UnreadableError):
            raise document
        return document
    raise UnreadableError("there is no such file")


def load_all_metadata(project: Project, paths: list[str]) -> Iterator[tuple[str, YamlDocument | UnreadableError]]:
    """Many YAML files of DVC, with lines, or the reason why one cannot be read."""
    max_mib = project.limits.dvc_file_mib
    too_large = [path for path in paths if project.files[path].size > max_mib * 2**20]
    for path in too_large:
        yield path, TooLargeError(f"larger than {max_mib} MiB")
    for path, text in project.texts(path for path in paths if path not in too_large):
        try:
            yield path, text if isinstance(text, UnreadableError) else _parsed(path, text)
        except UnreadableError as error:
            yield path, error


def _parsed(path: str, text: str) -> YamlDocument:
    entry = scan_dvc_file(text) if path.endswith(SUFFIX) else None
    if entry is None or not entry.data or "cmd" in entry.data:
        return load_yaml(text)
    return YamlDocument(entry.data, {(): 1} | {(*at,): line for at, line in entry.lines.items()})


def refuse_duplicates(document: YamlDocument) -> None:
    """Raise UnreadableError for a key that stands twice."""
    for key, line in document.duplicates:
        raise UnreadableError(f"the key `{key}` stands twice, so DVC refuses the file", line=line)


def with_ignored(project: Project, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, where the first source of each file that git tracks says whether git ignores it too."""
    rules = git_rules(project)
    seen: set[str] = set()
    for row in rows:
        if not isinstance(row, Source) or row.path in seen or row.status == "skipped":
            yield row
            continue
        seen.add(row.path)
        entry = project.files.get(row.path)
        is_tracked = entry is not None and entry.is_tracked
        yield replace(row, is_ignored=rules.is_ignored(row.path)) if is_tracked else row


def _hidden(project: Project) -> Callable[[str], bool]:
    """A function that tells whether a `.dvcignore` of the DVC project that a file belongs to names it."""
    parts = (path.split("/") for path in project.files if f"{SUFFIX}/" in path)
    roots = {"/".join(part[: part.index(SUFFIX)]) for part in parts if SUFFIX in part[:-1]}
    rules: dict[str, IgnoreRules] = {}

    def is_hidden(path: str) -> bool:
        root = next((folder for folder in ancestors(path) if folder in roots), "")
        if root not in rules:
            rules[root] = dvc_rules(project, root)
        return rules[root].is_ignored(path)

    return is_hidden
