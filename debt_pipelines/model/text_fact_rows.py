"""Fact rows about what is written down: one row a feature that something declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from debt_pipelines.model.schema import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureFact(Row):
    """What is known of one feature of a model or a feature view."""

    table: ClassVar[str] = "feature_facts"
    place: Annotated[str, "Dataset it is read from, else the view it belongs to, else the file that declares it"]
    target: Annotated[str, "That place as people call it"]
    column: Annotated[str, "Name of the feature"]
    view: Annotated[str | None, "Feature view or model it belongs to"]
    dataset: Annotated[str | None, "Dataset it is read from; empty when none or several have it"]
    path: Annotated[str, "File the finding points at"]
    line: Annotated[int | None, "Line in that file, from 1"]
    tool: Annotated[str, "Where it is declared, e.g. feast, params"]
    description: Annotated[str | None, "Its description, when it says something"]
    description_problem: Annotated[str | None, "Why the written description does not count"]
    is_description_known: Annotated[bool | None, "Descriptions can be judged; empty when a tool is not read yet"]
