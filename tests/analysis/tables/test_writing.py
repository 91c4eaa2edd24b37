"""CSV for programs: nothing is lost, nothing is rounded."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from analysis.tables.writing import csv_text


@given(st.lists(st.fixed_dictionaries({"x": st.floats(allow_nan=False), "name": st.text('a",;\n ъ')}), min_size=1))
def test_every_digit_and_every_sign_comes_back(rows: list[dict[str, float | str]]) -> None:
    found = list(csv.DictReader(io.StringIO(csv_text(rows), newline="")))
    assert [(float(row["x"]), row["name"]) for row in found] == [(row["x"], row["name"]) for row in rows]


def test_rows_without_a_column_leave_it_empty() -> None:
    assert csv_text([{"a": 1}, {"b": None, "a": 2}]) == "a,b\n1,\n2,\n"
    assert csv_text([]) == "\n"


def test_what_is_nested_becomes_one_cell() -> None:
    assert csv_text([{"bars": [1, 0, 4], "weights": {"a": 1.0, "b": -0.5}}]) == "bars,weights\n1 0 4,a=1 b=-0.5\n"
    assert csv_text([{"deep": {"é": [1]}}]) == 'deep\n"{""é"": [1]}"\n'
