"""JSON and Markdown of the changes: valid, complete, the same every time, and proof against any name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from debt_pipelines.reports.diff import to_json
from debt_pipelines.reports.diff.registry import formats, render
from debt_pipelines.reports.markdown_text import code
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.diff_sample import HOSTILE, REPORTS, ordinary, quiet

SCHEMA = Path(to_json.__file__).parents[1] / "schemas" / "diff.schema.json"
REGENERATE = (
    "the published schema is not that of the model; write it anew with "
    "python -m debt_pipelines.reports.diff.to_json > debt_pipelines/reports/schemas/diff.schema.json"
)


def _text(name: str, format: str) -> str:
    return render(REPORTS[name], format, RenderOptions())


def test_formats_are_found_and_sorted() -> None:
    assert formats() == ("json", "markdown", "text")


@pytest.mark.parametrize("format", formats())
@pytest.mark.parametrize("name", REPORTS)
def test_rendering_twice_gives_the_same_printable_text(name: str, format: str) -> None:
    text = _text(name, format)
    assert text == _text(name, format)
    assert text.endswith("\n")
    assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize("name", REPORTS)
def test_json_is_as_the_schema_says_and_complete(name: str) -> None:
    document = json.loads(_text(name, "json"))
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(document)
    assert len(document["changes"]) == len(REPORTS[name].changes)


def test_the_published_schema_is_that_of_the_model() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == to_json.json_schema(), REGENERATE


def test_a_rename_in_json_has_both_names() -> None:
    changes = json.loads(_text("ordinary", "json"))["changes"]
    [renamed] = [change for change in changes if change["kind"] == "renamed_column"]
    assert renamed == {
        "dataset": "file:data/orders.csv",
        "path": "data/orders.csv",
        "kind": "renamed_column",
        "column": "customer_id",
        "before": "customer",
        "after": "customer_id",
        "breaking": True,
        "readers": ["dvc.yaml:report", "dvc.yaml:train@eu"],
    }


def test_markdown_shows_what_breaks_and_folds_the_rest() -> None:
    text = _text("ordinary", "markdown")
    left = "1 table could not be compared; 1 source not compared"
    assert f"**6 breaking changes and 6 others in 4 of 15 datasets; {left}**" in text
    assert "- `warehouse`: compared with what scans had seen of it by 2026\\-01\\-05T09" in text
    assert "- `lake`: not compared\\: no scan has seen it yet" in text
    assert "was `orders.csv`; read by `dvc.yaml:report`, `dvc.yaml:train@eu`" in text
    assert "| ❗ breaking | changed type | `amount` | `integer` | `string` |" in text
    assert "<details><summary>3 other changes</summary>" in text
    assert text.count("<details>") == text.count("</details>") == 5
    assert "not in the cache of DVC" in text
    assert "no schema change in 53 datasets" in _text("quiet", "markdown")


def test_markdown_fits_a_comment_and_says_what_it_leaves_out() -> None:
    text = _text("long", "markdown")
    assert len(text) < 65_536
    assert re.search(r"… and \d+ parts more", text)
    assert "<summary>18 more breaking changes</summary>" in text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_stays_in_its_code_span(name: str) -> None:
    span = code(name)
    fence = re.match("`+", span)[0]  # type: ignore[index]
    inner = span[len(fence) : -len(fence)]
    assert span.endswith(fence)
    assert fence not in re.findall("`+", inner)
    assert not re.search(r"(?<!\\)\|", span)


def test_names_in_markdown_are_no_markup() -> None:
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", _text("hostile", "markdown"))
    assert "<script>" not in outside
    assert not re.search(r"(?<!\\)@everyone|(?<!\\)\[x\]", outside)


def test_only_what_breaks() -> None:
    report = ordinary().only_breaking()
    assert (len(report.changes), report.n_breaking) == (6, 6)
    assert "no breaking change in 53 datasets" in render(quiet().only_breaking(), "text", RenderOptions())
