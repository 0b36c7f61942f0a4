"""Crawls the Python files of DVC projects for what they read of parameter files, key by key; nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.param_access import Script
from debt_pipelines.crawlers.param_declarations import parameter_files
from debt_pipelines.crawlers.param_loading import Option, Read
from debt_pipelines.crawlers.python_checks.modules import MAX_CODE_BYTES, Modules, is_test_place
from debt_pipelines.model.pipeline_rows import ParamRead
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

_WORD = re.compile(r"[^\s/\\.\"'=]+")
_MARK = re.compile(rb"\b(?:yaml|toml\w*|json|omegaconf|OmegaConf|params_show|hydra|import|from)\b")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per key that a script reads of a parameter file, functions of other files that it calls included."""
    if not parameter_files(project):
        return
    modules = Modules(project)
    for path, content in project.read_many(_named(project), max_bytes=MAX_CODE_BYTES):
        if not isinstance(content, bytes) or not _MARK.search(content) or is_test_place(path):
            continue
        module = modules.load(path)
        if module is None or module.problem:
            yield ParamRead(script=path, file=None, key=None, path=path)
            continue
        try:
            reads = Script(modules).follow(module)
        except RecursionError:
            reads = [Read(None, None, path, None)]
        yield from (_row(path, read) for read in reads)


def _named(project: Project) -> list[str]:
    """The Python files that a `dvc.yaml` may run: those whose name stands in one, as a file or as a module."""
    pipelines = [text for _path, text in project.texts(project.paths(names=("dvc.yaml",))) if isinstance(text, str)]
    words = {word for text in pipelines for word in _WORD.findall(text)}
    paths = project.paths(suffixes=(".py", ".ipynb"))
    return [path for path in paths if words & {_stem(path), path.rpartition("/")[0].rpartition("/")[2]}]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _row(script: str, read: Read) -> ParamRead:
    origin = read.origin
    is_option = isinstance(origin, Option)
    return ParamRead(
        script=script,
        file=None if origin is None else origin.default if isinstance(origin, Option) else origin.text,
        option=origin.name if isinstance(origin, Option) else None,
        is_from_top=not is_option and origin is not None and getattr(origin, "is_from_top", False),
        key=read.key,
        is_bound=read.is_bound,
        path=read.path,
        line=read.line,
    )
