"""The type of a column that an expectation of Great Expectations demands, as a logical type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from debt_pipelines.catalog.tabular.lattice import LogicalType, base_of, join, of_words
from debt_pipelines.crawlers.great_expectations_kinds import KIND_OF

_PANDAS_TEXT = ("object", "dtype('O')")
"""What pandas calls a column of texts, and of anything else: it says nothing beside other words, or alone."""


def declared_type(expectation_type: str, kwargs: Mapping[str, Any]) -> LogicalType | None:
    """The type that all values must have; None when it is open, mixed, unknown, or asked of some values only."""
    name = expectation_type.lower().removeprefix("expect_")
    if KIND_OF.get(name) != "type" or kwargs.get("mostly") not in (None, 1):
        return None
    given = kwargs.get("type_") or kwargs.get("type_list")
    words = [word for word in (given if isinstance(given, list) else [given]) if word not in _PANDAS_TEXT]
    types = [of_words(word) if isinstance(word, str) else None for word in words]
    if None in types or not types:
        return None
    joined = reduce(join, types)
    is_mixed = joined == "string" and any(found != "string" for found in types)
    return None if joined is None or is_mixed else joined if len(set(types)) == 1 else base_of(joined)
