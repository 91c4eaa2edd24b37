import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from face.regions import MARKERS
from training.losses import concordance_correlation, concordance_loss

NUMBERS = arrays(np.float64, (20, 2), elements=st.floats(-100, 100))
EVERYWHERE = torch.ones(20, 2, dtype=torch.bool)


def plain(x, y):
    """Lin's formula, one column at a time."""
    covariance = np.mean((x - x.mean()) * (y - y.mean()))
    return 2 * covariance / (x.var() + y.var() + (x.mean() - y.mean()) ** 2)


@given(NUMBERS, NUMBERS)
def test_it_stays_between_minus_1_and_1(x, y):
    found = concordance_correlation(torch.tensor(x), torch.tensor(y), EVERYWHERE)
    assert bool((found.abs() <= 1 + 1e-9).all())


@pytest.mark.parametrize("seed", range(5))
def test_it_is_lins_formula(seed):
    x, y = np.random.default_rng(seed).normal(3, 2, (2, 500, 3))
    found = concordance_correlation(torch.tensor(x), torch.tensor(y), torch.ones(500, 3, dtype=torch.bool))
    np.testing.assert_allclose(found, [plain(x[:, i], y[:, i]) for i in range(3)], rtol=1e-12)


def test_it_is_pearsons_correlation_times_the_bias_factor():
    x = np.random.default_rng(0).normal(0, 1, 300)
    y = 0.5 * x + np.random.default_rng(1).normal(1, 0.3, 300)
    ratio, shift = x.std() / y.std(), (x.mean() - y.mean()) / np.sqrt(x.std() * y.std())
    expected = stats.pearsonr(x, y).statistic * 2 / (ratio + 1 / ratio + shift**2)
    found = concordance_correlation(
        torch.tensor(x)[:, None], torch.tensor(y)[:, None], torch.ones(300, 1, dtype=torch.bool)
    )
    assert found.item() == pytest.approx(expected)


@given(NUMBERS)
def test_equal_columns_score_1_if_they_move(x):
    moves = x.std(axis=0) > 1e-3
    found = concordance_correlation(torch.tensor(x), torch.tensor(x), EVERYWHERE).numpy()
    np.testing.assert_allclose(found[moves], 1)


def test_columns_that_never_move_score_0_and_have_gradients():
    x = torch.zeros(20, 2, requires_grad=True)
    concordance_correlation(x, torch.zeros(20, 2), EVERYWHERE).sum().backward()
    assert bool(torch.isfinite(x.grad).all())


@given(st.integers(0, 1000))
def test_lost_frames_count_as_if_they_were_not_there(seed):
    x, y = torch.tensor(np.random.default_rng(seed).normal(0, 1, (2, 20, 2)))
    kept = np.arange(20) % 3 > 0
    valid = torch.tensor(np.stack([kept, kept], axis=1))
    lost = torch.where(valid, y, torch.nan)
    torch.testing.assert_close(
        concordance_correlation(x, lost, valid), concordance_correlation(x[kept], y[kept], EVERYWHERE[kept])
    )


def test_the_loss_is_0_for_the_truth_and_3_for_a_still_face():
    target, valid = torch.randn(50, len(MARKERS), 3), torch.ones(50, len(MARKERS), dtype=torch.bool)
    assert concordance_loss(target, target, valid).item() == pytest.approx(0, abs=1e-5)
    assert concordance_loss(torch.zeros_like(target), target, valid).item() == pytest.approx(3)


def test_each_region_weighs_the_same():
    target, valid = torch.randn(50, len(MARKERS), 3), torch.ones(50, len(MARKERS), dtype=torch.bool)
    for part in (slice(0, 19), slice(19, 31), slice(31, 46)):
        prediction = target.clone()
        prediction[:, part] = 0
        assert concordance_loss(prediction, target, valid).item() == pytest.approx(1, abs=1e-5)
