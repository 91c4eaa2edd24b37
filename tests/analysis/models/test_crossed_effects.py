"""The crossed Hessian against the matrix that it stands for."""

import numpy as np
import pytest

from analysis.models.crossed_effects import CrossedDesign, penalized_hessian

CHANCE = np.random.default_rng(7)
SHAPE = (5, 3, 2)


def random_design(n: int = 40) -> tuple[CrossedDesign, tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Return a layout, loadings of a level and a condition term, and Z `(n, effects)`, leading first."""
    leading, trailing, condition = (CHANCE.integers(0, levels, n) for levels in SHAPE)
    loadings = np.column_stack([np.full(2, 0.7), 0.4 * np.eye(2)]), np.full((2, 1), 0.9)
    parts = [
        (np.eye(levels)[code][:, :, None] * a[condition][:, None, :]).reshape(n, -1)
        for code, levels, a in zip((leading, trailing), SHAPE[:2], loadings, strict=True)
    ]
    return CrossedDesign(leading, trailing, condition, SHAPE), loadings, np.hstack(parts)


def test_apply_and_apply_transpose_agree_with_the_design_matrix() -> None:
    layout, loadings, z = random_design()
    effects = CHANCE.normal(size=(5, 3)), CHANCE.normal(size=(3, 1))
    u, values = np.concatenate([each.ravel() for each in effects]), CHANCE.normal(size=40)
    assert layout.apply(loadings, effects) == pytest.approx(z @ u)
    assert np.concatenate([each.ravel() for each in layout.apply_transpose(loadings, values)]) == pytest.approx(
        z.T @ values
    )


def test_solve_determinant_and_variances_agree_with_the_dense_hessian() -> None:
    layout, loadings, z = random_design()
    weight = CHANCE.uniform(0.1, 2, 40)
    whole = z.T @ (weight[:, None] * z) + np.eye(z.shape[1])
    result = penalized_hessian(layout, loadings, weight)
    assert result.logdet == pytest.approx(np.linalg.slogdet(whole)[1])
    right = CHANCE.normal(size=(5, 3)), CHANCE.normal(size=(3, 1))
    solved = np.concatenate([each.ravel() for each in result.solve(right)])
    assert whole @ solved == pytest.approx(np.concatenate([each.ravel() for each in right]))
    inverse = np.linalg.inv(whole)
    spread, diagonals = result.variances()
    assert spread == pytest.approx(np.einsum("na,ab,nb->n", z, inverse, z))
    assert np.concatenate([each.ravel() for each in diagonals]) == pytest.approx(np.diag(inverse))


def test_zero_weights_give_the_prior_hessian() -> None:
    layout, loadings, _ = random_design()
    result = penalized_hessian(layout, loadings, np.zeros(40))
    assert result.logdet == pytest.approx(0)
    assert result.variances()[1][0] == pytest.approx(1)
