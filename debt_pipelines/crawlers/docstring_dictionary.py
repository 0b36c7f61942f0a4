"""Crawls docstrings for data dictionaries: a `Columns:` section in the text of code that names one data file.

A function that reads or writes exactly one table by a literal path speaks for that table, and so does the text at the
top of a module that names one. Everything else is left alone: attributes of a class are no columns.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.catalog.tabular.lattice import of_words
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.file_rows import file_source
from debt_pipelines.crawlers.python_source import Function, PythonFile, python_files
from debt_pipelines.model.data_rows import Description
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import locate
from debt_pipelines.project.project import Project

CRAWLER = "docstring_dictionary"
_TITLES = r"(?:Columns|Fields|Attributes|Output columns|Input columns|Schema)"
_MARK = re.compile(rf"^[ \t]*{_TITLES}[ \t]*:?[ \t]*$".encode(), re.MULTILINE)
_SECTION = re.compile(rf"^(?P<indent>[ \t]*){_TITLES}[ \t]*:?[ \t]*\n(?P<rule>[ \t]*-{{3,}}[ \t]*\n)?", re.MULTILINE)
_ENTRY = re.compile(
    r"^(?:[-*] +)?[`\"']?(?P<name>[A-Za-z_][\w.]{0,63})[`\"']?[ \t]*"
    r"(?:\((?P<type>[^)\n]{1,40})\))?[ \t]*:[ \t]*(?P<text>.*)$"
)
_PLACE = re.compile(r"[\w./*-]*\w\.\w+")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Descriptions of columns, with one source row per file that holds any."""
    for path, found in python_files(project, _MARK):
        if not isinstance(found, PythonFile):
            continue
        rows = list(_file_rows(found))
        if rows:
            yield file_source(CRAWLER, path)
        yield from rows


def _file_rows(file: PythonFile) -> Iterator[Description]:
    nodes = [file.tree, *(node for node in ast.walk(file.tree) if isinstance(node, Function))]
    for node in nodes:
        text = ast.get_docstring(node, clean=True)
        references = _tables(file, node) if text and _SECTION.search(text) else set()
        if text and len(references) == 1:
            line = node.body[0].lineno
            yield from _entries(file, text, references.pop(), line)


def _tables(file: PythonFile, node: ast.Module | Function) -> set[str]:
    """The tables in the project that some code names by a literal path."""
    docstring = node.body[0]
    texts = (
        file.text(inner)
        for part in node.body
        if part is not docstring
        for inner in ast.walk(part)
        if isinstance(inner, ast.expr)
    )
    written = {text for text in texts if text and _PLACE.fullmatch(text) and kind_of(text) == "table"}
    whole = {text for text in written if not any(other != text and other.endswith(f"/{text}") for other in written)}
    return {found.path for text in whole if not (found := locate("", text)).is_external}


def _entries(file: PythonFile, text: str, reference: str, first_line: int) -> Iterator[Description]:
    section = _SECTION.search(text)
    if section is None:
        return
    block = _block(text[section.end() :], len(section["indent"]), is_ruled=bool(section["rule"]))
    start = first_line + text.count("\n", 0, section.end())
    column: tuple[int, str, str, str] | None = None
    for offset, line in enumerate(block):
        entry = _ENTRY.match(line)
        if entry:
            if column:
                yield _description(file, reference, *column)
            column = start + offset, entry["name"], entry["text"].strip(), entry["type"] or ""
        elif column and line.strip():
            column = column[0], column[1], f"{column[2]} {line.strip()}".strip(), column[3]
    if column:
        yield _description(file, reference, *column)


def _block(text: str, indent: int, *, is_ruled: bool) -> list[str]:
    """The lines of a section, without their common indentation: up to a blank line and something less indented."""
    lines: list[str] = []
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip())
        if (line.strip() and depth <= indent and not is_ruled) or (is_ruled and not line.strip()):
            break
        lines.append(line)
    return textwrap.dedent("\n".join(lines)).splitlines()


def _description(file: PythonFile, reference: str, line: int, name: str, text: str, kind: str) -> Description:
    is_type = of_words(text) is not None and not kind
    return Description(
        subject_kind="column",
        reference=reference,
        column=name,
        text=(None if is_type else text) or None,
        declared_type=of_words(kind or (text if is_type else "")),
        tool=CRAWLER,
        path=file.path,
        line=line,
    )
