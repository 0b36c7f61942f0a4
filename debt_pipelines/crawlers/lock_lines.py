"""Reads the YAML that DVC itself writes, line by line, several times as fast as a YAML parser.

`dvc.lock` and `.dvc` files come from a machine, so nearly all of their lines have one of a few shapes. A section of a
stage with any other line is given to the YAML parser by itself; a text that cannot even be cut into stages and
sections is not understood, and the whole of it is left to the YAML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.yaml_document import load_yaml, plain_value

_LOCK, _LOCK_1, _DVC_FILE = 4, 2, 0
_HEADER = re.compile(r"schema: (?:'2\.0'|\"2\.0\")\nstages:\n")
_NEVER_A_STAGE = ("schema", "stages")
_UNUSUAL_BREAK = re.compile(r"[\r\x85\u2028\u2029]")
_ANCHOR = re.compile(r"(?:^|[\s,\[{:-])&[^\s&]", re.MULTILINE)
_ALIAS = re.compile(r"(?:^|[\s,\[{:-])\*[^\s*]", re.MULTILINE)

_KEY = r"(?!(?i:true|false|null):)[A-Za-z_][A-Za-z0-9_./@-]*+"
_CHARACTER = r"[!-9;-~\w]"
_FIRST = r"[\w./~$(=+^;]"
_WORDS = rf"(?:{_CHARACTER}++| ++(?!\#){_CHARACTER}|:{_CHARACTER})*+"
_VALUE = rf"(?: ({_FIRST}{_WORDS}|'[ !-&(-~]*+'))? *+"
_MAX_DIGITS = 19


def _pair(indent: int, start: str | None = None) -> str:
    """The pattern of `key: value`, with the lines over which a long value goes on; in all it has four groups."""
    further = rf"((?:\n {{{indent + 1},}}+(?!\#){_CHARACTER}{_WORDS} *+)*+)"
    return rf"^({start or ' ' * indent})({_KEY}):{_VALUE}{further}\n"


def _for_each(pattern: str) -> dict[int, re.Pattern[str]]:
    """A pattern for each indentation of sections; `<n>` stands for that many spaces more than it."""
    return {indent: re.compile(_indented(pattern, indent), re.MULTILINE) for indent in (_LOCK, _LOCK_1, _DVC_FILE)}


def _indented(pattern: str, indent: int) -> str:
    return re.sub(r"<(-?\d)>", lambda more: " " * (indent + int(more[1])), pattern)


_STAGE = _for_each(r"^<-2>([\w.~][\w.@/=+,~-]*+):\n((?:<0>[^\n]*+\n|\n)++)")
_SECTION = _for_each(rf"^<0>({_KEY}):[^\n]*+\n(?:<1>[^\n]*+\n|<0>- [^\n]*+\n|\n)*+")
_PARAMS_FILE = _for_each(rf"^<2>((?:\.\.?/)*+{_KEY}):\n((?:<4>[^\n]*+\n)++)")
_PAIR = {indent: re.compile(_pair(indent), re.MULTILINE) for indent in (0, 2, 4, 6, 8)}
_ITEM_LINE = {
    indent: re.compile(_pair(indent + 2, f"{' ' * indent}(?:- |  )"), re.MULTILINE)
    for indent in (_LOCK, _LOCK_1, _DVC_FILE)
}


@dataclass(frozen=True, slots=True)
class Block:
    """The text of one stage in a lock file, below the line of its name, and where that stands."""

    name: str
    line: int
    text: str
    indent: int


@dataclass(frozen=True, slots=True)
class Entry:
    """The value of one stage or `.dvc` file; the line, from 1, of each of its dependencies and outputs in its text."""

    data: dict[str, Any]
    lines: dict[tuple[str, int], int] = field(default_factory=dict)


class _NotUnderstoodError(Exception):
    """The text has a shape that only a YAML parser can tell."""


def split_lock(text: str) -> list[Block] | None:
    """The stages of a lock file of either schema; None when it has another shape than DVC gives it."""
    header = _HEADER.match(text)
    indent, at, line = (_LOCK, header.end(), 3) if header else (_LOCK_1, 0, 1)
    blocks: list[Block] = []
    for found in _STAGE[indent].finditer(text, at):
        name, body = found.groups()
        if found.start() != at or plain_value(name) != name or (not header and name in _NEVER_A_STAGE):
            return None
        blocks.append(Block(name, line, body, indent))
        at = found.end()
        line += 1 + body.count("\n")
    is_whole = at == len(text) and len({block.name for block in blocks}) == len(blocks) > 0
    return blocks if is_whole and not _UNUSUAL_BREAK.search(text) else None


def scan_block(block: Block) -> Entry | None:
    """The value of one stage in a lock file; None when it is not understood."""
    return _scan(block.text, block.indent)


def scan_dvc_file(text: str) -> Entry | None:
    """The value of a `.dvc` file; None when it is not understood."""
    return None if _UNUSUAL_BREAK.search(text) else _scan(text, _DVC_FILE)


def _scan(text: str, indent: int) -> Entry | None:
    entry = Entry({})
    try:
        for name, section, line in _sections(text, indent):
            if name in entry.data:
                return None
            entry.data[name] = _section(entry, name, section, line=line, indent=indent)
    except _NotUnderstoodError:
        return None
    return entry


def _sections(text: str, indent: int) -> Iterator[tuple[str, str, int]]:
    """The name, the text and the first line of each section."""
    at, line = 0, 1
    for found in _SECTION[indent].finditer(text):
        if found.start() != at:
            break
        yield found[1], found[0], line
        at = found.end()
        line += found[0].count("\n")
    if at != len(text):
        raise _NotUnderstoodError


def _section(entry: Entry, name: str, section: str, *, line: int, indent: int) -> Any:
    first, _, rest = section.partition("\n")
    is_open = len(first) == indent + len(name) + 1
    if is_open and name in ("deps", "outs"):
        items = _items(rest, indent)
        if items is not None:
            entry.lines.update({(name, index): line + 1 + offset for index, (_item, offset) in enumerate(items)})
            return [item for item, _offset in items]
    if is_open and name == "params":
        files = _files(rest, indent)
        if files is not None:
            return files
    found = _PAIR[indent].fullmatch(section)
    if found is not None:
        return _value(found[3] or "", found[4])
    value, lines = _by_yaml(name, section, indent)
    entry.lines.update({(name, index): line + offset - 1 for index, offset in enumerate(lines)})
    return value


def _items(text: str, indent: int) -> list[tuple[dict[str, Any], int]] | None:
    """A list of mappings of words, each with the number of lines before it."""
    items: list[tuple[dict[str, Any], int]] = []
    item: dict[str, Any] = {}
    n_lines = 0
    for start, key, written, further in _ITEM_LINE[indent].findall(text):
        if start[-2] == "-":
            item = {}
            items.append((item, n_lines))
        elif not items or key in item:
            return None
        item[key] = _value(written, further)
        n_lines += 1 + further.count("\n")
    return items if items and n_lines == text.count("\n") else None


def _files(text: str, indent: int) -> dict[str, Any] | None:
    """A mapping of mappings of words, which is how most parameters stand."""
    files: dict[str, Any] = {}
    n_lines = 0
    for file, lines in _PARAMS_FILE[indent].findall(text):
        values: dict[str, Any] = {}
        for _start, key, written, further in _PAIR[indent + 4].findall(lines):
            if key in values:
                return None
            values[key] = _value(written, further)
            n_lines += 1 + further.count("\n")
        if file in files:
            return None
        files[file] = values
        n_lines += 1
    return files if files and n_lines == text.count("\n") else None


def _value(written: str, further: str) -> Any:
    if further:
        return _folded(written, further)
    if written[:1] == "'":
        return written[1:-1]
    if written.isdecimal() and len(written) <= _MAX_DIGITS and written.isascii():
        return int(written)
    return plain_value(written)


def _folded(written: str, further: str) -> Any:
    lines = [line.strip(" ") for line in further.split("\n")[1:]]
    if written[:1] == "'" or not (written or re.match(_FIRST, lines[0])):
        raise _NotUnderstoodError
    return plain_value(" ".join([written, *lines]).strip(" "))


@lru_cache(maxsize=256)
def _by_yaml(name: str, section: str, indent: int) -> tuple[Any, tuple[int, ...]]:
    """The value of a section by the YAML parser, as deep in a document as it was, and the lines of a list in it.

    An alias could make a small section large; the bound for that is one for the whole file.
    """
    if _ANCHOR.search(section) and _ALIAS.search(section):
        raise _NotUnderstoodError
    above = "".join(f"{' ' * depth}x:\n" for depth in range(0, indent, 2))
    try:
        document = load_yaml(above + section)
    except UnreadableError as error:
        raise _NotUnderstoodError from error
    path = ("x",) * (indent // 2)
    data = document.data
    for step in path:
        data = data[step]
    if document.duplicates or list(data) != [name]:
        raise _NotUnderstoodError
    n_items = len(data[name]) if isinstance(data[name], list) else 0
    return data[name], tuple(document.lines[(*path, name, index)] - len(path) for index in range(n_items))
