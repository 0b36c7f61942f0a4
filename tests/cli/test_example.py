"""The bundled example end to end: exactly the planted debt is found, no more and no less."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
SHOP = Path(__file__).resolve().parents[2] / "examples" / "shop"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The example, built as a git repository."""
    subprocess.run([sys.executable, SHOP / "build.py", tmp_path / "shop"], check=True, capture_output=True)
    return tmp_path / "shop"


def test_exactly_the_planted_debt_is_found(debt: Run, shop: Path) -> None:
    with (SHOP / "expected.csv").open(encoding="utf-8", newline="") as stream:
        planted = {(row["code"], row["subject"]) for row in csv.DictReader(stream)}
    result = debt("scan", shop, "--format", "json")
    assert result.code == 1
    document = json.loads(result.out)
    found = {(finding["code"], finding["subject"]["id"]) for finding in document["findings"]}
    assert sorted(found - planted) == []
    assert sorted(planted - found) == []
    assert len({code[:3] for code, _ in found}) >= 6


def test_every_finding_names_a_place_that_exists(debt: Run, shop: Path) -> None:
    document = json.loads(debt("scan", shop, "--format", "json").out)
    for finding in document["findings"]:
        place = shop / finding["path"]
        assert place.exists(), finding
        if finding["line"] is not None and place.suffix != ".parquet":
            assert finding["line"] <= len(place.read_text("utf-8").splitlines()), finding
