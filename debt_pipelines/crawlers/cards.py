"""Crawls cards of data and models: front matter of Hugging Face, model cards, data cards and datasheets in markdown.

A model card says which of purpose, data and limits it tells. A card is about what its front matter names, else about
the one data file it names, else about what lies in its folder; where none of it decides, that is told as not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.catalog.tabular.lattice import of_words
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.file_rows import description_row, file_source
from debt_pipelines.model.data_rows import Description
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project

CRAWLER = "cards"
_PAGES = (".md", ".markdown", ".rst")
_MODEL_NAME = re.compile(r"(^|/)[^/]*model[-_ ]?cards?[^/]*\.\w+$", re.IGNORECASE)
_DATA_NAME = re.compile(r"(^|/)[^/]*(data[-_ ]?(set)?[-_ ]?cards?|data[-_ ]?sheets?)[^/]*\.\w+$", re.IGNORECASE)
_README = re.compile(r"(^|/)readme\.(md|markdown)$", re.IGNORECASE)
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?\r?\n)---[ \t]*(\r?\n|\Z)", re.DOTALL)
_MODEL_KEYS = frozenset({"model-index", "pipeline_tag", "library_name", "base_model"})
_DATA_KEYS = frozenset({"dataset_info", "task_categories", "size_categories", "annotations_creators"})
_CARD_HEADING = re.compile(r"^#{1,4}[ \t]+.*\bmodel card\b", re.IGNORECASE | re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t#]*$|^(\S.*)\n(?:=|-){3,}[ \t]*$", re.MULTILINE)
_SECTIONS = {
    "purpose": re.compile(
        r"\b(intended|purpose|uses?|use[ -]cases?|overview|summary|model (details|description)|about|"
        r"goals?|objectives?)\b",
        re.IGNORECASE,
    ),
    "data": re.compile(r"\b(data|datasets?|corpus|trained on|training)\b", re.IGNORECASE),
    "limits": re.compile(
        r"\b(limits?|limitations?|bias(es)?|risks?|caveats?|ethic\w*|out[- ]of[- ]scope|weakness\w*|known issues|"
        r"fairness|constraints?|not (intended|suited))\b",
        re.IGNORECASE,
    ),
}
_LINKED = re.compile(r"\]\([^)\s]*model[-_]?card[^)\s]*\)", re.IGNORECASE)
_EMPTY = re.compile(r"<!--.*?-->|\[?more information needed\]?|\b(todo|tbd|n/a)\b|[\W_]+", re.IGNORECASE | re.DOTALL)
_NOTHING = "nothing"
_MIN_TEXT = 12
_DATA_FILE = re.compile(r"`([\w./*-]+\.\w+)`|\]\(([\w./-]+\.\w+)\)")
_MARKUP = re.compile(r"^(#|\||---|===|[-*+] |<|!\[|\[!|>|```)")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Descriptions from every card, with a source row for each page that is one."""
    for path, text in project.texts(filter(_may_be_card, project.paths(suffixes=_PAGES))):
        if isinstance(text, UnreadableError):
            yield file_source(CRAWLER, path, text)
            continue
        try:
            card = _card(path, text)
        except UnreadableError as error:
            yield file_source(CRAWLER, path, error)
            continue
        rows = list(_data_rows(card, project)) if card.is_of_data else list(_model_rows(card, project))
        source = file_source(CRAWLER, path)
        if rows or card.is_of_model:
            yield source
        elif card.is_of_data:
            yield replace(source, status="skipped", error="which data it is about is not said")
        yield from rows


def _may_be_card(path: str) -> bool:
    return bool(_MODEL_NAME.search(path) or _DATA_NAME.search(path) or _README.search(path))


@dataclass(frozen=True, slots=True)
class _Card:
    """One page: its front matter, its text, and what it is a card of."""

    path: str
    front: Node
    text: str
    is_of_model: bool
    is_of_data: bool


def _card(path: str, text: str) -> _Card:
    """The page taken apart; raises UnreadableError for front matter that is not YAML, in what must be a card."""
    found = _FRONT.match(text)
    is_named = not _README.search(path)
    keys: set[Any] = set()
    front = Node(path, load_document("front.json", "{}"), ())
    if found and (is_named or any(f"{key}:" in found[1] for key in (*_MODEL_KEYS, *_DATA_KEYS))):
        front = Node(path, load_document("front.yaml", "\n" + found[1]), ())
        keys = set(front.value) if isinstance(front.value, dict) else set()
    body = text[found.end() :] if found else text
    is_of_model = bool(_MODEL_NAME.search(path) or keys & _MODEL_KEYS or _CARD_HEADING.search(body))
    return _Card(path, front, body, is_of_model, not is_of_model and bool(_DATA_NAME.search(path) or keys & _DATA_KEYS))


def _model_rows(card: _Card, project: Project) -> Iterator[Description]:
    """What a model card tells, as the names of its parts; a card beside a model is about that folder alone.

    Without a text is a card that is blank, or that the page only links to and that is not here.
    """
    is_linked = not card.is_of_model and _LINKED.search(card.text) is not None
    if not card.is_of_model and (not is_linked or any(_MODEL_NAME.search(path) for path in project.files)):
        return
    told = {section for name, body in _parts(card.text) for section in _told(name, body)}
    folder = folder_of(card.path)
    is_beside = any(kind_of(path) == "model" and folder_of(path) == folder for path in project.files)
    yield Description(
        subject_kind="model",
        reference=folder if is_beside and folder else None,
        column=None,
        text=None if is_linked or not card.text.strip() else ", ".join(s for s in _SECTIONS if s in told) or _NOTHING,
        tool=CRAWLER,
        path=card.path,
        line=1,
    )


def _told(name: str, body: str) -> Iterator[str]:
    if len(_EMPTY.sub("", body)) >= _MIN_TEXT:
        yield from (section for section, title in _SECTIONS.items() if title.search(name))


def _parts(text: str) -> list[tuple[str, str]]:
    """The headings of a page with the text below each, that of the headings below it included."""
    headings = [(match, len(match[1] or "#")) for match in _HEADING.finditer(text)]
    found = []
    for n, (match, level) in enumerate(headings):
        end = next((later.start() for later, deep in headings[n + 1 :] if deep <= level), len(text))
        found.append(((match[2] or match[3]).strip(), _HEADING.sub("", text[match.end() : end])))
    return found


def _data_rows(card: _Card, project: Project) -> Iterator[Description]:
    references = _references(card, project) if card.is_of_data else []
    text = next((line for line in _paragraphs(card.text) if len(line.split()) > 2), None)
    for reference in references:
        if text:
            yield description_row(CRAWLER, card.path, reference, None, text, line=1)
        for feature in _features(card.front) if len(references) == 1 or card.front.items("configs") else []:
            name = feature.text("name")
            if name:
                declared, text_of = of_words(feature.text("dtype") or ""), feature.text("description")
                yield description_row(
                    CRAWLER, card.path, reference, name, text_of, line=feature.line, declared_type=declared
                )


def _references(card: _Card, project: Project) -> list[str]:
    """The data that a card is about: the files of its configurations, the one it names, or what lies beside it."""
    folder = folder_of(card.path)
    written = [path for config in card.front.items("configs") for path in _paths(config)]
    if written:
        return sorted({found.path for path in written if not (found := locate(folder, path)).is_external})
    names = {name for pair in _DATA_FILE.findall(card.text) for name in pair if name and kind_of(name) == "table"}
    if len(names) == 1:
        return sorted(names)
    return [path for path in project.paths() if kind_of(path) == "table" and folder_of(path) == folder]


def _paths(config: Node) -> list[str]:
    """The paths of `data_files`: one, several, or those of its splits."""
    of_splits = (path for split in config.items("data_files") for path in split.words("path"))
    return [*config.words("data_files"), *of_splits]


def _features(front: Node) -> list[Node]:
    infos = front.items("dataset_info") or [front.at("dataset_info")]
    return [feature for info in infos for feature in info.items("features")]


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of plain text."""
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.strip().splitlines()]
        if lines and not _MARKUP.match(lines[0]) and len(_EMPTY.sub("", block)) >= _MIN_TEXT:
            yield " ".join(lines)
