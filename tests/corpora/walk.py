"""Walks the history of a repository: at every commit, introduced minus fixed must be the difference of the totals.

    python -m tests.corpora.walk REPOSITORY [--commits 20] [--branch main]

Prints one line a commit: seconds, findings, introduced, fixed; exits with 1 where the sums disagree. A commit is
compared with the one before as `--new-since` compares them; what was made of a content is kept from one to the next.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.analysis import find
from debt_pipelines.project.project import open_project
from debt_pipelines.project.renames import renamed_since
from debt_pipelines.rules.rulebook import load_rules
from debt_pipelines.score.baseline import Baseline, known, known_entries, mark_known


@dataclass(frozen=True)
class Step:
    """What one commit did to the findings."""

    revision: str
    n_before: int
    n_after: int
    n_introduced: int
    n_fixed: int

    @property
    def is_right(self) -> bool:
        """Whether the sums agree."""
        return self.n_introduced - self.n_fixed == self.n_after - self.n_before


def steps(root: Path, branch: str, n_commits: int) -> Iterator[Step]:
    """The last commits of a branch along first parents, oldest first."""
    settings, rules = Settings(), load_rules()
    project = open_project(root).excluding(settings.exclude_patterns)
    command = ["git", "-C", str(root), "log", "--first-parent", "--format=%H", f"-{n_commits + 1}", branch, "--"]
    revisions = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[::-1]
    before: Baseline | None = None
    n_before = 0
    for revision in revisions:
        state = project.at(revision)
        findings, _ = find(state, settings, rules)
        if before is not None:
            renamed = renamed_since(state, before.revision)
            n_introduced = sum(finding.status == "new" for finding in mark_known(findings, before, renamed))
            n_fixed = len(before.findings) - len(known_entries(findings, before, renamed))
            yield Step(revision, n_before, len(findings), n_introduced, n_fixed)
        before, n_before = Baseline(revision=revision, findings=known(findings)), len(findings)


def main() -> int:
    """Walk one repository; 0 where all sums agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=20)
    parser.add_argument("--branch", default="HEAD")
    given = parser.parse_args()
    started, n_right, n_steps = time.perf_counter(), 0, 0
    for step in steps(given.repository.resolve(), given.branch, given.commits):
        seconds, started = time.perf_counter() - started, time.perf_counter()
        told = f"{step.revision[:10]}  {seconds:6.1f} s  {step.n_after:5}  +{step.n_introduced}  -{step.n_fixed}"
        print(told if step.is_right else f"{told}  the sums disagree", flush=True)
        n_right, n_steps = n_right + step.is_right, n_steps + 1
    print(f"{n_right} of {n_steps} steps agree")
    return 0 if n_right == n_steps else 1


if __name__ == "__main__":
    sys.exit(main())
