"""Reads reports as those who take them in do, and tells what a hostile text has brought about in one."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

from markdown_it import MarkdownIt

_SVG = frozenset(
    "svg title desc g rect path text tspan line polyline polygon circle ellipse style defs marker a".split()
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_COMMAND = re.compile(r"::(error|warning|notice) [^\n]*::|Data debt: |\d+ more new finding")
_TOKENS_ALLOWED = frozenset({"html_block", "html_inline"})
_OUR_HTML = re.compile(r"</?(details|summary|sub|sup|br|b)\s*/?>|<!--( [\w :-]+ )?-->", re.IGNORECASE)


def in_text(text: str) -> Iterator[str]:
    """What a terminal would obey, or show at another place than it stands."""
    for character in sorted(set(text.replace("\r\n", "\n")) - {"\n", "\t"}):
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            yield f"the character U+{ord(character):04X}"


def in_json(text: str) -> Iterator[str]:
    json.loads(text)
    yield from in_text(text)


def in_csv(text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            if cell.startswith(_FORMULA) and not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell):
                yield f"the formula {cell[:40]!r}"
            yield from in_text(cell)


def in_xml(text: str) -> Iterator[str]:
    ElementTree.fromstring(text)  # noqa: S314 - our own report
    yield from in_text(text)


def in_svg(text: str) -> Iterator[str]:
    for element in ElementTree.fromstring(text).iter():  # noqa: S314 - our own report
        name = element.tag.rpartition("}")[2]
        if name not in _SVG:
            yield f"the element {name}"
        for attribute, value in element.attrib.items():
            if attribute.startswith("on") or "javascript:" in value:
                yield f"the attribute {attribute}"
    yield from in_text(text)


def in_github(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not _COMMAND.match(line):
            yield f"the line {line[:60]!r}"
    yield from in_text(text)


def in_markdown(text: str) -> Iterator[str]:
    """As GitHub reads it: tables, links, images, raw HTML and mentions."""
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        for part in (token, *(token.children or ())):
            if part.type == "image" or (part.type == "link_open" and "javascript" in str(part.attrs)):
                yield f"a {part.type} {part.attrs}"
            if part.type in _TOKENS_ALLOWED and _OUR_HTML.sub("", part.content).strip(" \n").count("<"):
                yield f"HTML {part.content[:60]!r}"
            if part.type == "text" and re.search(r"@(octocat|org)", part.content):
                yield f"a mention {part.content[:60]!r}"
    yield from in_text(text)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.n_scripts = 0
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.n_scripts += tag == "script" and given.get("type") != "application/json"
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given.get("content") or ""
        is_ours = given in ({"rel": "icon", "href": "data:,"}, {"class": "filter", "id": "filter", "hidden": None})
        if tag in ("img", "iframe", "object", "embed", "form", "base", "link") and not is_ours:
            self.found.append(f"the element {tag}")
        for name, value in attrs:
            if name.startswith("on") or "javascript:" in (value or ""):
                self.found.append(f"the attribute {name} of {tag}")


def in_html(text: str) -> Iterator[str]:
    page = _Page()
    page.feed(text)
    yield from page.found
    if page.n_scripts > 1:
        yield f"{page.n_scripts} scripts"
    if not page.policy.startswith("default-src 'none'") or "unsafe" in page.policy:
        yield f"the policy {page.policy!r}"
    yield from in_text(text)


def in_mermaid(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if re.match(r"\s*(click|style|linkStyle|%%\{|callback)\b", line):
            yield f"the line {line[:60]!r}"
        outside = re.sub(r'"[^"]*"', "", line)
        if "javascript" in outside or "<" in outside.replace("<-", ""):
            yield f"outside of quotes: {outside[:60]!r}"
    yield from in_text(text)


def in_dot(text: str) -> Iterator[str]:
    outside = re.sub(r'"(?:\\.|[^"\\])*"', "", text)
    if "javascript" in outside or '"' in outside:
        yield "text outside of quotes"
    yield from in_text(text)


READERS: dict[str, Callable[[str], Iterator[str]]] = {
    "text": in_text,
    "json": in_json,
    "openlineage": in_json,
    "sarif": in_json,
    "csv": in_csv,
    "junit": in_xml,
    "badge": in_svg,
    "badge_json": in_json,
    "svg": in_svg,
    "github": in_github,
    "markdown": in_markdown,
    "html": in_html,
    "mermaid": in_mermaid,
    "dot": in_dot,
}
"""What reads each format, by its name."""
