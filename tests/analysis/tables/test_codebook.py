"""Every column that the ratings table can have is explained, in its order."""

import csv
import io

from analysis.ratings import Row
from analysis.tables import ratings_in
from analysis.tables.codebook import RATINGS, codebook_csv


def test_what_is_read_and_what_is_written_is_what_is_explained() -> None:
    assert tuple(RATINGS) == (*Row._fields, "simulated")
    assert {*ratings_in.COLUMNS.required, *ratings_in.COLUMNS.optional} == set(Row._fields)


def test_each_column_has_a_row_with_meaning_and_values() -> None:
    rows = list(csv.DictReader(io.StringIO(codebook_csv())))
    assert [row["column"] for row in rows] == list(RATINGS)
    assert all(row["meaning"] and row["values"] for row in rows)
