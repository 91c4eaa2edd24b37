"""Who rated what how: the long table that every analysis starts from."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.regions import Region

Codes = NDArray[np.intp]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Row(NamedTuple):
    """One rating. `repeat` 0 is the analysed one; `position` counts the rater's trials; `seconds` it took."""

    rater: str
    clip: str
    condition: str
    region: str
    rating: float
    repeat: int = 0
    position: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, eq=False)
class Ratings:
    """`n` ratings, sorted by key, so that the order in which they came changes no result.

    Attributes
    ----------
    rater, clip, condition, region
        `(n,)` indices into `raters`, `clips`, `conditions`, `regions`.
    rating
        `(n,)` points.
    repeat
        `(n,)`; 0 for the analysed rating.
    position, seconds
        `(n,)`; NaN where unknown.
    """

    rater: Codes
    clip: Codes
    condition: Codes
    region: Codes
    rating: Floats
    repeat: Codes
    position: Floats
    seconds: Floats
    raters: tuple[str, ...]
    clips: tuple[str, ...]
    conditions: tuple[str, ...]
    regions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rating)

    def where(self, mask: Mask) -> "Ratings":
        """Return the ratings that `mask` `(n,)` keeps; the labels stay."""
        kept = {name: getattr(self, name)[mask] for name in Row._fields}
        return replace(self, **kept)

    def of_region(self, region: str) -> "Ratings":
        """Return the ratings of one region."""
        return self.where(self.region == self.regions.index(region))

    @property
    def analysed(self) -> "Ratings":
        """Return the ratings with `repeat` 0."""
        return self.where(self.repeat == 0)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the ratings' content: the same for any order of rows and columns in a file."""
        labels = [self.raters, self.clips, self.conditions, self.regions]
        codes = (self.rater, self.clip, self.condition, self.region)
        columns = [np.array(names)[code] for names, code in zip(labels, codes, strict=True)]
        rows = zip(*columns, self.rating.tolist(), self.repeat.tolist(), strict=True)
        return hashlib.sha256("\n".join(map(repr, ([*map(str, row)] for row in rows))).encode()).hexdigest()


def from_rows(rows: Iterable[Row]) -> Ratings:
    """Gather ratings.

    Raises
    ------
    InputError
        If there are none, one is not a finite number, or two have the same key.
    """
    columns = list(zip(*rows, strict=True))
    if not columns:
        raise InputError("there are no ratings; give at least one")
    names = [sorted(set(column)) for column in columns[:3]]
    names.append(sorted(set(columns[3]), key=_region_order))
    codes = [_codes(column, labels) for column, labels in zip(columns[:4], names, strict=True)]
    numbers = [np.array(column, dtype=float) for column in columns[4:]]
    _check_finite(numbers[0], columns)
    order = np.lexsort((numbers[1], codes[0], codes[1], codes[2], codes[3]))
    _check_keys(np.stack([*codes, numbers[1].astype(np.intp)])[:, order], names)
    rater, clip, condition, region = (code[order] for code in codes)
    rating, repeat, position, seconds = (number[order] for number in numbers)
    labels = [tuple(each) for each in names]
    return Ratings(rater, clip, condition, region, rating, repeat.astype(np.intp), position, seconds, *labels)


def _region_order(region: str) -> tuple[int, str]:
    known = list(Region)
    return (known.index(Region(region)) if region in known else len(known), region)


def _codes(column: Sequence[str], labels: Sequence[str]) -> Codes:
    index = {label: code for code, label in enumerate(labels)}
    return np.array([index[label] for label in column], dtype=np.intp)


def _check_finite(rating: Floats, columns: Sequence[Sequence[object]]) -> None:
    for row in np.flatnonzero(~np.isfinite(rating))[:1]:
        what = ", ".join(f"{name} {column[row]}" for name, column in zip(Row._fields[:4], columns[:4], strict=True))
        raise InputError(f"the rating of {what} is not a finite number; give a number or leave the row out")


def _check_keys(keys: Codes, names: Sequence[Sequence[str]]) -> None:
    """Raise InputError for two equal neighbours among the sorted `keys` `(5, n)`."""
    for row in np.flatnonzero((keys[:, 1:] == keys[:, :-1]).all(axis=0))[:1]:
        labels = zip(Row._fields[:4], names, keys[:4, row], strict=True)
        what = ", ".join(f"{field} {label[code]}" for field, label, code in labels)
        raise InputError(f"{what} is rated twice; keep one row, or number further showings in a column `repeat`")
