"""What is written about models and about the decisions behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.facts.decisions import decisions
from debt_pipelines.facts.model_texts import ModelTexts
from debt_pipelines.model.data_rows import Description, Sighting, Source
from debt_pipelines.model.pipeline_rows import Artifact, Edge, Job

Catalog = Callable[..., dict[str, Any]]
PATHS = ["models/a/m.pkl"]
NOTHING = "no artifact and no model card describes it"
PAGES = Source(path="README.md", crawler="decision_records", kind="description", status="read")


def card(reference: str | None, text: str | None, tool: str = "cards") -> Description:
    return Description(
        subject_kind="model", reference=reference, column=None, text=text, tool=tool, path="docs/page.md", line=1
    )


def artifact(text: str | None, target: str = "models/a/m.pkl") -> Artifact:
    return Artifact(artifact="m", target=target, type="model", description=text, path="dvc.yaml", line=1)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (artifact("Who is about to leave"), None),
        (artifact("TODO"), NOTHING),
        (artifact("Who is about to leave", "models/b.pkl"), NOTHING),
        (card(None, "purpose, data, limits"), None),
        (card("models/a", "purpose, data, limits"), None),
        (card("models/b", "purpose, data, limits"), NOTHING),
        (card(None, "purpose"), "its model card does not tell the data and limits"),
        (card(None, "nothing"), "its model card does not tell the purpose, data and limits"),
        (card(None, None), NOTHING),
        (card(None, "A page of decisions", "decision_records"), NOTHING),
    ],
)
def test_what_describes_a_model(catalog: Catalog, row: Any, problem: str | None) -> None:
    assert ModelTexts(catalog(row)).problem(PATHS, None) == problem


def test_the_description_of_an_output_counts(catalog: Catalog) -> None:
    assert ModelTexts(catalog()).problem(PATHS, "Who is about to leave") is None
    assert ModelTexts(catalog()).problem(PATHS, "m") == NOTHING


def test_pages_of_text(catalog: Catalog) -> None:
    assert not ModelTexts(catalog()).are_pages_seen
    assert ModelTexts(catalog(PAGES)).are_pages_seen
    assert not ModelTexts(catalog(PAGES, card(None, None))).are_pages_seen


def test_records_of_decisions(catalog: Catalog) -> None:
    model = Sighting(path="m.pkl", crawler="dvc_pipeline", kind="model", storage="dvc", source_path="dvc.yaml")
    job = Job(job="dvc.yaml:train", name="train", template="dvc.yaml:train", kind="dvc_stage", path="dvc.yaml")
    out = Edge(job="dvc.yaml:train", direction="out", target="m.pkl", path="dvc.yaml")
    nothing = decisions(catalog(model))(True)
    assert nothing == {"is_training": False, "decision_record": None, "is_record_known": None}
    trained = decisions(catalog(model, job, out, PAGES))
    assert trained(True) == {"is_training": True, "decision_record": None, "is_record_known": True}
    assert trained(False)["is_training"] is False
    record = card(None, "A page of decisions", "decision_records")
    assert decisions(catalog(model, job, out, PAGES, record))(True)["decision_record"] == "docs/page.md"
