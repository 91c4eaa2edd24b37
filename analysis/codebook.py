"""The codebook of a bundle: what each column of its data tables means, and which values it can have."""

from collections.abc import Iterable
from typing import Final

from analysis.csv_format import format_csv
from analysis.playback_csv import PLAYBACK_COLUMNS
from analysis.ratings_csv import RATINGS_COLUMNS

DATA_TABLES: Final = {"ratings.csv": RATINGS_COLUMNS, "playback.csv": PLAYBACK_COLUMNS}
"""The tables of data that a bundle can hold, with meaning and values of each column."""


def format_codebook_csv(files: Iterable[str]) -> str:
    """Return the columns of these tables as CSV: `file,column,meaning,values`."""
    return format_csv(
        [
            {"file": file, "column": column, "meaning": meaning, "values": values}
            for file in files
            for column, (meaning, values) in DATA_TABLES[file].items()
        ]
    )
