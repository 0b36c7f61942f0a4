"""The loader refuses what is wrong, with file and rule; nothing is dropped in silence."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from debt_pipelines.model.errors import RulebookError
from debt_pipelines.model.tables import SCHEMAS
from debt_pipelines.rules.engine import build_expectation
from debt_pipelines.rules.rulebook import load_rules, rulebook_folder, rulebook_version

META: dict[str, Any] = {
    "code": "DOC901",
    "slug": "unowned-thing",
    "table": "dataset_facts",
    "severity": "medium",
    "effort": {"base_minutes": 5},
    "message": "Nobody owns `{dataset}`",
}
WHERE = re.compile(r"made\.yaml:\d+: |made\.yaml: rule DOC\d+ |made: rule DOC901: ")
PLACEHOLDER = "may hold the name of a column in braces, and nothing else"
ENTRY: dict[str, Any] = {
    "type": "expect_column_values_to_not_be_null",
    "kwargs": {"column": "owner"},
    "severity": "warning",
    "description": "Owned",
    "notes": "How to fix: own it",
    "meta": META,
}


def write(folder: Path, *entries: dict[str, Any], family: str = "DOC", name: str = "made") -> Path:
    """Write one suite."""
    suite = {"name": name, "meta": {"family": family}, "expectations": list(entries)}
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(suite))
    return folder


def meta(**changes: Any) -> dict[str, Any]:
    """The entry with another meta."""
    return ENTRY | {"meta": META | changes}


def asks(**kwargs: Any) -> dict[str, Any]:
    """The entry with more kwargs."""
    return ENTRY | {"kwargs": {"column": "owner"} | kwargs}


def test_a_good_suite_is_loaded_beside_the_rulebook(tmp_path: Path) -> None:
    codes = [rule.code for rule in load_rules([write(tmp_path, ENTRY)])]
    assert "DOC901" in codes
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (ENTRY | {"colour": "red"}, "unknown key `colour`"),
        (ENTRY | {"type": "column_is_nice"}, "`type` must name an expectation"),
        (ENTRY | {"severity": "high"}, "`severity` must be one of critical, warning, info"),
        (ENTRY | {"notes": ""}, "`notes` is missing"),
        (ENTRY | {"description": None}, "`description` is missing"),
        (asks(severity="info"), "`severity` has no place in kwargs"),
        (asks(row_condition="x"), "`row_condition` has no place in kwargs"),
        (asks(meta={"code": "DOC902"}), "`meta` has no place in kwargs"),
        (asks(id="00000000-0000-0000-0000-000000000000"), "`id` has no place in kwargs"),
        (asks(min_value="2026-01-05"), "`min_value` is a bare date"),
        (asks(column="ownr"), "`dataset_facts` has no column `ownr`"),
        (asks(column_A="nothing"), "no column `nothing`"),
        (asks(column_B="nothing"), "no column `nothing`"),
        (asks(column_list=["owner", "nothing"]), "no column `nothing`"),
        (ENTRY | {"kwargs": ["owner"]}, "`kwargs` must be a mapping"),
        (meta(code="VAL901"), "the code does not belong to the family DOC"),
        (meta(code="doc1"), "meta.code"),
        (meta(slug="Not A Slug"), "meta.slug"),
        (meta(severity="warning"), "meta.severity"),
        (meta(colour="red"), "meta.colour"),
        (meta(table="dataset_fact"), "there is no fact table `dataset_fact`"),
        (ENTRY | {"meta": None}, "meta.code"),
        (meta(message="`{datset}`"), "no column `datset`"),
        (meta(message="`{dataset.name}`"), "no column `dataset.name`"),
        (meta(message="`{dataset`"), "`message`: expected '}'"),
        (meta(message="`dataset}`"), "`message`: Single '}'"),
        (meta(message="`{}`"), PLACEHOLDER),
        (meta(message="`{n_consumers:d}`"), PLACEHOLDER),
        (meta(message="`{dataset!r}`"), PLACEHOLDER),
        (meta(applies_when=["is_tabel"]), "no column `is_tabel`"),
        (meta(applies_when=["owner"]), "`owner` is not a yes-or-no column"),
        (meta(severity_when=[{"when": "owner", "severity": "high"}]), "`owner` is not a yes-or-no column"),
        (meta(requires=["nothing"]), "no column `nothing`"),
        (meta(evidence=["nothing"]), "no column `nothing`"),
        (meta(evidence_key=["nothing"]), "no column `nothing`"),
        (meta(subject=["nothing"]), "no column `nothing`"),
        (meta(line="nothing"), "no column `nothing`"),
        (meta(line="path"), "`path` is not a number, so it cannot be the line"),
        (meta(path="nothing"), "no column `nothing`"),
        (meta(path="owner"), "`owner` does not always name a file"),
        (meta(path="n_consumers"), "`n_consumers` does not always name a file"),
        (meta(severity_when=[{"when": "nothing", "severity": "high"}]), "no column `nothing`"),
        (meta(severity_when=[{"when": "is_table", "severity": "grave"}]), "meta.severity_when.0.severity"),
        (meta(effort={"base_minutes": 1, "unit": "n_things"}), "no column `n_things`"),
        (meta(effort={"base_minutes": 1, "unit": "owner"}), "`owner` counts nothing"),
        (meta(effort={"base_minutes": -1}), "meta.effort.base_minutes"),
        (meta(subsumed_by=["DOC999"]), "there is no rule DOC999"),
        (meta(subsumed_by=["DOC901"]), "rule DOC901: it cannot be subsumed by itself"),
        (meta(slug="stale-consumer"), "rule DOC901 has a name that stands twice, stale-consumer"),
        (meta(code="DOC101"), "rule DOC101 stands twice"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, entry: dict[str, Any], message: str) -> None:
    with pytest.raises(RulebookError) as refused:
        load_rules([write(tmp_path, entry)])
    assert message in refused.value.message
    assert WHERE.match(refused.value.message), "it names neither a line nor a rule"


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        (meta(requires=["is_content_red"]), "did you mean `is_content_read`?"),
        (meta(table="dataset_fact"), "did you mean `dataset_facts`?"),
        (ENTRY | {"kwarg": {}}, "did you mean `kwargs`?"),
        (asks(row_condition="x"), "`applies_when` in meta names the rows a rule is about"),
    ],
)
def test_near_misses_get_a_hint(tmp_path: Path, entry: dict[str, Any], hint: str) -> None:
    with pytest.raises(RulebookError) as refused:
        load_rules([write(tmp_path, entry)])
    assert refused.value.hint == hint


def test_the_line_is_that_of_the_entry(tmp_path: Path) -> None:
    write(tmp_path, ENTRY, meta(code="DOC902", severity="grave"))
    lines = (tmp_path / "made.yaml").read_text().splitlines()
    second = [number for number, line in enumerate(lines, start=1) if line.startswith("- ")][1]
    with pytest.raises(RulebookError, match=rf"made\.yaml:{second}: meta\.severity"):
        load_rules([tmp_path])


def test_a_code_stands_once_in_all_suites(tmp_path: Path) -> None:
    write(tmp_path, ENTRY, ENTRY)
    with pytest.raises(RulebookError, match=r"made\.yaml: rule DOC901 stands twice \(also in made\)"):
        load_rules([tmp_path])
    write(tmp_path, ENTRY)
    write(tmp_path, ENTRY, name="other")
    with pytest.raises(RulebookError, match=r"other\.yaml: rule DOC901 stands twice \(also in made\)"):
        load_rules([tmp_path])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x\nexpectations: [\n", r"made.yaml:\d: not valid YAML"),
        ("- a list\n", "a mapping with `expectations` is expected"),
        ("", "a mapping with `expectations` is expected"),
        ("name: x\nmeta: {family: XYZ}\nexpectations: []\n", "made.yaml: `meta.family` must be one of"),
        ("name: x\nmeta: {family: [DOC]}\nexpectations: []\n", "made.yaml: `meta.family` must be one of"),
        ("name: x\nmeta: [DOC]\nexpectations: []\n", "made.yaml: `meta.family` must be one of"),
        ("nam: x\nmeta: {family: DOC}\nexpectations: []\n", "made.yaml:1: unknown key `nam`"),
        ("name: x\n<<<<<<< ours\n", "made.yaml:2: unresolved merge conflict"),
        ("name: x\nname: y\nmeta: {family: DOC}\nexpectations: []\n", "made.yaml:2: the key `name` stands twice"),
        ("name: x\nmeta: {family: DOC}\nexpectations: [word]\n", "an expectation must be a mapping"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "made.yaml").write_text(text)
    with pytest.raises(RulebookError, match=message):
        load_rules([tmp_path])


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "made.yaml").write_bytes(b"name: \xff\xfe\n")
    with pytest.raises(RulebookError, match=r"made\.yaml: not UTF-8 text"):
        load_rules([tmp_path])


def test_an_empty_folder_and_an_unknown_code_to_disable(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="no suites in"):
        load_rules([tmp_path])
    with pytest.raises(RulebookError) as refused:
        load_rules(disable=["DOC10"])
    assert refused.value.hint == "did you mean `DOC102`?"


def test_a_disabled_rule_stays_listed() -> None:
    rules = {rule.code: rule for rule in load_rules(disable=["REP101"])}
    assert not rules["REP101"].is_enabled
    assert rules["REP107"].is_enabled


def test_great_expectations_accepts_the_whole_rulebook() -> None:
    for rule in load_rules():
        assert build_expectation(rule).meta == {"code": rule.code}


def test_a_suite_is_named_like_its_file() -> None:
    suites = {rule.suite for rule in load_rules()}
    assert {path.stem for path in rulebook_folder().glob("*.yaml")} == suites


def test_no_rule_takes_a_missing_fact_for_a_good_one() -> None:
    # Great Expectations passes empty values, except where emptiness itself is the question.
    for rule in load_rules():
        if rule.expectation_type.endswith("be_null"):
            continue
        column = SCHEMAS[rule.table].column(rule.kwargs["column"])
        assert column is not None
        assert not column.is_nullable or column.name in rule.requires, rule.code


def test_the_version_follows_rules_not_words() -> None:
    rules = list(load_rules())
    version = rulebook_version(rules)
    reworded = [rules[0].model_copy(update={"notes": "other words"}), *rules[1:]]
    stricter = [rules[0].model_copy(update={"severity": "critical"}), *rules[1:]]
    assert rulebook_version(reworded) == version
    assert rulebook_version(stricter) != version
    assert rulebook_version(load_rules(disable=[rules[0].code])) != version
    assert rulebook_version(load_rules()) == version
    assert re.fullmatch("[0-9a-f]{12}", version)


def test_listing_the_rulebook_imports_nothing_heavy() -> None:
    program = (
        "import sys; from debt_pipelines.rules.rulebook import load_rules; load_rules();"
        "print([name for name in ('pandas', 'pyarrow', 'great_expectations', 'dagster') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
