"""Great Expectations suites as Dagster asset checks: usable on its own, in any Dagster project.

    from debt_pipelines.gx_checks import gx_asset_checks

    defs = dg.Definitions(
        assets=[orders],
        asset_checks=[gx_asset_checks("gx/expectations/orders.json", orders, blocking=True)],
    )

Suites of Great Expectations 1.x and of the generation before are read alike; Great Expectations itself is imported when
the checks run.
"""

import inspect
import re
import typing
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import dagster as dg

from debt_pipelines.crawlers.great_expectations_suites import Expectation, expectations_in, read_suite
from debt_pipelines.defs.gx_results import Judged, columns_of, gravest, metadata, words
from debt_pipelines.model.errors import DebtError, UnreadableError

Grain = typing.Literal["suite", "column", "expectation"]
Severity = typing.Literal["critical", "warning", "info"]
_NOT_WORD = re.compile(r"[^0-9A-Za-z]+")
_TABLE = "table"


class SuiteError(DebtError):
    """A suite that cannot be turned into asset checks."""


class _Check(typing.NamedTuple):
    """One asset check and the expectations behind it."""

    name: str
    expectations: list[Expectation]


def gx_asset_checks(
    suite: str | Path | Mapping[str, typing.Any] | typing.Any,
    asset: dg.AssetsDefinition | dg.AssetSpec | dg.AssetKey | str | Sequence[str],
    *,
    per: Grain = "column",
    blocking: bool = False,
    severity: Severity | None = None,
    read: Callable[[], typing.Any] | Callable[[dg.AssetCheckExecutionContext], typing.Any] | None = None,
    parameters: Mapping[str, typing.Any] | None = None,
    name: str | None = None,
    additional_deps: typing.Iterable[dg.AssetsDefinition | dg.AssetSpec | dg.AssetKey | str | Sequence[str]] = (),
    resources: typing.AbstractSet[str] = frozenset(),
    partitions_def: dg.PartitionsDefinition | None = None,
) -> dg.AssetChecksDefinition:
    """Asset checks that validate an asset with a suite: one a column (and one for the table), expectation, or suite.

    `suite` is the path of a suite file (JSON or YAML, of either generation), its parsed content, or an
    `ExpectationSuite`; `name` stands in for its name in those of the checks. The data are what the asset's IO manager
    loads, or what `read()` or `read(context)` gives: a pandas, Polars or Arrow table. The context has the `resources`
    that are asked for, and the partition: a partitioned asset is checked a partition at a time, and `partitions_def`
    tells of one that is only named.

    A check fails as ERROR when one of its failed expectations is critical, else as WARN; `severity` stands in for those
    of the suite. Expectations of the first generation have none and count as critical, as Great Expectations has it.
    `parameters` are the values of `$PARAMETER`. An expectation that cannot run fails its check, and says why. Raises
    SuiteError when the suite cannot be read.
    """
    key = asset.key if isinstance(asset, dg.AssetsDefinition | dg.AssetSpec) else dg.AssetKey.from_coercible(asset)
    suite_name, expectations = _read(suite)
    checks = _checks(name or suite_name, expectations, per)
    own_partitions = asset.partitions_def if isinstance(asset, dg.AssetsDefinition | dg.AssetSpec) else None
    specs = [
        dg.AssetCheckSpec(
            check.name,
            asset=key,
            blocking=blocking,
            description=_description(check),
            metadata={"suite": suite_name},
            additional_deps=list(additional_deps),
            partitions_def=partitions_def or own_partitions,
        )
        for check in checks
    ]

    def results(
        give: Callable[[], typing.Any], selected: typing.Iterable[dg.AssetCheckKey]
    ) -> list[dg.AssetCheckResult]:
        names = {one.name for one in selected}
        wanted = [check for check in checks if check.name in names]
        try:
            return _results(key, wanted, give(), severity, parameters)
        except Exception as error:  # noqa: BLE001 (a check that says nothing is taken for one that passed)
            return [_unjudged(key, check, error) for check in wanted]

    options: dict[str, typing.Any] = {
        "name": _word(f"{key.to_python_identifier()}__gx_{name or suite_name}"),
        "specs": specs,
        "description": f"Great Expectations suite `{suite_name}`",
        "can_subset": True,
        "required_resource_keys": set(resources),
    }
    if read:
        reader: Callable[..., typing.Any] = read
        asks = any(given.default is given.empty for given in inspect.signature(reader).parameters.values())

        @dg.multi_asset_check(**options)
        def reading_checks(context: dg.AssetCheckExecutionContext) -> typing.Iterator[dg.AssetCheckResult]:
            yield from results(lambda: reader(context) if asks else reader(), context.selected_asset_check_keys)

        return reading_checks

    @dg.multi_asset_check(**options, ins={"table": dg.AssetIn(key)})
    def loading_checks(
        context: dg.AssetCheckExecutionContext, table: typing.Any
    ) -> typing.Iterator[dg.AssetCheckResult]:
        yield from results(lambda: table, context.selected_asset_check_keys)

    return loading_checks


def _results(
    key: dg.AssetKey,
    checks: Sequence[_Check],
    table: typing.Any,
    severity: Severity | None,
    parameters: Mapping[str, typing.Any] | None,
) -> list[dg.AssetCheckResult]:
    """One result a check: the table is validated once, whatever the checks are."""
    from debt_pipelines.rules.suite_run import Demand, run_suite

    frame = _frame(table)
    expectations = [one for check in checks for one in check.expectations]
    demands = [Demand(one.position, one.type, one.kwargs) for one in expectations]
    answers = {answer.position: answer for answer in run_suite(frame, demands, parameters=parameters)}
    results = []
    for check in checks:
        judged = [Judged(one, answers[one.position]) for one in check.expectations]
        results.append(
            dg.AssetCheckResult(
                asset_key=key,
                check_name=check.name,
                passed=all(one.answer.is_met for one in judged),
                severity=gravest(judged, severity),
                description=words(judged),
                metadata=metadata(judged, len(frame)),
            )
        )
    return results


def _unjudged(key: dg.AssetKey, check: _Check, error: Exception) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=check.name,
        passed=False,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"The data could not be validated: {type(error).__name__}: {error}",
    )


def _frame(table: typing.Any) -> typing.Any:
    """A pandas frame with an index of its own; raises TypeError for what is no table."""
    import pandas as pd

    frame = table if isinstance(table, pd.DataFrame) else table.to_pandas() if hasattr(table, "to_pandas") else None
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"a pandas, Polars or Arrow table is needed, and this is a {type(table).__name__}")
    return frame.reset_index(drop=True)


def _description(check: _Check) -> str:
    return "\n".join(f"- `{one.type}` {', '.join(columns_of(one))}".rstrip() for one in check.expectations)


def _read(suite: typing.Any) -> tuple[str, list[Expectation]]:
    """The name of a suite and its expectations, as its file, its content or its object says."""
    if isinstance(suite, str | Path):
        return _read_file(Path(suite))
    content = suite if isinstance(suite, Mapping) else suite.to_json_dict()
    found = expectations_in(dict(content))
    name = content.get("name") or content.get("expectation_suite_name")
    if not found or not name:
        raise SuiteError("this is no suite: it needs a name and expectations")
    if len(found) != len(content["expectations"]):
        raise SuiteError(f"suite `{name}`: an expectation has no type or no kwargs")
    numbered = [Expectation(position, None, one.type, one.kwargs, one.severity) for position, one in enumerate(found)]
    return str(name), numbered


def _read_file(path: Path) -> tuple[str, list[Expectation]]:
    try:
        suite = read_suite(path.as_posix(), path.read_text("utf-8-sig"))
        if suite is not None and suite.problem is not None:
            raise suite.problem
    except OSError as error:
        raise SuiteError(f"{path}: {error.strerror or error}") from error
    except UnreadableError as error:
        raise SuiteError(f"{path}:{error.line or 1}: {error.message}") from error
    if suite is None or not suite.expectations:
        raise SuiteError(f"{path}: this is no suite with expectations")
    return suite.name, suite.expectations


def _checks(suite: str, expectations: Sequence[Expectation], per: Grain) -> list[_Check]:
    """The checks of a suite; every expectation is in one of them."""
    groups: dict[object, _Check] = {}
    names: set[str] = set()
    for one in expectations:
        columns = columns_of(one)
        column = columns[0] if len(columns) == 1 else _TABLE
        about = {"suite": "", "column": column}.get(per, " ".join((*columns, one.type)))
        group = one.position if per == "expectation" else about
        if group not in groups:
            groups[group] = _Check(_unique(_word(f"{suite} {about}"), names), [])
        groups[group].expectations.append(one)
    return list(groups.values())


def _unique(name: str, names: set[str]) -> str:
    number, unique = 2, name
    while unique in names:
        number, unique = number + 1, f"{name}_{number}"
    names.add(unique)
    return unique


def _word(text: str) -> str:
    return _NOT_WORD.sub("_", text).strip("_") or "suite"
