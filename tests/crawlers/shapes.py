"""Documents bent out of shape, to show that no crawler breaks on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def variants(document: Any) -> Iterator[Any]:
    """The document with each of its parts in turn replaced by a value of another shape."""
    yield from ({}, None, "text", 7, [[]])
    if isinstance(document, dict | list):
        for key in document if isinstance(document, dict) else range(len(document)):
            for variant in variants(document[key]):
                copy = json.loads(json.dumps(document))
                copy[key] = variant
                yield copy
