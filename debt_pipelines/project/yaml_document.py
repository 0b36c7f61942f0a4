"""YAML as DVC reads it, with the line of every entry.

DVC reads YAML 1.2 (`no`, `on` and `010` are words, not booleans or octals) and refuses duplicate keys. The fast C
parser gives the nodes; this module turns them into plain values, remembers lines, and bounds aliases and depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from debt_pipelines.model.digits import MOST_DIGITS
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.parse_limits import parse_limits

Path = tuple[str | int, ...]

_SAFE_NESTING = 1000
_INDENTATION = re.compile(r"^[ \t?:-]+", re.MULTILINE)
_CONFLICT = re.compile(r"^<<<<<<< ", re.MULTILINE)
_NULL = re.compile(r"^(~|null|Null|NULL|)$")
_BOOL = re.compile(r"^(true|True|TRUE|false|False|FALSE)$")
_INT = re.compile(rf"^[-+]?[0-9]{{1,{MOST_DIGITS}}}$")
_BASED_INT = re.compile(r"^(0o[0-7]{1,300}|0x[0-9a-fA-F]{1,240})$")
_FLOAT = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_SPECIAL_FLOAT = re.compile(r"^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$")
_MAY_BE_TYPED = re.compile(r"[-+]?[0-9]*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$|0[ox]|[-+]?\.[iInN]|[~nNtTfF]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class YamlDocument:
    """The value of a YAML file, the line (from 1) of each entry by its path, and the duplicate keys."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    duplicates: list[tuple[str, int]] = field(default_factory=list)

    def line(self, *path: str | int) -> int | None:
        """The line of an entry, or of the nearest entry above it that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


def load_yaml(text: str) -> YamlDocument:
    """Parse one YAML document; raises UnreadableError with the line when it is not valid YAML."""
    conflict = _conflict_marker(text)
    if conflict is not None:
        raise UnreadableError("unresolved merge conflict", line=conflict)
    try:
        _refuse_deep_nesting(text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableError(
            f"not valid YAML: {error.problem or error.context}", line=mark.line + 1 if mark else None
        ) from error
    except yaml.YAMLError as error:
        raise UnreadableError(f"not valid YAML: {str(error).splitlines()[0]}") from error
    except UnicodeError as error:
        raise UnreadableError("not valid YAML: not Unicode text") from error
    document = YamlDocument(None)
    if node is not None:
        document.data = _Builder(document, max_nodes=len(text) + parse_limits().alias_nodes).root(node)
    return document


def _conflict_marker(text: str) -> int | None:
    found = _CONFLICT.search(text) if "<<<<<<< " in text else None
    return text.count("\n", 0, found.start()) + 1 if found else None


def _refuse_deep_nesting(text: str) -> None:
    """Refuse what would overflow the C stack of the parser, which nothing could catch.

    Only brackets and indentation nest, so most files are cleared by counting them, without a second parse.
    """
    indentation = max((len(found) for found in _INDENTATION.findall(text)), default=0)
    if text.count("[") + text.count("{") + indentation <= _SAFE_NESTING:
        return
    depth, max_depth = 0, parse_limits().nesting
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > max_depth:
            raise UnreadableError("too deeply nested", line=event.start_mark.line + 1 if event.start_mark else None)


class _Builder:
    """Turns nodes into values; aliases are built again, up to a bound, so that each has its own lines."""

    def __init__(self, document: YamlDocument, *, max_nodes: int) -> None:
        self.document = document
        self.max_nodes = max_nodes
        self.max_depth = parse_limits().nesting
        self.n_nodes = 0
        self.twice: set[tuple[str, int]] = set()

    def root(self, node: yaml.Node) -> Any:
        self.document.lines[()] = _line(node)
        return self.value(node, (), 0)

    def value(self, node: yaml.Node, path: Path, depth: int) -> Any:
        self.n_nodes += 1
        if self.n_nodes > self.max_nodes or depth > self.max_depth:
            raise UnreadableError("too large or too deeply nested once its aliases are expanded", line=_line(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.entry(child, (*path, index), depth) for index, child in enumerate(node.value)]
        return _scalar(node)

    def entry(self, node: yaml.Node, path: Path, depth: int) -> Any:
        self.document.lines[path] = _line(node)
        return self.value(node, path, depth + 1)

    def mapping(self, node: yaml.MappingNode, path: Path, depth: int) -> dict[Any, Any]:
        own: dict[Any, Any] = {}
        merges: list[yaml.Node] = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise UnreadableError("a key is not a plain word", line=_line(key_node))
            if _is_merge(key_node, value_node):
                merges += _merge_sources(value_node)
                continue
            key = _scalar(key_node)
            if key in own:
                self.duplicate(str(key), _line(key_node))
            self.document.lines[(*path, key)] = _line(key_node)
            own[key] = self.value(value_node, (*path, key), depth + 1)
        return self.merged(merges, path, depth) | own if merges else own

    def duplicate(self, key: str, line: int) -> None:
        if (key, line) not in self.twice:  # else seen again through an alias
            self.twice.add((key, line))
            self.document.duplicates.append((key, line))

    def merged(self, nodes: list[yaml.Node], path: Path, depth: int) -> dict[Any, Any]:
        """The entries that `<<` brings; the first of several wins, and the lines of the mapping's own stay."""
        own_lines, self.document.lines = self.document.lines, {}
        merged: dict[Any, Any] = {}
        for node in reversed(nodes):
            merged |= self.value(node, path, depth + 1)
        for entry, line in self.document.lines.items():
            own_lines.setdefault(entry, line)
        self.document.lines = own_lines
        return merged


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _is_merge(key: yaml.ScalarNode, value: yaml.Node) -> bool:
    is_plain = key.value == "<<" and not key.style  # the C parser says "" where the Python one says None
    return is_plain and all(isinstance(node, yaml.MappingNode) for node in _merge_sources(value))


def _merge_sources(node: yaml.Node) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def _scalar(node: yaml.Node) -> Any:
    text: str = node.value
    if getattr(node, "style", None) in ("'", '"', "|", ">"):
        return text
    return plain_value(text)


def plain_value(text: str) -> Any:
    """What a word without quotes means in YAML 1.2."""
    if not _MAY_BE_TYPED.match(text):
        return text
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text[0] in "tT"
    if _INT.match(text):
        return int(text)
    if _BASED_INT.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    if _SPECIAL_FLOAT.match(text):
        return float(text.replace(".", "").lower())
    return text
