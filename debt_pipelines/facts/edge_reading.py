"""Edge facts about readers: does any stage read an output, and is it one that another stage should read."""

from __future__ import annotations

import re
from collections.abc import Callable

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.resolve import dataset_id
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.wording import text_problem
from debt_pipelines.project.locations import touching

_FOR_PEOPLE = ("model", "media", "metric", "plot", "document")
_RESULT = re.compile(
    r"(^|[\W_])(metrics?|scores?|plots?|figures?|exports?|reports?|results?|published|public|deliver\w+|preds?|"
    r"predictions?|submissions?|summary|summaries|dashboards?|logs?|mlruns|wandb|tensorboard"
    r"|preprocessors?|scalers?|encoders?|vectorizers?|tokenizers?|transformers?|imputers?)([\W_]|$)",
    re.IGNORECASE,
)


def view(frames: Frames) -> FactsOf:
    """Facts of an edge: is it read, and is it data of a stage that others build on."""
    templates = {row["job"]: row["template"] for row in records(frames["jobs"]) if row["kind"] == "dvc_stage"}
    edges = [edge for edge in records(frames["edges"]) if edge["job"] in templates]
    kinds = {row["path"]: row["kind"] for row in records(frames["datasets"])}
    is_read = touching(edge["target"] for edge in edges if edge["direction"] == "dep")
    is_told = _told(frames)
    outputs = [edge for edge in edges if edge["direction"] == "out" and _is_data(edge, kinds)]
    built_on = {templates[edge["job"]] for edge in outputs if is_read(edge["target"])}

    def line_of(edge: Record) -> tuple[str, str, int | None]:
        return templates[edge["job"]], edge["path"], edge["line"]

    heads: dict[tuple[str, str, int | None], tuple[str, str]] = {}
    for edge in sorted(outputs, key=lambda edge: (not is_read(edge["target"]), edge["target"])):
        if templates[edge["job"]] in built_on and _is_stored_anew(edge) and not is_told(edge["target"]):
            heads.setdefault(line_of(edge), (edge["job"], edge["target"]))
    intermediate = set(heads.values())

    def facts(edge: Record) -> Record:
        return {
            "is_intermediate": edge["direction"] == "out" and (edge["job"], edge["target"]) in intermediate,
            "is_read": is_read(edge["target"]),
        }

    return facts


def _is_data(edge: Record, kinds: dict[str, str]) -> bool:
    """Whether an output is data for further stages, by its role, kind and name; a model, a figure or a log is not."""
    is_result = kinds.get(edge["target"]) in _FOR_PEOPLE or _RESULT.search(edge["target"])
    return edge["role"] == "data" and not edge["is_external"] and not is_result


def _is_stored_anew(edge: Record) -> bool:
    """Whether each run stores an output that says nothing of itself; one kept between runs is for its own stage."""
    return bool(edge["is_cached"] and not edge["is_persisted"] and not edge["is_annotated"])


def _told(frames: Frames) -> Callable[[str], bool]:
    """Whether an artifact or a description says what a path is for."""
    is_artifact = touching(row["target"] for row in records(frames["artifacts"]) if row["target"])
    bound = {row["reference"]: row["dataset"] for row in records(frames["bindings"])}
    descriptions = (row for row in records(frames["descriptions"]) if row["subject_kind"] == "dataset")
    described = {bound.get(row["reference"]) for row in descriptions if text_problem(row["text"]) is None}
    return lambda path: is_artifact(path) or dataset_id(path) in described
