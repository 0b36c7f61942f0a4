"""Words in JSON-LD, which may stand plain, in a list, by language, or wrapped as a value."""

from __future__ import annotations

from typing import Any

_WRAPPED = ("@value", "en", "und")


def plain_texts(value: Any) -> list[str]:
    """The texts that a value holds; of several languages English, or else the first."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        return [text for entry in value for text in plain_texts(entry)]
    if isinstance(value, dict):
        chosen = next((value[key] for key in _WRAPPED if key in value), next(iter(value.values()), None))
        return plain_texts(chosen) if isinstance(chosen, (str, list)) else []
    return []


def plain_text(value: Any) -> str | None:
    """The first of those texts."""
    return next(iter(plain_texts(value)), None)


def identifier(value: Any) -> str | None:
    """What a link points at: `{"@id": "x"}`, or the name alone."""
    linked = value.get("@id") if isinstance(value, dict) else value
    return linked if isinstance(linked, str) and linked else None
