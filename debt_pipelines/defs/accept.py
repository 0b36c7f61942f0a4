"""Entries for the ledger of accepted debt, as plain functions: which finding, what is written, and the patch."""

from __future__ import annotations

from collections.abc import Sequence

from debt_pipelines.config.door import content
from debt_pipelines.defs.baseline import last_scorecard
from debt_pipelines.defs.target import Target
from debt_pipelines.fixes.patch import Patch
from debt_pipelines.fixes.yaml_edits import Entry as Addition
from debt_pipelines.fixes.yaml_edits import list_item, with_entries
from debt_pipelines.model.errors import SettingsError, UnreadableError
from debt_pipelines.model.finding import Finding
from debt_pipelines.project.ledger_file import parse_ledger

_HEAD = "# Debt that may stay for now: why, until when, and who answers for it. `debt accept` adds entries.\n"
_OWN_RULES = ("OPS108", "OPS109", "OPS113")


def last_findings(target: Target) -> list[Finding]:
    """The findings of the last scan, none where there was none."""
    card = last_scorecard(target)
    return list(card.findings) if card else []


def acceptance(finding: Finding, said: dict[str, str], *, today: str) -> dict[str, str]:
    """The entry for a finding; raises SettingsError for what is no debt of its own, or is accepted already."""
    if finding.code in _OWN_RULES:
        raise SettingsError(f"{finding.code} is about an exemption itself", hint=f"mend {finding.path}:{finding.line}")
    if finding.status == "accepted":
        raise SettingsError(f"`{finding.id}` is accepted already", hint="change its entry to move the day of review")
    written = {name: " ".join(value.split()) for name, value in said.items()}
    return {"finding": finding.id, "code": finding.code, "subject": finding.subject.id, **written, "accepted_at": today}


def accepted_patch(target: Target, entries: Sequence[dict[str, str]]) -> Patch:
    """The ledger with further entries, every byte of it kept; raises SettingsError where that cannot be done."""
    name = target.settings.ledger
    try:
        kept = content(str(target.root), name)
        before = None if kept is None else kept.decode()
        has_entries = bool(before is not None and parse_ledger(name, before))
        after = _with(before or "", entries, has_entries=has_entries)
        is_right = after is not None and len(parse_ledger(name, after)) >= len(entries)
    except (UnicodeDecodeError, UnreadableError) as error:
        words = error.message if isinstance(error, UnreadableError) else "not UTF-8 text"
        raise SettingsError(f"cannot read `{name}`: {words}") from error
    if after is None or not is_right:
        raise SettingsError(f"cannot add to `{name}` without changing what is there", hint="add the entry by hand")
    return Patch(name, before, after, f"{len(entries)} entries")


def _with(text: str, entries: Sequence[dict[str, str]], *, has_entries: bool) -> str | None:
    if has_entries:
        return with_entries(text, [Addition((), None, entry) for entry in entries])
    newline = "\r\n" if "\r\n" in text else "\n"
    head = text or _HEAD
    if not head.endswith("\n"):
        head += newline
    return head + "".join(list_item(entry, 0, newline) for entry in entries)
