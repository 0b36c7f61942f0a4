"""Model facts: can a model be traced, is it as new as its inputs, and does anything measure it.

What is about one line of a template, or about the loose files of one folder, is one row: fifty models that one loop
trains are one thing to mend.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.catalog.kinds import suffix_of
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.job_flow import JobFlow, has_unread_stages
from debt_pipelines.facts.model_measures import Measures
from debt_pipelines.facts.model_staleness import Staleness
from debt_pipelines.facts.model_texts import ModelTexts
from debt_pipelines.facts.producers import Producers
from debt_pipelines.model.pipeline_fact_rows import ModelFact
from debt_pipelines.project.locations import ancestors, folder_of

if TYPE_CHECKING:
    import pandas as pd

_SOURCE = re.compile(
    r"https?://|\b(hugging ?face|hf hub|kaggle|zenodo|figshare|tf ?hub|tensorflow hub|torch ?hub|torchvision|timm|"
    r"spacy|model zoo|ollama|openml|github|arxiv|doi)\b",
    re.IGNORECASE,
)


def build(frames: Frames) -> pd.DataFrame:
    """The `model_facts` table; needs `dataset_facts`, `job_facts`, `edge_facts` and `param_facts`."""
    view = _View(frames)
    groups: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for model in _models(frames):
        groups[view.group_of(model)].append(model)
    facts = {models[0]["path"]: view.fact(models) for models in groups.values()}
    return frame_of("model_facts", (facts[path] for path in sorted(facts)))


def _models(frames: Frames) -> list[Record]:
    """The datasets that hold a model, as `artifacts` or else the name says, and model artifacts that are no dataset."""
    said = {row["target"]: row for row in records(frames["artifacts"]) if row["target"] and row["type"]}
    datasets = {row["path"]: row for row in records(frames["datasets"])}

    def is_model(dataset: Record) -> bool:
        path = dataset["path"]
        return bool(said[path]["type"] == "model" if path in said else dataset["kind"] == "model")

    named = {path: row for path, row in datasets.items() if is_model(row)}
    found = [row for path, row in named.items() if named.keys().isdisjoint(ancestors(path))]
    return found + [
        {"dataset": None, "path": target, "source_path": row["path"], "line": row["line"], "name": row["artifact"]}
        for target, row in said.items()
        if row["type"] == "model" and target not in datasets
    ]


class _View:
    """What is needed to judge a model: who makes it, what else is known of it, and what could not be read."""

    def __init__(self, frames: Frames) -> None:
        declared = {row["job"] for row in records(frames["jobs"]) if row["kind"] == "dvc_stage"}
        edges = [edge for edge in records(frames["edges"]) if edge["job"] in declared]
        self.producers = Producers(edges)
        self.flow = JobFlow(frames)
        self.staleness = Staleness(frames, self.flow)
        self.measures = Measures(frames, self.flow)
        self.model_texts = ModelTexts(frames)
        self.texts = {row["dataset"]: row["description"] for row in records(frames["dataset_facts"])}
        self.reach = {row["node"]: row["n_downstream"] for row in records(frames["lineage"])}
        self.is_unread = has_unread_stages(frames)
        mentions = [row for row in records(frames["mentions"]) if row["kind"] == "dataset"]
        self.unnamed = {row["reference"] for row in mentions if row["path"] is None}

    def group_of(self, model: Record) -> tuple[Any, ...]:
        """Models of one written line are one row, and so are those of one folder that no job writes."""
        if self.producers.jobs_of(model["path"]):
            return "line", model["source_path"], model["line"]
        return "folder", folder_of(model["path"]), self.is_traceable(model)

    def fact(self, models: list[Record]) -> ModelFact:
        """The facts of the models of one row; told is the first of those that are out of date, or else the first."""
        first = models[0]
        stale = {model["path"]: text for model in models if (text := self.staleness.of(self.jobs_of(model)))}
        shown = next((model for model in models if model["path"] in stale), first)
        jobs = self.jobs_of(shown)
        n_others = len(stale or models) - 1
        text = self.texts.get(first["dataset"] or "")
        problem = self.model_texts.problem((model["path"] for model in models), text)
        return ModelFact(
            model=first["dataset"] or first["name"],
            dataset=first["dataset"],
            target=shown["path"],
            others=f" and {n_others} more beside it" if n_others else None,
            path=shown["source_path"],
            line=shown["line"],
            job=jobs[0] if jobs else None,
            n_downstream=self.reach.get(first["dataset"] or "", 0),
            is_traceable=self.is_traceable(first),
            is_unnamed=all(model["path"] in self.unnamed for model in models),
            is_produced=bool(jobs),
            is_live=bool(jobs) and not self.flow.frozen.issuperset(jobs),
            staleness=stale.get(shown["path"]),
            is_freshness_known=True if stale or all(map(self.is_fresh, models)) else None,
            is_measured=self.measures.measure(jobs),
            is_own=bool(jobs) or first["dataset"] is None,
            text_problem=problem,
            are_texts_known=True if problem is None or self.model_texts.are_pages_seen else None,
        )

    def jobs_of(self, model: Record) -> list[str]:
        """The jobs that write a model."""
        return self.producers.jobs_of(model["path"])

    def is_fresh(self, model: Record) -> bool:
        """Whether a model in which no change was found can be trusted to have none."""
        return self.staleness.is_known(self.jobs_of(model))

    def is_traceable(self, model: Record) -> bool | None:
        """Whether a job, an import, an address or a description says where a model comes from."""
        if self.jobs_of(model):
            return True
        if model["dataset"] is None:
            return None
        is_taken = model["storage"] == "import" or model["is_external"] or bool(model["import_url"])
        if is_taken or _SOURCE.search(self.texts.get(model["dataset"]) or ""):
            return True
        return None if self.is_unread or not _is_kept(model) else False


def _is_kept(model: Record) -> bool:
    """Whether there is a model at all; a plain folder of that name may hold anything."""
    return model["storage"] in ("dvc", "git") or (model["is_present"] and suffix_of(model["path"]) != "")
