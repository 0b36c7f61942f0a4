"""All fixes: each looks at the open findings and says what it would write."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from debt_pipelines.fixes import dictionary, dvc_entries, starter_suites
from debt_pipelines.fixes.patch import Debt, Patch

FIXES: tuple[Callable[[Debt], Iterator[Patch]], ...] = (starter_suites.propose, dictionary.propose, dvc_entries.propose)
CODES: frozenset[str] = frozenset(
    (
        starter_suites.WHOLE,
        starter_suites.COLUMN,
        starter_suites.KEY,
        starter_suites.TRIAD,
        dictionary.TABLE,
        dictionary.COLUMN,
        dictionary.FEATURE,
        dvc_entries.SCRIPT,
        dvc_entries.PARAM,
        dvc_entries.UNOWNED,
    )
)
"""Rules whose findings some fix can settle or prepare."""


def propose(debt: Debt) -> list[Patch]:
    """What all fixes would write, one patch a file, by path."""
    patches = [patch for fix in FIXES for patch in fix(debt)]
    return sorted(patches, key=lambda patch: patch.path)
