"""What an asset check shows of the expectations behind it: a row each, a row a column, and figures that plot."""

import typing
from collections.abc import Iterable, Sequence

import dagster as dg

from debt_pipelines.crawlers.great_expectations_suites import Expectation
from debt_pipelines.rules.suite_run import Answer

SEVERITIES = ("critical", "warning", "info")
"""The scale of Great Expectations, gravest first."""
_TABLE = "(table)"
_RESULTS = {
    "expectation": "string", "about": "string", "outcome": "string", "severity": "string", "unexpected": "int",
    "unexpected_percent": "float", "observed": "string",
}  # fmt: skip
_COLUMNS = {"column": "string", "expectations": "int", "failed": "int", "unexpected": "int"}
_MAX_TEXT = 120
_MAX_REASONS = 5


class Judged(typing.NamedTuple):
    """One expectation, and what it said."""

    expectation: Expectation
    answer: Answer

    @property
    def severity(self) -> str:
        """Its severity; the generation before knows none, and none stated is critical, as in Great Expectations."""
        stated = str(self.expectation.severity or "").lower()
        return stated if stated in SEVERITIES else SEVERITIES[0]


def gravest(judged: Iterable[Judged], stated: str | None) -> dg.AssetCheckSeverity:
    """ERROR when an expectation that is not met is critical, else WARN; a stated severity stands in for theirs."""
    failed = {stated or one.severity for one in judged if not one.answer.is_met}
    is_grave = not failed or SEVERITIES[0] in failed
    return dg.AssetCheckSeverity.ERROR if is_grave else dg.AssetCheckSeverity.WARN


def words(judged: Sequence[Judged]) -> str:
    """The verdict in a sentence, with the first reasons."""
    failed = [one for one in judged if not one.answer.is_met]
    if not failed:
        return f"{len(judged)} of {len(judged)} expectations met."
    lines = [f"{len(judged) - len(failed)} of {len(judged)} expectations met."]
    lines += [f"- `{one.expectation.type}` {_about(one)}: {_reason(one.answer)}" for one in failed[:_MAX_REASONS]]
    return "\n".join(lines)


def metadata(judged: Sequence[Judged], n_rows: int) -> dict[str, typing.Any]:
    """Figures and tables of one asset check."""
    n_failed = sum(not one.answer.is_met for one in judged)
    return {
        "expectations": len(judged),
        "failed_expectations": n_failed,
        "broken_expectations": sum(one.answer.error is not None for one in judged),
        "success_percent": round(100 * (1 - n_failed / len(judged)), 2),
        "unexpected_values": sum(one.answer.n_unexpected or 0 for one in judged),
        "rows": n_rows,
        "results": dg.MetadataValue.table([_record(one) for one in judged], schema=_schema(_RESULTS)),
        "columns": dg.MetadataValue.table(_by_column(judged), schema=_schema(_COLUMNS)),
    }


def _schema(types: typing.Mapping[str, str]) -> dg.TableSchema:
    return dg.TableSchema(columns=[dg.TableColumn(name, kind) for name, kind in types.items()])


def _record(one: Judged) -> dg.TableRecord:
    answer = one.answer
    share = answer.n_unexpected / answer.n_evaluated if answer.n_unexpected and answer.n_evaluated else None
    return dg.TableRecord(
        {
            "expectation": one.expectation.type,
            "about": _about(one),
            "outcome": _outcome(answer),
            "severity": one.severity,
            "unexpected": answer.n_unexpected,
            "unexpected_percent": None if share is None else round(100 * share, 2),
            "observed": _short(answer.error or answer.observed or ""),
        }
    )


def _by_column(judged: Sequence[Judged]) -> list[dg.TableRecord]:
    columns: dict[str, list[Judged]] = {}
    for one in judged:
        for column in columns_of(one.expectation) or (_TABLE,):
            columns.setdefault(column, []).append(one)
    return [
        dg.TableRecord(
            {
                "column": column,
                "expectations": len(about),
                "failed": sum(not one.answer.is_met for one in about),
                "unexpected": sum(one.answer.n_unexpected or 0 for one in about),
            }
        )
        for column, about in columns.items()
    ]


def columns_of(expectation: Expectation) -> tuple[str, ...]:
    """The columns that an expectation is about: one, a pair, a list, or none where it is about the table."""
    kwargs = expectation.kwargs
    single = [kwargs.get(name) for name in ("column", "column_A", "column_B")]
    listed = kwargs.get("column_list")
    named = [*single, *(listed if isinstance(listed, list) else ())]
    return tuple(dict.fromkeys(name for name in named if isinstance(name, str)))


def _about(one: Judged) -> str:
    return ", ".join(columns_of(one.expectation)) or _TABLE


def _outcome(answer: Answer) -> str:
    return "! could not run" if answer.error else "✓ met" if answer.is_met else "✗ not met"


def _reason(answer: Answer) -> str:
    if answer.error:
        return f"could not run: {_short(answer.error)}"
    if answer.n_unexpected is not None:
        return f"{answer.n_unexpected:,} unexpected of {answer.n_evaluated:,}"
    return f"observed {_short(answer.observed)}" if answer.observed else "not met"


def _short(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 1]}…"
