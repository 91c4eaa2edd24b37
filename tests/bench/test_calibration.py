"""In studies without a difference the primary test keeps its level; the usual ones do not."""

import pytest

from bench.calibration import format_page, rejection_rates


@pytest.mark.slow
def test_only_the_maximal_model_keeps_the_type_1_error() -> None:
    rates = rejection_rates(1000, seed=7)
    ours = {name: shares for name, shares in rates.items() if "ours" in name}
    assert len(ours) == 2
    for shares in ours.values():
        assert 0.03 <= shares["raters and clips"] <= 0.075
        assert shares["neither"] <= 0.075
    assert rates["mixed model, rater and clip intercepts only"]["raters and clips"] > 0.4
    assert rates["Friedman on rater means"]["raters and clips"] > 0.1
    assert "| one-way ANOVA of all ratings |" in format_page(rates, 1000)
