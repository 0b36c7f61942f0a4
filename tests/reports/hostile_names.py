"""Names that do harm where a report does not make them harmless."""

from __future__ import annotations

SCRIPT = "<script>alert(1)</script>"
QUOTES = "\"it's\" & 'quoted'"
RIGHT_TO_LEFT = "data/\u202egpj.exe"
ESCAPE = "\x1b[31mred\x1b[0m\x07\x9b2J"
LONG = "very_long_name_" * 700
