"""Bring the pages up to date: `python -m docs.generate` writes the reference and runs every command block.

A test fails when a page is older than the code.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from docs.generate.blocks import PAGES as BLOCK_PAGES
from docs.generate.blocks import ROOT, example, refreshed
from docs.generate.pages import PAGES, REFERENCE

REFERENCE.mkdir(exist_ok=True)
for name, page in PAGES.items():
    (REFERENCE / name).write_text(page(), "utf-8")
with tempfile.TemporaryDirectory() as folder:
    os.environ["DEBT_STATE_DIR"] = f"{folder}/state"
    example(Path(folder))
    for name in BLOCK_PAGES:
        path = ROOT / name
        path.write_text(refreshed(path.read_text("utf-8"), Path(folder)), "utf-8")
