"""Ledger facts: which acceptances have run out, and which exemptions cover nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, conform, frame_of, records
from debt_pipelines.model.exemption_rows import LedgerFact

if TYPE_CHECKING:
    import pandas as pd


def build(frames: Frames) -> pd.DataFrame:
    """The `ledger_facts` table before any rule has judged."""
    exemptions = frames["exemptions"]
    is_acceptance = exemptions["kind"].eq("acceptance")
    facts = exemptions.assign(
        target=[_target(row) for row in records(exemptions)],
        is_acceptance=is_acceptance,
        is_suppression=~is_acceptance,
        is_use_known=None,
        idle=None,
        expired_at=None,
    )
    return conform("ledger_facts", facts)


def with_uses(
    frames: Frames, n_covered: Sequence[int], *, today: str, codes: Collection[str], unsure: Collection[str]
) -> pd.DataFrame:
    """The table once the rules have judged.

    `n_covered` counts the findings under each exemption, `codes` are all rules, and `unsure` those of them that could
    not judge everything, so that a finding of theirs may be there unseen.
    """
    listed = zip(records(frames["ledger_facts"]), records(frames["exemptions"]), n_covered, strict=True)
    return frame_of("ledger_facts", [_fact(*each, today=today, codes=codes, unsure=unsure) for each in listed])


def _fact(
    row: dict[str, Any],
    exemption: dict[str, Any],
    n_covered: int,
    *,
    today: str,
    codes: Collection[str],
    unsure: Collection[str],
) -> LedgerFact:
    problem = exemption["misplaced"]
    if problem is None and row["code"] not in codes:
        problem = "there is no such rule"
    is_known = bool(n_covered or problem or row["code"] not in unsure)
    is_expired = bool(row["until"] and row["until"] < today)
    return LedgerFact(
        **row
        | {
            "is_use_known": is_known or None,
            "idle": None if n_covered or not is_known else problem or "there is no such finding",
            "expired_at": row["until"] if n_covered and is_expired else None,
        }
    )


def _target(row: dict[str, Any]) -> str:
    if row["kind"] == "suppression":
        return row["path"] if row["first_line"] is None else f"{row['path']}:{row['last_line']}"
    return str(row["subject"] or row["finding"])
