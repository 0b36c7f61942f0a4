"""What there is to tell of a target: its gate, and the findings that nobody was told of yet.

What was told is kept as a small file of the state folder, named by its content, before anything is sent; a sensor's
cursor names the file only once it was delivered. So nothing is lost, whatever breaks in between.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from debt_pipelines.defs.scorecard_file import read_scorecard
from debt_pipelines.defs.target import Target
from debt_pipelines.history.run import RunFinding, run_findings
from debt_pipelines.history.split import renamed_findings
from debt_pipelines.model.errors import DebtError
from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.rule import Frozen
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.renames import follower, renamed_since
from debt_pipelines.project.whole_file import write_whole

GateState = Literal["open", "closed", "broken"]
MOST_LISTED = 10
MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the last scan ended: the state of the gate, why, and the run that found it."""

    state: GateState
    reasons: str
    run_id: str


@dataclass(frozen=True, slots=True)
class NewFinding:
    """A finding in words: the title of its rule, where it is, what it takes, and whether it closes the gate."""

    title: str
    where: str
    hours: float
    closes_gate: bool


@dataclass(frozen=True, slots=True)
class News:
    """A verdict with what is new; `new` are the first of `n_new`, which is None where that cannot be told."""

    verdict: Verdict
    new: tuple[NewFinding, ...] = ()
    n_new: int | None = None

    @property
    def n_closing(self) -> int:
        """How many of the listed close the gate; they come first."""
        return sum(finding.closes_gate for finding in self.new)


class ToldFinding(Frozen):
    """What must be known of a finding to tell it again, also when its file was renamed since."""

    id: str
    code: str
    subject: str


class Told(Frozen):
    """The open findings at the scan that was told last."""

    revision: str | None
    findings: tuple[ToldFinding, ...]


def scorecard_of(target: Target, verdict: Verdict) -> Scorecard | None:
    """The scorecard that a verdict is about; None where it is not on this machine, or is another scan's by now."""
    try:
        scorecard = read_scorecard(target.scorecard_path)
    except (OSError, ValueError):
        return None
    reasons = "; ".join(reason.message for reason in scorecard.gate.reasons)
    is_same = scorecard.gate.passed == (verdict.state == "open") and reasons == verdict.reasons
    return scorecard if is_same else None


def news_of(target: Target, verdict: Verdict, scorecard: Scorecard | None, told: Told | None) -> News:
    """What is new since `told`; where nothing was told yet, what is new by the baseline."""
    if scorecard is None:
        return News(verdict)
    unpaid = [finding for finding in scorecard.findings if is_open(finding)]
    known = _known(target, told, unpaid) if told else {finding.id for finding in unpaid if finding.status == "known"}
    new = [finding for finding in unpaid if finding.id not in known]
    closing = {identifier for reason in scorecard.gate.reasons for identifier in reason.findings}
    new.sort(key=lambda finding: finding.id not in closing)
    titles = {rule.code: rule.title for rule in scorecard.rules}
    listed = tuple(_in_words(finding, titles, closing) for finding in new[:MOST_LISTED])
    return News(verdict, listed, len(new))


def _known(target: Target, told: Told, unpaid: list[Finding]) -> set[str]:
    """The findings that were told, under the names that they have now."""
    earlier = [
        RunFinding(one.id, one.code, one.subject, status="known", minutes=0, impact=0, is_advice=False)
        for one in told.findings
    ]
    try:
        renamed = renamed_findings(
            earlier, run_findings(unpaid), lambda: follower(renamed_since(target.open(), told.revision))
        )
    except DebtError:  # the project is gone, or no repository any more
        renamed = {}
    return {one.id for one in told.findings}.union(renamed)


def _in_words(finding: Finding, titles: dict[str, str], closing: set[str]) -> NewFinding:
    where = finding.path if finding.line is None else f"{finding.path}:{finding.line}"
    title = titles.get(finding.code, finding.slug)
    return NewFinding(title, where, round(finding.effort_minutes / 60, 2), finding.id in closing)


def keep_told(folder: Path, scorecard: Scorecard) -> str:
    """Write down what a scorecard lists; gives the name to read it by."""
    findings = tuple(
        ToldFinding(id=finding.id, code=finding.code, subject=finding.subject.id)
        for finding in scorecard.findings
        if is_open(finding)
    )
    text = Told(revision=scorecard.revision, findings=findings).model_dump_json()
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{name}.json", text)
    return name


def read_told(folder: Path, name: str) -> Told | None:
    """What was told, by its name; None where it is lost."""
    try:
        return Told.model_validate_json((folder / f"{name}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def forget_old(folder: Path, names: set[str]) -> None:
    """Remove what was told long ago, but for those names; two Dagster instances may share the folder."""
    others = [path for path in folder.glob("*.json") if path.stem not in names]
    for path in sorted(others, key=lambda path: (path.stat().st_mtime_ns, path.name))[:-MOST_KEPT]:
        path.unlink(missing_ok=True)
