"""Along the history of real projects, what is introduced minus what is fixed is the difference of the totals."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.analysis import find
from debt_pipelines.defs.baseline import renamed_since
from debt_pipelines.project.project import open_project
from debt_pipelines.rules.rulebook import load_rules
from debt_pipelines.score.baseline import Baseline, known, known_entries, mark_known
from tests.corpora.bundles import clone, needs_corpora

pytestmark = needs_corpora
N_COMMITS = 3


@pytest.mark.parametrize("name", ["ccao-data__model-res-avm", "open-innovations__leeds-2023"])
def test_the_sums_agree(tmp_path: Path, name: str) -> None:
    root, settings, rules = clone(name, "main", tmp_path), Settings(), load_rules()
    project = open_project(root).excluding(settings.exclude_patterns)
    command = ["git", "-C", str(root), "log", "--first-parent", "--format=%H", f"-{N_COMMITS + 1}"]
    revisions = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[::-1]
    before: Baseline | None = None
    for revision in revisions:
        state = project.at(revision)
        findings, _ = find(state, settings, rules)
        if before is not None:
            renamed = renamed_since(state, before.revision)
            introduced = sum(finding.status == "new" for finding in mark_known(findings, before, renamed))
            held = {entry.id for entry in known_entries(findings, before, renamed).values()}
            fixed = len(before.findings) - len(held)
            assert introduced - fixed == len(findings) - len(before.findings), revision
        before = Baseline(revision=revision, findings=known(findings))
