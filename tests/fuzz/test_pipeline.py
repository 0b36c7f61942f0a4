"""Whole scans of projects with several wrong files end in a scorecard."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from tests.fuzz.pipeline import project_of, scan


@pytest.mark.parametrize("number", range(5))
def test_a_scan_ends_in_a_scorecard(tmp_path: Path, number: int) -> None:
    files = project_of(0, number, n_parts=2)
    assert len(files) > 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning about input is not a failure of the scan
        card = scan(tmp_path, files)
    assert {source.path for source in card.sources} <= {*files, "incidents"}
