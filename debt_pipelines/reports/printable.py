"""Makes any text safe to show: what is invisible, or would command a terminal, is written out as an escape.

Names come from the scanned repository. A terminal escape could repaint the screen, a direction mark could
reorder a path so that it reads as another one; `\\x1b` and `\\u202e` in their place show what is there.
"""

from __future__ import annotations

import json
import re
import unicodedata

# JSON may hold these raw, but a terminal obeys some, reorders text around others, and shows nothing of the rest.
_UNSAFE_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """The text on one line, with control and format characters and surrogates spelled as escapes."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _spell(character) for character in text)


def one_line(text: str) -> str:
    """Prose on one printable line: runs of white space and line breaks become one space."""
    return printable(" ".join(text.split()))


def printable_json(text: str) -> str:
    """A JSON document with such characters, as far as JSON holds them raw, written as its own escapes."""
    return _UNSAFE_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], text)


def _spell(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")
