"""What the factory makes: names, groups, descriptions, and nothing that would get in the way of a host project."""

from __future__ import annotations

import subprocess
import sys

import dagster as dg
import pytest

from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.target import Target
from debt_pipelines.model.tables import CATALOG_TABLES, FACT_TABLES, METADATA_TABLES, RESULT_TABLES

HEAVY = ("great_expectations", "dvc", "pandas", "pyarrow", "networkx")


@pytest.fixture
def definitions(clean: Target) -> dg.Definitions:
    """The definitions of the clean target."""
    return build_debt_defs(clean)


@pytest.mark.filterwarnings("ignore:Parameter `include_sources`")  # Dagster's own parser uses it
def test_string_selections_work() -> None:
    """Dagster and DVC want different ANTLR versions; with the wrong one every string selection breaks silently."""
    assert str(dg.AssetSelection.from_string("*")) == "*"
    assert str(dg.AssetSelection.from_string('group:crawl or key:"a/b"')) == 'group:"crawl" or key:"a/b"'


def test_one_asset_a_table_in_ordered_groups(clean: Target, definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    groups: dict[str, set[str]] = {}
    for key in graph.get_all_asset_keys():
        assert key.path[0] == clean.prefix
        groups.setdefault(graph.get(key).group_name, set()).add(key.path[1])
    assert groups == {
        f"{clean.prefix}_crawl": set(METADATA_TABLES),
        f"{clean.prefix}_catalog": set(CATALOG_TABLES),
        f"{clean.prefix}_facts": set(FACT_TABLES),
        f"{clean.prefix}_findings": set(RESULT_TABLES),
        f"{clean.prefix}_scorecard": {"scorecard", "deploy_gate"},
    }


def test_every_asset_says_what_it_is(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.kinds, key
        if node.group_name.endswith(("crawl", "catalog", "facts", "findings")):
            columns = node.metadata["dagster/column_schema"].columns
            assert all(column.description for column in columns), key


def test_one_check_a_family_and_one_blocking_gate(clean: Target, definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    checks = {key.name: graph.get_check_spec(key) for key in graph.asset_check_keys}
    assert {name for name, spec in checks.items() if spec.blocking} == {"quality_gate"}
    assert set(checks) == {
        "schema_drift",
        "missing_validation",
        "undocumented_features",
        "data_quality",
        "pipeline_lineage",
        "reproducibility",
        "configuration",
        "models_experiments",
        "operations",
        "quality_gate",
    }
    assert checks["quality_gate"].asset_key == dg.AssetKey([clean.prefix, "scorecard"])


def test_two_targets_merge(clean: Target, definitions: dg.Definitions) -> None:
    other = Target(clean.root, "another project", clean.settings, clean.state)
    merged = dg.Definitions.merge(definitions, build_debt_defs(other))
    assert merged.resolve_job_def("another_project_scan")
    assert merged.resolve_job_def(f"{clean.prefix}_scan")


def test_automation_is_stopped_by_default(clean: Target, definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def(f"{clean.prefix}_daily")
    sensor = definitions.resolve_sensor_def(f"{clean.prefix}_watch")
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED
    assert sensor.default_status is dg.DefaultSensorStatus.STOPPED


def test_the_code_location_is_light() -> None:
    """It is loaded by every server, daemon and run worker, so nothing heavy may come with it."""
    program = (
        "import sys, debt_pipelines.definitions as d; d.defs(); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
