"""What past incidents teach of the cost of debt: the defaults are the prior, each incident moves them a little.

The chance that a run suffers is a beta distribution that weighs as much as 200 runs, so that the first incident counts
and a quiet month proves little. The hours lost weigh as much as three incidents. Who has no incident on record keeps
the defaults: no record is not the same as no incident.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from debt_pipelines.config.settings import CostSettings, FamilyCost
from debt_pipelines.model.rule import Family

PRIOR_RUNS = 200.0
PRIOR_INCIDENTS = 3.0


@dataclass(frozen=True, slots=True)
class PastIncident:
    """One incident of a subject: the hours it took, where that is told."""

    hours_lost: float | None


def calibrated(
    costs: CostSettings,
    incidents: Sequence[PastIncident],
    weeks: float,
    *,
    exposure: float | None,
    families: Collection[Family],
) -> CostSettings:
    """The costs for one subject that had these incidents in so many weeks, at an exposure a week.

    `families` are those of its open debt; which of them an incident came from is not known, so each has an equal share.
    """
    if not incidents or not families or exposure is None or weeks <= 0:
        return costs
    share = 1 / len(families)
    changed: dict[str, FamilyCost] = {
        family: _updated(costs.of(family), incidents, exposure * weeks, share) for family in families
    }
    return costs.model_copy(update=changed)


def _updated(prior: FamilyCost, incidents: Sequence[PastIncident], n_runs: float, share: float) -> FamilyCost:
    """The posterior means; more incidents than runs make every run suffer."""
    suffered = len(incidents) * share
    n_runs = max(n_runs, suffered)
    hours = [incident.hours_lost for incident in incidents if incident.hours_lost is not None]
    return FamilyCost(
        chance=min(1.0, (PRIOR_RUNS * prior.chance + suffered) / (PRIOR_RUNS + n_runs)),
        hours=(PRIOR_INCIDENTS * prior.hours + share * sum(hours)) / (PRIOR_INCIDENTS + share * len(hours)),
    )
