"""Data dictionaries in markdown: what they say, of which data, and when nothing may be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.markdown_dictionary import crawl
from debt_pipelines.model.data_rows import Description, Source
from debt_pipelines.project.project import open_project

TABLE = """
| Column | Type | Description |
|---|---|---|
| `id` | int | Key of the order |
| day | date | When |
"""
PAGE = "docs/data.md"


def crawled(root: Path, files: dict[str, str | bytes]) -> tuple[list[Source], list[Description]]:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    rows = list(crawl(open_project(root), Settings()))
    texts = [row for row in rows if isinstance(row, Description)]
    return [row for row in rows if isinstance(row, Source)], texts


def references(root: Path, page: str, files: dict[str, str | bytes] | None = None) -> set[str | None]:
    return {row.reference for row in crawled(root, {PAGE: page, **(files or {})})[1] if row.column}


def test_a_table_under_a_heading(tmp_path: Path) -> None:
    page = f"# Data\n\n## `raw/orders.csv`\n\nAll orders of the shop, one a row.\n{TABLE}"
    sources, texts = crawled(tmp_path, {PAGE: page, "raw/orders.csv": "id,day\n"})
    assert [(row.subject_kind, row.column, row.text, row.line) for row in texts] == [
        ("dataset", None, "All orders of the shop, one a row.", 5),
        ("column", "id", "Key of the order", 9),
        ("column", "day", "When", 10),
    ]
    assert {(row.reference, row.tool, row.path) for row in texts} == {("raw/orders.csv", "markdown", PAGE)}
    assert [(row.path, row.kind, row.status) for row in sources] == [(PAGE, "description", "read")]


def test_the_types_that_a_page_declares(tmp_path: Path) -> None:
    page = f"# orders.csv\n{TABLE}\n# stock.csv\n\n- `size` (float): How much\n- `day` (see above): When\n"
    _sources, texts = crawled(tmp_path, {PAGE: page, "orders.csv": "id,day\n", "stock.csv": "size,day\n"})
    assert [(row.reference, row.column, row.declared_type) for row in texts] == [
        ("orders.csv", "id", "integer"),
        ("orders.csv", "day", "date"),
        ("stock.csv", "size", "number"),
        ("stock.csv", "day", None),
    ]


@pytest.mark.parametrize(
    "page",
    [
        f"`orders.csv` has these columns:\n{TABLE}",
        f"See [the orders](orders.csv) and [orders.csv](orders.csv).\n{TABLE}",
        f"**orders.csv**\n{TABLE}",
        f"# About orders.csv\n\n## Columns\n\nWords.\n{TABLE}",
        f"# `customers.csv`\n\n`orders.csv` looks like this:\n{TABLE}",
        f"# Files orders.csv and load_orders.py\n{TABLE}",
    ],
)
def test_the_file_that_the_text_names(tmp_path: Path, page: str) -> None:
    assert references(tmp_path, page) == {"orders.csv"}
    assert references(tmp_path, page, {"data/orders.csv.dvc": "outs: []"}) == {"data/orders.csv"}
    assert references(tmp_path, page, {"docs/orders.csv": "id,day"}) == {"docs/orders.csv"}


def test_a_column_that_names_the_file(tmp_path: Path) -> None:
    page = "File | Field | Meaning\n---|---|---\na.csv | x | The x\n`b.csv` | x | Another x\n"
    texts = crawled(tmp_path, {PAGE: page})[1]
    assert [(row.reference, row.column, row.text) for row in texts] == [
        ("a.csv", "x", "The x"),
        ("b.csv", "x", "Another x"),
    ]


def test_a_table_of_files_describes_datasets(tmp_path: Path) -> None:
    page = "Name | Description\n---|---\n[a.csv](a.csv) | All the a of b\nload.py | Loads all the a\n"
    texts = crawled(tmp_path, {PAGE: page})[1]
    assert [(row.column, row.reference, row.text) for row in texts] == [(None, "a.csv", "All the a of b")]


def test_the_only_data_beside_the_page_when_it_has_the_columns(tmp_path: Path) -> None:
    assert references(tmp_path, TABLE, {"docs/a.csv": "ID;Day;More\n1;2;3"}) == {"docs/a.csv"}
    assert references(tmp_path, TABLE, {"docs/a.csv": "other,columns"}) == {None}


def test_several_files_beside_the_page_must_have_all_columns(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"docs/a.csv": "id,day", "docs/b.tsv": "day\tid\tx", "docs/c.csv": "id"}
    assert references(tmp_path, TABLE, files) == {"docs/a.csv", "docs/b.tsv"}


def test_data_that_cannot_be_read_is_bound_for_a_table_of_columns_only(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"docs/a.parquet.dvc": "outs: []"}
    assert references(tmp_path, TABLE, files) == {"docs/a.parquet"}
    assert references(tmp_path, TABLE.replace("Column", "Name"), files) == set()


@pytest.mark.parametrize(
    "page",
    [
        "Name | Description\n---|---\n`--quiet` | Say less\n",
        "Feature | Details\n---|---\nFast | Very fast\n",
        "Run `tool orders.csv` with:\n\nCommand | Description\n---|---\nrun | Runs it\n",
        "# orders.csv\n\nName | Description\n---|---\n`--quiet` | Say less\n",
        "# orders.csv\n\nColumn | Unit\n---|---\nid | none\n",
        "# package.json\n\nName | Description\n---|---\nx | y\n",
        "# orders.csv\n\n- **Note**: read this first\n- **Licence**: none\n",
        "# Words\n\n- `id`: key of the order\n- `day`: when\n",
        "# orders.csv\n\nThe columns are described below.\n\n[orders.csv](orders.csv)\n",
        "```\n# orders.csv\n\nColumn | Description\n---|---\nid | Key\n```\n",
        "",
    ],
)
def test_when_nothing_is_said(tmp_path: Path, page: str) -> None:
    assert crawled(tmp_path, {PAGE: page, "docs/orders.csv": "id,day", "docs/b.csv": "x"}) == ([], [])


@pytest.mark.parametrize(
    "page",
    [
        "# orders.csv\n\n- `id`: Key of the order\n- `day` - When\n",
        "# orders.csv\n\n* **id:** Key of the order\n* **day** (date): When\n",
        "`orders.csv` has:\n\n- `id` \u2013 Key of the order\n- `day` = When\n",
    ],
)
def test_a_list_under_a_heading(tmp_path: Path, page: str) -> None:
    texts = crawled(tmp_path, {PAGE: page})[1]
    assert [(row.column, row.text) for row in texts] == [("id", "Key of the order"), ("day", "When")]
    assert [row.line for row in texts] == [3, 4]


def test_a_list_with_other_items_needs_columns_that_are_there(tmp_path: Path) -> None:
    page = "# orders.csv\n\n- `id`: Key\n- `day`: When\n- Some more words\n- `load.py`: Loads it\n"
    assert references(tmp_path, page) == set()
    assert references(tmp_path, page, {"docs/orders.csv": "id,day"}) == {"docs/orders.csv"}


def test_files_that_are_described_in_lists_and_sentences(tmp_path: Path) -> None:
    page = (
        "`a.csv` contains all the a, once.\n\n* `b.csv` **(new)** - contains all the b\n"
        "* [c.csv](c.csv): all the c of d\n* `d.csv` too\n\n`a.csv` is also old and large.\n"
    )
    texts = crawled(tmp_path, {PAGE: page})[1]
    assert [(row.reference, row.text, row.line) for row in texts] == [
        ("a.csv", "a.csv contains all the a, once.", 1),
        ("b.csv", "contains all the b", 3),
        ("c.csv", "all the c of d", 4),
    ]


def test_several_names_in_a_cell_are_columns_when_each_is_code(tmp_path: Path) -> None:
    rows = "`a` / `b` | Two\n`c`, `d` and `e` | Three\nf, g | One\n`h` of `i` | One\n"
    rows += "*k* | [Link](x) with **words**\n"
    texts = crawled(tmp_path, {PAGE: f"# x.csv\n\nField | Definition\n---|---\n{rows}"})[1]
    names = [row.column for row in texts]
    assert names == ["a", "b", "c", "d", "e", "f, g", "h of i", "k"]
    assert texts[-1].text == "Link with words"


def test_an_empty_cell_is_a_column_without_words(tmp_path: Path) -> None:
    (row,) = crawled(tmp_path, {PAGE: "# x.csv\n\nField | Definition\n---|---\na |\n| | words |\n"})[1]
    assert (row.column, row.text) == ("a", None)


def test_unreadable_and_odd_files(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.md": b"# x.csv\n\xff\xfe\x00",
        "b.md": "\0" * 50 + TABLE,
        "c.md": "|" * 5000 + "\n" + "-|" * 5000 + "\n" + "> " * 3000 + "- " * 3000 + "[" * 3000,
        "d.md": "# orders.csv\n\n- \n-\n\n#\n\n|\n|-|\n",
        "e.md": "x.csv " * 60_000,
        "docs/bad.csv": b"\xff\x00\n",
        "docs/empty.csv": b"",
        PAGE: TABLE,
    }
    sources, texts = crawled(tmp_path, files)
    assert [(row.path, row.status, row.error, row.line) for row in sources if row.status != "read"] == [
        ("a.md", "error", "not UTF-8 text", 2),
        ("e.md", "skipped", "too long for a data dictionary", None),
    ]
    assert {row.reference for row in texts} == {None}
