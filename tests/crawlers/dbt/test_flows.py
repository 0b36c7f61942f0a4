"""What dbt builds from what, as jobs and lineage; exposures use tables and have owners."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.catalog.frames import Frames, frames_of, records
from debt_pipelines.catalog.lineage_graph import lineage_graph
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.model.tables import METADATA_TABLES
from debt_pipelines.project.project import open_project
from debt_pipelines.score.entries import job_entries

FILES = {
    "dbt_project.yml": "name: shop\n",
    "seeds/regions.csv": "id,name\n1,north\n2,south\n",
    "models/staged.sql": "select * from {{ source('raw', 'orders') }} join {{ ref('regions') }} using (id)",
    "models/orders.sql": "{# {{ ref('never') }} #} select * from {{ ref('staged') }} -- {{ ref('orders') }}",
    "models/sums_v1.sql": "select 1 from {{ ref('staged') }}",
    "models/sums_v2.sql": "select 2 from {{ ref('orders') }}",
    "models/later.py": "def model(dbt, session):\n    return dbt.ref('sums', v=1)\n",
    "snapshots/kept.sql": "{% snapshot kept %} select * from {{ ref('orders') }} {% endsnapshot %}",
    "models/s.yml": "sources: [{name: raw, tables: [{name: orders}]}]\n"
    "models: [{name: sums, latest_version: 2, versions: [{v: 1}, {v: 2}]}]\n"
    "exposures:\n- name: weekly\n  description: For the board\n  owner: {email: ada@shop.org}\n"
    "  depends_on: [\"ref('orders')\", \"source('raw', 'orders')\"]\n",
}


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    root = tmp_path_factory.mktemp("shop")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    found = frames_of(crawl_project(open_project(root), Settings(), only={"dbt", "tables"}), METADATA_TABLES)
    return {**found, **build_catalog(found, Settings())}


def test_each_model_reads_what_it_names(frames: Frames) -> None:
    flows = {(row["job"], row["direction"], row["target"]) for row in records(frames["flows"])}
    assert {job for job, _direction, _target in flows} == {
        *(f"model.shop.{name}" for name in ("staged", "orders", "sums.v1", "sums.v2", "later")),
        *("snapshot.shop.kept", "exposure.shop.weekly"),
    }
    assert {target for job, direction, target in flows if job == "model.shop.staged" and direction == "dep"} == {
        "dbt://shop/source.raw.orders",
        "seeds/regions.csv",
    }
    assert ("model.shop.orders", "dep", "dbt://shop/orders") not in flows, "what an incremental model keeps"
    assert ("model.shop.orders", "dep", "dbt://shop/never") not in flows
    assert ("model.shop.later", "dep", "dbt://shop/sums.v1") in flows


def test_lineage_runs_from_seeds_and_sources_to_exposures(frames: Frames) -> None:
    nodes = {row["node"]: row for row in records(frames["lineage"])}
    [orders] = [row for node, row in nodes.items() if node == "dbt://shop:orders"]
    [seed] = [row for node, row in nodes.items() if node.endswith("regions.csv")]
    assert (orders["n_producers"], orders["n_consumers"], orders["n_upstream"]) == (1, 3, 2)
    assert (seed["n_producers"], seed["n_downstream"]) == (0, 7)
    graph = lineage_graph(frames)
    assert {link.path for link in graph.links if link.target == "exposure.shop.weekly"} == {"models/s.yml"}


def test_exposures_have_owners_in_the_scorecard(frames: Frames) -> None:
    jobs = {job.id: job for job in job_entries(frames)}
    weekly = jobs["exposure.shop.weekly"]
    assert (weekly.kind, weekly.owner, weekly.description) == ("dbt_exposure", "ada@shop.org", "For the board")
    assert jobs["model.shop.staged"].outs == ("dbt://shop/staged",)


def test_what_dbt_makes_or_takes_is_no_input_of_a_stage(frames: Frames) -> None:
    facts: dict[str, Any] = {row["dataset"]: row for row in records(build_facts(frames)["dataset_facts"])}
    made = next(row for name, row in facts.items() if name == "dbt://shop:staged")
    source = next(row for name, row in facts.items() if name.endswith(":source.raw.orders"))
    assert (made["is_input"], made["is_used"]) == (False, True)
    assert (source["is_input"], source["is_used"]) == (False, True)
    assert not build_facts(frames)["job_facts"].shape[0], "stages of DVC are judged there, and nothing else"
