"""The tables that statements of SQL make, applied one after the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from debt_pipelines.catalog.tabular.lattice import LogicalType, of_sql, of_words
from debt_pipelines.crawlers.declared_table import Check, DeclaredColumn, DeclaredTable
from debt_pipelines.crawlers.sql_files.column_checks import checks_of_column, checks_of_table, names_in

if TYPE_CHECKING:
    from sqlglot import exp

TOOL = "ddl"


class Schema:
    """Tables by folded name, as they stand after the statements applied so far.

    A table that several files make has variants, one for each kind of database maybe; which of them holds is not known.
    """

    def __init__(self) -> None:
        self.tables: dict[str, DeclaredTable] = {}
        self._makers: defaultdict[str, set[str]] = defaultdict(set)

    def is_certain(self, name: str) -> bool:
        """Whether one file alone makes a table."""
        return len(self._makers[name]) < 2

    def apply(self, statement: exp.Expr, path: str, line: int) -> None:
        """Apply one statement of a file."""
        from sqlglot import exp

        if isinstance(statement, exp.Create) and statement.kind == "TABLE":
            self._create(statement, path, line)
        elif isinstance(statement, exp.Create) and isinstance(statement.this, exp.Index):
            self._index(statement, path, line)
        elif isinstance(statement, exp.Drop):
            for dropped in [statement.this, *statement.args.get("tables", ())]:
                self.tables.pop(_key(dropped), None)
        elif isinstance(statement, exp.Comment):
            self._comment(statement, path, line)
        elif isinstance(statement, exp.Alter):
            for action in statement.args.get("actions") or ():
                self._alter(statement, action, path, line)

    def _create(self, statement: exp.Create, path: str, line: int) -> None:
        from sqlglot import exp

        schema = statement.this
        if not isinstance(schema, exp.Schema):
            return
        self._makers[_key(schema)].add(path)
        if statement.args.get("exists") and _key(schema) in self.tables:
            return
        name = schema.this.name
        table = DeclaredTable(suite=name, tool=TOOL, path=path, line=line, references=[name])
        for entry in schema.expressions:
            entry_line = _line(entry, line)
            if isinstance(entry, exp.ColumnDef):
                _add_column(table, entry, entry_line)
            else:
                table.checks.extend(checks_of_table(entry, entry_line))
        comment = next(statement.find_all(exp.SchemaCommentProperty), None)
        if comment is not None:
            table.text, table.text_line = comment.this.name, line
        if table.columns:
            self.tables[_key(schema)] = table

    def _index(self, statement: exp.Create, path: str, line: int) -> None:
        index = statement.this
        table = self.tables.get(_key(index.args.get("table")))
        columns = index.args["params"].args.get("columns") if index.args.get("params") else None
        if table is None or not statement.args.get("unique") or not columns:
            return
        if index.args["params"].args.get("where") is None:  # else it holds for some of the rows only
            names = tuple(name for column in columns for name in names_in(column))
            own_line = line if path == table.path else None
            table.checks.append(Check(type="UNIQUE INDEX", kind="uniqueness", columns=names, limits={}, line=own_line))

    def _comment(self, statement: exp.Comment, path: str, line: int) -> None:
        text = statement.expression.name if statement.expression is not None else ""
        if statement.args.get("kind") == "TABLE" and _key(statement.this) in self.tables:
            table = self.tables[_key(statement.this)]
            table.text, table.text_line = text, line if path == table.path else None
        elif statement.args.get("kind") == "COLUMN":
            column = statement.this
            owner = self.tables.get(column.text("table").casefold())
            if owner is not None:
                own_line = line if path == owner.path else None
                owner.columns = [
                    replace(known, text=text or None, line=own_line)
                    if known.name.casefold() == column.name.casefold()
                    else known
                    for known in owner.columns
                ]

    def _alter(self, statement: exp.Alter, action: exp.Expr, path: str, line: int) -> None:
        from sqlglot import exp

        key = _key(statement.this)
        table = self.tables.get(key)
        if table is None:
            return
        own_line = line if path == table.path else None
        if isinstance(action, exp.AlterRename):
            renamed = action.this.name
            self.tables[renamed.casefold()] = self.tables.pop(key)
            table.suite, table.references = renamed, [renamed]
        else:
            _change(table, action, own_line)


def _key(node: exp.Expr | None) -> str:
    """The name of a table without its schema, folded."""
    from sqlglot import exp

    found = node if isinstance(node, exp.Table) or node is None else node.find(exp.Table)
    return found.name.casefold() if found is not None else ""


def _line(node: exp.Expr, start: int) -> int:
    """The line a node of a statement stands on, by the first name in it."""
    from sqlglot import exp

    lines = [found.meta["line"] for found in node.find_all(exp.Identifier) if "line" in found.meta]
    return start + min(lines, default=1) - 1


def _type_of(kind: exp.Expr | None) -> LogicalType | None:
    from sqlglot import exp

    if not isinstance(kind, exp.DataType) or kind.this == exp.DType.UNKNOWN:
        return None
    if kind.this == exp.DType.USERDEFINED:
        return of_words(kind.sql())
    return "string" if kind.this == exp.DType.ENUM else of_sql(kind.sql())


def _add_column(table: DeclaredTable, definition: exp.ColumnDef, line: int | None) -> None:
    """Add a column with its constraints, or put it in the place of the one of that name."""
    from sqlglot import exp

    name, kind = definition.name, definition.args.get("kind")
    constraints = [constraint.args.get("kind") for constraint in definition.args.get("constraints") or ()]
    comments = [part.this.name for part in constraints if isinstance(part, exp.CommentColumnConstraint)]
    if any(known.name.casefold() == name.casefold() for known in table.columns):
        return
    text = next(filter(None, comments), None)
    table.columns.append(DeclaredColumn(name=name, text=text, declared_type=_type_of(kind), line=line))
    for constraint in constraints:
        if constraint is not None:
            table.checks.extend(checks_of_column(constraint, name, line))
    if isinstance(kind, exp.DataType) and kind.this == exp.DType.ENUM:
        values = [option.name for option in kind.expressions]
        table.checks.append(Check(type="ENUM", kind="domain", columns=(name,), limits={"values": values}, line=line))


def _change(table: DeclaredTable, action: exp.Expr, line: int | None) -> None:
    """Apply one change of the columns or constraints of a table."""
    from sqlglot import exp

    if isinstance(action, exp.ColumnDef):
        _add_column(table, action, line)
    elif isinstance(action, exp.Drop) and action.args.get("kind") == "COLUMN":
        for dropped in filter(None, [action.this, *action.args.get("tables", ())]):
            _drop_column(table, dropped.name)
    elif isinstance(action, exp.RenameColumn):
        _rename_column(table, action.this.name, action.args["to"].name)
    elif isinstance(action, exp.AddConstraint):
        for constraint in action.expressions:
            table.checks.extend(checks_of_table(constraint, line))
    elif isinstance(action, exp.AlterColumn):
        _alter_column(table, action, line)
    else:
        _open_columns(table, action)


def _drop_column(table: DeclaredTable, name: str) -> None:
    folded = name.casefold()
    table.columns = [column for column in table.columns if column.name.casefold() != folded]
    table.checks = [check for check in table.checks if folded not in map(str.casefold, check.columns)]


def _rename_column(table: DeclaredTable, before: str, after: str) -> None:
    def renamed(name: str) -> str:
        return after if name.casefold() == before.casefold() else name

    table.columns = [replace(column, name=renamed(column.name)) for column in table.columns]
    table.checks = [replace(check, columns=tuple(map(renamed, check.columns))) for check in table.checks]


def _alter_column(table: DeclaredTable, action: exp.AlterColumn, line: int | None) -> None:
    """Apply a new type, SET NOT NULL and DROP NOT NULL."""
    name, dtype, allow_null = action.name, action.args.get("dtype"), action.args.get("allow_null")
    folded = name.casefold()
    if dtype is not None:
        declared = _type_of(dtype)
        table.columns = [
            replace(column, declared_type=declared) if column.name.casefold() == folded else column
            for column in table.columns
        ]
    if allow_null is None:
        return
    table.checks = [
        check for check in table.checks if check.type != "NOT NULL" or folded not in map(str.casefold, check.columns)
    ]
    if allow_null is False:
        table.checks.append(Check(type="NOT NULL", kind="nullness", columns=(name,), limits={}, line=line))


def _open_columns(table: DeclaredTable, action: exp.Expr) -> None:
    """Take back the types of the columns that a change of another kind names: what they are now is not known."""
    named = {name.casefold() for name in names_in(action)}
    table.columns = [
        replace(column, declared_type=None) if column.name.casefold() in named else column for column in table.columns
    ]
