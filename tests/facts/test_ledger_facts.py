"""What becomes of an exemption: it covers something, it is idle, it has run out, or nobody can tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.catalog.frames import records
from debt_pipelines.facts.ledger_facts import build, with_uses
from debt_pipelines.model.exemption_rows import Exemption

Catalog = Callable[..., dict[str, Any]]
PLACE: dict[str, Any] = {"path": ".debt/accepted.yaml", "line": 1}


def facts(catalog: Catalog, n_covered: int, **changes: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"entry": "x", "kind": "acceptance", "code": "PIP104", "subject": "a", "until": "2026-06-30"}
    frames = catalog(Exemption(**(PLACE | said | changes)))
    frames["ledger_facts"] = build(frames)
    made = with_uses(frames, [n_covered], today="2026-07-01", codes={"PIP104", "REP101"}, unsure={"REP101"})
    return records(made)[0]


@pytest.mark.parametrize(
    ("changes", "n_covered", "expected"),
    [
        ({}, 1, (True, None, "2026-06-30")),
        ({"until": "2026-07-01"}, 1, (True, None, None)),
        ({}, 0, (True, "there is no such finding", None)),
        ({"code": "REP101"}, 0, (None, None, None)),
        ({"code": "REP101"}, 2, (True, None, "2026-06-30")),
        ({"code": "REP999"}, 0, (True, "there is no such rule", None)),
        ({"code": None, "misplaced": "it names no rule", "until": None}, 0, (True, "it names no rule", None)),
    ],
)
def test_uses(catalog: Catalog, changes: dict[str, Any], n_covered: int, expected: tuple[Any, ...]) -> None:
    row = facts(catalog, n_covered, **changes)
    assert (row["is_use_known"], row["idle"], row["expired_at"]) == expected


def test_targets(catalog: Catalog) -> None:
    assert facts(catalog, 1)["target"] == "a"
    assert facts(catalog, 1, subject=None, finding="0" * 16)["target"] == "0" * 16
    comment = {"kind": "suppression", "path": "dvc.yaml", "until": None}
    assert facts(catalog, 1, **comment)["target"] == "dvc.yaml"
    row = facts(catalog, 1, **comment, first_line=3, last_line=4)
    assert (row["target"], row["is_suppression"], row["is_acceptance"]) == ("dvc.yaml:4", True, False)
