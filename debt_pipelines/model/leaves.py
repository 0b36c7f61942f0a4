"""Values of documents as trees: mappings and lists, with texts, numbers and other leaves in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def with_leaves(value: Any, changed: Callable[[Any], Any]) -> Any:
    """A value of the same shape, whose leaves are what a function makes of them."""
    if isinstance(value, dict):
        return {key: with_leaves(below, changed) for key, below in value.items()}
    if isinstance(value, list):
        return [with_leaves(below, changed) for below in value]
    return changed(value)
