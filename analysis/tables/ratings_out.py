"""The ratings table as it is handed out: every digit, the columns that `ratings_csv` reads, and what they mean."""

import csv
import io
import math
from collections.abc import Container
from typing import Any, Final

from analysis.ratings import Ratings, Row
from analysis.report.flat import csv_text

CODEBOOK: Final = {
    "rater": "pseudonym of the participation that gave the rating",
    "clip": "name of the recording that the video shows",
    "condition": "the way in which the video was made from the recording",
    "region": "what was asked about: upper (eyebrow region), middle (cheek region), lower (mouth region), or any label",
    "rating": "the answer, in points of the scale in plan.json",
    "repeat": "0 for the analysed rating; 1, 2, … for further showings of the same video",
    "position": "place of the showing among the rater's trials, from 1; empty where unknown",
    "seconds": "from the beginning of the playback to the answer; empty where unknown",
    "simulated": "1 if a script gave the rating, else 0",
}


def ratings_csv(ratings: Ratings, *, simulated: Container[str] = ()) -> str:
    """Write the ratings in their fixed order; `simulated` holds the raters that are scripts."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CODEBOOK)
    writer.writerows((*row, int(row.rater in simulated)) for row in rows(ratings))
    return text.getvalue()


def codebook_csv() -> str:
    """Write what each column of the ratings table means."""
    return csv_text([{"column": name, "meaning": meaning} for name, meaning in CODEBOOK.items()])


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
