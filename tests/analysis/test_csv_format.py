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


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_csv_text(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_csv_text(tmp_path)


def test_a_bom_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbfname,value\n")
    assert read_csv_text(tmp_path / "t.csv") == "name,value\n"


def test_cells_come_in_the_order_asked_for_without_spaces_and_with_the_line_they_end_on() -> None:
    assert cells(' Value ,other,NAME\n 1 ,x,a\n\n2,,"b\nc"\n') == [(2, ["a", "1", None]), (5, ["b\nc", "2", None])]
    assert cells("name,value,note\na,1,\n") == [(2, ["a", "1", ""])]


@pytest.mark.parametrize(("line", "separator"), [("a,b,c", ","), ("a;b;c,d", ";"), ("a\tb", "\t"), ("alone", ",")])
def test_the_separator_is_the_commonest_in_the_header(line: str, separator: str) -> None:
    assert open_csv(line + "\n1,2,3,4\n")[1] == separator


@pytest.mark.parametrize("text", ["name,value\na\n", "name,value\na,1,\n", "name,value\n,1\n", "name\na\n"])
def test_what_does_not_fit_the_header_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"t\.csv, line"):
        cells(text)


def test_a_comma_is_a_point_only_where_it_separates_nothing() -> None:
    assert parse_number("6,5", "value", decimal_comma=True) == 6.5
    for cell in ("6,5", "", "six", "inf", "1e999"):
        with pytest.raises(RowError, match="column value"):
            parse_number(cell, "value", decimal_comma=False)


@given(st.lists(st.fixed_dictionaries({"x": st.floats(allow_nan=False), "name": st.text('a",;\n ъ')}), min_size=1))
def test_every_digit_and_every_sign_comes_back(rows: list[dict[str, float | str]]) -> None:
    found = list(csv.DictReader(io.StringIO(format_csv(rows), newline="")))
    assert [(float(row["x"]), row["name"]) for row in found] == [(row["x"], row["name"]) for row in rows]


def test_rows_without_a_column_leave_it_empty() -> None:
    assert format_csv([{"a": 1}, {"b": None, "a": 2}]) == "a,b\n1,\n2,\n"
    assert format_csv([]) == "\n"


def test_what_is_nested_becomes_one_cell() -> None:
    assert format_csv([{"bars": [1, 0, 4], "weights": {"a": 1.0, "b": -0.5}}]) == "bars,weights\n1 0 4,a=1 b=-0.5\n"
    assert format_csv([{"deep": {"é": [1]}}]) == 'deep\n"{""é"": [1]}"\n'
