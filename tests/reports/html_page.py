"""Reads a page with the standard library's parser and notes what tests ask about."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})


class HtmlPage(HTMLParser):
    """Tags, ids, links, headings, raw elements and visible text of a page, and every unbalanced tag."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.errors: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.attributes: set[str] = set()
        self.style = self.script = self.data = ""
        self._open: list[str] = []
        self._words: list[str] = []
        self._is_data = False
        self.feed(text)
        self.close()
        self.errors += [f"never closed: {tag}" for tag in self._open]
        self.text = " ".join("".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes |= values.keys()
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values[name] for name in ("href", "src") if name in values]
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        self._is_data = values.get("type") == "application/json"
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.errors.append(f"</{tag}> closes {self._open[-1:]} at {self.getpos()}")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "style":
            self.style += data
        elif inside == "script" and self._is_data:
            self.data += data
        elif inside == "script":
            self.script += data
        else:
            self._words.append(data)
