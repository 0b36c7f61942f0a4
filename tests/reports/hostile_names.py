"""Names that do harm where a report does not make them harmless."""

from __future__ import annotations

SCRIPT = "<script>alert(1)</script>"
QUOTES = "\"it's\" & 'quoted'"
RIGHT_TO_LEFT = "data/\u202egpj.exe"
ESCAPE = "\x1b[31mred\x1b[0m\x07\x9b2J"
LONG = "very_long_name_" * 700

HOSTILE: dict[str, str] = {
    "script": "x<script>alert(1)</script>",
    "image": 'x"><img src=//evil.example/b onerror=alert(1)>',
    "markdown image": "![x](https://evil.example/beacon.png)",
    "markdown link": "[x](javascript:alert(1))",
    "mention": "@octocat @org/team #1",
    "table cell": "a|b|c `code` ``two``",
    "html comment": "x --> <!-- debt",
    "formula": '=HYPERLINK("https://evil.example";"x")',
    "formula of a plus": "+cmd|' /C calc'!A0",
    "formula of an at": "@SUM(1)",
    "formula after a tab": "\t=1+1",
    "formula after a return": "\r=1+1",
    "workflow command": "x\n::error file=a.py::forged\n::set-output name=a::b",
    "workflow command, encoded": "x%0A::warning::forged",
    "colour": "x\x1b[31mred\x1b[0m",
    "clipboard": "x\x1b]52;c;ZXZpbA==\x07",
    "link of a terminal": "x\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "8-bit control": "x\x9b2J\x9d0;title\x9c",
    "bell and backspace": "x\x07\x08\x08y\x7f",
    "direction": "data/\u202egpj.exe\u2066x\u2069",
    "zero width": "da\u200bta\u2060\ufeff",
    "line separators": "x\u2028y\u2029z\x85",
    "illegal in XML": "x\x01\x0b\x0c\ufffey",
    "end of CDATA": "x]]>y&amp;<z/>",
    "mermaid": 'x"]; click a "javascript:alert(1)"; %%{init: {}}%% end',
    "dot": 'x"]; node [URL="javascript:alert(1)"]; "',
    "template": "{{7*7}}${7*7}{% raw %}",
}
"""Texts that do harm in some format, by what they try; none may come through as what it tries to be."""
