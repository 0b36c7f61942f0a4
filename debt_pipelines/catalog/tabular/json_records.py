"""Which JSON is a table: many objects with the same keys, bare or wrapped in one more object, and no settings."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from debt_pipelines.catalog.tabular.table import NotTabularError

_MIN_OBJECTS, _MIN_SHARED = 2, 0.5
_MIN_NESTED_OBJECTS, _MIN_NESTED_SHARED = 20, 0.8
"""Objects with others inside may be settings as well as records: only many that are alike are records."""
_WRAPPERS = ("data", "records", "rows", "items", "results")
_ABOUT = frozenset({"schema", "meta", "metadata", "pagination", "paging", "links", "_links"})
_WRAPPED = re.compile(rf'\{{\s*"(?:(?:{"|".join(_WRAPPERS)})"\s*:\s*\[\s*\{{|schema"\s*:\s*\{{\s*"fields")')

Object = dict[str, Any]


def starts_like_table(text: str) -> bool:
    """Whether a text begins as an array of objects does, or as an object that wraps one."""
    start = text.lstrip("\ufeff \t\r\n")
    is_array = start.startswith("[") and start[1:].lstrip().startswith("{")
    return is_array or bool(_WRAPPED.match(start))


def records_of(document: Any) -> list[Object]:
    """The objects that are the rows of a table; raises NotTabularError when the document is something else."""
    objects = _unwrapped(document) if isinstance(document, dict) else document
    if not isinstance(objects, list) or not all(isinstance(value, dict) for value in objects):
        raise NotTabularError("not an array of objects")
    is_nested = any(isinstance(part, (dict, list)) for value in objects for part in value.values())
    if len(objects) < (_MIN_NESTED_OBJECTS if is_nested else _MIN_OBJECTS):
        raise NotTabularError("not an array of flat objects" if is_nested else "not several objects")
    counts = Counter(key for value in objects for key in value)
    n_cells = len(counts) * len(objects)
    if not n_cells or counts.total() < (_MIN_NESTED_SHARED if is_nested else _MIN_SHARED) * n_cells:
        raise NotTabularError("the objects have few keys in common")
    return objects


def _unwrapped(document: Object) -> Any:
    """The one list in an object, where all else is said about it."""
    key = next((key for key in _WRAPPERS if isinstance(document.get(key), list)), None)
    others = ((name, value) for name, value in document.items() if name != key)
    if any(isinstance(value, list) or (isinstance(value, dict) and name not in _ABOUT) for name, value in others):
        return None
    return document.get(key) if key else None
