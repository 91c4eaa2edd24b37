"""The ratings table as it is handed out: every digit, in the columns that `ratings_in` reads."""

import csv
import io
import math
from collections.abc import Container
from typing import Any

from analysis.ratings import Ratings, Row
from analysis.tables.codebook import RATINGS


def ratings_csv(ratings: Ratings, *, simulated: Container[str] = ()) -> str:
    """Write the ratings in their fixed order; `simulated` holds the raters that are scripts."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(RATINGS)
    writer.writerows((*row, int(row.rater in simulated)) for row in rows(ratings))
    return text.getvalue()


def rows(ratings: Ratings) -> list[Row]:
    """Return the ratings as rows; whole numbers are written without a point, unknown ones are None."""
    labels = [ratings.raters, ratings.clips, ratings.conditions, ratings.regions]
    codes = [ratings.rater, ratings.clip, ratings.condition, ratings.region]
    names = [[names[code] for code in each.tolist()] for names, each in zip(labels, codes, strict=True)]
    numbers = [ratings.rating, ratings.repeat, ratings.position, ratings.seconds]
    return [Row(*row) for row in zip(*names, *(map(_number, each.tolist()) for each in numbers), strict=True)]


def _number(value: float) -> Any:
    if math.isnan(value):
        return None
    return int(value) if value == int(value) else value
