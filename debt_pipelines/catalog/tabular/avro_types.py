"""The Arrow types of an Avro schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debt_pipelines.model.errors import UnreadableError

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_DIGITS_128, _MAX_DIGITS = 38, 76
_NUMBERS = ("int", "long", "float", "double")
"""From narrow to wide: a union of several is read as its widest."""


def arrow_schema(avro_schema: Any) -> pa.Schema | None:
    """The columns of the records of an Avro file; None when its values are no records.

    Raises UnreadableError for what takes no bytes, because a damaged count would have it repeated without end.
    """
    import pyarrow as pa

    if not isinstance(avro_schema, dict) or avro_schema.get("type") not in ("record", "error"):
        return None
    named: dict[str, pa.DataType | None] = {}
    record = _type_of(avro_schema, named)
    if _is_empty(record):
        raise UnreadableError("an Avro file of records without fields")
    docs = {field["name"]: field.get("doc") for field in avro_schema["fields"]}
    return pa.schema([_with_text(field, docs.get(field.name)) for field in record], _metadata(avro_schema.get("doc")))


def _with_text(field: pa.Field, doc: object) -> pa.Field:
    return field.with_metadata(_metadata(doc)) if _metadata(doc) else field


def _metadata(doc: object) -> dict[str, str] | None:
    return {"doc": doc} if isinstance(doc, str) else None


def _type_of(schema: Any, named: dict[str, pa.DataType | None]) -> pa.DataType:
    """The type of an Avro schema; a record that holds itself is kept as text."""
    import pyarrow as pa

    if isinstance(schema, list):
        return _type_of_union(schema, named)
    if not isinstance(schema, dict):
        known = _plain_types().get(schema)
        return known if known is not None else named.get(schema) or pa.string()
    kind = schema.get("type")
    if kind in ("record", "error"):
        named[schema["name"]] = None
        fields = [pa.field(field["name"], _type_of(field["type"], named)) for field in schema["fields"]]
        named[schema["name"]] = pa.struct(fields)
        return named[schema["name"]]
    if kind in ("array", "map"):
        inner = _type_of(schema["items" if kind == "array" else "values"], named)
        if kind == "array" and _is_empty(inner):
            raise UnreadableError("an Avro file of lists of nothing")
        return pa.list_(inner) if kind == "array" else pa.map_(pa.string(), inner)
    found = _logical_type(schema) or _named_type(schema) or _type_of(kind, named)
    if "name" in schema:
        named[schema["name"]] = found
    return found


def _plain_types() -> dict[str, pa.DataType]:
    import pyarrow as pa

    return {
        "null": pa.null(),
        "boolean": pa.bool_(),
        "int": pa.int32(),
        "long": pa.int64(),
        "float": pa.float32(),
        "double": pa.float64(),
        "bytes": pa.binary(),
        "string": pa.string(),
    }


def _type_of_union(schemas: list[Any], named: dict[str, pa.DataType | None]) -> pa.DataType:
    """The type of what is not null; several kinds of numbers give the widest, other mixtures are kept as text."""
    import pyarrow as pa

    present = [schema for schema in schemas if schema != "null"]
    types = [_type_of(schema, named) for schema in present]
    if len(types) < 2:
        return types[0] if types else pa.null()
    if all(schema in _NUMBERS for schema in present):
        return _plain_types()[max(present, key=_NUMBERS.index)]
    return pa.string()


def _named_type(schema: dict[str, Any]) -> pa.DataType | None:
    import pyarrow as pa

    if schema["type"] == "enum":
        return pa.string()
    return pa.binary(int(schema["size"])) if schema["type"] == "fixed" else None


def _logical_type(schema: dict[str, Any]) -> pa.DataType | None:
    import pyarrow as pa

    name = schema.get("logicalType")
    if name == "decimal":
        precision, scale = int(schema["precision"]), int(schema.get("scale", 0))
        if precision > _MAX_DIGITS:
            return pa.string()
        return pa.decimal128(precision, scale) if precision <= _MAX_DIGITS_128 else pa.decimal256(precision, scale)
    types: dict[tuple[Any, Any], pa.DataType] = {
        ("int", "date"): pa.date32(),
        ("int", "time-millis"): pa.time32("ms"),
        ("long", "time-micros"): pa.time64("us"),
        ("string", "uuid"): pa.string(),
    }
    for suffix, unit in (("millis", "ms"), ("micros", "us"), ("nanos", "ns")):
        types["long", f"timestamp-{suffix}"] = pa.timestamp(unit, "UTC")
        types["long", f"local-timestamp-{suffix}"] = pa.timestamp(unit)
    return types.get((schema["type"], name))


def _is_empty(arrow_type: pa.DataType) -> bool:
    """Whether values of a type take no byte in Avro."""
    from pyarrow import types

    if types.is_struct(arrow_type):
        return all(_is_empty(field.type) for field in arrow_type)
    return bool(types.is_null(arrow_type)) or (types.is_fixed_size_binary(arrow_type) and not arrow_type.byte_width)
