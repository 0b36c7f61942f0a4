"""Where the real repositories are: git bundles, with what independent tools counted in them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

CORPORA = Path(os.environ.get("DEBT_CORPORA") or "corpora")
IS_PRESENT = (CORPORA / "truth.json").is_file()
TRUTH: dict[str, dict[str, Any]] = json.loads((CORPORA / "truth.json").read_text()) if IS_PRESENT else {}
PIPELINES = [name for name, truth in TRUTH.items() if "lock_vs_yaml" in truth]
TABLES = [name for name, truth in TRUTH.items() if "lock_vs_yaml" not in truth]

needs_corpora = pytest.mark.skipif(not IS_PRESENT, reason="DEBT_CORPORA names no folder with truth.json")


def clone(name: str, branch: str, into: Path) -> Path:
    """Clone one bundle; `with-placeholders` holds a stand-in for every path of the origin."""
    target = into / name
    command = ["git", "clone", "-q", "-b", branch, str(CORPORA / f"{name}.bundle"), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target
