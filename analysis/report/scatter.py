"""Where each stimulus lies between what a measure says of it and how it was rated; `charts/scatter.svg` draws it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.report import phrasing
from analysis.report.charts import MARGIN, WIDTH, Tick

Row = Mapping[str, Any]

HEIGHT: Final = 190.0
FOOT: Final = 40.0
LEFT: Final = 30.0
SHAPES: Final = ("circle", "square", "triangle", "diamond")


@dataclass(frozen=True)
class Dot:
    """A stimulus: its place, its condition's shape (as points of a polygon around it), and what it says."""

    x: float
    y: float
    shape: str
    said: str


@dataclass(frozen=True)
class Scatter:
    """One measure in one region."""

    measure: str
    sentence: str
    width: float
    height: float
    left: float
    right: float
    bottom: float
    label_y: float
    name_y: float
    x_ticks: list[Tick]
    y_ticks: list[tuple[float, str]]
    dots: list[Dot]


def scatters(region: Row, conditions: Sequence[str]) -> list[Scatter]:
    """Lay out every measure of a region (results.json) that has scores."""
    return [_scatter(found, region["objective"], conditions) for found in region["objective_correlations"]]


def shapes(conditions: Sequence[str]) -> dict[str, str]:
    """Return the shape of each condition; after four they come again."""
    return {name: SHAPES[place % len(SHAPES)] for place, name in enumerate(conditions)}


def _scatter(found: Row, rows: Sequence[Row], conditions: Sequence[str]) -> Scatter:
    measure, shape = found["measure"], shapes(conditions)
    known = [(row, float(row["scores"][measure])) for row in rows if measure in row["scores"]]
    across, up = _span([score for _, score in known]), _span([row["mean"] for row, _ in known])
    right, bottom = WIDTH - MARGIN, HEIGHT - FOOT
    dots = [
        Dot(
            _place(score, across, LEFT + 8, right - 8),
            _place(row["mean"], up, bottom - 8, 10),
            shape.get(row["condition"], SHAPES[0]),
            f"{row['condition']} × {row['clip']}: {score:.3g}, mean rating {row['mean']:.2f}",
        )
        for row, score in known
    ]
    return Scatter(
        measure=phrasing.measure_name(measure),
        sentence=phrasing.objective_sentence(found),
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=right,
        bottom=bottom,
        label_y=bottom + 16,
        name_y=HEIGHT - 6,
        x_ticks=[Tick(_place(value, across, LEFT + 8, right - 8), f"{value:.3g}") for value in across],
        y_ticks=[(_place(value, up, bottom - 8, 10), f"{value:.1f}") for value in up],
        dots=dots,
    )


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _place(value: float, span: tuple[float, float], start: float, end: float) -> float:
    return round(start + (value - span[0]) / (span[1] - span[0]) * (end - start), 1)
