"""Which page is made by which function."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docs.generate import cli_page, json_page, rules_page, settings_page

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page.page,
    "json.md": json_page.page,
    "rules.md": rules_page.page,
    "settings.md": settings_page.page,
}
