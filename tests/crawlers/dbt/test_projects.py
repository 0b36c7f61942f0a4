"""dbt projects: which files are whose, names across projects, and what only code shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dbt import crawl as crawler
from debt_pipelines.crawlers.dbt.jinja import Docs, Ref, SourceTable, doc_blocks, is_disabled, references
from debt_pipelines.project.project import open_project

Crawl = Callable[..., dict[str, list[Any]]]


def paths(tables: dict[str, list[Any]]) -> list[str]:
    return [row.path for row in tables["sightings"]]


def test_nothing_without_a_project(crawl: Crawl) -> None:
    assert not crawl(crawler, {"models/schema.yml": "models: [{name: a}]\n", "models/a.sql": "select 1"})


def test_several_projects_and_no_packages(crawl: Crawl) -> None:
    tables = crawl(
        crawler,
        {
            "dbt_project.yml": "name: top\nmodel-paths: [src]\npackages-install-path: lib\n",
            "src/a.sql": "select 1",
            "models/b.sql": "select 1",
            "lib/p/dbt_project.yml": "name: p\n",
            "lib/p/models/c.sql": "select 1",
            "dbt_packages/q/dbt_project.yml": "name: q\n",
            "dbt_packages/q/models/d.sql": "select 1",
            "old/dbt_project.yml": "name: old\nconfig-version: 1\nsource-paths: [transform]\n",
            "old/transform/e.sql": "select 1",
            "old/dbt_modules/r/dbt_project.yml": "name: r\n",
        },
    )
    assert paths(tables) == ["dbt://top/a", "dbt://old/e"]


def test_a_broken_project_leaves_checks_and_descriptions_open(crawl: Crawl) -> None:
    tables = crawl(crawler, {"dbt_project.yml": "name: [\n", "models/a.sql": "select 1"})
    assert [(row.kind, row.status) for row in tables["sources"]] == [("suite", "error"), ("description", "skipped")]
    assert not tables["sightings"]


def test_what_only_code_shows(crawl: Crawl) -> None:
    tables = crawl(
        crawler,
        {
            "dbt_project.yml": "name: shop\nmodels: {shop: {old: {+enabled: false}}}\n",
            "models/a.sql": "select 1",
            "models/b.py": "def model(dbt, session):\n    return dbt.source('raw', 'x')\n",
            "models/helper.py": "x = 1\n",
            "models/off.sql": "{{ config(materialized='view', enabled=false) }} select 1",
            "models/old/gone.sql": "select 1",
            "models/s.yml": "models: [{name: off, tests: [t]}, {name: gone}]",
            "models/t.yml": "sources: [{name: raw, tables: [{name: x}]}]",
            "snapshots/s.sql": "\n{% snapshot days %}select 1{% endsnapshot %}",
        },
    )
    assert paths(tables) == ["dbt://shop/source.raw.x", "dbt://shop/a", "dbt://shop/b", "dbt://shop/days"]
    assert [(row.source_path, row.line) for row in tables["sightings"]][-1] == ("snapshots/s.sql", 2)
    assert [(row.kind, row.reference, row.path) for row in tables["mentions"]] == [
        ("dataset", "dbt://shop/source.raw.x", "models/b.py")
    ]
    assert not tables["assertions"]


def test_tests_in_sql_are_bound_to_what_they_name(crawl: Crawl) -> None:
    files = {
        "dbt_project.yml": "name: shop\ntests: {+severity: warn}\n",
        "models/a.sql": "select 1",
        "seeds/s.csv": "id\n1\n",
        "tests/both.sql": "select * from {{ ref('a') }} join {{ ref('s') }} {# {{ ref('x') }} #}",
        "tests/raw.sql": "{{ config(severity='error') }} select * from {{ source('raw', 'x') }}",
        "tests/none.sql": "select 1",
        "tests/off.sql": "{{ config(enabled=False) }} select * from {{ ref('a') }}",
        "tests/generic/mine.sql": "{% test mine(model) %}select 1{% endtest %}",
    }
    rows = crawl(crawler, files)["assertions"]
    assert [(row.suite, row.reference, row.severity) for row in rows] == [
        ("both", "dbt://shop/a", "warning"),
        ("both", "seeds/s.csv", "warning"),
        ("none", None, "warning"),
        ("raw", "dbt://shop/source.raw.x", "error"),
    ]
    assert {(row.kind, row.type, row.position) for row in rows} == {("custom", "singular", 0)}


def test_tests_of_dbt_count_although_folders_of_that_name_are_left_out(make_folder: Any) -> None:
    files = {
        "dbt_project.yml": "name: shop\n",
        "tests/t.sql": "select * from {{ ref('a') }}",
        "models/tests/a.sql": "select 1",
        "models/b.sql": "select 1",
    }
    project = open_project(make_folder(files)).excluding(Settings().exclude_patterns)
    rows = list(crawler(project, Settings()))
    assert [row.path for row in rows if row.table == "sightings"] == ["dbt://shop/b"]  # type: ignore[attr-defined]
    assert [row.path for row in rows if row.table == "assertions"] == ["tests/t.sql"]  # type: ignore[attr-defined]


def test_names_of_another_project(crawl: Crawl) -> None:
    tables = crawl(
        crawler,
        {
            "one/dbt_project.yml": "name: one\n",
            "one/models/a.sql": "select 1",
            "two/dbt_project.yml": "name: two\n",
            "two/models/b.sql": "select 1",
            "two/tests/t.sql": "{{ ref('a') }} {{ ref('one', 'b') }} {{ ref('far', 'c', v=2) }}",
        },
    )
    assert [row.reference for row in tables["assertions"]] == ["dbt://one/a", "dbt://one/b", "dbt://far/c"]


def test_doc_blocks_are_filled_in() -> None:
    blocks = doc_blocks(
        "{% docs a %} One {% enddocs %}\n{#{% docs b %}{% enddocs %}#}{%- docs c -%}\nTwo\n{%- enddocs -%}"
    )
    assert blocks == {"a": "One", "c": "Two"}
    docs = Docs({"shop": blocks, "other": {"a": "Else", "d": "Far"}})
    assert docs.resolve("{{ doc('a') }} and {{ doc(\"other\", 'a') }}", "shop") == "One and Else"
    assert docs.resolve("{{ doc('d') }}", "shop") == "Far"
    assert (
        docs.resolve("{{ doc('gone') }} {{ doc('shop', 'd') }}", "shop") == "{{ doc('gone') }} {{ doc('shop', 'd') }}"
    )


def test_references_in_code() -> None:
    text = "{{ref('a')}} {{ ref( \"p\", 'b' ) }} {{ ref('c', version=3) }} {{ source('s','t') }} xref('d') {{ref('a')}}"
    assert references(text) == [Ref("a"), Ref("b", "p"), Ref("c", None, "3"), SourceTable("s", "t")]


def test_a_switch_in_the_code() -> None:
    assert is_disabled("{{ config(\n  tags=['a', 'b(c)'],\n  enabled = False) }}")
    assert not is_disabled("{{ config(enabled=var('x', false)) }}")
    assert not is_disabled("{# {{ config(enabled=false) }} #} select 'enabled=false'")
