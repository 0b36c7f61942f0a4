"""Features: where they are read from, and whether anything says what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Description, Feature, Sighting, Source
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen

Facts = Callable[..., list[dict[str, Any]]]


def feature(name: str, **changes: Any) -> Feature:
    told: dict[str, Any] = {"role": "feature", "tool": "params", "path": "params.yaml", "line": 3}
    return Feature(feature=name, **told | changes)


def table(path: str, *columns: str) -> list[Row]:
    seen = Sighting(path=path, crawler="tables", kind="table", is_present=True, is_schema_read=True, source_path=path)
    named = (
        ColumnSeen(path=path, column=column, position=n, physical_type="string", logical_type="string", line=1)
        for n, column in enumerate(columns)
    )
    return [seen, *named]


def text(column: str, said: str | None, reference: str | None = None) -> Description:
    return Description(
        subject_kind="column", reference=reference, column=column, text=said, tool="markdown", path="README.md"
    )


@pytest.mark.parametrize(
    ("rows", "place", "problem"),
    [
        ([feature("age")], "params.yaml", "has no description"),
        ([feature("age", view="people")], "people", "has no description"),
        ([feature("age", description="Age in years")], "params.yaml", None),
        ([feature("age", description="TODO")], "params.yaml", "has a placeholder for a description"),
        ([feature("age"), text("Age", "In years")], "params.yaml", None),
        (
            [feature("age", reference="b"), *table("a.csv", "age"), *table("b.csv", "AGE")],
            "file:b.csv",
            "has no description",
        ),
        ([feature("age", reference="gone"), *table("a.csv", "age")], "params.yaml", "has no description"),
    ],
)
def test_one_feature(facts: Facts, rows: list[Row], place: str, problem: str | None) -> None:
    (found,) = facts("feature_facts", *rows)
    assert (found["place"], found["description_problem"]) == (place, problem)
    assert found["is_description_known"] is True
    assert found["target"] == place.removeprefix("file:")


def test_features_belong_to_the_table_that_has_most_of_them(facts: Facts) -> None:
    rows = [feature("age"), feature("size"), feature("new"), *table("a.csv", "age"), *table("b.csv", "age", "Size")]
    found = {row["column"]: row["dataset"] for row in facts("feature_facts", *rows)}
    assert found == {"age": "file:b.csv", "Size": "file:b.csv", "new": None}


def test_labels_and_entities_are_no_features(facts: Facts) -> None:
    assert facts("feature_facts", feature("y", role="label"), feature("id", role="entity")) == []


def test_a_source_that_is_not_read(facts: Facts) -> None:
    unread = Source(path="a", crawler="c", kind="description", status="skipped")
    assert facts("feature_facts", feature("age"), unread)[0]["is_description_known"] is None
    assert facts("feature_facts", feature("age", description="In years"), unread)[0]["is_description_known"] is True
