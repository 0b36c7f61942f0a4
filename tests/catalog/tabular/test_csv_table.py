"""Delimited text: every trap a file may set between its bytes and its columns."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.tabular.csv_table import read_csv_table
from debt_pipelines.catalog.tabular.table import HEADER_IS_DATA, Table
from debt_pipelines.model.errors import UnreadableError


def read(content: bytes | str, *, is_truncated: bool = False) -> Table:
    raw = content.encode() if isinstance(content, str) else content
    return read_csv_table(raw, format="csv", is_truncated=is_truncated)


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def types(table: Table) -> list[str | None]:
    return [column.logical_type for column in table.columns]


def sentences(table: Table) -> list[str]:
    return [found.sentence for found in table.malformations]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "-2", ""], "integer"),
        (["0", "1"], "integer"),
        (["1", "2.5"], "number"),
        (["1e3", "-.5"], "number"),
        (["18446744073709551616", "1"], "integer"),
        (["007", "123"], "string"),
        (["123", "007"], "string"),
        (["0x1F", "12"], "string"),
        (["0.5", "0"], "number"),
        (["1,000", "2,000"], "string"),
        (["12%", "13%"], "string"),
        (["true", "FALSE"], "boolean"),
        (["true", "maybe"], "string"),
        (["2020-01-31", "2020-02-29"], "date"),
        (["2020-02-30"], "string"),
        (["31/01/2020"], "string"),
        (["2020-01-31 18:00:00", "2020-02-01"], "timestamp"),
        (["2020-01-31T18:00:00Z"], "timestamp"),
        (["2020-01-31T18:00:00.123456789"], "timestamp"),
        (["18:00", "6:30"], "time"),
        (["NA", "", "null"], None),
        (["  ", " "], None),
        (["  1", " 22"], "integer"),
        (["NA", "3"], "integer"),
        (["na", "3"], "string"),
        (["-", "3"], "string"),
        (["1"] * 100 + ["x"] + ["1"] * 100, "string"),
    ],
)
def test_types_come_from_all_values(values: list[str], expected: str | None) -> None:
    quoted = "\n".join(f'"{value}",z' for value in values)
    assert types(read(f"a,b\n{quoted}\n")) == [expected, "string"]


def test_nulls_and_rows_are_counted() -> None:
    table = read("a,b\n1,\nNA,x\n3,None\n")
    assert table.n_rows == 3
    assert [column.n_nulls for column in table.columns] == [1, 2]
    assert table.malformations == ()


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\n",
        b"\xef\xbb\xbfa,b\n1,2\n",
        "a,b\n1,2\n".encode("utf-16"),
        b"\xfe\xff" + "a,b\n1,2\n".encode("utf-16-be"),
        b"a,b\r1,2\r",
        b"a,b\r\n1,2",
        b"a;b\n1;2\n",
        b"a\tb\n1\t2\n",
        b"a|b\n1|2\n",
        b' "a" ,b \n1,2\n',
        b"sep=;\na;b\n1;2\n",
        b"a,b,\n1,2,\n",
        b"a,b\n1,2,\n",
        b"a,b,\n1,2, \n",
    ],
)
def test_the_same_table_in_other_clothes(content: bytes) -> None:
    table = read(content)
    assert (names(table), table.n_rows, table.malformations) == (["a", "b"], 1, ())
    assert types(table) == ["integer", "integer"]


def test_single_byte_encodings() -> None:
    assert names(read("añ,b\n1,2\n".encode("cp1252"))) == ["añ", "b"]
    assert names(read("añ,b\r1,2\r".encode("mac_roman"))) == ["añ", "b"]


def test_delimiters_inside_quotes_do_not_count() -> None:
    table = read('id;note\n1;"a,b,c"\n2;"d,e,f"\n3;"x;y"\n')
    assert names(table) == ["id", "note"]
    assert table.malformations == ()


def test_decimal_commas_do_not_make_columns() -> None:
    assert names(read("lat;lon\n1,5;2,5\n3,5;4,5\n")) == ["lat", "lon"]


def test_quoted_line_breaks_are_values() -> None:
    table = read(b'a,b\r\n1,"x\ny"\r\n2,"z\r"\r\n')
    assert (table.n_rows, table.malformations) == (2, ())


def test_stray_quotes_are_values() -> None:
    table = read('size,n\n5" pipe,1\n6" pipe,2\n')
    assert (table.n_rows, table.malformations) == (2, ())


def test_backslash_escaped_quotes() -> None:
    table = read('a,b\n"he said \\"hi, you\\"",1\nplain,2\n')
    assert (table.n_rows, table.malformations) == (2, ())


def test_mixed_line_endings_name_the_first_odd_line() -> None:
    table = read(b"a,b\r\n1,2\r\n3,4\n5,6\r\n")
    assert table.malformation == "mixed line endings (LF and CRLF)"
    assert table.malformation_line == 3


def test_ragged_rows_name_the_first_line_and_the_count() -> None:
    table = read('a,b,c\n1,2,3\n4,"5\n5",6\n7,8\n9,10,11,12\n' + "1,2,3\n" * 40)
    assert table.malformation == "ragged rows: 2 of 44 do not have 3 fields, the first has 2"
    assert table.malformation_line == 5
    assert table.n_rows == 44


def test_a_prose_header() -> None:
    table = read("Category: All\n\nday,a,b\n" + "1,2,3\n" * 20)
    assert table.malformation == "the header has 1 field, most rows have 3"
    assert table.malformation_line == 1


def test_a_column_that_the_header_forgot() -> None:
    table = read("a,b\n" + "1,2,3\n" * 20)
    assert names(table) == ["a", "b", "column_3"]
    assert sentences(table) == ["columns without a name: position `3`"]


def test_row_names_as_r_writes_them() -> None:
    table = read('"a","b"\n"1",5,6\n"2",7,8\n')
    assert (names(table), table.malformations) == (["column_1", "a", "b"], ())


def test_blank_and_duplicate_names() -> None:
    table = read(",a,a,,b\n1,2,3,4,5\n")
    assert names(table) == ["column_1", "a", "a.1", "column_4", "b"]
    assert sentences(table) == ["duplicate column names: `a`", "columns without a name: position `4`"]


def test_an_unnamed_first_column_is_fine() -> None:
    table = read(",a\n0,5\n1,6\n")
    assert (names(table), table.malformations) == (["column_1", "a"], ())


@pytest.mark.parametrize("header", ["5.1,3.5,setosa", "2020-01-01,7,"])
def test_a_header_that_is_data(header: str) -> None:
    rows = {"5.1,3.5,setosa": "4.9,3.0,setosa\n", "2020-01-01,7,": "2020-01-02,8,x\n"}[header]
    table = read(f"{header}\n{rows}")
    assert (table.malformation, table.n_rows) == (HEADER_IS_DATA, 2)
    assert names(table) == ["column_1", "column_2", "column_3"]


@pytest.mark.parametrize("header", [",0,1,2", "country,1960,1961,1962", "0,1", "id,0.25,0.5,0.75"])
def test_numbers_may_be_names(header: str) -> None:
    row = ",".join("9" for _ in header.split(","))
    assert read(f"{header}\n{row}\n{row}\n").malformations == ()


def test_a_repeated_header_is_no_data() -> None:
    table = read("id,n\n1,2\nid,n\n3,4\n")
    assert types(table) == ["integer", "integer"]
    assert (table.n_rows, table.malformation_line) == (2, 3)
    assert table.malformation == "the header is repeated between the rows"


def test_conflict_markers_keep_our_side() -> None:
    table = read("<<<<<<< HEAD\na,b\n=======\na,c\n>>>>>>> other\n1,2\n")
    assert names(table) == ["a", "b"]
    assert (table.malformation, table.malformation_line) == ("unresolved merge conflict markers", 1)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \n"])
def test_an_empty_file_is_a_table_without_columns(content: bytes) -> None:
    table = read(content)
    assert (table.columns, table.n_rows, table.malformation) == ((), 0, "the file is empty")


def test_blank_lines_above_the_header() -> None:
    table = read("\na,b\n1,2\n")
    assert (names(table), table.header_line) == (["a", "b"], 2)
    assert table.malformation == "blank lines above the header"


def test_a_header_alone_is_sound() -> None:
    table = read("a,b\n")
    assert (names(table), types(table), table.n_rows) == (["a", "b"], [None, None], 0)
    assert table.malformations == ()


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,\x00\n",
        b"PK\x03\x04rest",
        b"PAR1rest",
        b"\x1f\x8brest",
        b"<!DOCTYPE html><p>",
        b"\x01\x02\x03\x04",
    ],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        read(content)


def test_nul_bytes_have_a_line() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(b"a,b\n1,\x00\n")
    assert caught.value.line == 2


@pytest.mark.parametrize("content", [b"a,b\n1,2\n3,4", b'a,b\n1,2\n3,"x\ny', "a,b\n1,2\n3,é".encode()[:-1]])
def test_the_last_record_of_a_cut_file_is_dropped(content: bytes) -> None:
    table = read(content, is_truncated=True)
    assert (table.n_rows, table.is_sampled, table.malformations) == (1, True, ())


def test_wide_tables() -> None:
    header = ",".join(f"c{n}" for n in range(3000))
    table = read(f"{header}\n" + (",".join(["1"] * 3000) + "\n") * 2)
    assert len(table.columns) == 3000
    assert table.malformations == ()
