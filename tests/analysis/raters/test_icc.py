"""Intraclass correlations beyond R's numbers: where there is none."""

import numpy as np
import pytest

from analysis.raters.icc import icc


@pytest.mark.parametrize(
    ("square", "reason"),
    [
        (np.ones((1, 5)), "two raters and two stimuli"),
        (np.array([[1, np.nan], [2, 3]]), "every rater's rating"),
        (np.add.outer(np.arange(3.0), np.arange(4.0)), "without a residual"),
    ],
)
def test_says_why_there_is_no_correlation(square, reason) -> None:
    assert reason in str(icc(square, 0.05).icc_2_1.reason)
