"""Schedules kept as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers import schedules

Crawl = Callable[..., dict[str, list[Any]]]


def test_a_crontab(crawl: Crawl) -> None:
    text = "# daily\nMAILTO=a@example.com\n0 3 * * 1-5 cd /srv && dvc repro\n@daily dbt build\n"
    rows = crawl(schedules.crawl, {"deploy/crontab": text})["automated_commands"]
    assert [(row.tool, row.command, row.line) for row in rows] == [
        ("cron", "cd /srv && dvc repro", 3),
        ("cron", "dbt build", 4),
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "from airflow import DAG\nwith DAG('x'):\n    BashOperator(bash_command='dvc repro')\n",
            [("airflow", "dvc repro", 3)],
        ),
        ("import airflow\n@dag\ndef shop(): ...\n", [("airflow", "airflow shop", 2)]),
        ("from prefect import flow\nrun.serve(cron='0 3 * * *')\n", [("prefect", "prefect shop", 2)]),
        ("import dagster as dg\ns = dg.ScheduleDefinition(job=j)\n", [("dagster", "dagster shop", 2)]),
        ("import dagster as dg\n@dg.asset\ndef a(): ...\n", []),
        ("DAG('x')\n", []),
    ],
)
def test_workflows_in_python(crawl: Crawl, code: str, expected: list[tuple[str, str, int]]) -> None:
    rows = crawl(schedules.crawl, {"flows/shop.py": code})["automated_commands"]
    assert [(row.tool, row.command, row.line) for row in rows] == expected
