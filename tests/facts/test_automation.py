"""What an automated command does for a pipeline."""

from __future__ import annotations

import pytest

from debt_pipelines.facts.automation import part_of

SCRIPTS = {"src/train.py", "clean.R"}


@pytest.mark.parametrize(
    "command",
    [
        "dvc repro",
        "dvc pull && dvc repro -f train",
        "uv run dvc exp run --pull",
        "python -m dvc repro",
        "dvc status",
        "dbt build --target ci",
        "dbt --no-use-colors test",
        "poetry run great_expectations checkpoint run orders",
        "great_expectations --v3-api checkpoint run orders",
        "soda scan -d warehouse checks.yml",
        "datacontract test contract.yaml",
        "pytest -q",
        "python -m pytest tests",
        "python3 src/train.py",
        "cd src\npython train.py",
        "Rscript clean.R",
        "Rscript -e 'testthat::test_dir(\"tests\")'",
        "great-expectations/great_expectations_action@main",
        "bash -c 'dvc repro'",
        "kedro run",
        "snakemake -j1",
    ],
)
def test_it_runs_the_pipeline_or_its_checks(command: str) -> None:
    assert part_of("github", command, SCRIPTS) == "runs"


@pytest.mark.parametrize(
    "command",
    [
        "python build_everything.py",
        "./run.sh",
        "docker run image",
        "ssh host ./go",
        "aws batch submit-job --name x",
        "$RUNNER",
        "other/repository/.github/workflows/ci.yml@main",
        "dvc repro 'unclosed",
        "Rscript R/report.R",
    ],
)
def test_it_may_run_it(command: str) -> None:
    assert part_of("github", command, SCRIPTS) == "may"


@pytest.mark.parametrize(
    "command",
    [
        "actions/checkout@v4",
        "iterative/setup-dvc@v1",
        "dvc pull",
        "dvc push",
        "dbt deps",
        "dbt docs generate",
        "pip install -r requirements.txt",
        "pip install dvc",
        "python setup.py sdist",
        "python -m build",
        "ruff check .",
        "black",
        "aws s3 ls",
        "echo dvc repro",
        "echo 'unclosed",
        "great_expectations --version",
    ],
)
def test_it_has_nothing_to_do_with_it(command: str) -> None:
    assert part_of("github", command, SCRIPTS) == "none"


def test_a_workflow_of_a_scheduler_may_run_anything() -> None:
    assert part_of("airflow", "airflow shop", ()) == "may"
    assert part_of("airflow", "dbt run", ()) == "runs"
    assert part_of("settings", "declared as external", ()) == "runs"
