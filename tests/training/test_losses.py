"""The differentiable concordance correlation and the loss."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from face.regions import MARKERS
from training import metrics
from training.losses import concordance_correlation, concordance_loss

# Eighths have exact sums: a constant column has no variance in either form, not even by rounding.
NUMBERS = arrays(np.float64, (20, 2), elements=st.integers(-800, 800).map(lambda number: number / 8))
VALID = arrays(np.bool_, (20, 2))


@given(NUMBERS, NUMBERS, VALID)
def test_concordance_equals_the_numpy_metric(prediction, target, valid):
    result = concordance_correlation(torch.tensor(prediction), torch.tensor(target), torch.tensor(valid))
    np.testing.assert_allclose(result, metrics.concordance_correlation(prediction, target, valid), atol=1e-9)


def test_columns_without_variance_score_0_and_have_gradients():
    x = torch.zeros(20, 2, requires_grad=True)
    concordance_correlation(x, torch.zeros(20, 2), torch.ones(20, 2, dtype=torch.bool)).sum().backward()
    assert bool(torch.isfinite(x.grad).all())


def test_invalid_targets_may_be_nan():
    x, y = torch.tensor(np.random.default_rng(0).normal(0, 1, (2, 20, 2)))
    valid = torch.ones(20, 2, dtype=torch.bool)
    valid[::3] = False
    result = concordance_correlation(x, torch.where(valid, y, torch.nan), valid)
    torch.testing.assert_close(result, concordance_correlation(x, y, valid))


def test_the_loss_is_0_for_perfect_predictions_and_3_for_a_still_face():
    target, valid = torch.randn(50, len(MARKERS), 3), torch.ones(50, len(MARKERS), dtype=torch.bool)
    assert concordance_loss(target, target, valid).item() == pytest.approx(0, abs=1e-5)
    assert concordance_loss(torch.zeros_like(target), target, valid).item() == pytest.approx(3)


def test_regions_have_equal_weight():
    target, valid = torch.randn(50, len(MARKERS), 3), torch.ones(50, len(MARKERS), dtype=torch.bool)
    for part in (slice(0, 19), slice(19, 31), slice(31, 46)):
        prediction = target.clone()
        prediction[:, part] = 0
        assert concordance_loss(prediction, target, valid).item() == pytest.approx(1, abs=1e-5)
