"""Crawls the parameter files of DVC projects (YAML, JSON, TOML, Python): every entry at any depth, with its line."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.param_declarations import MAX_PARAMETER_BYTES, load_parameters, parameter_files
from debt_pipelines.model.data_rows import Source, SourceStatus
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.pipeline_rows import ParamValue
from debt_pipelines.model.schema import Row
from debt_pipelines.project.dotted import as_json, entries
from debt_pipelines.project.project import Project

CRAWLER = "params_files"
_TOO_LARGE = f"larger than {MAX_PARAMETER_BYTES // 2**20} MiB, which is data rather than parameters"


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """The entries of all parameter files, file by file in the order they stand in."""
    for path in parameter_files(project):
        if project.files[path].size > MAX_PARAMETER_BYTES:
            yield _source(path, "skipped", _TOO_LARGE)
            continue
        try:
            document = load_parameters(project, path)
        except UnreadableError as error:
            yield _source(path, "error", error.message, line=error.line)
            continue
        yield _source(path, "read")
        for entry in entries(document):
            yield ParamValue(
                file=path,
                key=entry.key,
                value=as_json(entry.value, entry.key),
                is_leaf=not entry.is_group,
                line=entry.line,
            )


def _source(path: str, status: SourceStatus, error: str | None = None, *, line: int | None = None) -> Source:
    return Source(path=path, crawler=CRAWLER, kind="settings", status=status, error=error, line=line)
