"""The long table of ratings that every analysis starts from."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from face.arrays import BoolArray, Float64Array, IntArray
from face.errors import InputError
from face.regions import Region

FACTORS: Final = ("rater", "clip", "condition", "question")
"""The label columns; with `repeat` they identify a rating."""


class RatingRow(NamedTuple):
    """One rating as a row of labels and numbers.

    `repeat` is 0 for the rating that is analysed and 1, 2, … for repeated presentations; `position` counts the rater's
    trials from 1; `seconds` is the time that the answer took.
    """

    rater: str
    clip: str
    condition: str
    question: str
    rating: float
    repeat: int = 0
    position: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, eq=False)
class Ratings:
    """`n` ratings, sorted by key: the order of the input rows changes no result.

    Attributes
    ----------
    rater, clip, condition, question
        `(n,)` indices into `raters`, `clips`, `conditions`, `questions`.
    rating
        `(n,)` points.
    repeat
        `(n,)`; 0 for the analysed rating.
    position, seconds
        `(n,)`; NaN where unknown.
    """

    rater: IntArray
    clip: IntArray
    condition: IntArray
    question: IntArray
    rating: Float64Array
    repeat: IntArray
    position: Float64Array
    seconds: Float64Array
    raters: tuple[str, ...]
    clips: tuple[str, ...]
    conditions: tuple[str, ...]
    questions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rating)

    @classmethod
    def from_rows(cls, rows: Iterable[RatingRow]) -> "Ratings":
        """Build the table from its rows.

        Raises
        ------
        InputError
            If there are no rows, a rating is not a finite number, or two rows have the same key.
        """
        columns = dict(zip(RatingRow._fields, zip(*rows, strict=True), strict=False))
        if not columns:
            raise InputError("there are no ratings; give at least one")
        labels = {name: tuple(sorted(set(columns[name]))) for name in FACTORS[:-1]}
        labels["question"] = tuple(sorted(set(columns["question"]), key=_question_order))
        fields: dict[str, Any] = {name: _encode(columns[name], labels[name]) for name in FACTORS}
        fields |= {name: np.array(columns[name], dtype=float) for name in ("rating", "position", "seconds")}
        fields["repeat"] = np.array(columns["repeat"], dtype=np.int64)
        fields |= {f"{name}s": names for name, names in labels.items()}
        unsorted = cls(**fields)
        _check_finite(unsorted)
        keys = (unsorted.repeat, unsorted.rater, unsorted.clip, unsorted.condition, unsorted.question)
        ratings = unsorted.where(np.lexsort(keys))
        _check_unique(ratings)
        return ratings

    def where(self, selection: BoolArray | IntArray) -> "Ratings":
        """Return the selected ratings: a mask `(n,)` or indices; the labels stay."""
        return replace(self, **{name: getattr(self, name)[selection] for name in RatingRow._fields})

    def of_question(self, question: str) -> "Ratings":
        """Return the ratings of one question."""
        return self.where(self.question == self.questions.index(question))

    @property
    def analysed(self) -> "Ratings":
        """The ratings with `repeat` 0."""
        return self.where(self.repeat == 0)

    def stimulus_codes(self) -> IntArray:
        """Return the stimulus (clip in a condition) of each rating `(n,)`, numbered from 0 without gaps."""
        cell = self.clip * len(self.conditions) + self.condition
        return np.asarray(np.unique(cell, return_inverse=True)[1])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the ratings: independent of the order of rows and columns in a file."""
        columns = [np.array(getattr(self, f"{name}s"))[getattr(self, name)] for name in FACTORS]
        rows = zip(*columns, self.rating.tolist(), self.repeat.tolist(), strict=True)
        return hashlib.sha256("\n".join(map(repr, ([*map(str, row)] for row in rows))).encode()).hexdigest()


def count_levels(codes: IntArray) -> int:
    """Return the number of distinct codes `(n,)`; codes are small, so counting is cheaper than sorting."""
    return int(np.count_nonzero(np.bincount(codes)))


def renumber_levels(codes: IntArray) -> IntArray:
    """Return the codes `(n,)` renumbered from 0 without gaps, in the same order."""
    numbers = np.cumsum(np.bincount(codes) > 0) - 1
    return np.asarray(numbers[codes])


def _question_order(question: str) -> tuple[int, str]:
    known = list(Region)
    return (known.index(Region(question)) if question in known else len(known), question)


def _encode(column: Sequence[str], labels: Sequence[str]) -> IntArray:
    index = {label: code for code, label in enumerate(labels)}
    return np.array([index[label] for label in column], dtype=np.int64)


def _key_text(ratings: Ratings, row: int) -> str:
    return ", ".join(f"{name} {getattr(ratings, f'{name}s')[getattr(ratings, name)[row]]}" for name in FACTORS)


def _check_finite(ratings: Ratings) -> None:
    for row in np.flatnonzero(~np.isfinite(ratings.rating))[:1]:
        raise InputError(
            f"the rating of {_key_text(ratings, row)} is not a finite number; give a number or leave the row out"
        )


def _check_unique(ratings: Ratings) -> None:
    """Raise InputError if two neighbours of the sorted ratings have the same key."""
    keys = np.stack([getattr(ratings, name) for name in (*FACTORS, "repeat")])
    for row in np.flatnonzero((keys[:, 1:] == keys[:, :-1]).all(axis=0))[:1]:
        raise InputError(
            f"{_key_text(ratings, row)} is rated twice; keep one row, or number repeated presentations in a column "
            "`repeat`"
        )
