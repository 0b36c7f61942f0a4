"""The standalone code location: the project that `DEBT_TARGET` names, else the current folder."""

import os
from pathlib import Path

import dagster as dg

from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.target import read_target
from debt_pipelines.defs.target_graph import last_graph


@dg.definitions
def defs() -> dg.Definitions:
    """Definitions of the target project, with its datasets as the last scan saw them."""
    target = read_target(Path(os.environ.get("DEBT_TARGET", ".")))
    return build_debt_defs(target, graph=last_graph(target))
