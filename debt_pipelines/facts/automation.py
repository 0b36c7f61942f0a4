"""What an automated command does for a pipeline: it runs it or its checks, may do so, or has nothing to do with it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from debt_pipelines.project.shell import INTERPRETERS, calls_of, is_code_path, program_of
from debt_pipelines.project.shell_words import Call

Part = Literal["runs", "may", "none"]

_RUNS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "dvc": r"(repro|reproduce|exp run|exp queue|queue start|status|data status)\b",
        "dbt": r"(.* )?(run|build|test|snapshot|seed|source|retry|run-operation)\b",
        "great_expectations": r"(.* )?(checkpoint run|validation-operator run)\b",
        "soda": r"(scan|contract verify)\b",
        "datacontract": r"(.* )?test\b",
        "frictionless": r"validate\b",
        "edr": r"",
        "elementary": r"",
        "kedro": r"run\b",
        "snakemake": r"",
        "nextflow": r"(.* )?run\b",
        "luigi": r"",
        "mlflow": r"run\b",
        "metaflow": r"",
        "dagster": r"(job (execute|launch|backfill)|asset materialize)\b",
        "prefect": r"(deployment run|deploy)\b",
        "airflow": r"dags (trigger|test)\b",
    }.items()
}
_TESTS = frozenset("pytest unittest nosetests ctest".split())
_REMOTE = frozenset(
    "docker docker-compose podman kubectl helm ssh argo oc nomad dagster-cloud databricks az gcloud sbatch".split()
)
_AWS_RUNS = frozenset("batch ecs glue stepfunctions emr sagemaker lambda codebuild".split())
_ACTION = re.compile(r"(\./)?[\w.-]+(/[\w./-]+)?@\S+|\./\.github/\S+")
_RUNNING_ACTION = re.compile(r"dbt|soda|great[-_]expectations|datacontract|dvc-(repro|run)", re.IGNORECASE)
_EXTERNAL_WORKFLOW = re.compile(r"[^./][^/]*/.+/\.github/workflows/.+")
_OPAQUE_TOOLS = frozenset("airflow prefect dagster".split())
_TEMPLATE = re.compile(r"\$\{\{.*?\}\}")
_TOOL = re.compile(r"\b(dvc|dbt|great_expectations|soda|make|python|Rscript|docker)\b")


def part_of(tool: str, command: str, scripts: Collection[str]) -> Part:
    """What one command does; `scripts` are the code files that stages run."""
    if tool == "settings":
        return "runs"
    if _ACTION.fullmatch(command.strip()):
        return _part_of_action(command)
    calls = calls_of(_TEMPLATE.sub("x", command))
    if calls is None:
        return "may" if _TOOL.search(command) else "none"
    parts = {_part_of_call(call, scripts) for call in calls}
    if tool in _OPAQUE_TOOLS:
        parts.add("may")
    return "runs" if "runs" in parts else "may" if "may" in parts else "none"


def _part_of_action(action: str) -> Part:
    if _EXTERNAL_WORKFLOW.match(action):
        return "may"
    return "runs" if _RUNNING_ACTION.search(action) and "setup" not in action else "none"


def _part_of_call(call: Call, scripts: Collection[str]) -> Part:
    name, words = program_of(call.words[0]), [word.text for word in call.words[1:]]
    if name in INTERPRETERS and words[:1] == ["-m"] and len(words) > 1:
        name, words = words[1].split(".")[0], words[2:]
    if name in _TESTS or (name == "rscript" and any("test" in word for word in words)):
        return "runs"
    if (name in _RUNS and _RUNS[name].match(" ".join(words))) or _names_a_script(call, scripts):
        return "runs"
    if name in _REMOTE or (name == "aws" and not _AWS_RUNS.isdisjoint(words[:1])):
        return "may"
    return "may" if _is_own_code(call, name) else "none"


def _names_a_script(call: Call, scripts: Collection[str]) -> bool:
    """Whether it names a script of a stage, from whatever folder it runs in."""
    names = {word.text.rpartition("/")[2] for word in call.words}
    return any(script.rpartition("/")[2] in names for script in scripts)


def _is_own_code(call: Call, name: str) -> bool:
    """Whether it runs code of the project, or a program that a variable names: both may do anything."""
    files = [word.text for word in call.words if is_code_path(word.text) and not word.text.endswith("setup.py")]
    is_program = name in INTERPRETERS or is_code_path(call.words[0].text)
    return (is_program and bool(files)) or not call.words[0].is_fixed
