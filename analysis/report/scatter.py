"""Coordinates of the scatter charts: an objective measure of each video against its mean rating."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.json_types import JsonObject
from analysis.report import phrasing
from analysis.report.charts import MARGIN, WIDTH, Tick

HEIGHT: Final = 190.0
AXIS_HEIGHT: Final = 40.0
LEFT: Final = 30.0
SHAPES: Final = ("circle", "square", "triangle", "diamond")
"""The symbols of the conditions, so that colour is not needed to tell them apart."""


@dataclass(frozen=True)
class ScatterPoint:
    """One video: its position, the symbol of its condition, and its description."""

    x: float
    y: float
    shape: str
    description: str


@dataclass(frozen=True)
class ScatterChart:
    """One measure for one question, with its correlation in a sentence."""

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
    points: list[ScatterPoint]


def scatter_charts(question: JsonObject, conditions: Sequence[str]) -> list[ScatterChart]:
    """Lay out every measure of a question (results.json) that has scores."""
    correlations, videos = question.get("objective_correlations") or [], question.get("objective") or []
    return [_scatter_chart(correlation, videos, conditions) for correlation in correlations]


def condition_shapes(conditions: Sequence[str]) -> dict[str, str]:
    """Return the symbol of each condition; they repeat after four conditions."""
    return {name: SHAPES[index % len(SHAPES)] for index, name in enumerate(conditions)}


def _scatter_chart(correlation: JsonObject, videos: Sequence[JsonObject], conditions: Sequence[str]) -> ScatterChart:
    measure, shapes = correlation["measure"], condition_shapes(conditions)
    scored = [(row, float(row["scores"][measure])) for row in videos if measure in row["scores"]]
    score_range, mean_range = (
        _value_range([score for _, score in scored]),
        _value_range([row["mean"] for row, _ in scored]),
    )
    right, bottom = WIDTH - MARGIN, HEIGHT - AXIS_HEIGHT
    points = [
        ScatterPoint(
            x=_scale(score, score_range, LEFT + 8, right - 8),
            y=_scale(row["mean"], mean_range, bottom - 8, 10),
            shape=shapes.get(row["condition"], SHAPES[0]),
            description=f"{row['condition']} × {row['clip']}: {score:.3g}, mean rating {row['mean']:.2f}",
        )
        for row, score in scored
    ]
    return ScatterChart(
        measure=phrasing.measure_name(measure),
        sentence=phrasing.objective_sentence(correlation),
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=right,
        bottom=bottom,
        label_y=bottom + 16,
        name_y=HEIGHT - 6,
        x_ticks=[Tick(_scale(value, score_range, LEFT + 8, right - 8), f"{value:.3g}") for value in score_range],
        y_ticks=[(_scale(value, mean_range, bottom - 8, 10), f"{value:.1f}") for value in mean_range],
        points=points,
    )


def _value_range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _scale(value: float, value_range: tuple[float, float], start: float, end: float) -> float:
    """Map a value from its range to positions between `start` and `end`."""
    return round(start + (value - value_range[0]) / (value_range[1] - value_range[0]) * (end - start), 1)
