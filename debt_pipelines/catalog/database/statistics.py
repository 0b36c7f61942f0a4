"""Measures of a table, computed by its database: aggregates are asked for, and a few values to judge by.

A first question counts and bounds all columns at once. Telling different values apart and ranking them costs sorting:
it is done on all rows of a table of usual size, and beyond that on a sample, or told by the database's own estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.database.connect import Session, TooSlowError
from debt_pipelines.catalog.database.described import DeclaredTable, Statistics, unmeasured
from debt_pipelines.catalog.database.expressions import NUMERIC, expressions_of, quantiles_of
from debt_pipelines.catalog.database.measured import Answers
from debt_pipelines.catalog.profile.edges import Edges
from debt_pipelines.catalog.profile.measures import MAX_FREQUENT, N_QUANTILES
from debt_pipelines.catalog.profile.sampling import N_SAMPLED, N_SHOWN
from debt_pipelines.catalog.profile.sentinels import may_stand_for_nothing
from debt_pipelines.catalog.tabular.table import Table
from debt_pipelines.model.errors import UnreadableError

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause

_SORTED_ROWS = 1_000_000
"""Tables up to this size are sorted as a whole."""
_SAMPLED_ROWS = 100_000
_COLUMNS_AT_ONCE = 100
_N_TOTALS = 6


def measure(session: Session, table: DeclaredTable, statistics: Statistics) -> Table:
    """The columns of a table with their measures; raises UnreadableError when its rows cannot be counted."""
    if statistics == "none":
        return unmeasured(table)
    is_sampled = statistics == "sample" and (table.n_rows or 0) > _SAMPLED_ROWS
    question = _Question(session, table, is_sampled=is_sampled)
    question.count()
    question.tell_apart()
    question.look()
    found = tuple(answers.column(question.n_rows) for answers in question.answers)
    return Table("database", found, question.n_rows, is_sampled, header_line=None)


class _Question:
    """The questions about one table, and what was answered."""

    def __init__(self, session: Session, table: DeclaredTable, *, is_sampled: bool) -> None:
        self._session = session
        self._table = table
        self._is_sampled = is_sampled
        self._expressions = expressions_of(session.dialect)
        self._source = self._sample(table.n_rows or 0) if is_sampled else self._clause()
        self._columns = list(self._source.c)
        self.answers = [Answers(declared) for declared in table.columns]
        self.n_rows = 0

    def count(self) -> None:
        """Rows, nulls, bounds and moments."""
        from sqlalchemy import func, select

        (counted,) = self._session.rows(select(func.count()).select_from(self._source))
        self.n_rows = counted[0]
        for some in _chunks(range(len(self.answers))):
            try:
                self._count_columns(some)
            except TooSlowError:
                continue
            except UnreadableError:
                for place in some:
                    self._count_one(place)

    def tell_apart(self) -> None:
        """Different values, quantiles, and all values of columns that have few."""
        is_large = self.n_rows > _SORTED_ROWS
        ranked = list(self._sample(self.n_rows).c) if is_large else self._columns
        measured = [place for place, answers in enumerate(self.answers) if answers.low is not None]
        if is_large:
            self._estimate_distinct(measured)
        else:
            self._each(measured, self._count_distinct)
        self._each(measured, lambda some: self._rank(ranked, some))
        few = [place for place in measured if (self.answers[place].n_distinct or _SORTED_ROWS) <= MAX_FREQUENT]
        for place in few:
            self._each([place], self._list_values)

    def look(self) -> None:
        """A few rows at even distances, texts cut, to judge what the values mean."""
        measured = [place for place, answers in enumerate(self.answers) if answers.low is not None]
        self._each(measured, self._look_at)
        for place in measured:
            if not self.answers[place].frequent:
                self._each([place], self._look_at_edges)

    def _count_columns(self, places: Sequence[int]) -> None:
        from sqlalchemy import func, null, select

        asked: list[ColumnElement[Any]] = []
        for place in places:
            value, answers = self._value(place), self.answers[place]
            if value is None:
                asked += [func.count(self._columns[place]), *[null()] * (_N_TOTALS - 1)]
                continue
            is_number = answers.base in NUMERIC
            asked += [func.count(value), func.min(value), func.max(value)]
            asked += [func.avg(value), func.stddev_samp(value)] if is_number else [null(), null()]
            length = self._expressions.length(self._columns[place])
            asked.append(func.avg(length) if answers.base == "string" else null())
        (found,) = self._session.rows(select(*asked).select_from(self._source))
        for n, place in enumerate(places):
            answers = self.answers[place]
            totals = found[n * _N_TOTALS : (n + 1) * _N_TOTALS]
            answers.n_values, answers.low, answers.high, answers.mean, answers.deviation, answers.mean_length = totals

    def _count_one(self, place: int) -> None:
        """One column alone; of one whose values the database cannot reckon with, only the nulls."""
        from sqlalchemy import func, select

        try:
            self._count_columns([place])
        except UnreadableError:
            counted = self._session.rows(select(func.count(self._columns[place])).select_from(self._source))
            self.answers[place].n_values = counted[0][0]

    def _count_distinct(self, places: Sequence[int]) -> None:
        from sqlalchemy import func, select

        wholes = [self._expressions.whole(self._columns[place], self.answers[place].declared) for place in places]
        (found,) = self._session.rows(select(*[func.count(whole.distinct()) for whole in wholes if whole is not None]))
        for place, n_distinct in zip(places, found, strict=True):
            self.answers[place].n_distinct = n_distinct
            self.answers[place].is_distinct_exact = not self._is_sampled

    def _estimate_distinct(self, places: Sequence[int]) -> None:
        """What the last ANALYZE of PostgreSQL found; other databases keep no such number for plain columns."""
        from sqlalchemy import text

        if self._session.dialect != "postgresql":
            return
        query = text("SELECT attname, n_distinct FROM pg_stats WHERE schemaname = :schema AND tablename = :name")
        rows = self._session.rows(query.bindparams(schema=self._table.schema, name=self._table.name))
        told = {name: number for name, number in rows if number}
        for place in places:
            answers = self.answers[place]
            number = told.get(answers.declared.name)
            if number is not None:
                answers.n_distinct = round(number if number > 0 else -number * self.n_rows)

    def _rank(self, columns: Sequence[ColumnElement[Any]], places: Sequence[int]) -> None:
        from sqlalchemy import select

        found_numbers = ((place, self._number(columns[place], place)) for place in places)
        numbers = {place: number for place, number in found_numbers if number is not None}
        if not numbers:
            return
        if not self._expressions.can_rank_in_sql:
            for place in numbers:
                self._rank_by_rows(place)
            return
        (found,) = self._session.rows(select(*map(quantiles_of, numbers.values())))
        for place, quantiles in zip(numbers, found, strict=True):
            self.answers[place].quantiles = tuple(map(float, quantiles or ()))

    def _rank_by_rows(self, place: int) -> None:
        """Quantiles where there is no aggregate for them: the values at the wanted places in their order."""
        from sqlalchemy import func, select

        n_values = self.answers[place].n_values or 0
        number = self._number(self._columns[place], place)
        if number is None or n_values > _SORTED_ROWS:
            return
        ranks = [max(1, -(-n * n_values // (N_QUANTILES - 1))) for n in range(N_QUANTILES)]
        rank = func.row_number().over(order_by=number)
        ordered = select(number.label("v"), rank.label("r")).where(number.is_not(None)).subquery()
        rows = self._session.rows(select(ordered.c.r, ordered.c.v).where(ordered.c.r.in_(sorted(set(ranks)))))
        found = dict(rows)
        self.answers[place].quantiles = tuple(float(found[rank]) for rank in ranks)

    def _list_values(self, places: Sequence[int]) -> None:
        from sqlalchemy import func, literal_column, select

        for place in places:
            value = self._value(place)
            if value is None:
                continue
            listed = select(value.label("v")).where(value.is_not(None)).subquery()
            counts = select(listed.c.v, func.count()).group_by(listed.c.v).limit(literal_column(str(MAX_FREQUENT + 1)))
            rows = self._session.rows(counts)
            if len(rows) <= MAX_FREQUENT:
                self.answers[place].frequent = [(value, count) for value, count in rows]
                self.answers[place].n_distinct = len(rows)

    def _look_at(self, places: Sequence[int]) -> None:
        from sqlalchemy import func, literal_column, select

        values = [value for place in places if (value := self._value(place)) is not None]
        named = [value.label(f"v{n}") for n, value in enumerate(values)]
        wanted = select(*named).limit(literal_column(str(N_SHOWN)))
        if self._expressions.can_rank_in_sql and self.n_rows <= _SORTED_ROWS:
            number = (func.row_number().over() - literal_column("1")).label("n")
            numbered = select(*named, number).subquery()
            spread = numbered.c.n % literal_column(str(_distance(self.n_rows))) == literal_column("0")
            wanted = select(*list(numbered.c)[:-1]).where(spread).limit(literal_column(str(N_SHOWN)))
        rows = self._session.rows(wanted)
        for n, place in enumerate(places):
            self.answers[place].sample = [row[n] for row in rows]

    def _look_at_edges(self, places: Sequence[int]) -> None:
        """How often a bound occurs that may stand for a missing value, and the value next to it."""
        from sqlalchemy import case, func, select

        for place in places:
            answers, value = self.answers[place], self._value(place)
            for bound in dict.fromkeys((answers.low, answers.high)):
                text = answers.text(bound)
                if value is None or text is None or not may_stand_for_nothing(text):
                    continue
                is_low = bound == answers.low
                beyond = func.min(case((value > bound, value))) if is_low else func.max(case((value < bound, value)))
                ((count, next_one),) = self._session.rows(select(func.count(case((value == bound, 1))), beyond))
                nearest = (*answers.edges.nearest, *filter(None, [answers.text(next_one)]))
                answers.edges = Edges((*answers.edges.counts, (text, count)), nearest)

    def _each(self, places: Sequence[int], ask: Any) -> None:
        """Ask about columns together; if that fails one by one; what still fails, or takes too long, is unknown."""
        for some in _chunks(places):
            try:
                ask(some)
            except TooSlowError:
                return
            except UnreadableError:
                for place in some if len(some) > 1 else ():
                    self._each([place], ask)

    def _clause(self) -> FromClause:
        from sqlalchemy import column, table
        from sqlalchemy.sql.elements import quoted_name

        names = [column(quoted_name(said.name, quote=True)) for said in self._table.columns]
        schema = quoted_name(self._table.schema, quote=True) if self._table.schema else None
        return table(quoted_name(self._table.name, quote=True), *names, schema=schema)

    def _sample(self, n_rows: int) -> FromClause:
        """Some rows: whole pages of PostgreSQL at random, always the same ones; elsewhere the first."""
        from sqlalchemy import func, literal_column, select, tablesample

        clause = self._clause()
        if self._session.dialect != "postgresql":
            return select(*clause.c).limit(_SAMPLED_ROWS).subquery()
        percent = min(100.0, 100 * _SAMPLED_ROWS / max(n_rows, 1))
        return tablesample(clause, func.system(literal_column(f"{percent:.6f}")), seed=literal_column("0"))

    def _value(self, place: int) -> ColumnElement[Any] | None:
        return self._expressions.value(self._columns[place], self.answers[place].declared)

    def _number(self, column: ColumnElement[Any], place: int) -> ColumnElement[Any] | None:
        declared = self.answers[place].declared
        value = self._expressions.value(column, declared)
        return None if value is None else self._expressions.number(value, declared)


def _chunks(places: Sequence[int]) -> list[Sequence[int]]:
    return [places[start : start + _COLUMNS_AT_ONCE] for start in range(0, len(places), _COLUMNS_AT_ONCE)]


def _distance(n_rows: int) -> int:
    """How far apart the rows are that a reader of files looks at."""
    stride = max(1, -(-n_rows // N_SAMPLED))
    return stride * max(1, -(-n_rows // stride) // N_SHOWN)
