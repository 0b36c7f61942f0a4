"""Additions to a YAML file that leave every other byte as it is: comments, quotes, blank lines and line ends.

The parser says where the nodes stand; text is inserted there. The result is parsed again and must mean exactly what
was there plus what was asked for; where it does not, nothing is written.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.yaml_document import Path, load_yaml

_PLAIN = re.compile(r"[A-Za-z_./][\w ./()@+'-]*(?<! )")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "~"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry to add: `value` under `key` of the mapping at a path, or to the list there where `key` is None.

    A list entry that is a word only becomes a mapping with that word as its key. `comment` stands behind the value.
    """

    at: Path
    key: str | None
    value: str | list[str] | dict[str, str] | dict[str, list[str]]
    comment: str | None = None


def with_entries(text: str, entries: Sequence[Entry]) -> str | None:
    """The text with the entries added; None where it cannot be done without touching anything else."""
    newline = "\r\n" if "\r\n" in text else "\n"
    for entry in entries:
        try:
            added = _with_entry(text, entry, newline)
            if added is None or load_yaml(added).data != _expected(load_yaml(text).data, entry):
                return None
        except (UnreadableError, LookupError, yaml.YAMLError):
            return None
        text = added
    return text


def _expected(data: Any, entry: Entry) -> Any:
    data = copy.deepcopy(data)
    above: Any = None
    node: Any = data
    for part in entry.at:
        above, node = node, node[part]
    if entry.key is None:
        node.append(entry.value)
    elif isinstance(node, str):
        above[entry.at[-1]] = {node: {entry.key: entry.value}}
    else:
        node[entry.key] = entry.value
    return data


def _with_entry(text: str, entry: Entry, newline: str) -> str | None:
    lines = text.splitlines(keepends=True)
    node = _find(yaml.compose(text, Loader=_LOADER), entry.at)
    if entry.key is None:
        return _appended(lines, node, entry, newline)
    if isinstance(node, yaml.ScalarNode):
        return _made_mapping(lines, node, entry, newline)
    if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        return None
    indent = node.value[0][0].start_mark.column
    return _inserted(lines, _last_line(node), _block(entry.key, entry, indent, newline), newline)


def _appended(lines: list[str], node: yaml.Node, entry: Entry, newline: str) -> str | None:
    if not isinstance(node, yaml.SequenceNode) or not node.value or isinstance(entry.value, list):
        return None
    if node.flow_style:
        if not isinstance(entry.value, str):
            return None
        end = node.end_mark
        line = lines[end.line]
        lines[end.line] = f"{line[: end.column - 1]}, {_written(entry.value)}{line[end.column - 1 :]}"
        return "".join(lines)
    first = node.value[0].start_mark
    indent = lines[first.line].rindex("-", 0, first.column)
    return _inserted(lines, _last_line(node), list_item(entry.value, indent, newline), newline)


def list_item(value: str | Mapping[str, str | list[str]], indent: int, newline: str) -> str:
    """The lines of one entry of a list: a text, or a mapping with a key a line, and lists of texts below their keys."""
    margin = " " * indent
    if isinstance(value, str):
        return f"{margin}- {_written(value)}{newline}"
    first, *others = [line for key, part in value.items() for line in _pair(key, part)]
    return "".join([f"{margin}- {first}{newline}", *(f"{margin}  {line}{newline}" for line in others)])


def _pair(key: str, value: str | list[str]) -> list[str]:
    if isinstance(value, str):
        return [f"{key}: {_written(value)}"]
    return [f"{_written(key)}:", *(f"- {_written(text)}" for text in value)]


def _made_mapping(lines: list[str], node: yaml.ScalarNode, entry: Entry, newline: str) -> str | None:
    end = node.end_mark
    if node.style in ("|", ">") or entry.key is None or end.line != node.start_mark.line:
        return None
    line = lines[end.line]
    lines[end.line] = f"{line[: end.column]}:{line[end.column :]}"
    return _inserted(lines, end.line, _block(entry.key, entry, node.start_mark.column + 2, newline), newline)


def _block(key: str, entry: Entry, indent: int, newline: str) -> str:
    margin, comment = " " * indent, f"  # {entry.comment}" if entry.comment else ""
    if isinstance(entry.value, str):
        return f"{margin}{key}: {_written(entry.value)}{comment}{newline}"
    if isinstance(entry.value, list):
        below = [f"{margin}- {_written(value)}" for value in entry.value]
    else:
        below = [f"{margin}  {line}" for name, value in entry.value.items() for line in _pair(name, value)]
    below[-1] += comment
    return newline.join([f"{margin}{key}:", *below, ""])


def _inserted(lines: list[str], after: int, block: str, newline: str) -> str:
    if not lines[after].endswith(("\n", "\r")):
        lines[after] += newline
    lines.insert(after + 1, block)
    return "".join(lines)


def _written(value: str) -> str:
    is_plain = _PLAIN.fullmatch(value) and value.casefold() not in _WORDS_OF_YAML
    return value if is_plain else "'" + value.replace("'", "''") + "'"


def _find(node: yaml.Node | None, path: Path) -> yaml.Node:
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if getattr(key, "value", None) == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
        else:
            raise LookupError(part)
    if node is None:
        raise LookupError(path)
    return node


def _last_line(node: yaml.Node) -> int:
    """The line, from 0, that a node ends on; blank lines and comments below it are not part of it."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return max(map(_last_line, last if isinstance(last, tuple) else (last,)))
    is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return int(node.end_mark.line) - is_block
