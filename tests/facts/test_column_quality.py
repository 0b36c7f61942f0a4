"""Column facts about values: what is declared wins, and what was not measured says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Assertion, Description, Feature, Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, LabelCheck, Profile

PATH = "data/people.csv"
Quality = Callable[..., dict[str, Any]]


@pytest.fixture
def quality(facts: Callable[..., list[dict[str, Any]]]) -> Quality:
    """A function `quality(*rows)` that gives the facts of the column of `data/people.csv`."""

    def build(*rows: Row) -> dict[str, Any]:
        return next(row for row in facts("column_facts", *rows) if row["dataset"] == f"file:{PATH}")

    return build


def column(
    name: str = "age", *, path: str = PATH, logical_type: str | None = "string", physical: str = "text", **measures: Any
) -> list[Row]:
    """The rows of a table with one column; without measures, one that was not looked at."""
    sighting = Sighting(path=path, crawler="tables", kind="table", storage="git", source_path=path, is_schema_read=True)
    seen = ColumnSeen(path=path, column=name, position=0, physical_type=physical, logical_type=logical_type, line=1)
    return [sighting, seen, Profile(path=path, column=name, **({"n_rows": 100, "n_nulls": 0} | measures))]


def assertion(kind: Any, strength: float = 1.0, **changes: Any) -> Assertion:
    return Assertion(
        reference=PATH,
        reference_source="declared",
        suite="s",
        position=0,
        tool="great_expectations",
        type="t",
        column="age",
        kind=kind,
        strength=strength,
        path="suite.json",
        **changes,
    )


def constant(value: str | None, **changes: Any) -> dict[str, Any]:
    if value is None:
        return {"n_nulls": 100, "n_distinct": 0, "is_distinct_exact": True} | changes
    told = {"semantic": "constant", "n_distinct": 1, "is_distinct_exact": True, "frequent": json.dumps({value: 100})}
    return told | {"is_domain_complete": True} | changes


def test_signs_become_facts(quality: Quality) -> None:
    signs = {"semantic": "category", "sentinel": "? (3.0 %)", "variants": "`a` (9)", "encoding_damage": "Ã© for é"}
    found = quality(*column(n_distinct=9, is_domain_complete=True, **signs))
    assert {name: found[name] for name in ("sentinel", "variants", "encoding_damage")} == {
        name: signs[name] for name in ("sentinel", "variants", "encoding_damage")
    }
    assert found["is_plain"] is found["is_text"] is found["is_category"] is found["is_profiled"] is True
    assert found["n_rows"] == 100


@pytest.mark.parametrize(
    ("measures", "is_profiled"),
    [({}, None), ({"semantic": "number"}, True), ({"n_nulls": 100}, True), ({"n_rows": 0, "n_nulls": 0}, None)],
)
def test_what_was_not_looked_at(quality: Quality, measures: dict[str, Any], is_profiled: bool | None) -> None:
    found = quality(*column(**measures))
    assert found["is_profiled"] is is_profiled
    assert found["sentinel"] is found["storage_problem"] is None


def test_a_column_without_a_profile(quality: Quality) -> None:
    found = quality(*column()[:2])
    names = ("is_profiled", "is_category", "is_expected_to_vary", "is_distinct_known", "constant", "n_rows")
    assert {found[name] for name in names} == {None}
    assert found["is_plain"] is True


@pytest.mark.parametrize(
    ("logical_type", "is_plain"), [("list", False), ("struct", False), (None, True), ("date", True)]
)
def test_only_plain_values_are_judged(quality: Quality, logical_type: str | None, *, is_plain: bool) -> None:
    found = quality(*column(logical_type=logical_type))
    assert (found["is_plain"], found["is_text"], found["is_category"]) == (is_plain, False, False)


def test_a_table_that_was_not_read(quality: Quality) -> None:
    unread = Sighting(path=PATH, crawler="dvc", kind="table", storage="dvc", source_path=PATH)
    found = quality(unread)
    assert [found[name] for name in ("column", "is_plain", "is_text", "is_category", "is_label")] == [
        *[None] * 4,
        False,
    ]
    label = Feature(feature="churned", role="label", tool="params", path="params.yaml")
    assert quality(unread, label)["is_label"] is None


def test_a_column_that_only_a_dictionary_names(facts: Callable[..., list[dict[str, Any]]]) -> None:
    text = Description(
        subject_kind="column", reference=PATH, column="gone", text="Says something", tool="markdown", path="doc.md"
    )
    own = Description(
        subject_kind="column", reference=PATH, column="age", text="Says something", tool="markdown", path="doc.md"
    )
    (found,) = [row for row in facts("column_facts", *column(), text, own) if row["column"] == "gone"]
    assert [found[name] for name in ("is_plain", "is_text", "is_category", "is_label")] == [False] * 4


def test_a_declared_set_of_values_wins(quality: Quality) -> None:
    rows = column(semantic="number", sentinel="-1 (3.0 %)", variants="`a` (1)")
    assert quality(*rows, assertion("range"))["sentinel"] == "-1 (3.0 %)"
    assert quality(*rows, assertion("domain", strength=0.0))["sentinel"] == "-1 (3.0 %)"
    declared = quality(*rows, assertion("domain"))
    assert declared["sentinel"] is declared["variants"] is None


def test_a_type_kept_as_text(quality: Quality) -> None:
    rows = column(semantic="date", hidden_type="date", hidden_type_fraction=1.0)
    assert quality(*rows)["storage_problem"] == "dates as text"
    assert quality(*rows, assertion("type", declared_type="date"))["storage_problem"] == "dates as text"
    assert quality(*rows, assertion("type", declared_type="string"))["storage_problem"] is None


def test_a_word_among_numbers_is_one_finding(quality: Quality) -> None:
    found = quality(*column(semantic="number", hidden_type="number", sentinel="- (1.0 %)"))
    assert (found["sentinel"], found["storage_problem"]) == ("- (1.0 %)", None)


@pytest.mark.parametrize(
    ("name", "changes", "is_problem"),
    [
        ("customer_id", {}, True),
        ("price", {}, False),
        ("price", {"n_nulls": 3}, True),
        ("customer_id", {"physical": "text"}, False),
        ("customer_id", {"physical": "int64", "logical_type": "integer"}, False),
        ("customer_id", {"quantiles": "[1.0, 2.5, 9.0]"}, False),
        ("customer_id", {"frequent": '{"1.5": 3, "2": 2}'}, False),
        ("customer_id", {"n_distinct": 2}, False),
        ("customer_id", {"n_rows": 9}, False),
        ("customer_id", {"quantiles": None}, False),
    ],
)
def test_whole_numbers_kept_as_floating_point(
    quality: Quality, name: str, changes: dict[str, Any], *, is_problem: bool
) -> None:
    given: dict[str, Any] = {"logical_type": "number", "physical": "double", "semantic": "number", "n_distinct": 90}
    found = quality(*column(name, **(given | {"quantiles": "[1.0, 2.0, 9.0]", "frequent": '{"-1": 3}'} | changes)))
    assert found["storage_problem"] == ("whole numbers as floating point" if is_problem else None)


@pytest.mark.parametrize(
    ("changes", "is_category"),
    [
        ({}, True),
        ({"is_domain_complete": False}, False),
        ({"n_distinct": 51}, False),
        ({"n_distinct": 1}, False),
        ({"pii_kind": "person_name"}, False),
        ({"semantic": None}, None),
    ],
)
def test_categories(quality: Quality, changes: dict[str, Any], is_category: bool | None) -> None:
    given: dict[str, Any] = {"semantic": "category", "n_distinct": 9, "is_domain_complete": True}
    assert quality(*column(**(given | changes)))["is_category"] is is_category


@pytest.mark.parametrize(
    ("name", "measures", "said"),
    [
        ("status", constant("PRIMARY"), "holds `PRIMARY` in every row"),
        ("status", constant("x" * 50), f"holds `{'x' * 40}...` in every row"),
        ("status", constant("Ada", pii_kind="person_name"), "holds one value in every row"),
        ("status", constant(None), "has no value in any row"),
        ("status", constant("PRIMARY", n_nulls=1), None),
        ("status", constant("PRIMARY", n_distinct=2), None),
        ("status", constant("PRIMARY", is_distinct_exact=False), None),
    ],
)
def test_constant_columns(quality: Quality, name: str, measures: dict[str, Any], said: str | None) -> None:
    found = quality(*column(name, **measures))
    assert (found["constant"], found["is_expected_to_vary"]) == (said, True)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("year", {}),
        ("createdAt", {}),
        ("country_code", {}),
        ("Global Name", {"value": "World"}),
        ("status", {"value": "people"}),
        ("status", {"n_rows": 29, "n_nulls": 0}),
        ("status", {"logical_type": "date"}),
        ("status", {"hidden_type": "date"}),
    ],
)
def test_columns_that_say_where_a_table_belongs(quality: Quality, name: str, changes: dict[str, Any]) -> None:
    measures = constant(changes.pop("value", "PRIMARY"), **changes)
    assert quality(*column(name, **measures))["is_expected_to_vary"] is False


def test_columns_that_differ_between_the_tables_of_a_folder(quality: Quality) -> None:
    rows = column("status", **constant("open"))
    for value, path, is_expected in [
        ("open", "data/b.csv", True),
        ("closed", "data/b.csv", False),
        (None, "data/b.csv", False),
        ("closed", "other/b.csv", True),
    ]:
        other = column("Status", path=path, **constant(value))
        assert quality(*rows, *other)["is_expected_to_vary"] is is_expected


@pytest.mark.parametrize(
    ("measures", "is_known"),
    [
        ({"n_distinct": 9, "is_distinct_exact": True}, True),
        ({"n_distinct": 9}, True),
        ({"n_distinct": 1}, None),
        ({"n_distinct": 9, "is_sampled": True}, None),
        ({"n_nulls": None}, None),
        ({"n_nulls": 100}, True),
    ],
)
def test_whether_a_column_varies_is_known(quality: Quality, measures: dict[str, Any], is_known: bool | None) -> None:
    assert quality(*column(**measures))["is_distinct_known"] is is_known


LABEL = Feature(feature="Churned", role="label", tool="params", path="params.yaml")


def check(n_conflicts: int, *, path: str = PATH) -> LabelCheck:
    return LabelCheck(path=path, label="churned", n_features=4, n_rows=200, n_conflicts=n_conflicts)


@pytest.mark.parametrize(
    ("rows", "is_judged", "problem"),
    [
        ([check(18)], True, "18 of 200 rows have the features of another row, but not its label"),
        ([check(2)], True, None),
        ([check(0)], True, None),
        ([check(18, path="data/other.csv")], None, None),
        ([], None, None),
    ],
)
def test_labels_that_contradict_one_another(
    quality: Quality, rows: list[Row], is_judged: bool | None, problem: str | None
) -> None:
    found = quality(*column("churned"), LABEL, *rows)
    assert (found["is_label"], found["is_label_judged"], found["label_problem"]) == (True, is_judged, problem)


def test_a_label_that_is_spelt_in_two_ways(quality: Quality) -> None:
    found = quality(*column("churned", semantic="category", variants="`yes` (9), `Yes` (1)"), LABEL)
    assert (found["is_label_judged"], found["label_problem"]) == (True, "one label is spelt `yes` (9), `Yes` (1)")


def test_what_is_no_label_has_no_label_problem(quality: Quality) -> None:
    found = quality(*column("churned", variants="`yes` (9), `Yes` (1)"), check(18))
    assert (found["is_label"], found["label_problem"]) == (False, None)
