"""Patterns of Great Expectations that are found in every text, or in none."""

from __future__ import annotations

import re
import warnings
from typing import Any

_OPTIONS = re.compile(r"\(\?([aimsu]+)\)")
_ALL = r"\(*(?:\?:)?(?:{}\[\\s\\S\]|\[\\S\\s\]|\[\\w\\W\]|\[\\W\\w\]|\[\\d\\D\]|\[\\D\\d\])\*\??\)*"
_WHOLE_TEXT, _WHOLE_TEXT_BY_DOTS = re.compile(_ALL.format("")), re.compile(_ALL.format(r"\.|"))
_START, _END = re.compile(r"(?:\^|\\A)"), re.compile(r"(?:\$|\\Z)$")
_NEGATED_SET = re.compile(r"(?<!\\)\[\^")
_ANCHOR_OR_GROUP_OPTION = re.compile(r"[\^$]|\\[^.\-_/+*?()\[\]{}|\\dDwWsStnr]|\(\?(?!:)")
_FOUND_IN_NONE = frozenset({"(?!)", r"[^\s\S]", r"[^\S\s]", r"[^\w\W]", r"[^\d\D]"})
_EMPTYING = re.compile(r"\s(?:where\s+(?:1\s*=\s*0|0\s*=\s*1|false)|limit\s+0)\s*;?\s*\Z", re.IGNORECASE)
_SELECT_OR_COMMENT = re.compile(r"\bselect\b|--|/\*|#", re.IGNORECASE)
_MAX_CHARACTERS = 1000


def matches_any_text(pattern: Any) -> bool:
    """Whether a regular expression is found in every text, searched for or matched from the start."""
    if not isinstance(pattern, str) or len(pattern) > _MAX_CHARACTERS:
        return False
    options = _OPTIONS.match(pattern)
    body = pattern[options.end() :] if options else pattern
    free = body[start.end() :] if (start := _START.match(body)) else body
    whole = _WHOLE_TEXT_BY_DOTS if options and "s" in options[1] else _WHOLE_TEXT
    if whole.fullmatch(_END.sub("", free)):
        return _is_found_in_nothing(body)
    # What needs no character is found where a text starts.
    return not _ANCHOR_OR_GROUP_OPTION.search(_NEGATED_SET.sub("[", free)) and _is_found_in_nothing(free)


def matches_no_text(pattern: Any) -> bool:
    """Whether a regular expression is found in no text at all; False where that cannot be told."""
    return isinstance(pattern, str) and pattern in _FOUND_IN_NONE


def is_any_like(pattern: Any) -> bool:
    """Whether a pattern of SQL's `LIKE` is of every text."""
    return isinstance(pattern, str) and bool(pattern) and not pattern.strip("%")


def selects_nothing(query: Any) -> bool:
    """Whether one plain SQL query ends in a condition that no row fulfils."""
    if not isinstance(query, str) or len(query) > _MAX_CHARACTERS:
        return False
    return len(_SELECT_OR_COMMENT.findall(query)) == 1 and _EMPTYING.search(query) is not None


def _is_found_in_nothing(pattern: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):
            return re.search(pattern, "") is not None
    except (re.error, RecursionError, OverflowError):
        return False
