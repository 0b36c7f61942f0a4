"""Take the picture of the HTML scorecard of the bundled example: `python -m docs.picture` (needs Chromium)."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from playwright.sync_api import sync_playwright

from debt_pipelines.cli.main import main
from docs.generate.blocks import ROOT, example

PICTURE = ROOT / "docs" / "images" / "scorecard.png"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_WIDTH, _HEIGHT = 1120, 840
_MAX_BYTES = 200_000


def page_of_the_example(folder: Path) -> Path:
    """Scan the example in a folder, and write its page there."""
    page = folder / "scorecard.html"
    shop = example(folder)
    variables = {"DEBT_STATE_DIR": str(folder / "state"), "SOURCE_DATE_EPOCH": "1763731800"}
    words = ["debt", "scan", str(shop), "--quiet", "--exit-zero", f"--format=html={page}"]
    with patch.dict(os.environ, variables), patch.object(sys, "argv", words):
        try:
            main()
        except SystemExit as ended:
            if ended.code:
                raise
    return page


def take(page: Path, picture: Path) -> None:
    """The first screen of a page, in light colours."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light")
        tab.goto(page.as_uri())
        tab.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        take(page_of_the_example(Path(made)), PICTURE)
    if PICTURE.stat().st_size > _MAX_BYTES:
        sys.exit(f"{PICTURE.name} is {PICTURE.stat().st_size:,} bytes, more than {_MAX_BYTES:,}")
