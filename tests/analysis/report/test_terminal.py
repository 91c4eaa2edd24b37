"""What the command shows at the end."""

import pytest
from rich.console import Console

from analysis.pipeline import analyse
from analysis.rating_simulation import simulate_ratings
from analysis.report.terminal import p_value, summary
from tests.analysis.report.conftest import PLAN, RATINGS


def shown(results, width: int = 120) -> str:
    console = Console(width=width, record=True, file=None, quiet=False)
    with console.capture() as capture:
        console.print(summary(results))
    return capture.get()


def test_p_values_in_words() -> None:
    assert [p_value(p) for p in (None, 0.00001, 0.0123, 1.0)] == ["–", "< .001", ".012", "1.000"]


@pytest.mark.parametrize("width", [80, 120])
def test_ratings_models_friedman_and_contrasts_are_shown_at_any_width(width: int) -> None:
    text = shown(analyse(RATINGS, PLAN, simulated=True), width)
    for title in ("Ratings", "Mixed model", "Friedman's test", "Contrasts of the plan"):
        assert title in text
    assert "b − a" in text
    assert "warning: these ratings are simulated" in text


def test_without_a_plan_there_are_no_contrasts_and_what_is_missing_is_a_dash() -> None:
    text = shown(analyse(simulate_ratings({"a": 0, "b": 0}, raters=1, clips=1, seed=1)))
    assert "Contrasts" not in text
    assert "–" in text
    assert "warning: " in text
