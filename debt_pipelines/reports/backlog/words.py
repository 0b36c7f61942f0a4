"""The plan of a sprint in sentences, the same in every format for people."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.sprint import Sprint
from debt_pipelines.reports.printable import one_line
from debt_pipelines.reports.wording import UNKNOWN, count, duration, grade, percent, weeks


def title(sprint: Sprint) -> str:
    """What is planned, for whom, in how many hours."""
    whose = f" of {one_line(sprint.owner)}" if sprint.owner else ""
    hours = f"{percent(sprint.capacity)} of {sprint.sprint_hours:g} h"
    return f"Sprint for {one_line(sprint.project)}{whose}: {duration(sprint.budget_minutes)} ({hours})"


def summary(sprint: Sprint) -> str:
    """How much of the backlog the sprint pays, and how near the choice is to the best."""
    if not sprint.n_open:
        return "Nothing is open."
    share = sprint.impact / sprint.impact_open if sprint.impact_open else 1.0
    near = sprint.impact / sprint.impact_bound if sprint.impact_bound else 1.0
    best = "no other choice removes more" if near >= 1 else f"at least {percent(near)} of the best choice"
    return (
        f"{len(sprint.planned):,} of {count(sprint.n_open, 'finding')} in {duration(sprint.planned_minutes)}: "
        f"{percent(share)} of the impact, {best}."
    )


def after(sprint: Sprint) -> Iterator[str]:
    """What it leads to, a sentence a line."""
    look = sprint.outlook
    yield (
        f"letter {look.letter_before or UNKNOWN} to {look.letter_after or UNKNOWN}, debt ratio "
        f"{percent(look.debt_ratio_before)} to {percent(look.debt_ratio_after)}, backlog "
        f"{duration(look.backlog_hours_before * 60)} to {duration(look.backlog_hours_after * 60)}"
    )
    for change in look.categories:
        if change.before != change.after:
            yield f"{change.title} {grade(change.before)} to {grade(change.after)}"
    if look.payback is not None and look.payback.weeks is not None:
        saved = duration(look.payback.weekly_hours * 60)
        yield f"saves an estimated {saved} a week, paid back in {weeks(look.payback.weeks)}"
