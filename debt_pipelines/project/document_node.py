"""Places in a JSON, TOML or YAML file: what stands there, whatever shape it really has, and on which line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from debt_pipelines.project.documents import load_document
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import Path, YamlDocument


def open_document(project: Project, path: str) -> Node:
    """The top of a file of the project; raises UnreadableError with the line."""
    return Node(path, load_document(path, project.text(path)), ())


@dataclass(frozen=True, slots=True)
class Node:
    """One place in a document: its value, and the nodes below it, whatever shape they really have."""

    path: str
    document: YamlDocument
    keys: Path

    @property
    def value(self) -> Any:
        """What stands here; None when nothing does."""
        value = self.document.data
        for key in self.keys:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    @property
    def line(self) -> int | None:
        """The line it stands on, from 1."""
        return self.document.line(*self.keys)

    def at(self, key: str) -> Node:
        """The node under a key; its value is None when there is none."""
        return Node(self.path, self.document, (*self.keys, key))

    def listed(self, key: str) -> list[Node]:
        """The nodes of the list under a key, whatever they are."""
        entries = self.at(key).value
        n_entries = len(entries) if isinstance(entries, list) else 0
        return [Node(self.path, self.document, (*self.keys, key, index)) for index in range(n_entries)]

    def items(self, key: str) -> list[Node]:
        """The mappings in the list under a key."""
        return [entry for entry in self.listed(key) if isinstance(entry.value, dict)]

    def text(self, key: str) -> str | None:
        """The text under a key, without white space around it; None when there is none."""
        value = self.at(key).value
        return value.strip() or None if isinstance(value, str) else None

    def words(self, key: str) -> list[str]:
        """The text, or the list of texts, under a key."""
        value = self.at(key).value
        words = value if isinstance(value, list) else [value]
        return [word for word in words if isinstance(word, str) and word]

    def entries(self, key: str) -> dict[str, Node]:
        """The mappings under the names below a key; a name that is a number in YAML is one in words."""
        below = self.at(key)
        entries = below.value if isinstance(below.value, dict) else {}
        return {str(name): below.at(name) for name, entry in entries.items() if isinstance(entry, dict)}
