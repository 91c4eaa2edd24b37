"""The codebook of a bundle."""

import csv
import io

from analysis.codebook import DATA_TABLES, format_codebook_csv
from analysis.playback_csv import PLAYBACK_COLUMNS, TrialPlayback


def test_rows_have_meaning_and_values_for_each_column_of_the_tables_that_are_there() -> None:
    rows = list(csv.DictReader(io.StringIO(format_codebook_csv(["ratings.csv"]))))
    assert [row["column"] for row in rows] == list(DATA_TABLES["ratings.csv"])
    assert all(row["meaning"] and row["values"] for row in rows)
    both = list(csv.DictReader(io.StringIO(format_codebook_csv(DATA_TABLES))))
    assert {row["file"] for row in both} == set(DATA_TABLES)


def test_every_column_of_the_playback_is_explained_in_its_order() -> None:
    assert tuple(PLAYBACK_COLUMNS) == TrialPlayback._fields
