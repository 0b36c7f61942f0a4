"""Which files of code may hold checks of data: a cheap look at their bytes, before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from debt_pipelines.crawlers.python_checks.modules import MAX_CODE_BYTES, is_test_place
from debt_pipelines.project.known_heads import judged_by_head
from debt_pipelines.project.project import Project

_STRONG = re.compile(
    rb"\b(?:import|from)[ \t]+(?:pandera|patito|dataframely)\b"
    rb"|\bexpect_(?:column|table|multicolumn|compound|select)_\w|\bExpect(?:Column|Table|Multi|Compound|Select)\w"
    rb"|\basset_check\b|\bFreshnessPolicy\b|\bbuild_\w+_checks\b|\bExpectationConfiguration\b|\bUnexpectedRowsExpectation\b"
)
_RECORDS = re.compile(rb"\b(?:import|from)[ \t]+(?:pydantic|sqlmodel|pandantic)\b|__tablename__")
_DATACLASS = re.compile(rb"@(?:dataclasses\.)?dataclass\b")
_SPREAD = re.compile(rb"\w\(\*{1,2}\w")
_ASSERTS = re.compile(rb"\bassert\b|assert_frame_equal|\bself\.assert[A-Z]")
_READS = re.compile(
    rb"\b(?:read|scan)_(?:csv|parquet|json|excel|feather|table|pickle|ipc|ndjson|orc|delta|avro)\b|\bopen\(|DictReader"
    rb"|\.(?:csv|tsv|parquet|feather|xlsx?|jsonl?|ndjson|arrow|orc)[\"']"
)
_TESTS: dict[str, Callable[[bytes], object]] = {
    "tool": _STRONG.search,
    "record": _RECORDS.search,
    "dataclass": _DATACLASS.search,
    "spread": _SPREAD.search,
    "assert": _ASSERTS.search,
    "read": _READS.search,
    "validate": lambda content: b".validate(" in content,
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """The paths to be parsed, and those among them that name a tool or hold asserts about something that is read."""

    wanted: list[str]
    strong: frozenset[str]
    asserting: frozenset[str]


def candidates(project: Project, *, has_tables: bool) -> Candidates:
    """Sort the Python files and notebooks of a project by what their bytes show; tests that read nothing are left out.

    Record classes say nothing alone: somebody must make records of data, or a table must bear their name.
    """
    paths = project.paths(suffixes=(".py", ".ipynb"))
    words = judged_by_head(project, paths, "python_checks", _judge, max_bytes=MAX_CODE_BYTES)
    signs = {path: frozenset(words.get(path, "").split()) for path in paths}
    signs = {path: found for path, found in signs.items() if "read" in found or not is_test_place(path)}
    makes_records = any({"spread", "read"} <= found for found in signs.values())
    declaring = {
        "tool",
        *(["record"] if has_tables or makes_records else []),
        *(["dataclass"] if makes_records else []),
    }
    has_schemas = any(not declaring.isdisjoint(found) for found in signs.values())
    using = {"read", "validate"} if has_schemas else set()
    asserting = frozenset(path for path, found in signs.items() if {"assert", "read"} <= found)
    wanted = {path for path, found in signs.items() if not found.isdisjoint(declaring | using)}
    strong = frozenset(path for path, found in signs.items() if "tool" in found)
    return Candidates(sorted(wanted | asserting), strong, asserting)


def _judge(content: bytes) -> str:
    return " ".join(sign for sign, test in _TESTS.items() if test(content))
