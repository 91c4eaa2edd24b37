"""Dots of stimuli: inside the frame, further right with a higher score, further up with a higher rating."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report.scatter import SHAPES, condition_shapes, scatter_charts

NAMES = ["separate", "joint", "moving", "still", "fifth"]
scores = st.floats(-1e3, 1e3)
means = st.floats(1, 10)


def question(rows: list[tuple[float, float]], measure: str = "lve_mm") -> dict:
    """Return a question of results.json whose stimuli have these scores and mean ratings."""
    correlation = {"measure": measure, "n": len(rows), "rho": None, "ci_low": None, "ci_high": None}
    drawn = {"boot_low": None, "boot_high": None, "reason": "too few"}
    objective = [
        {"clip": f"clip-{n}", "condition": NAMES[n % len(NAMES)], "scores": {measure: score}, "mean": mean, "n": 4}
        for n, (score, mean) in enumerate(rows)
    ]
    return {"objective": objective, "objective_correlations": [correlation | drawn]}


@given(st.lists(st.tuples(scores, means), min_size=1, max_size=20))
def test_nothing_leaves_the_frame(rows):
    (chart,) = scatter_charts(question(rows), NAMES)
    assert len(chart.points) == len(rows)
    for point in chart.points:
        assert chart.left < point.x < chart.right <= chart.width
        assert 0 < point.y < chart.bottom < chart.label_y < chart.name_y < chart.height
    for tick, (y, _) in zip(chart.x_ticks, chart.y_ticks, strict=True):
        assert chart.left < tick.x < chart.right
        assert 0 < y < chart.bottom


@given(st.lists(st.tuples(scores, means), min_size=2, max_size=20))
def test_positions_follow_values(rows):
    dots = scatter_charts(question(rows), NAMES)[0].points
    across = sorted(zip((score for score, _ in rows), (point.x for point in dots), strict=True))
    assert all(first <= second for (_, first), (_, second) in pairwise(across))
    up = sorted(zip((mean for _, mean in rows), (-point.y for point in dots), strict=True))
    assert all(first <= second for (_, first), (_, second) in pairwise(up))


def test_the_ends_of_the_axes_are_the_outermost_stimuli():
    (chart,) = scatter_charts(question([(0.5, 2.0), (1.5, 9.0), (1.0, 4.0)]), NAMES)
    assert [tick.label for tick in chart.x_ticks] == ["0.5", "1.5"]
    assert [label for _, label in chart.y_ticks] == ["2.0", "9.0"]
    assert [point.x for point in chart.points[:2]] == [tick.x for tick in chart.x_ticks]
    assert [point.y for point in chart.points[:2]] == [y for y, _ in chart.y_ticks]


def test_equal_values_lie_in_the_middle():
    (chart,) = scatter_charts(question([(3.0, 5.0)] * 3), NAMES)
    middle = sum(tick.x for tick in chart.x_ticks) / 2
    assert [point.x for point in chart.points] == pytest.approx([middle] * 3, abs=0.1)


def test_a_dot_says_what_it_is_and_has_its_condition_s_shape():
    (chart,) = scatter_charts(question([(0.1234, 2.0), (5.0, 9.5)]), NAMES)
    assert chart.points[0].description == "separate × clip-0: 0.123, mean rating 2.00"
    assert [point.shape for point in chart.points] == ["circle", "square"]


def test_stimuli_without_this_measure_are_left_out():
    result = question([(1.0, 2.0), (2.0, 3.0)])
    result["objective"][0]["scores"] = {"concordance": 1.0}
    assert [point.description[:5] for point in scatter_charts(result, NAMES)[0].points] == ["joint"]


def test_shapes_come_again_after_the_last():
    assert list(condition_shapes(NAMES).values()) == [*SHAPES, SHAPES[0]]


def test_without_measures_there_is_no_chart():
    assert scatter_charts({"objective": [], "objective_correlations": []}, NAMES) == []
