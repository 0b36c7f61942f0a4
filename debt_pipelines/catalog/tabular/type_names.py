"""Type names as they are written in Arrow, pandas, SQL, suites, contracts and dictionaries, and what they mean.

The names hardly clash between those languages, so that one table serves all; where they do, SQL has its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MAX_CHARACTERS = 2000
_LIST_END = re.compile(r"\[\d*\]$")
_WRAPPER = re.compile(r"(?:nullable|lowcardinality|optional|sparse|dtype)[(\[<](.*)[)\]>]", re.IGNORECASE)
_ENCODED = re.compile(r"(?:dictionary<values=(.*), indices=.*|run_end_encoded<run_ends: \w+, values: (.*))>")
_NO_TYPE = re.compile(r"(?:period|interval)\[")
_SUFFIX = re.compile(r"(?:dtype|type)$")
_NOISE = re.compile(r"\b(?:unsigned|signed|zerofill|not null|null|nullable|without time zone|without timezone)\b")
_UNITS = frozenset("s ms us ns d day".split())
_UTC = frozenset("utc z gmt +00:00 etc/utc +0000".split())

_MEANINGS = {
    "boolean": "bool boolean bool_ logical",
    "integer": (
        "int integer int_ long bigint smallint tinyint mediumint hugeint uhugeint bigserial serial smallserial short "
        "int2 int4 int8 int16 int32 int64 int128 uint8 uint16 uint32 uint64 uint128 utinyint usmallint uinteger "
        "ubigint byteint intp varint bignum year"
    ),
    "number": "number numeric float double real double_precision float16 float32 float64 float4 float8 halffloat",
    "decimal": "decimal dec decimal32 decimal64 decimal128 decimal256 bignumeric bigdecimal money smallmoney fixed",
    "date": "date date32 date64",
    "timestamp": (
        "timestamp datetime datetime64 datetime2 smalldatetime timestamp_s timestamp_ms timestamp_us timestamp_ns "
        "timestamp_ntz timestampntz date-time date_time"
    ),
    "timestamp[UTC]": (
        "timestamp_with_time_zone timestamptz timestamp_tz timestamp_ltz datetimeoffset datetimetz "
        "timestamp_with_local_time_zone timestamp_with_timezone"
    ),
    "time": "time time32 time64 timetz time_with_time_zone",
    "duration": "duration timedelta timedelta64 month_day_nano_interval",
    "string": (
        "string str text varchar char character character_varying nvarchar nchar varchar2 nvarchar2 bpchar citext "
        "longtext mediumtext tinytext ntext clob nclob large_string string_view utf8 large_utf8 unicode string_ str_ "
        "uuid guid uniqueidentifier fixedstring sysname"
    ),
    "binary": (
        "binary bytes bytea blob varbinary longblob mediumblob tinyblob large_binary binary_view fixed_size_binary "
        "byte_array bytearray image rowversion raw"
    ),
    "list": "list array large_list fixed_size_list list_view large_list_view",
    "struct": "struct map record",
}
_NAMES = {name: meaning for meaning, names in _MEANINGS.items() for name in names.split()}
_SQL_NAMES = {
    **_NAMES,
    **dict.fromkeys(("number", "numeric"), "decimal"),
    **dict.fromkeys(("enum", "set", "name", "xml", "inet", "cidr", "macaddr", "macaddr8", "rowid"), "string"),
    **dict.fromkeys(("json", "jsonb", "hstore", "row", "variant", "super", "object"), "struct"),
    **dict.fromkeys(("oid", "xid"), "integer"),
    "interval": "duration",
    "bit": "boolean",
    "bit_varying": "binary",
}
_AFFINITIES = (
    (re.compile(r"(?<!po)int(?:eger)?\d*\b"), "integer"),
    (re.compile("char|clob|text"), "string"),
    (re.compile("blob"), "binary"),
    (re.compile("real|floa|doub"), "number"),
)
"""How SQLite reads a declared type that it does not know; not those of `point`."""


class TypeName(NamedTuple):
    """A type as written: its name in lower case with `_` for spaces, its whole numbers, its zone, its nesting."""

    name: str
    numbers: tuple[int, ...] = ()
    zone: str | None = None
    has_arguments: bool = False
    is_unsigned: bool = False


def parse_type_name(written: str) -> TypeName:
    """The parts of a written type; wrappers such as `Nullable(...)` and dictionaries are set aside."""
    text = " ".join(written[:_MAX_CHARACTERS].split()).strip("`\"' ")
    text = text.removesuffix("[pyarrow]").removesuffix("[python]").removesuffix("[pyarrow_numpy]")
    wrapped = _WRAPPER.fullmatch(text) or _ENCODED.fullmatch(text)
    if wrapped:
        return parse_type_name(next(filter(None, wrapped.groups()), ""))
    if _NO_TYPE.match(text.lower()):
        return TypeName("")
    if _LIST_END.search(text) and not text.lower().startswith("fixed_size_binary"):
        return TypeName("list", has_arguments=True)
    return _plain(text)


def meaning_in_sql(type_name: TypeName) -> str | None:
    """The name of the logical type without its parameters, for a type of a database."""
    known = _SQL_NAMES.get(type_name.name)
    if type_name.name == "tinyint" and type_name.numbers == (1,):
        return "boolean"  # MySQL's own spelling of BOOLEAN
    if known == "boolean" and type_name.name == "bit" and type_name.numbers not in ((), (1,)):
        return "binary"
    words = type_name.name.replace("_", " ")
    return known or next((meaning for pattern, meaning in _AFFINITIES if pattern.search(words)), None)


def meaning_in_words(type_name: TypeName) -> str | None:
    """The name of the logical type without its parameters; None for a word that may mean several.

    A list or a structure counts only with what it holds: a dictionary's `array` may be a text that lists something.
    """
    known = _NAMES.get(type_name.name)
    if known in ("list", "struct") and not type_name.has_arguments:
        return None
    return "decimal" if known == "number" and type_name.name in ("number", "numeric") and type_name.numbers else known


def _plain(text: str) -> TypeName:
    start = min((place for bracket in "([<" if (place := text.find(bracket)) >= 0), default=len(text))
    end = max((text.rfind(bracket) for bracket in ")]>"), default=-1)
    arguments = text[start + 1 : end] if start < end else ""
    tail = text[end + 1 :] if start < end else ""
    words = f"{text[:start]} {tail}".lower()
    is_unsigned = re.search(r"\bunsigned\b", words) is not None
    name = "_".join(_NOISE.sub(" ", words).split() or words.split()).rpartition(".")[2]
    if name not in _SQL_NAMES and _SUFFIX.search(name):
        name = _SUFFIX.sub("", name)
    parts = [part.strip().removeprefix("tz=") for part in arguments[:_MAX_CHARACTERS].split(",")]
    numbers = tuple(int(part) for part in parts if re.fullmatch(r"-?\d{1,5}", part))
    zones = [part for part in parts if part and part.lower() not in _UNITS and not re.fullmatch(r"-?\d{1,5}", part)]
    return TypeName(name, numbers, zone_name(zones[0]) if zones else None, bool(arguments), is_unsigned)


def zone_name(zone: str) -> str:
    """One name for each zone: `UTC` has several."""
    return "UTC" if zone.lower() in _UTC else zone
