"""Croissant: fields and record sets, and the files of the project that they are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.croissant import crawl as crawl_croissant

Crawl = Callable[..., dict[str, list[Any]]]


def file_of(url: str, **more: Any) -> dict[str, Any]:
    return {"@type": "cr:FileObject", "@id": "orders-file", "name": "orders", "contentUrl": url, **more}


def field_of(name: str, kind: Any, text: str | None = None, **more: Any) -> dict[str, Any]:
    source = {"fileObject": {"@id": "orders-file"}, "extract": {"column": name}}
    said = {} if text is None else {"description": text}
    return {
        "@type": "cr:Field",
        "@id": f"orders/{name}",
        "name": name,
        "dataType": kind,
        "source": source,
        **said,
        **more,
    }


def document(*fields: dict[str, Any], file: dict[str, Any] | None = None, **more: Any) -> str:
    records = {"@type": "cr:RecordSet", "@id": "orders", "name": "orders", "field": list(fields), **more}
    return json.dumps(
        {
            "@context": {"cr": "http://mlcommons.org/croissant/"},
            "@type": "sc:Dataset",
            "description": "Everything that the shop sold",
            "distribution": [file or file_of("orders.csv")],
            "recordSet": [records],
        },
        indent=1,
    )


def test_fields_of_a_file(crawl: Crawl) -> None:
    text = document(
        field_of("id", "sc:Integer", "Key of the order"),
        field_of("tags", ["sc:Text"], repeated=True),
        field_of("day", ["sc:Date", "https://schema.org/Date"], ""),
        field_of("link", "sc:URL"),
        field_of("odd", ["sc:Text", "sc:Integer"]),
    )
    found = crawl(crawl_croissant, {"data/croissant.json": text, "data/orders.csv": "id\n"})
    assert [(row.column, row.text, row.declared_type) for row in found["descriptions"]] == [
        ("id", "Key of the order", "integer"),
        ("tags", None, "list"),
        ("day", None, "date"),
        ("link", None, "string"),
        ("odd", None, None),
        (None, "Everything that the shop sold", None),
    ]
    assert {row.reference for row in found["descriptions"]} == {"data/orders.csv"}
    assert text.splitlines()[found["descriptions"][0].line - 1].strip() == '"description": "Key of the order"'
    assert [(row.path, row.status) for row in found["sources"]] == [("data/croissant.json", "read")]


@pytest.mark.parametrize(
    ("file", "reference"),
    [
        (file_of("orders.csv"), "data/orders.csv"),
        (file_of("https://example.com/down/orders.csv?x=1"), "data/orders.csv"),
        (file_of("https://example.com/down/other.csv"), "other.csv"),
        ({"@id": "orders-file", "includes": "parts/*.csv"}, "data/parts/*.csv"),
    ],
)
def test_the_file_meant(crawl: Crawl, file: dict[str, Any], reference: str) -> None:
    files = {"data/shop-croissant.json": document(field_of("id", "sc:Integer"), file=file), "data/orders.csv": "id\n"}
    assert {row.reference for row in crawl(crawl_croissant, files)["descriptions"]} == {reference}


def test_a_record_set_says_more_of_a_table_than_the_file(crawl: Crawl) -> None:
    text = document(field_of("id", "sc:Integer"), description="One order a row", file=file_of("o.csv", description="x"))
    assert crawl(crawl_croissant, {"a.jsonld": text})["descriptions"][-1].text == "One order a row"


def test_fields_that_no_file_holds(crawl: Crawl) -> None:
    within = field_of("x", "sc:Text") | {
        "source": {"fileObject": {"@id": "orders-file"}, "extract": {"jsonPath": "$.x"}}
    }
    other = field_of("y", "sc:Text") | {"source": {"fileObject": {"@id": "somewhere"}}}
    assert "descriptions" not in crawl(crawl_croissant, {"croissant.json": document(within, other)})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("metadata.json", '{"name": "a"}'),
        ("data.json", document(field_of("id", "sc:Integer"))),
        ("croissant.json", '{"recordSet": [1, {"field": {"a": 1}}], "distribution": "x"}'),
        ("croissant.json", '["recordSet", {"recordSet": 3}]'),
    ],
)
def test_what_says_nothing(crawl: Crawl, path: str, text: str) -> None:
    assert crawl(crawl_croissant, {path: text}).keys() <= {"sources"}


def test_a_broken_file(crawl: Crawl) -> None:
    (source,) = crawl(crawl_croissant, {"croissant.json": '{"recordSet": [\n'})["sources"]
    assert source.status == "error"
