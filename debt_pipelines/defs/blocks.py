"""Checks on a team's own assets that block what lies downstream of them while the quality gate is closed."""

import typing

import dagster as dg

from debt_pipelines.defs.gate_status import OPEN, scorecard_key, stored_status
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Wiring


def block_keys(target: Target, wiring: Wiring) -> list[dg.AssetCheckKey]:
    """The blocking checks on the assets that a team has named."""
    return [dg.AssetCheckKey(dg.AssetKey(list(path)), f"{target.prefix}_data_debt") for path in wiring.blocks]


def blocking_checks(target: Target, wiring: Wiring) -> dg.AssetChecksDefinition | None:
    """One blocking check for each asset that a team has named; None where it named none.

    A check reads the stored quality gate, so it also stops a run that scans nothing. In a run with a scan it waits for
    the scorecard.
    """
    keys = block_keys(target, wiring)
    if not keys:
        return None

    @dg.multi_asset_check(
        name=f"{target.prefix}_blocks",
        specs=[
            dg.AssetCheckSpec(
                key.name,
                asset=key.asset_key,
                blocking=True,
                additional_deps=[scorecard_key(target.prefix)],
                description=f"Holds back what is downstream while the data-debt gate of {target.name} is closed.",
            )
            for key in keys
        ],
        can_subset=True,
    )
    def block(context: dg.AssetCheckExecutionContext) -> typing.Iterator[dg.AssetCheckResult]:
        status, words = _read_gate(context, target)
        for key in sorted(context.selected_asset_check_keys, key=str):
            yield dg.AssetCheckResult(
                asset_key=key.asset_key,
                check_name=key.name,
                passed=status == OPEN,
                severity=dg.AssetCheckSeverity.ERROR,
                description=words,
            )

    return block


def _read_gate(context: dg.AssetCheckExecutionContext, target: Target) -> tuple[str, str]:
    try:
        status = stored_status(context.instance, target)
    except Exception as error:  # noqa: BLE001 (a check that breaks would say nothing, and nothing is let through)
        return "unknown", f"The data-debt gate could not be read: {error}"
    return status, "The data-debt gate is open." if status == OPEN else closed_words(status)


def closed_words(status: str) -> str:
    """Why nothing is let through, by the stored status."""
    return f"The data-debt gate is closed: the last quality gate is {status.lower()}."
