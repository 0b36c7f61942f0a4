"""Plain `assert` statements about data that the same code reads.

They are weak checks: they guard the run they are in, and `python -O` leaves them out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.crawlers.python_checks.checks import Check, Suite
from debt_pipelines.crawlers.python_checks.frames import Frames, Origins
from debt_pipelines.crawlers.python_checks.values import Scope
from debt_pipelines.model.data_rows import AssertionKind

TOOL = "assert"
STRENGTH = 0.25
_KINDS: tuple[tuple[AssertionKind, re.Pattern[str]], ...] = (
    ("nullness", re.compile(r"\.(notna|notnull|isna|isnull|is_null|is_not_null|null_count|hasnans|drop_nulls)\b")),
    ("uniqueness", re.compile(r"\.(is_unique|duplicated|nunique|n_unique|is_duplicated)\b")),
    ("pattern", re.compile(r"\.str\.(match|fullmatch|contains|startswith|endswith)\b")),
    ("domain", re.compile(r"\.(isin|is_in|unique)\b")),
    ("presence", re.compile(r"\.(columns|schema|column_names)\b")),
    ("type", re.compile(r"\.(dtypes?)\b|is_\w+_dtype|assert_\w*dtype")),
    ("distribution", re.compile(r"\.(mean|std|median|quantile|var|skew|corr)\(")),
    ("range", re.compile(r"\.(between|is_between|min|max|ge|gt|le|lt)\(")),
    ("volume", re.compile(r"\.(shape|empty|height|is_empty|count)\b|^len\(|\blen\(")),
    ("relation", re.compile(r"assert_(frame|series|index)_equal|\.equals\(")),
)
_TESTING = re.compile(r"assert_(frame|series)_(equal|not_equal)$")
_UNITTEST = re.compile(
    r"assert(True|False|Equal|NotEqual|Greater\w*|Less\w*|In|NotIn|SetEqual|ListEqual|CountEqual|IsNotNone)$"
)
_WHOLE_TABLE = frozenset({"presence", "volume"})


def suites_of(scope: Scope, frames: Frames) -> Iterator[Suite]:
    """The asserts of one function, or of the top of a module, by the file they speak of."""
    found: dict[str, Suite] = {}
    for node in scope.nodes:
        for tested, at in _tested(node):
            for reference, changed in _subjects(tested, scope, frames).items():
                check = _check(tested, at, scope)
                if check.column in changed:
                    continue
                name = scope.name or scope.module.path.rpartition("/")[2].partition(".")[0]
                suite = Suite(name=name, tool=TOOL, path=scope.module.path, line=check.line, is_used=True)
                suite.data = {reference: frozenset()}
                found.setdefault(reference, suite).checks.append(check)
    yield from found.values()


def _tested(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST]]:
    if isinstance(node, ast.Assert):
        yield node.test, node
    elif isinstance(node, ast.Call):
        name = (
            node.func.attr
            if isinstance(node.func, ast.Attribute)
            else node.func.id
            if isinstance(node.func, ast.Name)
            else ""
        )
        if _TESTING.fullmatch(name) or _UNITTEST.fullmatch(name):
            yield node, node


def _subjects(tested: ast.expr, scope: Scope, frames: Frames) -> Origins:
    """The one file that the frames in a condition come from; none where several are compared."""
    found: Origins = {}
    for part in ast.walk(tested):
        is_frame = isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
        if is_frame or (isinstance(part, ast.Call) and frames.is_reader(part)):
            read = frames.everywhere(part, scope)  # type: ignore[arg-type]
            found |= {path: columns for path, columns in read.items() if kind_of(path) == "table"}
    return found if len(found) == 1 else {}


def _check(tested: ast.expr, at: ast.AST, scope: Scope) -> Check:
    text = ast.unparse(tested)
    kind: AssertionKind = next((kind for kind, pattern in _KINDS if pattern.search(text)), _by_comparison(tested))
    columns = _columns(tested)
    column = columns[0] if len(columns) == 1 and kind not in _WHOLE_TABLE else None
    return Check(type="assert", column=column, kind=kind, strength=STRENGTH, line=scope.module.line(at))


def _by_comparison(tested: ast.expr) -> AssertionKind:
    orders = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    compared = (part for part in ast.walk(tested) if isinstance(part, ast.Compare))
    return "range" if any(isinstance(operator, orders) for part in compared for operator in part.ops) else "custom"


def _columns(tested: ast.expr) -> list[str]:
    """The columns that a condition takes out of frames by name, each once."""
    names: list[str] = []
    for part in ast.walk(tested):
        if isinstance(part, ast.Subscript):
            names.extend(
                key.value
                for key in ast.walk(part.slice)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            )
        elif (
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Attribute)
            and part.func.attr in ("col", "get_column")
        ):
            names.extend(key.value for key in part.args if isinstance(key, ast.Constant) and isinstance(key.value, str))
    return list(dict.fromkeys(names))
