"""What continuous integration runs, whatever the service, and the recipes that its commands stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.config.settings import CiSettings, Settings
from debt_pipelines.crawlers import ci_files
from debt_pipelines.model.data_rows import AutomatedCommand
from debt_pipelines.project.project import open_project

Crawl = Callable[..., dict[str, list[Any]]]
GITHUB = """\
on: push
jobs:
  build:
    steps:
      - uses: actions/checkout@v4
      - name: x
        run: |
          dvc pull
          dvc repro
"""
GITLAB = """\
stages: [a]
train:
  before_script:
    - pip install x
  script:
    - [dvc pull, dvc repro]
    - !reference [x, y]
"""
CIRCLECI = """\
jobs:
  build:
    steps:
      - checkout
      - run: make test
      - run: {name: x, command: dbt build}
"""
AZURE = """\
steps:
- task: UsePythonVersion@0
- script: dvc repro
- bash: echo x
"""
BITBUCKET = """\
pipelines:
  default:
    - step:
        script:
          - pytest
"""
TRAVIS = """\
language: python
script: pytest
after_success:
  - dvc push
"""
DRONE = """\
kind: pipeline
steps:
- name: a
  commands:
  - dvc repro
---
kind: pipeline
steps:
- commands:
  - pytest
"""
JENKINS = """\
pipeline { steps {
  sh 'dvc pull'
  sh(script: "dvc repro")
  sh '''
    pytest
  '''
} }
"""
HOOKS = """\
repos:
- repo: https://example.com/dvc
  hooks:
  - id: dvc-pre-commit
  - id: black
- repo: local
  hooks:
  - {id: check, entry: dbt build}
"""
SERVICES: dict[str, tuple[str, str, list[tuple[str, str, int]]]] = {
    "github": (
        ".github/workflows/ci.yml",
        GITHUB,
        [("build", "actions/checkout@v4", 5), ("build", "dvc pull\ndvc repro\n", 7)],
    ),
    "gitlab": (
        ".gitlab-ci.yml",
        GITLAB,
        [("train", "pip install x", 3), *(("train", text, 5) for text in ("dvc pull", "dvc repro", "x", "y"))],
    ),
    "circleci": (".circleci/config.yml", CIRCLECI, [("build", "make test", 5), ("build", "dbt build", 6)]),
    "azure": (
        "azure-pipelines.yml",
        AZURE,
        [("steps", "UsePythonVersion@0", 2), ("steps", "dvc repro", 3), ("steps", "echo x", 4)],
    ),
    "bitbucket": ("bitbucket-pipelines.yml", BITBUCKET, [("step", "pytest", 4)]),
    "travis": (".travis.yml", TRAVIS, [("pipeline", "pytest", 2), ("pipeline", "dvc push", 3)]),
    "drone": (".drone.yml", DRONE, [("steps", "dvc repro", 4), ("steps", "pytest", 9)]),
    "jenkins": (
        "ci/Jenkinsfile",
        JENKINS,
        [("pipeline", "dvc pull", 2), ("pipeline", "dvc repro", 3), ("pipeline", "pytest", 4)],
    ),
    "pre-commit": (
        ".pre-commit-config.yaml",
        HOOKS,
        [("dvc-pre-commit", "dvc status", 4), ("black", "black", 5), ("check", "dbt build", 8)],
    ),
}


def commands(rows: dict[str, list[Any]]) -> list[tuple[str, str, int | None]]:
    return [(row.job, row.command, row.line) for row in rows["automated_commands"]]


@pytest.mark.parametrize("tool", SERVICES)
def test_each_service(crawl: Crawl, tool: str) -> None:
    path, text, expected = SERVICES[tool]
    rows = crawl(ci_files.crawl, {path: text})
    assert commands(rows) == expected
    assert {(row.tool, row.path) for row in rows["automated_commands"]} == {(tool, path)}
    assert [(row.path, row.kind, row.status) for row in rows["sources"]] == [(path, "automation", "read")]


@pytest.mark.parametrize(
    ("text", "status"),
    [("", "skipped"), ("on: push\n", "skipped"), ("jobs: [\n", "error"), ("[1, a: {run: 3}]", "skipped")],
)
def test_a_file_without_commands(crawl: Crawl, text: str, status: str) -> None:
    rows = crawl(ci_files.crawl, {".github/workflows/ci.yml": text, ".github/workflows/b.yml": "jobs: {a: {run: ls}}"})
    assert [row.status for row in rows["sources"]] == ["read", status]
    assert commands(rows) == [("a", "ls", 1)]


MAKEFILE = """\
PYTHON := python
.PHONY: all
all: data
\t@dvc repro
data: raw
\tdvc pull
test:
\t$(PYTHON) -m pytest
deep:
\tmake test
"""


@pytest.mark.parametrize(
    ("command", "files", "recipes"),
    [
        ("make", {"Makefile": MAKEFILE}, ["dvc pull\ndvc repro"]),
        ("make test", {"Makefile": MAKEFILE}, ["$(PYTHON) -m pytest"]),
        ("make -C sub test X=1", {"sub/Makefile": MAKEFILE}, ["$(PYTHON) -m pytest"]),
        ("make deep", {"Makefile": MAKEFILE}, ["make test", "$(PYTHON) -m pytest"]),
        ("make nothing", {"Makefile": MAKEFILE}, []),
        ("make", {}, []),
        ("just run", {"justfile": "run:\n  dvc repro\n"}, ["dvc repro"]),
        ("npm run build", {"package.json": '{"scripts": {"build": "dvc repro"}}'}, ["dvc repro"]),
        ("npm run build", {"package.json": "{"}, []),
        (
            "tox",
            {"tox.ini": "[testenv]\ndeps =\n  pytest\ncommands =\n  pytest\n  dvc status\n"},
            ["pytest\ndvc status"],
        ),
        ("nox", {"noxfile.py": 'def t(session):\n    session.run("pytest", "-q")\n'}, ["pytest -q"]),
        ("bash ci/run.sh -v", {"ci/run.sh": "dvc repro\n"}, ["dvc repro\n"]),
        ("./ci/run.sh", {"ci/run.sh": "dvc repro\n"}, ["dvc repro\n"]),
        ("./loop.sh", {"loop.sh": "./loop.sh"}, ["./loop.sh"] * 3),
    ],
)
def test_recipes_that_commands_stand_for(crawl: Crawl, command: str, files: dict[str, str], recipes: list[str]) -> None:
    rows = crawl(ci_files.crawl, {".travis.yml": f"script: {command}\n", **files})
    assert [row.command for row in rows["automated_commands"]] == [command, *recipes]


def test_what_the_settings_declare(make_folder: Callable[..., Any]) -> None:
    project = open_project(make_folder({"a.txt": "x"}))
    assert list(ci_files.crawl(project, Settings())) == []
    (row,) = ci_files.crawl(project, Settings(ci=CiSettings(external=True)))
    assert isinstance(row, AutomatedCommand)
    assert row.tool == "settings"
