"""What many findings have in common is counted on the first of them."""

from __future__ import annotations

from collections.abc import Hashable


class FirstOf:
    """Tells the first of all names that come with one key, however often it is asked."""

    def __init__(self) -> None:
        self._first: dict[Hashable, Hashable] = {}

    def __call__(self, key: Hashable, name: Hashable) -> bool:
        """Whether this name came first with the key."""
        return self._first.setdefault(key, name) == name
