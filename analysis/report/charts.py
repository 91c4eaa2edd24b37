"""Coordinates of the report's SVG charts, in the units of their view boxes; `templates/charts` only draws them.

Charts are as wide as a phone, so that their text stays readable there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.json_types import JsonObject

WIDTH: Final = 300.0
MARGIN: Final = 12.0
ROW_HEIGHT: Final = 64.0
BAR_HEIGHT: Final = 26.0
AXIS_HEIGHT: Final = 24.0
INTERVAL_HEIGHT: Final = 62.0
AXIS_PADDING: Final = 1.15
MIN_BAND_FOR_LABELS: Final = 84.0
"""Width below which the labels of the band's two ends and of zero would overlap."""
BASELINE: Final = ROW_HEIGHT - 12
MAX_RATER_DOTS: Final = 60
INTERVAL_KINDS: Final = {
    "fixed-clips": ("mean", "ci_low", "ci_high"),
    "random-clips-model": ("model_mean", "model_low", "model_high"),
    "random-clips-bootstrap": ("mean", "boot_low", "boot_high"),
}
"""The intervals of a mean by their CSS class, with their keys in results.json; the page shows one kind at a time."""
Interval = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """Maps `low` to the left margin and `high` to the right one; values beyond are clipped."""

    low: float
    high: float

    def x(self, value: float) -> float:
        """Return the horizontal position of a value."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


@dataclass(frozen=True)
class Tick:
    """A grid line and its label."""

    x: float
    label: str


@dataclass(frozen=True)
class Bar:
    """One step of a histogram."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class MeanInterval:
    """A mean with one kind of interval; `label` is the mean as text, `–` if it could not be estimated."""

    kind: str
    label: str
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class MeanRow:
    """One condition: its name at `name_y`, histogram and means on the line `y`, raters' means below at `dots_y`."""

    name: str
    name_y: float
    y: float
    dots_y: float
    intervals: list[MeanInterval]
    dots: list[float]
    bars: list[Bar]


@dataclass(frozen=True)
class MeansChart:
    """Means with intervals over the histogram of the ratings, one row per condition."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    label_y: float
    ticks: list[Tick]
    rows: list[MeanRow]


@dataclass(frozen=True)
class IntervalChart:
    """A difference with its unadjusted and simultaneous intervals, zero, and the equivalence band."""

    width: float
    height: float
    bound: str
    middle: float
    bottom: float
    label_y: float
    zero: float
    band_x: float
    band_width: float
    unadjusted: Interval
    simultaneous: Interval
    mean: float
    ticks: list[Tick]


def means_chart(
    description: Sequence[JsonObject], scale: tuple[int, int], rater_means: Mapping[str, Sequence[float]]
) -> MeansChart:
    """Lay out the `description` of one question (results.json), leaving out conditions that nobody rated.

    `rater_means` holds the raters' means by condition, drawn as dots unless they are too many to tell apart.
    """
    axis = Axis(scale[0] - 0.5, scale[1] + 0.5)
    rated = [row for row in description if row["mean"] is not None]
    max_count = max((max(row["histogram"]) for row in rated), default=1)
    rows = []
    for index, row in enumerate(rated):
        top = 6 + index * ROW_HEIGHT
        bars = _histogram_bars(row["histogram"], axis, scale, top + BASELINE, max_count)
        rows.append(_mean_row(row, axis, top, bars, rater_means.get(row["condition"], ())))
    bottom = 6 + ROW_HEIGHT * len(rated)
    ticks = _scale_ticks(axis, scale)
    return MeansChart(WIDTH, bottom + AXIS_HEIGHT, MARGIN, WIDTH - MARGIN, bottom, bottom + 16, ticks, rows)


def axis_limit(intervals: Iterable[Interval], bound: float) -> float:
    """Return how far from zero the axis must reach for charts that show all these intervals side by side."""
    return AXIS_PADDING * max(bound, *(abs(end) for interval in intervals for end in interval), 0)


def interval_chart(
    difference: float, unadjusted: Interval, simultaneous: Interval, *, bound: float, limit: float
) -> IntervalChart:
    """Lay out one contrast on an axis from `-limit` to `limit`, with the equivalence band `± bound`."""
    axis = Axis(-limit, limit)
    left, right = axis.x(-bound), axis.x(bound)
    bottom = INTERVAL_HEIGHT - AXIS_HEIGHT
    return IntervalChart(
        width=WIDTH,
        height=INTERVAL_HEIGHT,
        bound=f"{bound:g}",
        middle=bottom / 2,
        bottom=bottom,
        label_y=bottom + 16,
        zero=axis.x(0),
        band_x=left,
        band_width=round(right - left, 1),
        unadjusted=(axis.x(unadjusted[0]), axis.x(unadjusted[1])),
        simultaneous=(axis.x(simultaneous[0]), axis.x(simultaneous[1])),
        mean=axis.x(difference),
        ticks=_band_ticks(left, axis.x(0), right, bound),
    )


def _band_ticks(left: float, zero: float, right: float, bound: float) -> list[Tick]:
    """Label the band's ends and zero, or only the band as a whole if three labels would overlap."""
    if right - left < MIN_BAND_FOR_LABELS:
        return [Tick(zero, f"± {bound:g}")]
    return [Tick(left, f"−{bound:g}"), Tick(zero, "0"), Tick(right, f"+{bound:g}")]


def _scale_ticks(axis: Axis, scale: tuple[int, int]) -> list[Tick]:
    step = max(1, -(-(scale[1] - scale[0]) // 10))
    return [Tick(axis.x(value), str(value)) for value in range(scale[0], scale[1] + 1, step)]


def _mean_row(row: JsonObject, axis: Axis, top: float, bars: list[Bar], rater_means: Sequence[float]) -> MeanRow:
    return MeanRow(
        name=row["condition"],
        name_y=top + 14,
        y=top + BASELINE,
        dots_y=top + BASELINE + 9,
        intervals=[
            _mean_interval(kind, axis, *(row.get(key) for key in keys)) for kind, keys in INTERVAL_KINDS.items()
        ],
        dots=[axis.x(mean) for mean in rater_means] if len(rater_means) <= MAX_RATER_DOTS else [],
        bars=bars,
    )


def _mean_interval(kind: str, axis: Axis, mean: float | None, low: float | None, high: float | None) -> MeanInterval:
    if mean is None:
        return MeanInterval(kind, "–", axis.x((axis.low + axis.high) / 2), None, None)
    ends = (None if end is None else axis.x(end) for end in (low, high))
    return MeanInterval(kind, f"{mean:.2f}", axis.x(mean), *ends)


def _histogram_bars(
    histogram: Sequence[int], axis: Axis, scale: tuple[int, int], y: float, max_count: int
) -> list[Bar]:
    """Place the bars on the line `y`: centred on whole steps, or side by side if the histogram has bins."""
    low, high = scale
    if len(histogram) == high - low + 1:
        edges = [low - 0.5 + step for step in range(len(histogram) + 1)]
    else:
        edges = [low + (high - low) * step / len(histogram) for step in range(len(histogram) + 1)]
    positions = [axis.x(edge) for edge in edges]
    spans = zip(positions, positions[1:], histogram, strict=False)
    heights = [(left, right, round(BAR_HEIGHT * count / max(max_count, 1), 1)) for left, right, count in spans]
    return [
        Bar(left + 1, round(y - height, 1), round(right - left - 2, 1), height)
        for left, right, height in heights
        if height
    ]
