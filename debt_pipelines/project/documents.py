"""JSON, TOML and YAML files as values with lines, read alike."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from debt_pipelines.model.digits import MOST_DIGITS, in_bounds
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.leaves import with_leaves
from debt_pipelines.project.parse_limits import parse_limits
from debt_pipelines.project.yaml_document import Path, YamlDocument, load_yaml

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+')
_TOML_ERROR_LINE = re.compile(r"\(at line (\d+)")
_TOML_TABLE = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_TOML_KEY = re.compile(r"\s*([A-Za-z0-9_.\"' -]+?)\s*=")


def load_document(path: str, text: str) -> YamlDocument:
    """A JSON, TOML or YAML file, by its ending, with lines; raises UnreadableError with the line."""
    if path.lower().endswith(".json"):
        return _load_json(text)
    return _load_toml(text) if path.lower().endswith(".toml") else load_yaml(text)


def parse_json(text: str) -> Any:
    """The value of a JSON text, without lines; raises UnreadableError with the line."""
    if not text.strip():
        raise UnreadableError("an empty file is not valid JSON", line=1)
    try:
        return json.loads(text, parse_int=_number)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"not valid JSON: {error.msg}", line=error.lineno) from error
    except RecursionError as error:
        raise UnreadableError("too deeply nested") from error
    except ValueError as error:
        raise UnreadableError(f"not valid JSON: {error}") from error


def _number(written: str) -> int | float:
    """A number; one of very many digits is a float, as in YAML."""
    return int(written) if len(written.lstrip("-")) <= MOST_DIGITS else float(written)


def _load_json(text: str) -> YamlDocument:
    return YamlDocument(parse_json(text), _json_lines(text))


def _json_lines(text: str) -> dict[Path, int]:
    """The line of each entry of a valid JSON text: that of its key, or of the value in a list."""
    lines: dict[Path, int] = {}
    path: list[str | int] = []
    line, is_key, max_depth = 1, False, parse_limits().nesting
    for token in map(re.Match.group, _JSON_TOKEN.finditer(text)):
        if token == "\n":
            line += 1
        elif token == ",":
            is_key = bool(path) and isinstance(path[-1], str)
            if path and isinstance(path[-1], int):
                path[-1] += 1
        elif token in "}]":
            path.pop()
        elif token == ":":
            is_key = False
        elif is_key:
            path[-1] = json.loads(token)
            lines[tuple(path)] = line
        else:
            lines.setdefault(tuple(path), line)
            if token in "{[":
                path.append("" if token == "{" else 0)
                is_key = token == "{"
                if len(path) > max_depth:
                    raise UnreadableError("too deeply nested", line=line)
    return lines


def _load_toml(text: str) -> YamlDocument:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_ERROR_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise UnreadableError(f"not valid TOML: {error}", line=line) from error
    except RecursionError as error:
        raise UnreadableError("too deeply nested") from error
    except ValueError as error:
        raise UnreadableError(f"not valid TOML: {error}") from error
    bounded = with_leaves(data, lambda leaf: in_bounds(leaf) if isinstance(leaf, int) else leaf)
    return YamlDocument(bounded, _toml_lines(text))


def _toml_lines(text: str) -> dict[Path, int]:
    """The line of each plain key of a TOML text; entries of a list have the line of their key."""
    lines: dict[Path, int] = {(): 1}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _TOML_TABLE.match(line), _TOML_KEY.match(line)
        if header:
            table = _toml_parts(header[1])
            lines.setdefault(table, number)
        elif key:
            lines.setdefault((*table, *_toml_parts(key[1])), number)
    return lines


def _toml_parts(dotted: str) -> Path:
    return tuple(part.strip(" \"'") for part in dotted.split("."))
