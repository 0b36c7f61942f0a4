"""The standalone code location: the project that `DEBT_TARGET` names, else the current folder."""

import os
from pathlib import Path

import dagster as dg
from dagster._core.definitions.definitions_load_context import DefinitionsLoadContext, DefinitionsLoadType

from debt_pipelines.defs.deployment import wiring_of_environment
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.pinned_graph import graph_now, graph_then
from debt_pipelines.defs.target import read_target


@dg.definitions
def defs() -> dg.Definitions:
    """Definitions of the target project, with its datasets as the last scan saw them when the location was loaded."""
    target = read_target(Path(os.environ.get("DEBT_TARGET", ".")))
    wiring = wiring_of_environment()
    context = DefinitionsLoadContext.get()
    if context.load_type is DefinitionsLoadType.RECONSTRUCTION:
        return build_debt_defs(target, wiring, graph_then(target, context.reconstruction_metadata))
    graph, handed_on = graph_now(target)
    for key, name in handed_on.items():
        context.add_to_pending_reconstruction_metadata(key, name)
    return build_debt_defs(target, wiring, graph)
