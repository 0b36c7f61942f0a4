"""DVC's templates: every key is a job, and what cannot be filled in costs one stage."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers import dvc_templates
from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline

Crawl = Callable[..., dict[str, list[Any]]]
Commands = Callable[..., dict[str, str]]

AXES = ", ".join(f"a{n}: [{', '.join(str(value) for value in range(40))}]" for n in range(9))
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def commands(crawl: Crawl) -> Commands:
    """A function `commands(dvc_yaml, files)` that gives command by job, and checks that nothing went wrong."""

    def run(dvc_yaml: str, files: dict[str, str | bytes] | None = None) -> dict[str, str]:
        found = crawl(crawl_pipeline, {"dvc.yaml": dvc_yaml, **(files or {})})
        assert [source.error for source in found["sources"]] == [None]
        return {job.name: job.command for job in found["jobs"]}

    return run


def test_foreach_over_a_list(commands: Commands) -> None:
    text = "stages:\n  load:\n    foreach: [de, at, 3]\n    do:\n      cmd: load ${item}\n"
    assert commands(text) == {"load@de": "load de", "load@at": "load at", "load@3": "load 3"}


def test_foreach_over_a_mapping(commands: Commands) -> None:
    text = "stages:\n  load:\n    foreach:\n      eu: {n: 1}\n      us: {n: 2}\n    do:\n      cmd: ${key} ${item.n}\n"
    assert commands(text) == {"load@eu": "eu 1", "load@us": "us 2"}


def test_foreach_over_a_list_of_mappings_counts(commands: Commands) -> None:
    text = "stages:\n  load:\n    foreach: [{n: x}, {n: y}]\n    do:\n      cmd: load ${item.n}\n"
    assert commands(text) == {"load@0": "load x", "load@1": "load y"}


def test_foreach_over_values_from_a_file(commands: Commands) -> None:
    text = "stages:\n  load:\n    foreach: ${regions}\n    do:\n      cmd: load ${item}\n"
    assert commands(text, {"params.yaml": "regions: [de, at]\n"}) == {"load@de": "load de", "load@at": "load at"}


def test_matrix(commands: Commands) -> None:
    text = "stages:\n  fit:\n    matrix:\n      m: [cnn, {n: x}]\n      s: [1, 2]\n    cmd: ${item.s} ${key}\n"
    assert commands(text) == {
        "fit@cnn-1": "1 cnn-1",
        "fit@cnn-2": "2 cnn-2",
        "fit@m1-1": "1 m1-1",
        "fit@m1-2": "2 m1-2",
    }


def test_values_of_every_kind_of_file(commands: Commands) -> None:
    text = (
        "vars: [v/a.yaml, b.json, c.toml, d.py, 'e.yaml:x,y', {g: {h: 7}}]\n"
        "stages:\n  all:\n    cmd: ${a} ${b} ${c} ${d} ${x} ${g.h} ${l[1]}\n"
    )
    files: dict[str, str | bytes] = {
        "v/a.yaml": "a: 1\n",
        "b.json": '{"b": 2}',
        "c.toml": "c = 3\n",
        "d.py": "d = 4\nimport os\nos.abort()\n",
        "e.yaml": "x: 5\ny: 6\na: hidden\n",
        "params.yaml": "l: [7, 8]\n",
    }
    assert commands(text, files) == {"all": "1 2 3 4 5 7 8"}


def test_values_of_one_stage(commands: Commands) -> None:
    text = (
        "stages:\n"
        "  one:\n    wdir: sub\n    vars: [own.yaml, {more: 2}]\n    cmd: ${own} ${more}\n"
        "  many:\n    foreach: [x]\n    do:\n      wdir: sub\n      vars: [own.yaml]\n      cmd: ${item} ${own}\n"
    )
    assert commands(text, {"sub/own.yaml": "own: 1\n"}) == {"one": "1 2", "many@x": "x 1"}


def test_a_file_of_a_folder_uses_its_own_values(crawl: Crawl) -> None:
    text = "vars: [../shared.yaml]\nstages:\n  a:\n    cmd: ${x} ${y}\n"
    files = {"sub/dvc.yaml": text, "sub/params.yaml": "x: 1\n", "params.yaml": "x: 2\n", "shared.yaml": "y: 3\n"}
    (job,) = crawl(crawl_pipeline, files)["jobs"]
    assert (job.job, job.command) == ("sub/dvc.yaml:a", "1 3")


def test_values_are_of_yaml_1_2_and_mappings_become_options(commands: Commands) -> None:
    text = "stages:\n  a:\n    cmd: x ${n} ${opts}\n"
    assert commands(text, {"params.yaml": "n: no\nopts: {lr: 0.1, on: true, l: [1, 2]}\n"}) == {
        "a": "x no --lr 0.1 --on --l 1 2"
    }


def test_templated_paths_lines_and_folders(crawl: Crawl) -> None:
    text = (
        "stages:\n"
        "  load:\n    foreach: [de, at]\n    do:\n      wdir: work/${item}\n      cmd: x\n"
        "      deps: [../in.csv]\n      outs:\n        - ${item}.csv:\n            cache: false\n"
    )
    found = crawl(crawl_pipeline, {"dvc.yaml": text})
    assert [(edge.job, edge.target, edge.line, edge.is_cached) for edge in found["edges"]] == [
        ("dvc.yaml:load@de", "work/in.csv", 7, True),
        ("dvc.yaml:load@de", "work/de/de.csv", 9, False),
        ("dvc.yaml:load@at", "work/in.csv", 7, True),
        ("dvc.yaml:load@at", "work/at/at.csv", 9, False),
    ]
    assert {(job.template, job.line) for job in found["jobs"]} == {("dvc.yaml:load", 2)}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("cmd: x ${nope}", "Could not find 'nope'"),
        ("cmd: x ${lr.deep}", "Could not find 'lr.deep'"),
        ("cmd: x ${}", "ParseException"),
        ("cmd: x ${lr[}", "ParseException"),
        ("vars: [nope.yaml]\n    cmd: x ${lr}", "'nope.yaml' does not exist"),
        ("vars: [folder]\n    cmd: x ${lr}", "'folder' does not exist"),
        ("foreach: 5\n    do: {cmd: x}", "expected list/dictionary, got int"),
        ("foreach: ${nope}\n    do: {cmd: x}", "Could not find 'nope'"),
        ("foreach: [1]", "a form that DVC does not understand"),
        ("foreach: [1]\n    do: 5", "a form that DVC does not understand"),
        ("foreach: [1]\n    do:", "a form that DVC does not understand"),
        ("matrix: [1]\n    cmd: x", "a form that DVC does not understand"),
        ("matrix: {a: 5}\n    cmd: x", "a form that DVC does not understand"),
        ("matrix: {a: [1]}\n    do: {cmd: x}", "a form that DVC does not understand"),
        (f"matrix: {{{AXES}}}\n    cmd: x", "its matrix gives 262144000000000 stages, more than 20000"),
    ],
)
def test_a_template_that_cannot_be_filled_in_costs_one_stage(crawl: Crawl, body: str, reason: str) -> None:
    files = {"dvc.yaml": f"stages:\n  ok:\n    cmd: x ${{lr}}\n  bad:\n    {body}\n", "params.yaml": "lr: 1\n"}
    found = crawl(crawl_pipeline, files)
    assert [job.name for job in found["jobs"]] == ["ok"]
    (source,) = found["sources"]
    assert (source.status, source.part, source.line) == ("error", "bad", 4)
    assert source.error.startswith("stage `bad`: ")
    assert reason in source.error
    assert "\x1b" not in source.error
    assert "debt-templates" not in source.error


def test_one_key_that_cannot_be_filled_in_costs_that_key(crawl: Crawl) -> None:
    text = "stages:\n  a:\n    foreach: {x: {n: 1}, y: {}}\n    do:\n      cmd: x ${item.n}\n"
    found = crawl(crawl_pipeline, {"dvc.yaml": text})
    assert [job.name for job in found["jobs"]] == ["a@x"]
    assert [(source.part, source.status) for source in found["sources"]] == [("a@y", "error")]


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ("[nope.yaml]", "'nope.yaml' does not exist"),
        ("['list.yaml']", "expected a dictionary, got 'list'"),
        ("[bad.yaml]", "`bad.yaml:2`: not valid YAML"),
        ("[bomb.yaml]", "`bomb.yaml:1`: too large or too deeply nested once its aliases are expanded"),
        ("[latin.yaml]", "`latin.yaml:1`: not UTF-8 text"),
        ("['a.yaml:nope']", "could not find 'nope' in 'a.yaml'"),
        ("5", "a form that DVC does not understand"),
        ("[[1]]", "a form that DVC does not understand"),
        ("['${x}']", "interpolating is not allowed"),
    ],
)
def test_values_that_cannot_be_read_cost_the_templated_stages(crawl: Crawl, variables: str, reason: str) -> None:
    files: dict[str, str | bytes] = {
        "dvc.yaml": f"vars: {variables}\nstages:\n  plain:\n    cmd: x\n  a:\n    cmd: x ${{v}}\n",
        "list.yaml": "[1]\n",
        "bad.yaml": "a: 1\n\tb: 2\n",
        "bomb.yaml": BOMB,
        "latin.yaml": b"v: caf\xe9\n",
        "a.yaml": "v: 1\n",
    }
    found = crawl(crawl_pipeline, files)
    assert [job.name for job in found["jobs"]] == ["plain"]
    (source,) = (source for source in found["sources"] if source.part)
    assert (source.part, source.line) == ("a", 5)
    assert reason in source.error
    assert "debt-templates" not in source.error


@pytest.mark.parametrize("form", ["absolute", "relative", "working folder", "templated folder", "link"])
def test_values_outside_the_project_are_never_read(crawl: Crawl, tmp_path: Path, form: str) -> None:
    (tmp_path / "secret.yaml").write_text("token: hunter2\n")
    root = tmp_path / "project"
    root.mkdir()
    (root / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    text = {
        "absolute": f"vars: [{tmp_path}/secret.yaml]\nstages:\n  a:\n    cmd: x ${{token}}\n",
        "relative": "vars: [../secret.yaml]\nstages:\n  a:\n    cmd: x ${token}\n",
        "working folder": f"stages:\n  a:\n    wdir: {tmp_path}\n    vars: [secret.yaml]\n    cmd: x ${{token}}\n",
        "templated folder": (
            f"vars: [{{w: '{tmp_path}'}}]\nstages:\n  a:\n    wdir: ${{w}}\n    vars: [secret.yaml]\n    cmd: x\n"
        ),
        "link": "vars: [link.yaml]\nstages:\n  a:\n    cmd: x ${token}\n",
    }
    found = crawl(crawl_pipeline, {"dvc.yaml": text[form]})
    assert found["jobs"] == []
    assert [source.status for source in found["sources"]] == ["error"]
    assert "hunter2" not in str(found)


def test_nothing_is_left_behind(crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    text = "vars: [sub/v.yaml]\nstages:\n  a:\n    wdir: deep/er\n    cmd: x ${v}\n  bad:\n    cmd: ${nope}\n"
    found = crawl(crawl_pipeline, {"dvc.yaml": text, "sub/v.yaml": "v: 1\n"})
    assert [job.command for job in found["jobs"]] == ["x 1"]
    assert list((tmp_path / "temporary").iterdir()) == []
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert Path.cwd() == tmp_path / "elsewhere"
    assert not (tmp_path / "project/deep").exists()


def test_dvc_is_not_imported_for_plain_stages(crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DVC_NO_ANALYTICS", "1")

    def refuse(*arguments: object) -> None:
        raise AssertionError("templates were resolved")

    monkeypatch.setattr(dvc_templates, "resolve_stages", refuse)
    monkeypatch.setattr("debt_pipelines.crawlers.dvc_pipeline.resolve_stages", refuse)
    found = crawl(crawl_pipeline, {"dvc.yaml": "stages:\n  a:\n    cmd: echo $HOME {x}\n    vars: [v.yaml]\n"})
    assert [job.name for job in found["jobs"]] == ["a"]
