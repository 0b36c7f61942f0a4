"""How much a stored type can hold: bits of integers and floating numbers, digits of decimals, characters of texts."""

from __future__ import annotations

from debt_pipelines.catalog.tabular.type_names import TypeName

_BITS = {
    8: "int8 uint8 tinyint utinyint byteint",
    16: "int16 uint16 int2 smallint usmallint smallserial short",
    24: "mediumint",
    32: "int32 uint32 int4 int integer uinteger serial",
    64: "int64 uint64 bigint ubigint long bigserial",
    128: "hugeint uhugeint int128 uint128",
}
_INTEGER_BITS = {name: bits for bits, names in _BITS.items() for name in names.split()}
_UNSIGNED = frozenset("uint8 uint16 uint32 uint64 uint128 utinyint usmallint uinteger ubigint uhugeint".split())
_HALF, _SINGLE, _DOUBLE = 11, 24, 53
"""Bits of precision of the floating numbers of IEEE 754."""
_PRECISION = {
    **dict.fromkeys(("halffloat", "float16"), _HALF),
    **dict.fromkeys(("float", "float32", "float4", "real"), _SINGLE),
    **dict.fromkeys(("double", "double_precision", "float64", "float8"), _DOUBLE),
}
_DECIMALS = frozenset("decimal dec numeric number decimal32 decimal64 decimal128 decimal256 bignumeric".split())
_BOUNDED = frozenset(
    "varchar character_varying char character nvarchar nchar varchar2 nvarchar2 bpchar varbinary binary "
    "fixed_size_binary".split()
)
_UNBOUNDED = 10**9


def holds(after: TypeName, before: TypeName) -> bool:
    """Whether one stored type can hold every value of another of its kind; True where nothing speaks against it."""
    integers, precision = _range(before), _PRECISION.get(before.name)
    if integers is not None:
        return _holds_integers(after, integers)
    if precision is not None:
        return _PRECISION.get(after.name, _DOUBLE) >= precision
    if before.name in _DECIMALS:
        return all(new >= old for new, old in zip(_digits(after), _digits(before), strict=True))
    return _length(after) >= _length(before)


def _range(type_name: TypeName) -> tuple[int, int] | None:
    """The smallest and largest integer a type holds; None for what is no integer."""
    bits = _INTEGER_BITS.get(type_name.name)
    if bits is None:
        return None
    is_unsigned = type_name.is_unsigned or type_name.name in _UNSIGNED
    return (0, 2**bits - 1) if is_unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _holds_integers(after: TypeName, wanted: tuple[int, int]) -> bool:
    """Whether a type holds a range of integers; a double counts as holding all of them, as pandas has it."""
    given = _range(after)
    if given is not None:
        return given[0] <= wanted[0] and wanted[1] <= given[1]
    precision = _PRECISION.get(after.name)
    if precision is not None:
        return precision == _DOUBLE or wanted[1] <= 2**precision
    return _digits(after)[0] >= len(str(wanted[1])) if after.name in _DECIMALS else True


def _digits(type_name: TypeName) -> tuple[int, int]:
    """The digits before and behind the point."""
    if not type_name.numbers:
        return _UNBOUNDED, _UNBOUNDED
    precision, scale = (*type_name.numbers, 0)[:2]
    return precision - scale, scale


def _length(type_name: TypeName) -> int:
    return type_name.numbers[0] if type_name.name in _BOUNDED and type_name.numbers else _UNBOUNDED
