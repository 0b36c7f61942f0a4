"""Which parameters the scripts of a stage read and the stage does not declare."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.catalog.frames import Frames, empty_frame, frame_of, records
from debt_pipelines.facts import job_params
from debt_pipelines.model.pipeline_rows import Edge, Job, Param, ParamRead, ParamValue

VALUES = {"lr": "1", "train": "{}", "train.depth": "3", "layers": "[1]", "out": '"data/x.csv"'}


def job(name: str = "train", **changes: Any) -> Job:
    values: dict[str, Any] = {
        "job": f"dvc.yaml:{name}",
        "kind": "dvc_stage",
        "name": name,
        "template": f"dvc.yaml:{name}",
    }
    given = {"path": "dvc.yaml", "line": 2, "command": "python a.py", "scripts": "a.py", "working_directory": ""}
    return Job(**(values | given | changes))


def frames(*rows: Any, jobs: tuple[Job, ...]) -> Frames:
    values = [ParamValue(file="params.yaml", key=k, value=v, is_leaf=v != "{}") for k, v in VALUES.items()]
    made: Frames = {name: empty_frame(name) for name in ("params", "edges", "param_reads")}
    listed: dict[str, list[Any]] = {"jobs": [*jobs], "param_values": values}
    for row in rows:
        listed.setdefault(row.table, []).append(row)
    return {**made, **{table: frame_of(table, given) for table, given in listed.items()}}


def facts(*rows: Any, jobs: tuple[Job, ...] | None = None) -> list[dict[str, Any]]:
    tables = frames(*rows, jobs=jobs or (job(),))
    view = job_params.view(tables)
    return [view(each) for each in records(tables["jobs"])]


def read(key: str | None, **changes: Any) -> ParamRead:
    values: dict[str, Any] = {"script": "a.py", "file": "params.yaml", "key": key, "path": "a.py", "line": 7}
    return ParamRead(**(values | changes))


def declares(key: str | None, name: str = "train") -> Param:
    return Param(job=f"dvc.yaml:{name}", file="params.yaml", key=key, path="dvc.yaml")


@pytest.mark.parametrize(
    ("rows", "undeclared"),
    [
        ([read("lr")], "`lr` of `params.yaml`"),
        ([read("lr"), read("train.depth")], "`lr` and `train.depth` of `params.yaml`"),
        ([read("layers.0")], "`layers` of `params.yaml`"),
        ([read("train")], "`train` of `params.yaml`"),
        ([read("lr"), declares("train.depth")], "`lr` of `params.yaml`"),
        ([read(None), read("lr")], "`lr` of `params.yaml`"),
        ([read("lr"), declares("lr")], None),
        ([read("train.depth"), declares("train")], None),
        ([read("train"), declares("train.depth")], None),
        ([read("train", is_bound=True)], None),
        ([read("lr"), declares(None)], None),
        ([read("lr"), Edge(job="dvc.yaml:train", direction="dep", target="params.yaml", path="dvc.yaml")], None),
        ([read("out"), Edge(job="dvc.yaml:train", direction="out", target="data", path="dvc.yaml")], None),
        ([read("absent"), read("train.absent")], None),
        ([read("lr", file="other.yaml")], None),
    ],
)
def test_what_is_undeclared(rows: list[Any], undeclared: str | None) -> None:
    [fact] = facts(*rows)
    assert fact["undeclared_params"] == undeclared
    assert fact["are_param_reads_known"] is True
    assert (fact["param_read_path"], fact["param_read_line"]) == (("a.py", 7) if undeclared else ("dvc.yaml", 2))


@pytest.mark.parametrize("rows", [[read(None)], [read("lr", file=None)], [read(None), declares("lr")]])
def test_what_code_computes_is_not_known(rows: list[Any]) -> None:
    [fact] = facts(*rows)
    assert (fact["reads_params"], fact["are_param_reads_known"], fact["undeclared_params"]) == (True, None, None)


def test_all_of_a_file_that_is_declared_as_a_whole() -> None:
    assert facts(read(None), declares(None))[0]["are_param_reads_known"] is True


def test_a_script_of_two_stages_proves_nothing() -> None:
    both = facts(read("lr"), jobs=(job(), job("test")))
    assert [(fact["are_param_reads_known"], fact["undeclared_params"]) for fact in both] == [(None, None)] * 2
    of_one_template = facts(read("lr"), jobs=(job(), job("train@b", template="dvc.yaml:train")))
    assert [fact["n_param_lists_to_declare"] for fact in of_one_template] == [1, 0]


@pytest.mark.parametrize("changes", [{"is_frozen": True}, {"is_always_changed": True}, {"scripts": "b.py"}])
def test_stages_that_owe_nothing(changes: dict[str, Any]) -> None:
    [fact] = facts(read("lr"), jobs=(job(**changes),))
    assert (fact["reads_params"], fact["undeclared_params"]) == (False, None)


def test_an_option_of_the_command_names_the_file() -> None:
    given = job(command="python a.py --config=params.yaml")
    assert facts(read("lr", file=None, option="--config"), jobs=(given,))[0]["undeclared_params"]
    elsewhere = job(command="python a.py --config conf/x.yaml")
    assert facts(read("lr", option="--config"), jobs=(elsewhere,))[0]["reads_params"] is False


def test_paths_are_those_of_the_folder_it_runs_in() -> None:
    inside = job(working_directory="sub")
    assert facts(read("lr"), jobs=(inside,))[0]["reads_params"] is False
    assert facts(read("lr", file="../params.yaml"), jobs=(inside,))[0]["undeclared_params"]
    assert facts(read("lr", is_from_top=True), jobs=(inside,))[0]["undeclared_params"]
