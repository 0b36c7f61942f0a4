"""The scorecard as a file: what this process wrote is not read again, and what somebody else wrote is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from debt_pipelines.defs.scorecard_file import read_scorecard, write_scorecard
from tests.reports.sample import scorecard


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    path, card = tmp_path / "scorecard.json", scorecard()
    write_scorecard(path, card)
    assert read_scorecard(path) is card
    edited = json.loads(path.read_text("utf-8")) | {"revision": "other"}
    path.unlink()
    path.write_text(json.dumps(edited), "utf-8")
    assert read_scorecard(path).revision == "other"
    path.unlink()
    with pytest.raises(FileNotFoundError):
        read_scorecard(path)
