"""What Soda is told of valid values: which kind of check that makes, and what it allows."""

from __future__ import annotations

from typing import Any

from debt_pipelines.model.data_rows import AssertionKind
from debt_pipelines.project.document_node import Node

_KINDS: dict[str, AssertionKind] = {
    "valid_values": "domain",
    "invalid_values": "domain",
    "valid_reference_data": "relation",
    **dict.fromkeys(("valid_format", "invalid_format", "valid_regex", "invalid_regex", "valid_regex_sql"), "pattern"),
    **dict.fromkeys(("valid_min", "valid_max", "valid_length", "valid_min_length", "valid_max_length"), "range"),
}
_LIMITS = {"valid_values": "values", "valid_min": "least", "valid_max": "most", "valid_regex": "pattern"}


def kind_of_valid(node: Node) -> AssertionKind:
    """The kind of a check of valid values; what is said in no known words is a check of its own kind."""
    said = _words(node)
    return next((kind for word, kind in _KINDS.items() if word in said), "custom")


def limits_of_valid(node: Node) -> dict[str, Any]:
    """What is allowed, beside how many values may be something else."""
    said = _words(node)
    return {key: said[word] for word, key in _LIMITS.items() if word in said}


def _words(node: Node) -> dict[str, Any]:
    """What is said, with `_` for the spaces that earlier versions have."""
    said = node.value if isinstance(node.value, dict) else {}
    return {str(key).replace(" ", "_"): value for key, value in said.items()}
