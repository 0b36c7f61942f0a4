"""Counts automated tests of the code: by syntax in Python, by the words of their frameworks elsewhere.

A file counts only by the test functions in it; a folder called `tests` proves nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.code_files import own_paths
from debt_pipelines.model.data_rows import CodeTests
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import folder_of
from debt_pipelines.project.project import Project
from debt_pipelines.project.python_syntax import parse_python

_MAX_BYTES = 2 * 1024 * 1024
_PYTHON = re.compile(r"(^|/)(test_[^/]*|[^/]*_tests?|tests)\.py$")
_TEST_WORDS = re.compile(r"^[ \t]*(?:async )?def test\w*\s*\(", re.MULTILINE)
_TEST_CASE = re.compile(r"(^|\.)\w*TestCase$")


@dataclass(frozen=True, slots=True)
class _Framework:
    """Tests of one language: which files may hold them, and what one test looks like."""

    tool: str
    file: re.Pattern[str]
    test: re.Pattern[str]


_FRAMEWORKS = (
    _Framework(
        "testthat", re.compile(r"\.[rR]$"), re.compile(r"^\s*(?:testthat::)?(?:test_that|it)\s*\(", re.MULTILINE)
    ),
    _Framework(
        "javascript",
        re.compile(r"(\.(test|spec)\.[cm]?[jt]sx?|(^|/)__tests__/[^/]+\.[cm]?[jt]sx?)$"),
        re.compile(r"^\s*(?:test|it)(?:\.\w+)*\s*\(", re.MULTILINE),
    ),
    _Framework("go", re.compile(r"_test\.go$"), re.compile(r"^func Test\w*\s*\(", re.MULTILINE)),
    _Framework(
        "scala",
        re.compile(r"(Test|Spec|Suite)s?\.scala$"),
        re.compile(r"^\s*(?:test\s*\(|it\s*\(|@Test\b|\"[^\"\n]+\"\s+(?:should|in|when)\b|it should\b)", re.MULTILINE),
    ),
    _Framework("julia", re.compile(r"(^|/)test/[^/]+\.jl$"), re.compile(r"^\s*@test(?:_\w+)?\b", re.MULTILINE)),
    _Framework(
        "java", re.compile(r"(Test|Tests|IT)\.(java|kt)$"), re.compile(r"^\s*@(?:Parameterized)?Test\b", re.MULTILINE)
    ),
    _Framework("rust", re.compile(r"\.rs$"), re.compile(r"^\s*#\[(?:\w+::)?test\]", re.MULTILINE)),
    _Framework("bats", re.compile(r"\.bats$"), re.compile(r"^\s*@test\b", re.MULTILINE)),
)


_DBT_PROJECTS = ("dbt_project.yml", "dbt_project.yaml")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per file that defines a test."""
    paths = own_paths(project)
    dbt_folders = tuple(f"{folder_of(path)}/tests/".lstrip("/") for path in project.paths(names=_DBT_PROJECTS))
    for path in (path for path in paths if dbt_folders and path.endswith(".sql") and path.startswith(dbt_folders)):
        yield CodeTests(path=path, tool="dbt", n_tests=1)
    frameworks = {path: framework for path in paths if (framework := _framework(path))}
    python = [path for path in paths if _PYTHON.search(path)]
    for path, content in project.read_many([*python, *frameworks], max_bytes=_MAX_BYTES):
        if isinstance(content, UnreadableError):
            continue
        text = content.decode(errors="replace")
        tool, n_tests = _in_python(text) if path not in frameworks else _by_words(frameworks[path], text)
        if n_tests:
            yield CodeTests(path=path, tool=tool, n_tests=n_tests)


def _framework(path: str) -> _Framework | None:
    return next((framework for framework in _FRAMEWORKS if framework.file.search(path)), None)


def _by_words(framework: _Framework, text: str) -> tuple[str, int]:
    return framework.tool, len(framework.test.findall(text))


def _in_python(text: str) -> tuple[str, int]:
    """The tool and the number of test functions; those of a file that does not parse are counted by their words."""
    try:
        tree = parse_python(text)
    except UnreadableError:
        return "pytest", len(_TEST_WORDS.findall(text))
    plain = sum(_is_test(node) for node in tree.body)
    in_cases, in_classes = 0, 0
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            is_case = any(_TEST_CASE.search(ast.unparse(base)) for base in node.bases)
            n_tests = sum(_is_test(part) for part in node.body)
            in_cases += n_tests if is_case else 0
            in_classes += n_tests if not is_case and node.name.startswith("Test") else 0
    tool = "unittest" if in_cases > plain + in_classes else "pytest"
    return tool, plain + in_cases + in_classes


def _is_test(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
