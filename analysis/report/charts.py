"""Where everything in a chart lies, in the units of its SVG; the templates in `charts/` only draw it.

Charts are as wide as a phone, so their text stays readable there; on wide screens they grow a little.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 300.0
MARGIN: Final = 12.0
ROW: Final = 64.0
BARS: Final = 26.0
FOOT: Final = 24.0
INTERVAL_HEIGHT: Final = 62.0
BEYOND: Final = 1.15
THREE_LABELS: Final = 84.0
BASE: Final = ROW - 12
MOST_DOTS: Final = 60
KINDS: Final = {
    "of-raters": ("mean", "ci_low", "ci_high"),
    "of-model": ("model_mean", "model_low", "model_high"),
    "of-draws": ("mean", "boot_low", "boot_high"),
}
"""The kinds of intervals of a mean, by the class under which the page hides all but one."""
Ends = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """Maps `low` to the left margin and `high` to the right one; what lies beyond is drawn at the edge."""

    low: float
    high: float

    def x(self, value: float) -> float:
        """Return where a value lies."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


@dataclass(frozen=True)
class Tick:
    """A line of the grid, with its label."""

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
class Whisker:
    """A mean with one kind of interval, of which the page shows one at a time; `text` is the mean."""

    kind: str
    text: str
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class MeanRow:
    """One condition: its name at `name_y`, its bars standing on `y`, its means on `y`, raters' below at `dots_y`."""

    name: str
    name_y: float
    y: float
    dots_y: float
    whiskers: list[Whisker]
    dots: list[float]
    bars: list[Bar]

    @property
    def first(self) -> Whisker:
        """The interval that is shown at first."""
        return self.whiskers[0]


@dataclass(frozen=True)
class MeansChart:
    """Means with intervals, one row per condition, over the histogram of the ratings."""

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
    """A difference with both its intervals, zero, and the band of differences that do not matter."""

    width: float
    height: float
    middle: float
    bottom: float
    label_y: float
    zero: float
    band_x: float
    band_width: float
    alone: tuple[float, float]
    together: tuple[float, float]
    mean: float
    ticks: list[Tick]


def means_chart(
    description: Sequence[Mapping[str, Any]], scale: tuple[int, int], raters: Mapping[str, Sequence[float]]
) -> MeansChart:
    """Lay out the `description` of one region (results.json); conditions nobody rated are left out.

    `raters` holds the raters' means by condition, drawn as dots where they are few enough to be told apart.
    """
    axis = Axis(scale[0] - 0.5, scale[1] + 0.5)
    rated = [row for row in description if row["mean"] is not None]
    tallest = max((max(row["histogram"]) for row in rated), default=1)
    rows = [
        _mean_row(
            row, axis, 6 + place * ROW, _bars(row["histogram"], axis, scale, 6 + place * ROW + BASE, tallest), dots
        )
        for place, row in enumerate(rated)
        for dots in [raters.get(row["condition"], ())]
    ]
    bottom = 6 + ROW * len(rated)
    return MeansChart(
        WIDTH, bottom + FOOT, MARGIN, WIDTH - MARGIN, bottom, bottom + 16, _scale_ticks(axis, scale), rows
    )


def reach(intervals: Iterable[tuple[float, float]], bound: float) -> float:
    """Return how far from zero charts must go that show all these intervals beside each other."""
    return BEYOND * max(bound, *(abs(end) for interval in intervals for end in interval), 0)


def interval_chart(difference: float, alone: Ends, together: Ends, *, bound: float, reach: float) -> IntervalChart:
    """Lay out one contrast; zero lies in the middle."""
    axis = Axis(-reach, reach)
    left, right = axis.x(-bound), axis.x(bound)
    bottom = INTERVAL_HEIGHT - FOOT
    return IntervalChart(
        WIDTH, INTERVAL_HEIGHT, bottom / 2, bottom, bottom + 16, axis.x(0), left, round(right - left, 1),
        (axis.x(alone[0]), axis.x(alone[1])), (axis.x(together[0]), axis.x(together[1])), axis.x(difference),
        _band_ticks(left, axis.x(0), right, bound),
    )  # fmt: skip


def _band_ticks(left: float, zero: float, right: float, bound: float) -> list[Tick]:
    """Label the band's ends and zero, or the band as a whole where three labels would run into each other."""
    if right - left < THREE_LABELS:
        return [Tick(zero, f"± {bound:g}")]
    return [Tick(left, f"−{bound:g}"), Tick(zero, "0"), Tick(right, f"+{bound:g}")]


def _scale_ticks(axis: Axis, scale: tuple[int, int]) -> list[Tick]:
    step = max(1, -(-(scale[1] - scale[0]) // 10))
    return [Tick(axis.x(value), str(value)) for value in range(scale[0], scale[1] + 1, step)]


def _mean_row(row: Mapping[str, Any], axis: Axis, top: float, bars: list[Bar], raters: Sequence[float]) -> MeanRow:
    return MeanRow(
        name=row["condition"],
        name_y=top + 14,
        y=top + BASE,
        dots_y=top + BASE + 9,
        whiskers=[_whisker(kind, axis, *(row[key] for key in keys)) for kind, keys in KINDS.items()],
        dots=[axis.x(mean) for mean in raters] if len(raters) <= MOST_DOTS else [],
        bars=bars,
    )


def _whisker(kind: str, axis: Axis, mean: float | None, low: float | None, high: float | None) -> Whisker:
    """Return one kind; what could not be estimated lies in the middle and says so."""
    if mean is None:
        return Whisker(kind, "–", axis.x((axis.low + axis.high) / 2), None, None)
    ends = (None if end is None else axis.x(end) for end in (low, high))
    return Whisker(kind, f"{mean:.2f}", axis.x(mean), *ends)


def _bars(histogram: Sequence[int], axis: Axis, scale: tuple[int, int], y: float, tallest: int) -> list[Bar]:
    """Stand the bars on `y`: centred on whole steps, or side by side where the histogram has bins."""
    low, high = scale
    if len(histogram) == high - low + 1:
        edges = [low - 0.5 + step for step in range(len(histogram) + 1)]
    else:
        edges = [low + (high - low) * step / len(histogram) for step in range(len(histogram) + 1)]
    places = [axis.x(edge) for edge in edges]
    spans = zip(places, places[1:], histogram, strict=False)
    heights = [(left, right, round(BARS * count / max(tallest, 1), 1)) for left, right, count in spans]
    return [
        Bar(left + 1, round(y - tall, 1), round(right - left - 2, 1), tall) for left, right, tall in heights if tall
    ]
