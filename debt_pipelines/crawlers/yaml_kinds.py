"""Which YAML files of a project are data contracts or belong to Soda, told by their first bytes in one pass."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Literal

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.project import Project

YamlKind = Literal["contract", "soda_checks", "soda_contract", "soda_configuration"]
_HEAD_BYTES = 64 * 1024


def _signs(*patterns: bytes) -> tuple[re.Pattern[bytes], ...]:
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)


_SIGNS: dict[YamlKind, tuple[re.Pattern[bytes], ...]] = {
    "contract": _signs(rb"^dataContractSpecification:|^kind:[ \t]*['\"]?DataContract\b"),
    "soda_checks": _signs(rb"^['\"]?(?:checks for|for each (?:dataset|table)) "),
    "soda_contract": _signs(rb"^dataset:[ \t]*\S", rb"^(?:columns|checks):[ \t]*\r?$"),
    "soda_configuration": _signs(rb"^data_source [^\n]+:|^connection:", rb"^[ \t]*type:"),
}


def yaml_files(project: Project, kind: YamlKind) -> list[str]:
    """The sorted paths of the YAML files that may be of a kind; a name that is all the sign there is counts too."""
    return project.once("yaml_kinds", lambda: _by_kind(project))[kind]


def _by_kind(project: Project) -> defaultdict[YamlKind, list[str]]:
    found: defaultdict[YamlKind, list[str]] = defaultdict(list)
    for path, head in project.read_many(project.paths(suffixes=(".yml", ".yaml")), max_bytes=_HEAD_BYTES):
        if isinstance(head, UnreadableError):
            continue
        for kind, signs in _SIGNS.items():
            if all(sign.search(head) for sign in signs) or (kind == "contract" and _is_named_contract(path)):
                found[kind].append(path)
    return found


def _is_named_contract(path: str) -> bool:
    return path.lower().endswith((".odcs.yaml", ".odcs.yml"))
