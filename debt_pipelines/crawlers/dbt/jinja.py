"""What Jinja in SQL, Python and texts of dbt names, read as text: references, doc blocks, settings of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_WORD = r"""\s*["']([^"']+)["']\s*"""
_REF = re.compile(rf"\bref\({_WORD}(?:,{_WORD})?(?:,\s*(?:v|version)\s*=\s*[\"']?(\w+)[\"']?\s*)?\)")
_SOURCE = re.compile(rf"\bsource\({_WORD},{_WORD}\)")
_CONFIG = re.compile(r"\bconfig\((?:[^()\"']|\"[^\"]*\"|'[^']*'|\([^()]*\))*\)")
_DISABLED = re.compile(r"\benabled\s*=\s*(False|false)\b")
_SEVERITY = re.compile(r"\bseverity\s*=\s*[\"'](\w+)[\"']")
_SNAPSHOT = re.compile(r"\{%-?\s*snapshot\s+(\w+)\s*-?%\}")
_DOCS = re.compile(r"\{%-?\s*docs\s+(\w+)\s*-?%\}(.*?)\{%-?\s*enddocs\s*-?%\}", re.DOTALL)
_DOC = re.compile(rf"\{{\{{-?\s*doc\({_WORD}(?:,{_WORD})?\)\s*-?\}}\}}")


@dataclass(frozen=True, slots=True)
class Ref:
    """A model, seed or snapshot that is named; without a package, one of the same project if it has it."""

    name: str
    package: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of a source that is named."""

    source: str
    table: str


def references(text: str) -> list[Ref | SourceTable]:
    """What a text names by `ref()` and `source()`, each once, the refs first."""
    text = _COMMENT.sub("", text)
    refs: list[Ref | SourceTable] = []
    for match in _REF.finditer(text):
        first, second, version = match.groups()
        refs.append(Ref(second or first, first if second else None, version))
    sources = [SourceTable(match[1], match[2]) for match in _SOURCE.finditer(text)]
    return list(dict.fromkeys([*refs, *sources]))


def is_disabled(text: str) -> bool:
    """Whether the `config()` of a file switches it off, whatever the variables."""
    return any(_DISABLED.search(config) for config in _CONFIG.findall(_COMMENT.sub("", text)))


def severity(text: str) -> str | None:
    """The severity that the `config()` of a test sets."""
    found = (_SEVERITY.search(config) for config in _CONFIG.findall(_COMMENT.sub("", text)))
    return next((match[1] for match in found if match), None)


def snapshot_names(text: str) -> Iterator[tuple[str, int]]:
    """The snapshots that blocks of a file define, each with its line."""
    for match in _SNAPSHOT.finditer(text):
        yield match[1], text.count("\n", 0, match.start()) + 1


def doc_blocks(text: str) -> dict[str, str]:
    """The doc blocks of a Markdown file by name."""
    if "docs" not in text:
        return {}
    return {match[1]: match[2].strip() for match in _DOCS.finditer(_COMMENT.sub("", text))}


class Docs:
    """The doc blocks of all projects; a text that names one becomes that block."""

    def __init__(self, blocks: Mapping[str, Mapping[str, str]]) -> None:
        self._blocks = blocks

    def resolve(self, written: str, project: str) -> str:
        """A description with its doc blocks filled in; a block of an absent package stays as it is written."""

        def block(match: re.Match[str]) -> str:
            package, name = (match[1], match[2]) if match[2] else (project, match[1])
            if name in self._blocks.get(package, {}):
                return self._blocks[package][name]
            anywhere = (blocks[name] for blocks in self._blocks.values() if name in blocks)
            return next(anywhere, match[0]) if not match[2] else match[0]

        return _DOC.sub(block, written).strip() if "{{" in written else written.strip()
