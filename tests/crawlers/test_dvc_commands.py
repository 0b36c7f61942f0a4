"""Which code files a stage's command runs, and where that cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_commands import scripts_of
from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline
from debt_pipelines.project.project import Project, open_project

FILES = (
    "train.py a.py conf.py run.sh tool x.R x.jl x.sql note.ipynb second.ipynb report.qmd page.md jobs/b.py "
    "jobs/note.ipynb jobs/__main__.py pkg/mod.py pkg/__main__.py src/inner/step.py tests/test_data.py Makefile"
).split()
MakeRepo = Callable[..., Path]


@pytest.fixture
def project(make_repo: MakeRepo) -> Project:
    """A repository of empty code files, with one that git does not track."""
    root = make_repo(dict.fromkeys(FILES, ""))
    (root / "untracked.py").write_text("")
    return open_project(root)


@pytest.mark.parametrize(
    ("command", "scripts"),
    [
        ("python train.py --config conf.py", "train.py"),
        ("python3.11 -u -W ignore ./train.py", "train.py"),
        ("PYTHONPATH=. .venv/bin/python train.py", "train.py"),
        ("python jobs\\b.py", "jobs/b.py"),
        ("python jobs", "jobs/__main__.py"),
        ("python -m pkg.mod x", "pkg/mod.py"),
        ("python -m pkg", "pkg/__main__.py"),
        ("python -um inner.step", "src/inner/step.py"),
        ("PYTHONPATH=jobs:$PYTHONPATH python -m b", "jobs/b.py"),
        ("python -m zipfile -e a.zip out", ""),
        ("python -m papermill note.ipynb second.ipynb", "note.ipynb"),
        ("python -m pytest tests/test_data.py::test_a -k a.py", "tests/test_data.py"),
        ("python -m cProfile -o out train.py", "train.py"),
        ("python -c 'import a' a.py", ""),
        ("python - < train.py", "train.py"),
        ("python < train.py", "train.py"),
        ("python missing.py", ""),
        ("python ../train.py", ""),
        ("python /abs/train.py", ""),
        ("python untracked.py", ""),
        ("python $PWD/train.py", "train.py"),
        ("Rscript --vanilla x.R 1", "x.R"),
        ("Rscript -e 'source(\"x.R\")'", ""),
        ("R --no-save -f x.R", "x.R"),
        ("R --file=x.R", "x.R"),
        ("R CMD BATCH --vanilla x.R out.txt", "x.R"),
        ("R --no-save < x.R", "x.R"),
        ("julia --project=. -t 4 x.jl", "x.jl"),
        ("bash -e run.sh", "run.sh"),
        ("source run.sh; . run.sh", "run.sh"),
        ("bash -c 'python a.py && python train.py'", "a.py train.py"),
        ("./run.sh", "run.sh"),
        ("./tool", "tool"),
        ("tool a", ""),
        ("psql -f x.sql", "x.sql"),
        ("duckdb db < x.sql", "x.sql"),
        ("spark-submit --master local --py-files a.py train.py conf.py", "train.py"),
        ("papermill note.ipynb second.ipynb", "note.ipynb"),
        ("papermill -p name second.ipynb --cwd jobs note.ipynb -", "note.ipynb"),
        ("jupyter nbconvert --to notebook --execute note.ipynb --output second.ipynb", "note.ipynb"),
        ("jupyter nbconvert --to html note.ipynb", ""),
        ("jupyter execute note.ipynb", "note.ipynb"),
        ("jupytext --to notebook --execute page.md", "page.md"),
        ("jupytext --to notebook page.md", ""),
        ("quarto render report.qmd --to html", "report.qmd"),
        ("streamlit run a.py", "a.py"),
        ("torchrun --nproc_per_node=2 train.py", "train.py"),
        ("coverage run -m pkg.mod", "pkg/mod.py"),
        ("poetry run python train.py", "train.py"),
        ("uv run train.py", "train.py"),
        ("make train.py", ""),
        ("cargo run --release -- cluster", ""),
        ("cp a.py out.py && cat conf.py && git add a.py", ""),
        ("docker run image python a.py", ""),
        ("python a.py\npython train.py # b.py\npython a.py", "a.py train.py"),
        ("cd jobs && python b.py", "jobs/b.py"),
        ("(cd jobs && python b.py) && python a.py", "jobs/b.py a.py"),
        ("bash -c 'cd jobs; python b.py'; python a.py", "jobs/b.py a.py"),
        ("cd jobs; cd ..; papermill note.ipynb out.ipynb", "note.ipynb"),
        (["cd jobs", "python a.py"], "a.py"),
        ("for f in 1 2; do python a.py $f; done", "a.py"),
        ("python a.py $(date) --x ${X}", "a.py"),
        ("", ""),
        (None, ""),
    ],
)
def test_scripts(project: Project, command: object, scripts: str) -> None:
    assert scripts_of(project, command, "") == (scripts.split(), True)


@pytest.mark.parametrize(
    "command",
    [
        "$SCRIPT",
        "python ${script}",
        'python "$DIR/train.py"',
        "python scripts/*.py",
        "papermill $note out.ipynb",
        "python -m $module",
        "for f in a b; do python $f; done",
        "cd $HOME && python train.py",
        "cd jobs && cd - && python train.py",
        "$TOOLS/run",
        "python 'a.py",
        "mytool --file conf.py",
    ],
)
def test_what_cannot_be_told(project: Project, command: str) -> None:
    assert scripts_of(project, command, "") == ([], False)


def test_what_is_certain_is_kept_beside_what_is_not(project: Project) -> None:
    assert scripts_of(project, "python a.py && python $other", "") == (["a.py"], False)


def test_a_command_runs_in_its_working_directory(project: Project) -> None:
    assert scripts_of(project, "papermill note.ipynb ../second.ipynb", "jobs") == (["jobs/note.ipynb"], True)
    assert scripts_of(project, "python ../a.py; python -m inner.step", "data") == (["a.py", "src/inner/step.py"], True)
    assert scripts_of(project, "python a.py", "../elsewhere") == ([], True)


def test_without_git_every_file_counts(make_folder: Callable[..., Path]) -> None:
    project = open_project(make_folder({"a.py": ""}))
    assert scripts_of(project, "python a.py", "") == (["a.py"], True)


def test_the_same_at_a_revision(project: Project) -> None:
    assert scripts_of(project.at("HEAD"), "python a.py; python gone.py", "") == (["a.py"], True)


def test_a_job_says_what_it_runs(crawl: Callable[..., dict[str, list[Any]]]) -> None:
    stages = """\
stages:
  each:
    foreach: [a, b]
    do:
      wdir: jobs
      cmd: python ${item}.py
  two:
    cmd: [python jobs/a.py, python jobs/b.py]
  none:
    cmd: make all
  open:
    cmd: python $SCRIPT
"""
    jobs = crawl(crawl_pipeline, {"dvc.yaml": stages, "jobs/a.py": "", "jobs/b.py": ""})["jobs"]
    assert {job.name: (job.scripts, job.is_command_clear) for job in jobs} == {
        "each@a": ("jobs/a.py", True),
        "each@b": ("jobs/b.py", True),
        "two": ("jobs/a.py\njobs/b.py", True),
        "none": (None, True),
        "open": (None, False),
    }
