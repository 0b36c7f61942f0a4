"""What counts as known in a scan: the findings at a git revision, of a baseline file, or of the last scan."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.config import door
from debt_pipelines.defs.target import Target
from debt_pipelines.model.errors import SettingsError, UnreadableError
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.schema import Row
from debt_pipelines.model.scorecard import Scorecard, Versions
from debt_pipelines.model.scores import Scores
from debt_pipelines.project.project import Project
from debt_pipelines.project.renames import renamed_since
from debt_pipelines.rules.rulebook import rulebook_version
from debt_pipelines.score.baseline import Baseline, baseline_from, from_json, in_order, known, known_entries
from debt_pipelines.score.entries import dataset_entries
from debt_pipelines.score.gate import EvidenceBefore
from debt_pipelines.score.known_objects import carried, known_objects, mark_new_objects

LAST_SCAN = "last"
_Part = TypeVar("_Part", bound=BaseModel)


def baseline_name(target: Target) -> str | None:
    """What a scan is compared with, in words; None where every finding counts as new."""
    if target.new_since is not None:
        return target.new_since
    if target.baseline == LAST_SCAN:
        return "the last scan"
    path = baseline_path(target)
    if path is None:
        return None
    return path.relative_to(target.root).as_posix() if path.is_relative_to(target.root) else path.name


def baseline_path(target: Target) -> Path | None:
    """The baseline file in force: the one asked for, else that of the settings where it is there."""
    if target.new_since is not None or target.baseline == LAST_SCAN:
        return None
    if target.baseline is not None:
        return Path(target.baseline).resolve()
    usual = target.root / target.settings.baseline
    return usual if os.path.lexists(usual) else None


def read_baseline(target: Target) -> Baseline | None:
    """The baseline that is kept, in a file or by the last scan; raises SettingsError where it cannot be read."""
    if target.new_since is None and target.baseline == LAST_SCAN:
        card = last_scorecard(target)
        if card is None:
            raise SettingsError("there is no last scan to compare with", hint="`debt scan` makes one")
        return baseline_from(card)
    path = baseline_path(target)
    if path is None:
        return None
    try:
        is_asked_for = target.baseline is not None
        kept = path.read_bytes() if is_asked_for else door.content(str(target.root), target.settings.baseline)
        return None if kept is None else from_json(path.name, kept.decode())
    except OSError as error:
        hint = "`debt baseline write` makes it"
        raise SettingsError(f"cannot read `{path.name}`: {error.strerror}", hint=hint) from error
    except (UnreadableError, UnicodeDecodeError) as error:
        words = error.message if isinstance(error, UnreadableError) else "not UTF-8 text"
        hint = "delete it, and `debt baseline write` makes it anew"
        raise SettingsError(f"cannot read `{path.name}`: {words}", hint=hint) from error


def pruned(project: Project, kept: Baseline, card: Scorecard) -> Baseline:
    """A baseline without what is not found any more, under the fingerprints that findings have now.

    What a rule could not judge everywhere stays: it may be there unseen. Datasets that came later are not taken in.
    """
    renamed = renamed_since(project, kept.revision)
    entries = known_entries(card.findings, kept, renamed)
    subjects = {finding.id: finding.subject.id for finding in card.findings}
    found = [
        entry.model_copy(update={"id": identifier, "subject": subjects[identifier]})
        for identifier, entry in entries.items()
    ]
    settled = {rule.code for rule in card.rules if not (rule.error or rule.n_no_evidence or rule.n_subsumed)}
    held = {entry.id for entry in entries.values()}
    unseen = [entry for entry in kept.findings if entry.id not in held and entry.code not in settled]
    made = baseline_from(card)
    objects = None if kept.objects is None else carried(kept.objects, renamed)
    return made.model_copy(update={"findings": in_order([*found, *unseen]), "objects": objects})


def known_at(
    project: Project, target: Target, rules: Sequence[Rule], revision: str, *, runs: Sequence[Row] = ()
) -> Baseline:
    """What the same rules find open at a git revision, under the same recorded runs, and the datasets there.

    Nothing is checked out.
    """
    from debt_pipelines.defs.analysis import judge_facts, tables_of

    earlier = project.at(revision)
    frames = tables_of(earlier, target.settings, runs=runs)
    findings, _ = judge_facts(frames, rules, earlier.memory)
    objects = known_objects(dataset_entries(frames))
    return Baseline(revision=earlier.revision, findings=known(findings), objects=objects)


def baseline_of(
    project: Project, target: Target, rules: Sequence[Rule], *, runs: Sequence[Row] = ()
) -> Baseline | None:
    """The baseline in force; None where every finding counts as new."""
    if target.new_since is not None:
        return known_at(project, target, rules, target.new_since, runs=runs)
    return read_baseline(target)


def marked_new(
    findings: Sequence[Finding], baseline: Baseline, frames: Frames, renamed: Mapping[str, str]
) -> list[Finding]:
    """The findings, each told whether it is about a dataset or column that the baseline does not have."""
    before = None if baseline.objects is None else carried(baseline.objects, renamed)
    return mark_new_objects(findings, before, known_objects(dataset_entries(frames)), frames["schema_changes"])


class _Summary(BaseModel):
    """The part of a scorecard that tells how much could be judged, and by which rules; the rest is passed over."""

    versions: Versions
    scorecard: Scores


def last_scorecard(target: Target) -> Scorecard | None:
    """The scorecard of the last scan that finished."""
    return _of_last_scan(target, Scorecard)


def _of_last_scan(target: Target, model: type[_Part]) -> _Part | None:
    for path in (target.scorecard_path, target.previous_path):
        try:
            return model.model_validate_json(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
    return None


def evidence_before(target: Target, rules: Sequence[Rule]) -> EvidenceBefore | None:
    """How much could be judged in the baseline file, else in the last scan; None where other rules were in force."""
    baseline = None if target.new_since is not None else read_baseline(target)
    if baseline is not None:
        confidence, rulebook, when = baseline.confidence, baseline.rulebook, "in the baseline"
    elif (last := _of_last_scan(target, _Summary)) is not None:
        confidence, rulebook, when = last.scorecard.headline.confidence, last.versions.rulebook, "in the last scan"
    else:
        return None
    return EvidenceBefore(confidence, when) if confidence is not None and rulebook == rulebook_version(rules) else None
