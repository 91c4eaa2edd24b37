"""What every table read has in common: the file, the header, the line numbers, the numbers."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.csv_format import Columns, RowError, format_csv, open_csv, parse_number, parse_rows, read_csv_text
from face.errors import InputError

COLUMNS = Columns(("name", "value"), ("note",))


def cells(text: str) -> list[tuple[int, list[str | None]]]:
    return list(parse_rows(text, COLUMNS, lambda found, _: found, "t.csv"))


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_csv_text(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_csv_text(tmp_path)


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbfname,value\n")
    assert read_csv_text(tmp_path / "t.csv") == "name,value\n"


def test_rows_have_stripped_values_in_column_order_and_a_line_number() -> None:
    assert cells(' Value ,other,NAME\n 1 ,x,a\n\n2,,"b\nc"\n') == [(2, ["a", "1", None]), (5, ["b\nc", "2", None])]
    assert cells("name,value,note\na,1,\n") == [(2, ["a", "1", ""])]


@pytest.mark.parametrize(("line", "separator"), [("a,b,c", ","), ("a;b;c,d", ";"), ("a\tb", "\t"), ("alone", ",")])
def test_the_separator_is_inferred_from_the_header(line: str, separator: str) -> None:
    assert open_csv(line + "\n1,2,3,4\n")[1] == separator


@pytest.mark.parametrize("text", ["name,value\na\n", "name,value\na,1,\n", "name,value\n,1\n", "name\na\n"])
def test_rows_that_do_not_fit_the_header_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"t\.csv, line"):
        cells(text)


def test_a_comma_is_decimal_only_if_it_is_not_the_separator() -> None:
    assert parse_number("6,5", "value", decimal_comma=True) == 6.5
    for cell in ("6,5", "", "six", "inf", "1e999"):
        with pytest.raises(RowError, match="column value"):
            parse_number(cell, "value", decimal_comma=False)


@given(st.lists(st.fixed_dictionaries({"x": st.floats(allow_nan=False), "name": st.text('a",;\n ъ')}), min_size=1))
def test_format_csv_round_trip(rows: list[dict[str, float | str]]) -> None:
    result = list(csv.DictReader(io.StringIO(format_csv(rows), newline="")))
    assert [(float(row["x"]), row["name"]) for row in result] == [(row["x"], row["name"]) for row in rows]


def test_a_missing_value_is_an_empty_cell() -> None:
    assert format_csv([{"a": 1}, {"b": None, "a": 2}]) == "a,b\n1,\n2,\n"
    assert format_csv([]) == "\n"


def test_nested_values_become_one_cell() -> None:
    assert format_csv([{"bars": [1, 0, 4], "weights": {"a": 1.0, "b": -0.5}}]) == "bars,weights\n1 0 4,a=1 b=-0.5\n"
    assert format_csv([{"deep": {"é": [1]}}]) == 'deep\n"{""é"": [1]}"\n'
