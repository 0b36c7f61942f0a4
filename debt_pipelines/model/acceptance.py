"""Why debt may stay: the reasons a ledger may give. Apart from the tables, so that the command line starts at once."""

from __future__ import annotations

from typing import Literal, get_args

AcceptanceReason = Literal["false-alarm", "wont-fix", "by-design", "external", "scheduled", "other"]
ACCEPTANCE_REASONS: tuple[AcceptanceReason, ...] = get_args(AcceptanceReason)
