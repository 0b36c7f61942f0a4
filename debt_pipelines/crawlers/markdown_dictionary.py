"""Crawls Markdown for data dictionaries: tables and lists that say what the columns of a data file mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dictionary_page import LEVEL_OF_NAME_ALONE, Block, Text, crawl_pages
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

if TYPE_CHECKING:
    from markdown_it.token import Token

CRAWLER = "markdown_dictionary"
_MAY_DESCRIBE = re.compile(r"[|][ :]*-|-[ :]*[|]|\.(?:csv|tsv|tab|parquet|feather|arrow|json|duckdb|db|xl)")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Descriptions of columns and datasets, with one source row per file that holds any."""
    paths = project.paths(suffixes=(".md", ".markdown"))
    yield from crawl_pages(project, paths, _blocks, crawler=CRAWLER, tool="markdown")


def _blocks(text: str) -> list[Block] | None:
    if not _MAY_DESCRIBE.search(text):
        return None
    from markdown_it import MarkdownIt

    blocks: list[Block] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "inline":
            if blocks[-1].rows:
                blocks[-1].rows[-1][1].append(_text(token))
        elif token.type in ("tr_open", "list_item_open") and token.level <= 2:
            blocks[-1].rows.append((line, []))
        elif token.level == 0 and token.nesting >= 0:
            kind = token.type.removesuffix("_open")
            level = int(token.tag[1]) if kind == "heading" else 0
            rows: list[tuple[int, list[Text]]] = [(line, [])] if kind in ("heading", "paragraph") else []
            blocks.append(Block(kind, line, level, rows))
    for block in blocks:
        if block.kind == "paragraph" and block.text.plain.rstrip(":") in block.text.marked_files:
            block.kind, block.level = "heading", LEVEL_OF_NAME_ALONE
    return blocks


def _text(token: Token) -> Text:
    codes: list[str] = []
    words, marked, start = "", [], 0
    for child in token.children or []:
        if child.type in ("strong_open", "link_open"):
            start = len(words)
        elif child.type in ("strong_close", "link_close"):
            marked.append((start, words[start:].strip()))
        elif child.type == "code_inline":
            codes.append(child.content)
            marked.append((len(words), child.content.strip()))
        elif child.type in ("html_inline", "image"):
            continue
        words += " " if child.type.endswith("break") else child.content
    return Text(words, codes, marked)
