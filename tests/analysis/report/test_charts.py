"""Nothing of a chart leaves its frame, and positions follow values."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analysis.report import charts

SCALE = (1, 10)
counts = st.lists(st.integers(0, 500), min_size=10, max_size=10)
points = st.floats(1, 10)
differences = st.floats(-9, 9)


@st.composite
def descriptions(draw):
    rows = []
    for number in range(draw(st.integers(1, 6))):
        low, mean, high = sorted(draw(st.tuples(st.floats(-3, 14), points, st.floats(-3, 14))))
        mean = min(max(mean, 1), 10)
        rows.append(make_row(f"condition-{number}", mean, low, high, draw(counts)))
    return rows


def make_row(condition="a", mean=5.0, low=4.0, high=6.0, histogram=(0,) * 10):
    other = {"model_mean": None, "model_low": None, "model_high": None, "boot_low": low, "boot_high": high}
    known = {"condition": condition, "mean": mean, "ci_low": low, "ci_high": high, "histogram": list(histogram)}
    return known | other


@given(descriptions())
def test_means_stay_inside_the_frame(description):
    chart = charts.means_chart(description, SCALE, {})
    for row in chart.rows:
        assert 0 <= row.intervals[0].low <= row.intervals[0].mean <= row.intervals[0].high <= chart.width
        assert 0 < row.name_y < row.y < row.dots_y <= chart.bottom < chart.label_y < chart.height
        for bar in row.bars:
            assert 0 <= bar.x < bar.x + bar.width <= chart.width
            assert row.name_y <= bar.y <= bar.y + bar.height <= row.y + 0.1


@given(descriptions())
def test_rows_keep_their_order_and_do_not_overlap(description):
    rows = charts.means_chart(description, SCALE, {}).rows
    assert [row.name for row in rows] == [row["condition"] for row in description]
    assert all(second.name_y - first.y >= 12 for first, second in pairwise(rows))


@given(points, points)
def test_a_larger_mean_lies_further_right(one, other):
    rows = charts.means_chart([make_row(mean=one), make_row(mean=other)], SCALE, {}).rows
    first, second = (row.intervals[0].mean for row in rows)
    assert (first <= second) if one <= other else (first >= second)


def test_a_mean_lies_on_its_tick_and_its_bar():
    chart = charts.means_chart([make_row(mean=7.0, histogram=[0, 0, 0, 0, 0, 0, 3, 0, 0, 0])], SCALE, {})
    (bar,) = chart.rows[0].bars
    assert chart.rows[0].intervals[0].mean == chart.ticks[6].x
    assert abs(bar.x + bar.width / 2 - chart.ticks[6].x) < 0.2


def test_the_tallest_bar_of_all_conditions_is_the_measure():
    low, high = charts.means_chart(
        [make_row(histogram=[5] + [0] * 9), make_row(histogram=[10] + [0] * 9)], SCALE, {}
    ).rows
    assert low.bars[0].height * 2 == high.bars[0].height == charts.BAR_HEIGHT


def test_bins_of_a_fine_scale_lie_side_by_side():
    row = charts.means_chart([make_row(mean=50, low=40, high=60, histogram=[1] * 10)], (0, 100), {}).rows[0]
    assert len(row.bars) == 10
    assert len(charts.means_chart([row_of_fine_scale()], (0, 100), {}).ticks) == 11


def row_of_fine_scale():
    return make_row(mean=50, low=40, high=60, histogram=[1] * 10)


def test_a_condition_that_nobody_rated_is_left_out_and_a_missing_interval_is_not_drawn():
    chart = charts.means_chart(
        [make_row(mean=None, low=None, high=None), make_row("b", low=None, high=None)], SCALE, {}
    )
    assert [(row.name, row.intervals[0].low) for row in chart.rows] == [("b", None)]


@given(st.lists(st.tuples(differences, differences), min_size=1, max_size=6), st.floats(0.1, 3))
def test_contrasts_beside_each_other_share_their_axis_and_stay_inside(pairs, bound):
    intervals = [tuple(sorted(pair)) for pair in pairs]
    limit = charts.axis_limit([(2 * low - high, 2 * high - low) for low, high in intervals], bound)
    drawn = [
        charts.interval_chart((low + high) / 2, (low, high), (2 * low - high, 2 * high - low), bound=bound, limit=limit)
        for low, high in intervals
    ]
    assert len({(chart.zero, chart.band_x, chart.band_width) for chart in drawn}) == 1
    for chart in drawn:
        (low, high), (lowest, highest) = chart.unadjusted, chart.simultaneous
        assert 0 < lowest <= low <= chart.mean <= high <= highest < chart.width
        assert 0 < chart.band_x < chart.zero < chart.band_x + chart.band_width < chart.width


@given(st.floats(0.1, 3))
def test_an_interval_inside_the_band_is_drawn_inside_it(bound):
    chart = charts.interval_chart(
        0, (-bound / 2, bound / 2), (-bound, bound), bound=bound, limit=charts.axis_limit([], bound)
    )
    assert chart.band_x < chart.unadjusted[0] < chart.zero < chart.unadjusted[1] < chart.band_x + chart.band_width


def test_a_narrow_band_has_one_label():
    assert [tick.label for tick in charts.interval_chart(4, (3, 5), (2, 6), bound=0.5, limit=6).ticks] == ["± 0.5"]


def test_each_kind_of_interval_is_drawn_under_its_class_and_what_is_missing_is_told():
    row = charts.means_chart([make_row(mean=0.0, low=0.0, high=1.0)], (0, 10), {"a": [1.0, 4.0]}).rows[0]
    assert [interval.kind for interval in row.intervals] == [
        "fixed-clips",
        "random-clips-model",
        "random-clips-bootstrap",
    ]
    assert (row.intervals[0].low, row.intervals[1].label, row.intervals[1].low) == (row.intervals[0].mean, "–", None)
    assert len(row.dots) == 2
    assert charts.means_chart([make_row()], SCALE, {"a": [5.0] * 61}).rows[0].dots == []
