"""Job facts: description, recorded runs and place in the graph of every job and leftover lock entry."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts import job_commands, job_history, job_lock, job_params, job_shape
from debt_pipelines.facts.bound import Record, combined
from debt_pipelines.facts.wording import best_text
from debt_pipelines.model.pipeline_fact_rows import JobFact
from debt_pipelines.project.locations import ancestors

if TYPE_CHECKING:
    import pandas as pd


def build(frames: Frames) -> pd.DataFrame:
    """The `job_facts` table."""
    problems = _graph_problems(frames)
    reach = {row["node"]: row["n_downstream"] for row in records(frames["lineage"])}
    facts_of = combined(frames, job_lock.view, job_commands.view, job_params.view, job_shape.view, job_history.view)
    seen: set[str] = set()
    rows: list[JobFact] = []
    for job in records(frames["jobs"]):
        is_declared = job["kind"] == "dvc_stage"
        text, _problem = best_text([job["description"]], name=job["name"])
        rows.append(
            JobFact(
                job=job["job"],
                template=job["template"],
                path=job["path"],
                line=job["line"],
                is_declared=is_declared,
                is_orphan=None if job["is_locked"] is None else not is_declared,
                is_template_head=is_declared and job["template"] not in seen,
                is_frozen=job["is_frozen"],
                is_always_changed=job["is_always_changed"],
                description=text,
                has_lock_entry=job["lock_line"] is not None,
                is_locked=job["is_locked"],
                graph_problem=problems.get(job["job"]),
                n_downstream=reach.get(job["job"], 0),
                **facts_of(job),
            )
        )
        seen.add(job["template"])
    return frame_of("job_facts", rows)


def _graph_problems(frames: Frames) -> dict[str, str]:
    """For each job that closes a cycle or writes what another job writes: what is wrong, told once per problem."""
    problems: dict[str, list[str]] = defaultdict(list)
    cycles = sorted({row["cycle"] for row in records(frames["lineage"]) if row["node_kind"] == "job" and row["cycle"]})
    for cycle in cycles:
        problems[cycle.partition(" -> ")[0]].append(f"it depends on itself: {cycle}")
    for edge, other in _overlaps(records(frames["edges"])):
        where = "" if other["target"] == edge["target"] else f" (as `{other['target']}`)"
        problems[edge["job"]].append(f"its output `{edge['target']}` is also written by `{other['job']}`{where}")
    return {job: "; ".join(texts) for job, texts in problems.items()}


def _overlaps(edges: list[Record]) -> list[tuple[Record, Record]]:
    """Pairs of outputs of which one is, or lies within, the other; the later one first."""
    first: dict[str, Record] = {}
    found: list[tuple[Record, Record]] = []
    outs = sorted(
        (edge for edge in edges if edge["direction"] == "out"),
        key=lambda edge: (edge["target"].count("/"), edge["job"]),
    )
    for edge in outs:
        other = next((first[path] for path in [edge["target"], *ancestors(edge["target"])] if path in first), None)
        if other is not None:
            found.append((edge, other))
        first.setdefault(edge["target"], edge)
    return found
