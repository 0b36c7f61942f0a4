"""Counts the code files of a project by language, those that are tests apart, and notes who checks data in code.

A file is told by its name; only Python is looked into, as text, and never imported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from debt_pipelines.catalog.kinds import suffix_of
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import CodeFiles
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

_LANGUAGES = {
    **dict.fromkeys(("py", "pyx", "ipynb"), "python"),
    **dict.fromkeys(("r", "rmd", "qmd"), "r"),
    **dict.fromkeys(("js", "mjs", "cjs", "ts", "tsx", "jsx"), "javascript"),
    **dict.fromkeys(("c", "cc", "cpp"), "c"),
    **{name: name for name in ("jl", "sql", "scala", "java", "kt", "go", "rs", "rb", "cs", "php")},
}
_PYTHON = (".py", ".ipynb")
_WITHOUT_TESTS = frozenset(("__init__.py", "setup.py", "conf.py", "conftest.py"))
_TEST_FOLDERS = frozenset("test tests testing testthat __tests__ spec specs".split())
_TEST_NAME = re.compile(r"(?i:^tests?[_-]|[_.-](test|spec)s?$|^tests?$)|[a-z0-9](Test|Tests|Spec)$")
_IMPORT = re.compile(rb"^[\s\"]*(?:import|from)[ \t]+(great_expectations|soda)\w*\b", re.MULTILINE)
_MAX_BYTES = 2 * 2**20
_OF_OTHERS = frozenset(("node_modules", "site-packages", "dbt_packages", ".venv", "venv"))


def own_paths(project: Project) -> list[str]:
    """Sorted paths of the project's own files; what the settings leave out holds no data, but tests all the same."""
    return project.once("own paths", lambda: [path for path in sorted(project.files) if _is_own(path)])


def _is_own(path: str) -> bool:
    return _OF_OTHERS.isdisjoint(path.split("/"))


def is_test_path(path: str) -> bool:
    """Whether the name of a code file, or of a folder it lies in, says that it holds tests."""
    *folders, name = path.split("/")
    return not _TEST_FOLDERS.isdisjoint(map(str.lower, folders)) or bool(_TEST_NAME.search(name.rpartition(".")[0]))


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per language that the project has code in."""
    kept = set(project.paths())
    by_language: dict[str, list[str]] = defaultdict(list)
    tests: dict[str, int] = defaultdict(int)
    for path in own_paths(project):
        language = _LANGUAGES.get(suffix_of(path))
        if language is None or path.rpartition("/")[2] in _WITHOUT_TESTS:
            continue
        if is_test_path(path):
            tests[language] += 1
        elif path in kept:
            by_language[language].append(path)
    for language in sorted({*by_language, *tests}):
        paths = by_language[language]
        written = [path for path in paths if project.files[path].size]
        yield CodeFiles(
            language=language,
            path=next(iter([*written, *paths]), "."),
            n_files=len(written),
            n_blank=len(paths) - len(written),
            n_named_tests=tests[language],
            check_tools=_check_tools(project, written) if language == "python" else None,
        )


def _check_tools(project: Project, paths: list[str]) -> str | None:
    found: set[str] = set()
    wanted = [path for path in paths if path.lower().endswith(_PYTHON)]
    for _path, content in project.read_many(wanted, max_bytes=_MAX_BYTES):
        if isinstance(content, bytes):
            found |= {match.decode() for match in _IMPORT.findall(content)}
    return ", ".join(sorted(found)) or None
