"""The Python of the guides, run: a crawler that finds what it is made for, a code location that loads."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guides"


def _python(page: str, containing: str = "") -> str:
    """The one piece of Python of a page that holds a word."""
    codes = re.findall(r"```python\n(.*?)```", (GUIDES / page).read_text("utf-8"), re.DOTALL)
    (code,) = (code for code in codes if containing in code)
    return str(code)


def test_the_crawler_of_the_guide_finds_descriptions(crawl: Callable[..., dict[str, list[Any]]]) -> None:
    module: dict[str, Any] = {}
    exec(_python("write-a-crawler.md"), module)  # noqa: S102 - our own page
    files = {"orders.csv": "id,amount\n1,2\n", "orders.about": "About orders\namount: what was paid\n"}
    found = crawl(module["crawl"], files)
    assert [source.path for source in found["sources"]] == ["orders.about"]
    (said,) = found["descriptions"]
    assert (said.reference, said.column, said.text, said.line) == ("orders.csv", "amount", "what was paid", 2)


def test_the_code_location_of_the_guide_loads(make_repo: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DEBT_STATE_DIR", str(tmp_path / "state"))
    make_repo({"orders.csv": "id\n1\n"}, name="shop")
    (tmp_path / "ours").mkdir()
    monkeypatch.chdir(tmp_path / "ours")
    module: dict[str, Any] = {}
    exec(_python("dagster.md", "build_debt_defs"), module)  # noqa: S102 - our own page
    keys = {key.to_user_string() for key in module["defs"].resolve_all_asset_keys()}
    assert {"shop/scorecard", "shop/deploy_gate", "shop/findings"} <= keys


def test_the_suite_of_the_guide_becomes_checks() -> None:
    module: dict[str, Any] = {}
    exec(_python("dagster.md", "def build(suite)"), module)  # noqa: S102 - our own page
    suite = {"name": "orders", "expectations": [_unique("id")]}
    job = module["build"](suite).resolve_implicit_global_asset_job_def()
    (evaluation,) = job.execute_in_process().get_asset_check_evaluations()
    assert evaluation.passed
    exec(_python("dagster.md", "def checked(suite"), module)  # noqa: S102 - our own page
    (key,) = module["checked"](suite, "orders").check_keys
    assert key.to_user_string() == "orders:orders_id"


def _unique(column: str) -> dict[str, Any]:
    return {"type": "expect_column_values_to_be_unique", "kwargs": {"column": column}}
