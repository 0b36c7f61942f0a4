"""What a page of text says about data: tables and lists that say what the columns of a data file mean.

A table is bound to the file that the text around it names; where none is named, to data beside it that has
those columns. When neither decides, nothing is bound: a wrong description is worse than a missing one. The page comes
as blocks, whatever language it is written in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from debt_pipelines.catalog.kinds import kind_of, suffix_of
from debt_pipelines.catalog.tabular.lattice import LogicalType, of_words
from debt_pipelines.crawlers.dictionary_data_files import DataFiles, folded
from debt_pipelines.crawlers.file_rows import description_row
from debt_pipelines.model.data_rows import Description, Source, SourceStatus
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import folder_of
from debt_pipelines.project.project import Project

MAX_CHARACTERS = 300_000
LEVEL_OF_NAME_ALONE = 7
_METADATA_NAME = re.compile(r"package|config|settings|manifest|schema|params|metrics|lock|resource", re.I)
_SUBJECT = re.compile(
    r"(?:(?:data|csv|table|dataset|column|field|feature|variable|attribute|header)[ _-])*"
    r"(?P<word>column|field|header|attribute|variable|feature|name)s?(?:[ _-]names?)?"
)
_MEANING = re.compile(r"(?:\w+ )?(?:description|meaning|definition|detail)s?(?: \(?\w+\)?)?")
_TYPE = re.compile(r"(?:(?:data|column|field|variable|value) ?)?(?:d?type)s?")
_FILE = re.compile(r"(?:data[ _-]?)?(?:file|set|table|path)(?:[ _-]?(?:name|path))?s?")
_FILE_NAME = re.compile(r"(?<![\w./-])[\w./-]*\w\.\w+")
_IDENTIFIER = re.compile(r"[\w.%-]{1,64}")
_BETWEEN_ALIASES = re.compile(r"(?:[\s/,;&]|and|or)*")
_BEFORE_MEANING = re.compile(r"\s*(?:\((?P<type>[^)]*)\)|\[[^\]]*\])?\s*(?:[:=\u2013\u2014]|-+\s)\s*(?=\S)")
_SAYS_OF_ITSELF = re.compile(
    r"\W{0,9}(?:\([^)]*\)\W{0,9})?(?i:contains?|has|have|holds?|includes?|lists?|gives?|stores?|describes?|is|are)\b"
)
_ANNOUNCEMENT = re.compile(r":$|^[^.]*\bbelow\W*$")


def crawl_pages(
    project: Project, paths: Sequence[str], blocks_of: Callable[[str], list[Block] | None], *, crawler: str, tool: str
) -> Iterator[Row]:
    """Descriptions from all pages, with one source row per file that holds any; no blocks where none can be there."""
    if not paths:
        return
    data = project.once("data files of pages", lambda: DataFiles(project))
    for path in paths:
        try:
            text = project.text(path)
            is_too_long = len(text) > MAX_CHARACTERS and bool(blocks_of(text[:MAX_CHARACTERS]))
            rows = [] if is_too_long else list(Page(path, data, tool).rows(blocks_of(text) or ()))
        except UnreadableError as error:
            yield _source(path, crawler, "error", error)
            continue
        except RecursionError:
            yield _source(path, crawler, "skipped", UnreadableError("too deeply nested"))
            continue
        if is_too_long:
            yield _source(path, crawler, "skipped", UnreadableError("too long for a data dictionary"))
        elif rows:
            yield _source(path, crawler, "read")
        yield from rows


def _source(path: str, crawler: str, status: SourceStatus, problem: UnreadableError | None = None) -> Source:
    error, line = (problem.message, problem.line) if problem else (None, None)
    return Source(path=path, crawler=crawler, kind="description", status=status, error=error, line=line)


@dataclass(slots=True)
class Block:
    """A part of a page; lists and tables have rows, each with its line and its texts."""

    kind: str
    line: int
    level: int = 0
    rows: list[tuple[int, list[Text]]] = field(default_factory=list)

    @property
    def text(self) -> Text:
        """The text of a heading or a paragraph."""
        return self.rows[0][1][0]


@dataclass(slots=True)
class Text:
    """One run of text: its words, its parts in code, and where parts that are marked (code, bold, links) stand.

    From these: the words alone, what it starts with, and the data files it names.
    """

    words: str
    codes: list[str] = field(default_factory=list)
    marked: list[tuple[int, str]] = field(default_factory=list)
    plain: str = field(init=False)
    lead: str = field(init=False)
    rest: str = field(init=False)
    is_name_alone: bool = field(init=False)
    marked_files: list[str] = field(init=False)
    files: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.plain = " ".join(self.words.split())
        lead = next((text for at, text in self.marked if not self.words[:at].strip()), "")
        self.lead = " ".join(lead.split()).rstrip(": ")
        self.rest = self.plain[len(self.lead) :]
        self.is_name_alone = self.lead == self.plain
        self.marked_files = list(dict.fromkeys(text for _at, text in self.marked if _is_data_name(text)))
        self.files = [*self.marked_files, *filter(_is_data_name, _FILE_NAME.findall(self.plain))]


def _is_data_name(name: str) -> bool:
    is_json_data = suffix_of(name) == "json" and not _METADATA_NAME.search(name)
    return (is_json_data or kind_of(name) == "table") and _FILE_NAME.fullmatch(name) is not None


class _Entry(NamedTuple):
    """A row of a dictionary: the columns it describes, in words and by type."""

    line: int
    names: list[str]
    text: str
    declared_type: LogicalType | None


class Page:
    """One file of text: what it says of which data, from top to bottom."""

    def __init__(self, path: str, data: DataFiles, tool: str) -> None:
        self.path = path
        self.data = data
        self.tool = tool
        self.headings: list[tuple[int, list[str]]] = []
        self.described: set[str] = set()

    def rows(self, blocks: Sequence[Block]) -> Iterator[Description]:
        """Descriptions of the datasets and columns that the blocks are about."""
        for index, block in enumerate(blocks):
            before = blocks[index - 1] if index else Block("start", 1)
            if block.kind == "heading":
                self.headings = [heading for heading in self.headings if heading[0] < block.level]
                self.headings.append((block.level, self._resolved(block.text.files)))
            elif block.kind == "paragraph":
                yield from self._paragraph(block, before)
            elif block.kind == "table":
                yield from self._table(block, self._named_before(before))
            elif block.kind.endswith("_list"):
                yield from self._list(block, self._named_before(before))

    def _resolved(self, names: list[str]) -> list[str]:
        return sorted({self.data.resolve(name, folder_of(self.path)) for name in names})

    def _named_before(self, before: Block) -> list[str]:
        """The data files named by the paragraph right before, else by the nearest heading that names any."""
        if before.kind == "paragraph" and before.text.marked_files:
            return self._resolved(before.text.marked_files)
        return next((names for _level, names in reversed(self.headings) if names), [])

    def _paragraph(self, block: Block, before: Block) -> Iterator[Description]:
        named = self.headings[-1][1] if before.kind == "heading" else []
        text = block.text
        if len(named) == 1 and not text.is_name_alone:
            yield from self._dataset(named[0], text.plain, block.line)
        elif _is_data_name(text.lead) and _SAYS_OF_ITSELF.match(text.rest):
            yield from self._dataset(self._resolved([text.lead])[0], text.plain, block.line)

    def _dataset(self, reference: str, text: str, line: int) -> Iterator[Description]:
        is_said = len(text.split()) >= 3 and not _ANNOUNCEMENT.search(text)
        if is_said and reference not in self.described:
            self.described.add(reference)
            yield description_row(self.tool, self.path, reference, None, text or None, line=line)

    def _table(self, block: Block, named: list[str]) -> Iterator[Description]:
        titles = [cell.plain.lower().strip(" :*") for _line, cells in block.rows[:1] for cell in cells]
        meaning, file, subject, kind = (
            next((place for place, title in enumerate(titles) if pattern.fullmatch(title)), None)
            for pattern in (_MEANING, _FILE, _SUBJECT, _TYPE)
        )
        key = file if subject is None else subject
        if meaning is None or key is None:
            return
        by_files: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
        for line, given in block.rows[1:]:
            cells = [*given, *[Text("")] * (len(titles) - len(given))]
            if _is_data_name(cells[key].plain):
                yield from self._dataset(self._resolved([cells[key].plain])[0], cells[meaning].plain, line)
            elif subject is not None and cells[key].plain:
                own = self._resolved(cells[file].files) if file is not None else []
                declared = of_words(cells[kind].plain) if kind is not None else None
                entry = _Entry(line, _names(cells[key]), cells[meaning].plain, declared)
                by_files[tuple(own or named)].append(entry)
        is_sure = re.search("column|field|header|attribute", titles[key]) is not None
        for files, entries in by_files.items():
            columns = [name for entry in entries for name in entry.names]
            for reference in self._bound(list(files), columns, is_sure=is_sure):
                yield from self._columns(reference, entries)

    def _bound(self, named: list[str], columns: list[str], *, is_sure: bool) -> list[str | None]:
        """The data a table is about: what is named, else what lies beside it and has its columns."""
        wanted = {folded(column) for column in columns}
        candidates = named or self.data.by_folder[folder_of(self.path)]
        headers = {path: self.data.header(path) for path in candidates}
        if len(candidates) == 1:
            header = headers[candidates[0]]
            n_found = len(wanted & header) if header is not None else 0
            is_fitting = n_found > 0 if named else 2 * n_found >= len(wanted)
            if header is None or (is_sure and named):
                is_fitting = is_sure or bool(named)
            return [candidates[0]] if is_fitting else [None] if is_sure else []
        having = [path for path, header in headers.items() if header is not None and wanted <= header]
        return [*having] if having and len(wanted) > 1 else [None] if is_sure else []

    def _list(self, block: Block, named: list[str]) -> Iterator[Description]:
        entries: list[_Entry] = []
        for line, texts in block.rows:
            item = texts[0] if texts else None
            gap = _BEFORE_MEANING.match(item.rest) if item else None
            if item and _is_data_name(item.lead) and (gap or _SAYS_OF_ITSELF.match(item.rest)):
                text = item.rest[gap.end() :] if gap else item.rest.strip()
                yield from self._dataset(self._resolved([item.lead])[0], text, line)
            elif item and gap and _IDENTIFIER.fullmatch(item.lead) and not _FILE_NAME.fullmatch(item.lead):
                entries.append(_Entry(line, [item.lead], item.rest[gap.end() :], of_words(gap["type"] or "")))
        header = self.data.header(named[0]) if len(named) == 1 else set()
        n_known = sum(header is None or folded(entry.names[0]) in header for entry in entries)
        if n_known and (n_known == len(block.rows) or (header and 2 * n_known >= len(entries))):
            yield from self._columns(named[0], entries)

    def _columns(self, reference: str | None, entries: list[_Entry]) -> Iterator[Description]:
        for line, names, text, declared in entries:
            for name in names:
                yield description_row(
                    self.tool, self.path, reference, name, text or None, line=line, declared_type=declared
                )


def _names(cell: Text) -> list[str]:
    """The column names in a cell: several only when each is marked as code."""
    rest = cell.plain
    for code in cell.codes:
        rest = rest.replace(code, "", 1)
    return cell.codes if len(cell.codes) > 1 and _BETWEEN_ALIASES.fullmatch(rest) else [cell.plain]
