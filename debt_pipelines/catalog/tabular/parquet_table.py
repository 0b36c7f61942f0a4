"""Parquet as a table, from its footer alone: types, row count and null counts without reading any data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.catalog.tabular.table import Malformation, Table, TableColumn
from debt_pipelines.model.errors import UnreadableError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_MAGIC = (b"PAR1", b"PARE")
_MIN_BYTES = 12


def read_parquet_table(content: bytes) -> Table:
    """The table a Parquet footer describes; raises UnreadableError for a truncated or foreign file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if content[:4] not in _MAGIC:
        raise UnreadableError("not a Parquet file")
    if len(content) < _MIN_BYTES or content[-4:] not in _MAGIC:
        raise UnreadableError("a truncated Parquet file: its footer is missing")
    try:
        metadata = pq.read_metadata(pa.BufferReader(content))
        schema = metadata.schema.to_arrow_schema()
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(f"not a sound Parquet file: {str(error).splitlines()[0]}") from error
    nulls = _null_counts(metadata)
    columns = tuple(
        TableColumn(
            field.name,
            str(field.type),
            logical_type_of(field.type),
            metadata.num_rows if pa.types.is_null(field.type) else nulls.get(field.name),
        )
        for field in schema
    )
    found = () if columns else (Malformation("the file has no columns", None),)
    return Table("parquet", columns, metadata.num_rows, malformations=found)


def logical_type_of(arrow_type: pa.DataType) -> LogicalType | None:
    """The logical type of an Arrow type; None for the type of a column without any value."""
    from pyarrow import types

    if types.is_dictionary(arrow_type) or types.is_run_end_encoded(arrow_type):
        return logical_type_of(arrow_type.value_type)
    if types.is_null(arrow_type):
        return None
    if types.is_list(arrow_type) or types.is_large_list(arrow_type) or types.is_fixed_size_list(arrow_type):
        return "list"
    plain: tuple[tuple[bool, LogicalType], ...] = (
        (types.is_boolean(arrow_type), "boolean"),
        (types.is_integer(arrow_type), "integer"),
        (types.is_floating(arrow_type), "number"),
        (types.is_decimal(arrow_type), "decimal"),
        (types.is_date(arrow_type), "date"),
        (types.is_timestamp(arrow_type), "timestamp"),
        (types.is_time(arrow_type), "time"),
        (types.is_duration(arrow_type), "duration"),
        (types.is_string(arrow_type) or types.is_large_string(arrow_type), "string"),
        (types.is_struct(arrow_type) or types.is_map(arrow_type), "struct"),
    )
    return next((name for holds, name in plain if holds), "binary")


def _null_counts(metadata: pq.FileMetaData) -> dict[str, int]:
    """Null counts of the flat columns whose row groups all tell; nested ones count something else."""
    counts: dict[str, int] = {}
    for position in range(metadata.num_columns):
        leaf = metadata.schema.column(position)
        if leaf.path != leaf.name or leaf.max_repetition_level:
            continue
        groups = (metadata.row_group(n).column(position).statistics for n in range(metadata.num_row_groups))
        known = [group.null_count if group is not None and group.has_null_count else None for group in groups]
        if None not in known:
            counts[leaf.name] = sum(count for count in known if count is not None)
    return counts
