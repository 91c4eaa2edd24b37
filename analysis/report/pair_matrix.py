"""Every pair of conditions in a region as a square: row minus column, each with its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.report import apa, phrasing

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """One comparison, seen from its row."""

    sign: str
    difference: str
    verdict: str


@dataclass(frozen=True)
class Matrix:
    """The conditions, and for each a cell per condition; None against itself."""

    names: list[str]
    rows: list[tuple[str, list[Cell | None]]]


def matrix(pairs: Sequence[Row], order: Sequence[str]) -> Matrix:
    """Return the square of a region's `pairs` (results.json), conditions in the given order."""
    cells = {(row["a"], row["b"]): _cell(row, 1) for row in pairs}
    cells |= {(row["b"], row["a"]): _cell(row, -1) for row in pairs}
    rated = {name for pair in cells for name in pair}
    names = [name for name in order if name in rated]
    return Matrix(names, [(a, [cells.get((a, b)) for b in names]) for a in names])


def _cell(row: Row, sign: int) -> Cell:
    known = row["difference"] is not None
    return Cell(
        sign=phrasing.SIGNS.get(row["verdict"], "–"),
        difference=apa.number(sign * row["difference"]) if known else "",
        verdict=row["verdict"] or "not estimated",
    )
