"""One headless Chromium for all browser tests of a module, and the pages that it opens, each made once.

It is closed with its module: the event loop of Playwright, which runs as long, is none that a scan could run in.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports import to_html
from debt_pipelines.reports.registry import RenderOptions
from tests.corpora.bundles import IS_PRESENT, clone
from tests.plain_scan import plain_scan
from tests.reports.html_sample import hostile_scorecard
from tests.reports.sample import empty_scorecard, large_scorecard
from tests.shop import ScannedShop

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OpenPage = Callable[[str], str]
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@cache
def _chromium() -> str | None:
    """A Chromium that runs; a package may leave only a stub that does not."""
    for found in filter(None, map(shutil.which, _NAMES)):
        if subprocess.run([found, "--version"], capture_output=True, timeout=60, check=False).returncode == 0:
            return found
    return None


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium to start; without one the tests are skipped."""
    found = _chromium()
    if found is None:
        pytest.skip(f"no Chromium: none of {', '.join(_NAMES)} runs here")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str, example: ScannedShop) -> Iterator[Browser]:
    """The browser; the example is scanned before, because no scan runs in the event loop of Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def address_of(browser: Browser, example: ScannedShop, tmp_path_factory: pytest.TempPathFactory) -> OpenPage:
    """A function that gives the address of the page of a scorecard, by name."""
    folder = tmp_path_factory.mktemp("pages")

    @cache
    def address(name: str) -> str:
        page = folder / f"{name}.html"
        page.write_text(to_html.render(_scorecard(name, folder, example), RenderOptions()), encoding="utf-8")
        return page.as_uri()

    return address


def _scorecard(name: str, folder: Path, example: ScannedShop) -> Scorecard:
    if name == "hostile":
        return hostile_scorecard()
    if name == "large":
        return large_scorecard(2_000)
    if name == "empty":
        return empty_scorecard()
    if name == "example":
        return example.card
    if not IS_PRESENT:
        pytest.skip("DEBT_CORPORA names no folder with truth.json")
    return plain_scan(clone(name, "with-placeholders", folder)).card
