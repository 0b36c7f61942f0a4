"""Crawls reStructuredText for data dictionaries: tables, definition lists and field lists about the columns of a file.

The document is parsed as text: nothing it names is included, run or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dictionary_page import LEVEL_OF_NAME_ALONE, Block, Text, crawl_pages
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

if TYPE_CHECKING:
    from docutils import nodes

CRAWLER = "restructuredtext_dictionary"
_MAY_DESCRIBE = re.compile(
    r"={3}\s+={3}|\+[-=]{3}|list-table|csv-table|\.(?:csv|tsv|tab|parquet|feather|arrow|json|duckdb|db|xl)"
)
_CLOSED = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 6,
    "warning_stream": False,
}
"""Settings that keep the parser to the text it is given, and quiet."""


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Descriptions of columns and datasets, with one source row per file that holds any."""
    paths = project.paths(suffixes=(".rst", ".rest"))
    yield from crawl_pages(project, paths, _blocks, crawler=CRAWLER, tool="restructuredtext")


def _blocks(text: str) -> list[Block] | None:
    if not _MAY_DESCRIBE.search(text):
        return None
    from docutils.core import publish_doctree

    document = publish_doctree(text, settings_overrides=_CLOSED)
    blocks = list(_below(document, 1))
    for block in blocks:
        if block.kind == "paragraph" and block.text.plain.rstrip(":") in block.text.marked_files:
            block.kind, block.level = "heading", LEVEL_OF_NAME_ALONE
    return blocks


def _below(parent: nodes.Element, level: int) -> Iterator[Block]:
    """The blocks of a section and of those within it, in order; the title of a document is its first heading."""
    from docutils import nodes

    for node in parent.children:
        if isinstance(node, nodes.section):
            yield from _below(node, level + 1)
        elif isinstance(node, nodes.title):
            yield _written("heading", node, level)
        elif isinstance(node, nodes.paragraph):
            yield _written("paragraph", node)
        elif isinstance(node, nodes.table):
            rows = [[_text(entry) for entry in row.children] for row in node.findall(nodes.row)]
            lines = [_line(row) for row in node.findall(nodes.row)]
            yield Block("table", _line(node), rows=list(zip(lines, rows, strict=True)))
        elif isinstance(node, (nodes.bullet_list, nodes.definition_list, nodes.field_list)):
            yield Block("item_list", _line(node), rows=[(_line(item), [_item(item)]) for item in node.children])


def _written(kind: str, node: nodes.Element, level: int = 0) -> Block:
    return Block(kind, _line(node), level, [(_line(node), [_text(node)])])


def _item(node: nodes.Node) -> Text:
    """An item of a list; of a definition or a field, the name and what is said of it."""
    from docutils import nodes

    if isinstance(node, (nodes.definition_list_item, nodes.field)):
        name, meaning = node.children[0].astext(), node.children[-1].astext()
        return Text(f"{name}: {' '.join(meaning.split())}", marked=[(0, name)])
    return _text(node)


def _text(node: nodes.Node) -> Text:
    """The words of a node on one line, its parts in code, and where its marked parts stand."""
    from docutils import nodes

    words, codes, marked, start = " ".join(node.astext().split()), [], [], 0
    for child in node.findall(nodes.TextElement):
        if isinstance(child, (nodes.literal, nodes.title_reference, nodes.strong, nodes.reference)):
            text = " ".join(child.astext().split())
            at = words.find(text, start)
            marked.append((at, text))
            start = at + len(text)
            codes += [text] if isinstance(child, nodes.literal) else []
    return Text(words, codes, marked)


def _line(node: nodes.Node) -> int:
    """The line of a node, or of the nearest one above it or below it that has one."""
    below = (inner.line for inner in node.findall() if inner.line)
    above = node.parent
    while not node.line and above is not None and not above.line:
        above = above.parent
    return node.line or next(below, None) or (above.line if above is not None else None) or 1
