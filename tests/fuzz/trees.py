"""Sound JSON, YAML and TOML read as a tree of values, changed as a tree, and written again: valid, but not expected."""

from __future__ import annotations

import copy
import datetime
import json
import math
import tomllib
from pathlib import PurePosixPath
from random import Random
from typing import Any

import yaml

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, -(2**70), 10**299, 10**400, 0.5, -0.0, 1e308, math.inf, -math.inf, math.nan, "",
    " ", "0", "null", "no", "-1", "1e999", "9" * 400, "9" * 5000, "0x" + "f" * 5000, "\u00b2", "\u0663", "2026-13-45",
    "0000-00-00", "a" * 5000, "\x00", "\ud800", "\u202e", "\x1b[2J",
    "e\u0301", "=1+1", "../../../etc/passwd", "/etc/passwd", "C:\\x", "s3://a:b@c/d", "http://[::1", "${x",
    "${a.b}", "{{ x", "*", "[", "**/*", "a\nb", "%", "(?P<", "(a+)+$", "\\", "'", '"', "`", "|", "#/$defs/x", "#/",
    "#", "data/orders.csv", datetime.date(2026, 1, 5), datetime.datetime(1, 1, 1, tzinfo=datetime.UTC), [], {},
    [[]], [{}], [None], {"": None}, {"a": {"a": {}}}, ["a", "a"], [1, "1", 1.0, True], {"1": 1},
    {1: "1", None: 2, 1.5: 4},
)  # fmt: skip
"""What stands where something else is expected."""
_MAX_BYTES = 50_000


def changed_tree(seed: bytes, path: str, random: Random) -> bytes | None:
    """A document like the seed with some of its values changed; None where the seed is no such document."""
    kind = PurePosixPath(path).suffix.lower()
    if len(seed) > _MAX_BYTES:
        return None
    try:
        tree = _read(seed, kind)
        if not isinstance(tree, dict | list):
            return None
        holder = [tree]
        for _ in range(random.choice((1, 1, 2, 3, 8))):
            _change(holder, random)
        return written(holder[0], kind, random).encode(errors=random.choice(("surrogatepass", "replace")))
    except (ValueError, TypeError, yaml.YAMLError, RecursionError):
        return None  # a seed that was found by chance may be no document, or too deep


def _read(seed: bytes, kind: str) -> Any:
    if kind in (".json", ".ipynb", ".avsc", ".jsonld"):
        return json.loads(seed)
    if kind == ".toml":
        return tomllib.loads(seed.decode())
    return yaml.safe_load(seed) if kind in (".yaml", ".yml", ".dvc", ".lock") else None


def _change(holder: list[Any], random: Random) -> None:
    """Change one place of a tree; `holder` has the tree as its only entry."""
    places = [
        (above, key)
        for above in _containers(holder)
        for key in (above if isinstance(above, dict) else range(len(above)))
    ]
    above, key = random.choice(places)
    value, kind = above[key], random.randrange(10)
    if kind < 4:
        above[key] = copy.deepcopy(random.choice(_ODD))
    elif kind == 4:
        other, where = random.choice(places)
        above[key] = copy.deepcopy(other[where])
    elif kind == 5 and above is not holder:
        del above[key]
    elif kind == 6 and isinstance(above, dict):
        above[random.choice(("", "x", "name", "type", "a.b", "a/b", "\ud800", random.choice(places)[1]))] = above.pop(
            key
        )
    elif kind == 7:
        above[key] = random.choice(
            ([value], {"a": value}, [value, value], {str(value)[:50]: value}, _deep(value, random))
        )
    elif kind == 8 and isinstance(above, list) and above is not holder:
        above[key:key] = [copy.deepcopy(value)] * random.choice((1, 1, 20))
    else:
        above[key] = _retyped(value)


def _containers(value: Any) -> list[Any]:
    """All mappings and lists of a tree, itself included, that are not empty."""
    if not isinstance(value, dict | list) or not value:
        return []
    return [
        value,
        *(inner for each in (value.values() if isinstance(value, dict) else value) for inner in _containers(each)),
    ]


def _deep(value: Any, random: Random) -> Any:
    for _ in range(random.choice((5, 60, 150))):
        value = [value] if random.random() < 0.5 else {"a": value}
    return value


def _retyped(value: Any) -> Any:
    """Much the same value as another type."""
    if isinstance(value, str):
        return float(value) if value.isdecimal() else list(value[:50])
    if isinstance(value, list):
        return dict(enumerate(value))
    return list(value.items()) if isinstance(value, dict) else str(value)


def written(tree: Any, kind: str, random: Random) -> str:
    """A tree as a text of the format; what JSON and TOML have no word for is written as a text."""
    if kind == ".toml":
        return _toml(tree)
    if kind in (".yaml", ".yml", ".dvc", ".lock") and random.random() < 0.8:
        flow = random.choice((None, False, True))
        text: str = yaml.dump(
            tree, Dumper=_Dumper, allow_unicode=random.random() < 0.5, default_flow_style=flow, sort_keys=False
        )
        return text
    return json.dumps(_plain(tree), indent=random.choice((None, 1, "\t")), ensure_ascii=random.random() < 0.5)


class _Dumper(yaml.SafeDumper):
    """Writes what YAML has no word for as a text."""

    def as_text(self, data: Any) -> yaml.Node:
        return self.represent_str(str(data))


_Dumper.add_multi_representer(object, _Dumper.as_text)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, datetime.date) else value


def _toml(tree: Any) -> str:
    return "\n".join(f"{json.dumps(str(key))} = {_toml_value(value)}" for key, value in _items(tree)) + "\n"


def _items(tree: Any) -> list[tuple[Any, Any]]:
    return list(tree.items()) if isinstance(tree, dict) else [("list", tree)]


def _toml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {_toml_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return json.dumps(str(value) if value is None else value, ensure_ascii=False)
