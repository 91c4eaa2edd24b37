"""What each column of the ratings table means, for everybody who hands the table out."""

from typing import Final

from analysis.tables.writing import csv_text

RATINGS: Final = {
    "rater": ("who gave the rating, by pseudonym", "any label; links the tables"),
    "clip": ("the recording that the video shows", "any label"),
    "condition": ("the way in which the video was made from the recording", "any label"),
    "region": (
        "the part of the face that was asked about",
        "upper (eyebrow region), middle (cheek region), lower (mouth region), or any label",
    ),
    "rating": ("the answer", "points of the study's scale"),
    "repeat": ("whether the rater had rated the same video before", "0 no (analysed); 1, 2, … further showings"),
    "position": ("place of the showing among the rater's trials", "counts from 1; empty: not known"),
    "seconds": ("from the beginning of the playback to the answer", "seconds; empty: not known"),
    "simulated": ("whether a script gave the rating", "0 no, 1 yes"),
}
"""Meaning and values of each column, in the table's order."""


def codebook_csv() -> str:
    """Write what each column means, and which values it can have."""
    rows = RATINGS.items()
    return csv_text([{"column": name, "meaning": meaning, "values": values} for name, (meaning, values) in rows])
