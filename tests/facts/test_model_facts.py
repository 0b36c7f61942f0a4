"""Model facts: what is a model, where it comes from, whether it is as new as its inputs, and what measures it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.catalog.frames import records
from debt_pipelines.facts.registry import BUILDERS
from debt_pipelines.model.data_rows import Description, Mention, Sighting, Source
from debt_pipelines.model.pipeline_rows import Artifact, Edge, Job, Param, ParamValue
from debt_pipelines.model.schema import Row

ModelFacts = Callable[..., list[dict[str, Any]]]
MODEL = "models/m.pkl"
UNREAD = Source(path="dvc.yaml", crawler="dvc_pipeline", kind="dvc", status="error")
NEEDED = ("column_facts", "dataset_facts", "job_facts", "edge_facts", "param_facts", "model_facts")


@pytest.fixture
def model_facts(catalog: Callable[..., dict[str, Any]]) -> ModelFacts:
    """A function `model_facts(*rows)` that gives the records of the table."""

    def build(*rows: Row) -> list[dict[str, Any]]:
        frames = catalog(*rows)
        for table in NEEDED:
            frames[table] = BUILDERS[table](frames)
        return records(frames["model_facts"])

    return build


def _seen(path: str = MODEL, **changes: Any) -> Sighting:
    told: dict[str, Any] = {
        "crawler": "dvc_files",
        "kind": "model",
        "storage": "dvc",
        "source_path": f"{path}.dvc",
        "line": 2,
    }
    return Sighting(path=path, **told | changes)


def _job(name: str = "train", template: str | None = None, **changes: Any) -> Job:
    told: dict[str, Any] = {
        "kind": "dvc_stage",
        "is_locked": True,
        "lock_line": 3,
        "command": "run",
        "lock_command": "run",
    }
    return Job(job=name, name=name, template=template or name, path="dvc.yaml", **told | changes)


def _dep(target: str, *, job: str = "train", **changes: Any) -> Edge:
    return Edge(job=job, direction="dep", target=target, path="dvc.yaml", **{"lock_line": 4} | changes)


def _out(target: str = MODEL, *, job: str = "train", line: int = 7, **changes: Any) -> list[Row]:
    kind: Any = "model" if target.startswith("models/") else "table"
    made = {"crawler": "dvc_pipeline", "kind": kind, "source_path": "dvc.yaml", "line": line}
    out = Edge(job=job, direction="out", target=target, path="dvc.yaml", line=line, **{"lock_line": 5} | changes)
    return [_seen(target, **made), out]


def _code(path: str, *, job: str = "train", is_changed: bool = True) -> Edge:
    hashes = {"locked_hash": "a", "locked_hash_name": "md5", "present_hash": "b" if is_changed else "a"}
    return _dep(path, job=job, is_in_git=True, **hashes)


def _artifact(target: str | None, type_: str | None = "model") -> Artifact:
    return Artifact(artifact="churn", target=target, type=type_, description=None, path="dvc.yaml", line=9)


@pytest.mark.parametrize(
    ("rows", "models"),
    [
        ([_seen()], ["file:models/m.pkl"]),
        ([_seen(kind="table")], []),
        ([_seen(kind="other"), _artifact(MODEL)], ["file:models/m.pkl"]),
        ([_seen(), _artifact(MODEL, "dataset")], []),
        ([_seen(), _artifact(MODEL, None)], ["file:models/m.pkl"]),
        ([_artifact(MODEL)], ["churn"]),
        ([_artifact(None)], []),
        ([_artifact(MODEL, "dataset")], []),
        ([_seen("models"), _seen()], ["file:models"]),
        ([_seen("models", kind="directory"), _seen()], ["file:models/m.pkl"]),
        ([_seen("models/a.pkl"), _seen("models/b.pkl")], ["file:models/a.pkl"]),
        ([_seen("models/a.pkl"), _seen("other/b.pkl")], ["file:models/a.pkl", "file:other/b.pkl"]),
    ],
)
def test_models_by_name_or_by_word_and_one_row_a_folder(
    model_facts: ModelFacts, rows: list[Row], models: list[str]
) -> None:
    assert [row["model"] for row in model_facts(*rows)] == models


@pytest.mark.parametrize(
    ("rows", "is_traceable"),
    [
        ([_seen()], False),
        ([_seen(storage="git")], False),
        ([_seen(storage="import", import_url="https://example.org/m.pkl")], True),
        ([_seen(storage="external", crawler="dvc_pipeline")], True),
        ([_seen(storage="none", is_present=True)], False),
        ([_seen(storage="none")], None),
        ([_seen("models", storage="none", is_present=True)], None),
        ([_seen(), Source(path="x.dvc", crawler="dvc_files", kind="dvc", status="error")], None),
        ([_seen(), Source(path="x.csv", crawler="tables", kind="data", status="error")], False),
        ([_artifact(MODEL)], None),
        ([_job(), *_out()], True),
        ([_job(), *_out("models/m.pkl/part")], True),
        ([_seen(), _job(), *_out("models")], True),
        ([_seen(), _job(kind="dvc_lock_entry"), *_out()], False),
    ],
)
def test_a_model_can_be_traced(model_facts: ModelFacts, rows: list[Row], is_traceable: bool | None) -> None:
    (found,) = model_facts(*rows)
    assert found["is_traceable"] is is_traceable


@pytest.mark.parametrize(
    ("text", "is_traceable"),
    [
        ("Pretrained, from https://example.org/m", True),
        ("The base model of Hugging Face", True),
        ("Predicts who leaves the bank", False),
    ],
)
def test_a_description_may_name_the_source(model_facts: ModelFacts, text: str, is_traceable: bool) -> None:
    said = Description(subject_kind="dataset", reference=MODEL, column=None, text=text, tool="dvc", path=f"{MODEL}.dvc")
    (found,) = model_facts(_seen(), said)
    assert found["is_traceable"] is is_traceable


def test_loose_models_of_a_folder_are_told_together(model_facts: ModelFacts) -> None:
    names = [Mention(kind="dataset", reference=f"models/{name}.pkl", path=None) for name in "abc"]
    imported = _seen("models/i.pkl", storage="import", import_url="https://example.org/i.pkl")
    loose, taken = model_facts(*(_seen(f"models/{name}.pkl") for name in "abc"), imported, *names)
    assert (loose["target"], loose["others"], loose["is_unnamed"]) == ("models/a.pkl", " and 2 more beside it", True)
    assert (loose["path"], loose["line"], loose["dataset"]) == ("models/a.pkl.dvc", 2, "file:models/a.pkl")
    assert (taken["target"], taken["others"], taken["is_unnamed"]) == ("models/i.pkl", None, False)
    (named, _) = model_facts(*(_seen(f"models/{name}.pkl") for name in "abc"), imported, *names[:2])
    assert named["is_unnamed"] is False


@pytest.mark.parametrize(
    ("rows", "staleness"),
    [
        ([], None),
        ([_code("train.py", is_changed=False)], None),
        ([_code("train.py")], "`train.py` has changed"),
        ([_code("b.py"), _code("a.py")], "`a.py` has changed; `b.py` has changed"),
        ([_code(f"{name}.py") for name in "abc"], "`a.py` has changed; `b.py` has changed; and 1 more"),
        (
            [_code("b.py"), _code("a.py"), _code("c.py"), _code("d.py")],
            "`a.py` has changed; `b.py` has changed; and 2 more",
        ),
        ([_dep("new.csv", lock_line=None)], "`train` has other dependencies"),
        (
            [Param(job="train", file="params.yaml", key="depth", path="dvc.yaml", locked_value="3")],
            "the parameter `depth` of `params.yaml` changed from 3 to 4",
        ),
    ],
)
def test_a_model_is_older_than_what_its_own_stage_reads(
    model_facts: ModelFacts, rows: list[Row], staleness: str | None
) -> None:
    value = ParamValue(file="params.yaml", key="depth", value="4", is_leaf=True)
    (found,) = model_facts(_job(), *_out(), value, *rows)
    assert (found["staleness"], found["is_freshness_known"]) == (staleness, True)
    assert (found["job"], found["is_produced"], found["is_live"]) == ("train", True, True)


@pytest.mark.parametrize(
    ("recorded", "is_frozen", "is_stale"), [("a", False, True), ("b", False, False), ("a", True, False)]
)
def test_data_that_was_made_or_added_anew(
    model_facts: ModelFacts, recorded: str, is_frozen: bool, is_stale: bool
) -> None:
    consumed = {"locked_hash": recorded, "locked_hash_name": "md5"}
    made = _out("x.csv", job="clean", locked_hash="b", locked_hash_name="md5")
    (found,) = model_facts(_job("clean", is_frozen=is_frozen), *made, _job(), _dep("x.csv", **consumed), *_out())
    assert found["staleness"] == ("`x.csv` has changed" if is_stale else None)
    added = _seen("y.csv", kind="table", hash="b", hash_name="md5")
    (beside,) = model_facts(added, _job(), _dep("y.csv", **consumed), *_out())
    assert beside["staleness"] == ("`y.csv` has changed" if recorded == "a" else None)


def test_an_output_added_since_makes_no_model_old(model_facts: ModelFacts) -> None:
    (found,) = model_facts(_job(), *_out(), *_out("new.csv", line=8, lock_line=None))
    assert found["staleness"] is None


def test_another_command_makes_another_model(model_facts: ModelFacts) -> None:
    (found,) = model_facts(_job(command="run --deep"), *_out())
    assert found["staleness"] == "the command of `train` has changed"


def _chain(*, is_frozen: bool = False, **changes: Any) -> list[Row]:
    """A stage before the training, and one before that, with the code of the very first changed."""
    return [
        *(_job("load"), _job("clean", is_frozen=is_frozen, **changes), _job()),
        *(_code("load.py", job="load"), _code("clean.py", job="clean", is_changed=False)),
        *_out("raw.csv", job="load"),
        *(_dep("raw.csv", job="clean"), *_out("clean", job="clean"), _dep("clean/x.csv"), *_out()),
    ]


def test_what_changed_far_upstream_counts(model_facts: ModelFacts) -> None:
    (found,) = model_facts(*_chain())
    assert (found["staleness"], found["is_freshness_known"]) == ("`load.py` has changed", True)


def test_nothing_comes_through_a_frozen_stage(model_facts: ModelFacts) -> None:
    (found,) = model_facts(*_chain(is_frozen=True))
    assert (found["staleness"], found["is_freshness_known"], found["is_live"]) == (None, True, True)


def test_a_frozen_model_is_not_judged(model_facts: ModelFacts) -> None:
    (found,) = model_facts(_job(is_frozen=True), *_out(), _code("train.py"))
    assert (found["is_produced"], found["is_live"], found["is_freshness_known"]) == (True, False, None)


def test_a_stage_that_never_ran_leaves_it_open(model_facts: ModelFacts) -> None:
    never: dict[str, Any] = {"is_locked": False, "lock_line": None, "lock_command": None}
    (found,) = model_facts(_job(**never), *_out(lock_line=None))
    assert (found["staleness"], found["is_freshness_known"]) == (None, None)
    rows = [_job("clean", **never), *_out("x.csv", job="clean", lock_line=None), _job(), _dep("x.csv"), *_out()]
    (behind,) = model_facts(*rows)
    assert (behind["staleness"], behind["is_freshness_known"]) == (None, None)


def test_a_line_of_a_template_is_told_once_and_by_what_is_old(model_facts: ModelFacts) -> None:
    jobs = [_job(f"train@{key}", "train") for key in "abc"]
    outs = [row for key in "abc" for row in _out(f"models/{key}.pkl", job=f"train@{key}")]
    (fresh,) = model_facts(*jobs, *outs)
    assert (fresh["target"], fresh["others"]) == ("models/a.pkl", " and 2 more beside it")
    never = _job("train@c", "train", is_locked=False, lock_line=None, lock_command=None)
    (open_,) = model_facts(*jobs[:2], never, *outs)
    assert (fresh["is_freshness_known"], open_["is_freshness_known"]) == (True, None)
    (found,) = model_facts(*jobs, *outs, _code("b.py", job="train@b"))
    assert (found["model"], found["target"], found["others"]) == ("file:models/a.pkl", "models/b.pkl", None)
    assert (found["job"], found["staleness"]) == ("train@b", "`b.py` has changed")


@pytest.mark.parametrize(
    ("rows", "is_measured"),
    [
        ([], False),
        (_out("m.json", line=8, role="metric"), True),
        (_out("roc.csv", line=8, role="plot"), True),
        (_out("train_scores.csv", line=8), True),
        (_out("figures.csv", line=8), False),
        ([_job("judge"), _dep(MODEL, job="judge"), *_out("m.json", job="judge", role="metric")], True),
        ([_job("judge"), _dep(MODEL, job="judge"), *_out("evaluation/a.csv", job="judge")], True),
        ([_job("other"), *_out("m.json", job="other", role="metric")], None),
        ([_job("other", command="python export_mlflow.py")], None),
        ([ParamValue(file="params.yaml", key="mlflow.uri", value='"x"', is_leaf=True)], None),
        ([UNREAD], None),
        ([UNREAD, *_out("m.json", line=8, role="metric")], True),
    ],
)
def test_a_model_is_measured_by_its_stage_or_after_it(
    model_facts: ModelFacts, rows: list[Row], is_measured: bool | None
) -> None:
    found = next(row for row in model_facts(_job(), *_out(), *rows) if row["target"] == MODEL)
    assert found["is_measured"] is is_measured
