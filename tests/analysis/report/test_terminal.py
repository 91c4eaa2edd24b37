"""What the command shows at the end."""

import pytest
from rich.console import Console

from analysis.pipeline import analyse
from analysis.rating_simulation import simulate_ratings
from analysis.report.terminal import format_p, summary
from tests.analysis.report.conftest import PLAN, RATINGS


def printed(results, width: int = 120) -> str:
    console = Console(width=width, record=True, file=None, quiet=False)
    with console.capture() as capture:
        console.print(summary(results))
    return capture.get()


def test_p_values_in_words() -> None:
    assert [format_p(p) for p in (None, 0.00001, 0.0123, 1.0)] == ["–", "< .001", ".012", "1.000"]


@pytest.mark.parametrize("width", [80, 120])
def test_ratings_models_friedman_and_contrasts_are_shown_at_any_width(width: int) -> None:
    text = printed(analyse(RATINGS, PLAN, simulated=True), width)
    for title in ("Ratings", "Mixed model", "Friedman test", "Planned contrast"):
        assert title in text
    assert "b − a" in text
    assert "warning: these ratings are simulated" in text


def test_without_a_plan_there_are_no_contrasts_and_what_is_missing_is_a_dash() -> None:
    text = printed(analyse(simulate_ratings({"a": 0, "b": 0}, raters=1, clips=1, seed=1)))
    assert "Planned contrast" not in text
    assert "–" in text
    assert "warning: " in text
