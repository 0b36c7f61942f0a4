"""Cards of data and models: what they are about, what they tell, and what is left open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.cards import crawl as crawl_cards

Crawl = Callable[..., dict[str, list[Any]]]
MODEL_CARD = """# Model card: churn

## Intended use

Calls the customers that are about to leave.

## Training data

### Customers

One row for each customer of the last year.

## Limitations

[More Information Needed]
"""
HUGGING_FACE = """---
license: mit
dataset_info:
  features:
  - name: id
    dtype: int64
  - name: text
    dtype: string
configs:
- config_name: default
  data_files:
  - split: train
    path: data/train-*.parquet
---
# Reviews

Reviews of the shop, one a row.
"""


def test_what_a_model_card_tells(crawl: Crawl) -> None:
    (row,) = crawl(crawl_cards, {"docs/MODEL_CARD.md": MODEL_CARD})["descriptions"]
    assert (row.subject_kind, row.reference, row.text, row.tool) == ("model", None, "purpose, data", "cards")
    full = MODEL_CARD.replace("[More Information Needed]", "Knows nothing of new customers.")
    assert crawl(crawl_cards, {"docs/MODEL_CARD.md": full})["descriptions"][0].text == "purpose, data, limits"


def test_a_card_beside_a_model(crawl: Crawl) -> None:
    found = crawl(crawl_cards, {"models/a/model-card.md": MODEL_CARD, "models/a/model.onnx": "x"})
    assert found["descriptions"][0].reference == "models/a"


@pytest.mark.parametrize(
    "text",
    [
        "---\nlibrary_name: sklearn\n---\n# Churn\n\n## Uses\n\nCalls customers that leave.\n",
        "# Churn\n\n## Model card\n\n### Intended use\n\nCalls customers that leave.\n",
    ],
)
def test_a_readme_that_is_a_model_card(crawl: Crawl, text: str) -> None:
    assert crawl(crawl_cards, {"README.md": text})["descriptions"][0].text == "purpose"


def test_front_matter_of_a_dataset(crawl: Crawl) -> None:
    found = crawl(crawl_cards, {"reviews/README.md": HUGGING_FACE})
    assert [(row.column, row.text, row.declared_type, row.line) for row in found["descriptions"]] == [
        (None, "Reviews of the shop, one a row.", None, 1),
        ("id", None, "integer", 5),
        ("text", None, "string", 7),
    ]
    assert {row.reference for row in found["descriptions"]} == {"reviews/data/train-*.parquet"}


@pytest.mark.parametrize(
    ("files", "references"),
    [
        ({"docs/data-card.md": "# Card\n\nAll in `data/orders.csv`, one a row.\n"}, {"data/orders.csv"}),
        (
            {"data/DATASHEET.md": "# Card\n\nAll orders of a year.\n", "data/a.csv": "x", "data/b.csv": "x"},
            {"data/a.csv", "data/b.csv"},
        ),
    ],
)
def test_the_data_that_a_card_is_about(crawl: Crawl, files: dict[str, str], references: set[str]) -> None:
    found = crawl(crawl_cards, files)
    assert {row.reference for row in found["descriptions"]} == references
    assert {row.status for row in found["sources"]} == {"read"}


def test_a_card_that_does_not_say_what_it_is_about(crawl: Crawl) -> None:
    found = crawl(crawl_cards, {"docs/dataset-card.md": "# Card\n\nAll orders of a year.\n", "data/a.csv": "x"})
    assert [(row.status, row.error) for row in found["sources"]] == [("skipped", "which data it is about is not said")]
    assert "descriptions" not in found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "# Shop\n\n## Intended use\n\nA shop that sells things.\n"),
        ("README.md", "---\ntitle: a\n---\n# Shop\n"),
        ("README.md", "---\ntitle: {{ broken\n---\n# Shop\n"),
        ("docs/remodel_cardigan.txt", MODEL_CARD),
    ],
)
def test_what_is_no_card(crawl: Crawl, path: str, text: str) -> None:
    assert crawl(crawl_cards, {path: text}) == {}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/model-card.md", "\n"),
        ("README.md", "# Shop\n\nSee [its card](docs/model-card.md).\n"),
    ],
)
def test_a_model_card_that_is_not_here(crawl: Crawl, path: str, text: str) -> None:
    found = crawl(crawl_cards, {path: text})
    assert [(row.subject_kind, row.text) for row in found["descriptions"]] == [("model", None)]
    assert {row.status for row in found["sources"]} == {"read"}


def test_a_model_card_that_tells_nothing(crawl: Crawl) -> None:
    files = {"docs/model-card.md": "# Churn\n\nSoon.\n", "README.md": "[its card](docs/model-card.md)"}
    assert [row.text for row in crawl(crawl_cards, files)["descriptions"]] == ["nothing"]


def test_broken_front_matter(crawl: Crawl) -> None:
    (source,) = crawl(crawl_cards, {"README.md": "---\ndataset_info: {\n---\n# Shop\n"})["sources"]
    assert source.status == "error"
