"""Suites of real repositories, of both generations, become asset checks that judge data column by column.

The one suite with an expectation in the archive is of the 1.x generation, those of the repositories are of the
generation before. Tables are made from the suites: one that meets all that pandas can meet, and two damaged ones.
"""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any, cast

import dagster as dg
import pandas as pd
import pytest

from debt_pipelines.gx_checks import SuiteError, gx_asset_checks
from tests.corpora.bundles import CORPORA, clone, needs_corpora

pytestmark = needs_corpora
Suite = dict[str, Any]
ARCHIVE = "great-expectations__suites"
SUITES = {
    "GokuMohandas__data-engineering": [9, 7, 3],
    "BlazheManev__smartCharge-ai": [93, 12],
    "data42lana__end-to-end-cv-mlops-project": [18, 11],
    ARCHIVE: [1],
}
OF_ANOTHER_ENGINE = "expect_column_values_to_be_of_type"
"""The repository names the types of BigQuery, which no column of pandas has."""


@pytest.fixture(scope="module")
def suites_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """The files of all suites with expectations of one repository, the longest first; copies stand once."""
    folder = tmp_path_factory.mktemp("suites")

    @cache
    def found(name: str) -> list[Path]:
        if name == ARCHIVE:
            root = folder / name
            with tarfile.open(CORPORA / f"{name}.tar.gz") as packed:
                packed.extractall(root, filter="data")
        else:
            root = clone(name, "main", folder)
        kept = {json.dumps(read(path)["expectations"]): path for path in sorted(root.rglob("*.json")) if read(path)}
        return sorted(kept.values(), key=lambda path: -len(read(path)["expectations"]))

    return found


@cache
def read(path: Path) -> Suite:
    """A suite with expectations, empty for any other file."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError:
        return {}
    is_suite = isinstance(content, dict) and isinstance(content.get("expectations"), list) and content["expectations"]
    return content if is_suite and ("name" in content or "expectation_suite_name" in content) else {}


def kwargs_of(suite: Suite) -> Iterator[tuple[str, Suite]]:
    for one in suite["expectations"]:
        yield one.get("type") or one["expectation_type"], one["kwargs"]


def values(column: str, suite: Suite, n_rows: int) -> list[Any]:
    """Values that meet what a suite says of a column."""
    said = [(kind, kwargs) for kind, kwargs in kwargs_of(suite) if kwargs.get("column") == column]
    for kind, kwargs in said:
        if kind == "expect_column_values_to_be_in_set":
            return list(islice(cycle(kwargs["value_set"]), n_rows))
    for kind, kwargs in said:
        if kind == "expect_column_values_to_be_between":
            return [(kwargs["min_value"] + kwargs["max_value"]) / 2] * n_rows
        if kind == "expect_column_values_to_match_strftime_format":
            return [f"2026-01-{day:02}T00:00:00" for day in range(1, n_rows + 1)]
    return [f"{number}.jpg" for number in range(n_rows)]


def good(suite: Suite) -> pd.DataFrame:
    """A table that meets a suite, made from the suite alone."""
    names: dict[str, None] = {}
    for _, kwargs in kwargs_of(suite):
        names |= dict.fromkeys(kwargs.get("column_set") or kwargs.get("column_list") or ())
        names |= {kwargs["column"]: None} if "column" in kwargs else {}
    n_rows = next((kwargs["max_value"] for kind, kwargs in kwargs_of(suite) if kind.startswith("expect_table_row")), 3)
    return pd.DataFrame({name: values(name, suite, n_rows) for name in names})


def evaluations(path: Path, frame: pd.DataFrame) -> dict[str, dg.AssetCheckEvaluation]:
    """The results of the checks of a suite in a real run over a frame."""

    def nothing() -> None:
        """The checks read the table themselves."""

    table = dg.asset(name="table")(nothing)
    checks = gx_asset_checks(path, table, read=lambda: frame)
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with dg.DagsterInstance.ephemeral() as instance:
        job = dg.Definitions(assets=[table], asset_checks=[checks]).resolve_implicit_global_asset_job_def()
        result = job.execute_in_process(instance=instance, run_config=quiet, raise_on_error=False)
    assert result.success
    return {found.check_name: found for found in result.get_asset_check_evaluations()}


def outcomes(found: dict[str, dg.AssetCheckEvaluation]) -> Iterator[tuple[str, str]]:
    """How each expectation ended, and its type."""
    for one in found.values():
        for record in cast("Any", one.metadata["results"].value).records:
            yield record.data["outcome"].partition(" ")[2], record.data["expectation"]


@pytest.mark.parametrize("name", SUITES)
def test_every_suite_judges_data_that_meet_it_column_by_column(
    name: str, suites_of: Callable[[str], list[Path]]
) -> None:
    paths = suites_of(name)
    assert [len(read(path)["expectations"]) for path in paths] == SUITES[name]
    for path in paths:
        suite = read(path)
        found = evaluations(path, good(suite))
        ended = list(outcomes(found))
        assert len(ended) == len(suite["expectations"])
        assert {kind for outcome, kind in ended if outcome != "met"} <= {OF_ANOTHER_ENGINE}
        columns = {kwargs["column"] for _, kwargs in kwargs_of(suite) if "column" in kwargs}
        shown = {
            record.data["column"]
            for one in found.values()
            for record in cast("Any", one.metadata["columns"].value).records
        }
        assert columns <= shown


@pytest.mark.parametrize("name", SUITES)
def test_damaged_data_fail_and_what_cannot_run_says_why(name: str, suites_of: Callable[[str], list[Path]]) -> None:
    for path in suites_of(name):
        suite = read(path)
        whole = good(suite)
        nulls = Counter(outcomes(evaluations(path, whole.astype(object).where(whole.isna(), None))))
        demanded = Counter(kind for kind, _ in kwargs_of(suite))["expect_column_values_to_not_be_null"]
        assert nulls["not met", "expect_column_values_to_not_be_null"] == demanded
        lost = evaluations(path, pd.DataFrame({"something_else": [1]}))
        assert not any(one.passed for one in lost.values())
        columns = {kwargs["column"] for _, kwargs in kwargs_of(suite) if "column" in kwargs}
        told = " ".join(str(one.description) for one in lost.values())
        assert {column for column in columns if f'"{column}"' in told} == columns


def test_a_suite_without_expectations_is_none(suites_of: Callable[[str], list[Path]], tmp_path: Path) -> None:
    (path,) = suites_of(ARCHIVE)
    empty = {**read(path), "expectations": []}
    (tmp_path / path.name).write_text(json.dumps(empty), "utf-8")
    with pytest.raises(SuiteError, match="no suite with expectations"):
        gx_asset_checks(tmp_path / path.name, "orders")
