"""The crossed mixed model against closed forms, published numbers and brute force."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.classical.t_test import Estimate
from analysis.models.cross_products import CrossProducts, cross_products
from analysis.models.lmm import MixedModelFit, VariancePrecision, fit_mixed_model, variance_precision
from analysis.models.optimizer import Optimum, maximize_likelihood
from analysis.models.reml import evaluate_likelihood, profiled_deviance
from analysis.models.satterthwaite import estimate_contrast, omnibus_test
from analysis.rating_simulation import StandardDeviations, simulate_ratings
from analysis.ratings import RatingRow, Ratings

Table = Callable[..., Ratings]

# Pinheiro & Bates, Mixed-Effects Models in S and S-PLUS (2000), section 1.2: effort of nine subjects to rise from
# four stools; lme gives sd 1.332465 and 1.100295, log restricted likelihood -60.56539, F(3, 24) = 22.36.
STOOLS = [
    (12, 15, 12, 10), (10, 14, 13, 12), (7, 14, 13, 9), (7, 11, 10, 9), (8, 11, 8, 7),
    (9, 11, 11, 10), (8, 12, 12, 11), (7, 11, 8, 7), (9, 13, 10, 8),
]  # fmt: skip


def fit(ratings: Ratings) -> MixedModelFit:
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit), model
    return model


def mean_squares(ratings: Ratings) -> dict[str, float]:
    """Return the mean squares of complete ratings by the textbook's analysis of variance."""
    y = ratings.rating.reshape(len(ratings.conditions), len(ratings.clips), len(ratings.raters))
    c, k, r = y.shape
    y = y - y.mean(axis=(1, 2), keepdims=True)
    rater, clip = y.mean(axis=(0, 1)), y.mean(axis=(0, 2))
    rc, kc = y.mean(axis=1) - rater, y.mean(axis=2) - clip
    rest = y - y.mean(axis=1, keepdims=True) - y.mean(axis=2, keepdims=True)
    rest_df = c * (k - 1) * (r - 1)
    return {
        "rater": k * c * (rater**2).sum() / (r - 1),
        "clip": r * c * (clip**2).sum() / (k - 1),
        "rater:condition": k * (rc**2).sum() / ((r - 1) * (c - 1)),
        "clip:condition": r * (kc**2).sum() / ((k - 1) * (c - 1)),
        "residual": (rest**2).sum() / rest_df,
    }


def test_fit_agrees_with_published_results() -> None:
    rows = [RatingRow(f"s{i}", "stool", f"T{j}", "x", y) for i, row in enumerate(STOOLS) for j, y in enumerate(row)]
    model = fit(Ratings.from_rows(rows))
    test = omnibus_test(model)
    assert np.sqrt(list(model.components.values())) == pytest.approx([1.332465, 1.100295], rel=1e-6)
    assert model.reml == pytest.approx(2 * 60.56539, abs=1e-5)
    assert (test.F, test.df1, test.df2) == (pytest.approx(22.35556, rel=1e-5), 3, pytest.approx(24))
    assert len(model.warnings) == 3


def test_complete_ratings_agree_with_the_closed_form() -> None:
    """With all variances above 0 REML equals the analysis of variance, Satterthwaite's df its textbook formula."""
    ratings = simulate_ratings(
        {"a": 0, "b": 0.5, "c": 0}, raters=12, clips=7, seed=2, deviations=StandardDeviations(1.5, 1.0, 0.9, 0.9, 1.0)
    )
    ms, model = mean_squares(ratings), fit(ratings)
    rc, kc, e = ms["rater:condition"], ms["clip:condition"], ms["residual"]
    expected = {"rater": (ms["rater"] - rc) / 21, "clip": (ms["clip"] - kc) / 36, "rater:condition": (rc - e) / 7,
                "clip:condition": (kc - e) / 12, "residual": e}  # fmt: skip
    assert model.components == pytest.approx(expected, rel=1e-6)
    result = estimate_contrast(model, np.array([1.0, -1, 0]))
    assert isinstance(result, Estimate)
    assert result.standard_error**2 == pytest.approx(2 * (rc + kc - e) / 84)
    assert result.df == pytest.approx((rc + kc - e) ** 2 / (rc**2 / 22 + kc**2 / 12 + e**2 / 198), rel=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_no_other_optimizer_finds_a_higher_likelihood(seed: int) -> None:
    """Small incomplete tables, most of them with variances at 0."""
    generator = np.random.default_rng(seed)
    spread = StandardDeviations(*generator.choice([0.0, 0.3, 1.0], 4), residual=1.0)
    ratings = simulate_ratings({"a": 0, "b": 0.3, "c": 0}, raters=5, clips=3, seed=seed, deviations=spread)
    ratings = ratings.where(generator.random(len(ratings)) > 0.2)
    table = cross_products(ratings)
    starts = ([0.5] * 4, [1, 0.1, 0.1, 1])
    search = [
        minimize(lambda sd: profiled_deviance(table, evaluate_likelihood(table, sd**2)), x, method="Nelder-Mead")
        for x in starts
    ]
    assert fit(ratings).reml <= min(end.fun for end in search) + 1e-6


def test_warning_names_zero_variances() -> None:
    ratings = simulate_ratings(
        {"a": 0, "b": 0}, raters=8, clips=6, seed=1, deviations=StandardDeviations(1.0, 0.0, 0.0, 0.0, 1.5)
    )
    model = fit(ratings)
    zero = [name for name, variance in model.components.items() if variance == 0]
    assert zero
    assert set(model.warnings) == {f"the variance of {name} is estimated as 0" for name in zero}


@settings(max_examples=15, deadline=None)
@given(st.floats(0.1, 20), st.floats(-50, 50))
def test_fit_is_equivariant_to_shift_and_scale(factor: float, shift: float) -> None:
    ratings = simulate_ratings({"a": 0, "b": 0.5, "c": 1}, raters=6, clips=5, seed=8)
    stretched = fit(Ratings(**{**vars(ratings), "rating": ratings.rating * factor + shift}))
    model = fit(ratings)
    one, other = omnibus_test(model), omnibus_test(stretched)
    assert (other.F, other.df2) == pytest.approx((one.F, one.df2), rel=1e-4)
    assert stretched.means == pytest.approx(model.means * factor + shift, abs=1e-6)


def test_swapping_raters_and_clips_gives_the_same_model() -> None:
    ratings = simulate_ratings({"a": 0, "b": 0.5}, raters=9, clips=5, seed=4)
    names = {"rater": "clip", "clip": "rater", "raters": "clips", "clips": "raters"}
    swapped = Ratings(**{names.get(name, name): value for name, value in vars(ratings).items()})
    mirrored = {"".join(names.get(part, part) for part in name.partition(":")): v
                for name, v in fit(swapped).components.items()}  # fmt: skip
    assert mirrored == pytest.approx(fit(ratings).components)


@pytest.mark.parametrize(
    ("raters", "clips", "conditions", "rule", "reason"),
    [
        (5, 4, "ab", lambda *_: 5, "within each condition all ratings are the same"),
        (5, 4, "a", lambda i, k, c: i + k, "fewer than two conditions were rated"),
        (1, 1, "abc", lambda i, k, c: ord(c), "there are not more ratings than conditions"),
        (5, 4, "ab", lambda i, k, c: i + k + (c == "b"), "the ratings follow the model without a residual"),
        (5, 4, "ab", lambda i, k, c: ord(c), "within each condition all ratings are the same"),
    ],
)
def test_missing_model_has_a_reason(
    table: Table, raters: int, clips: int, conditions: str, rule: Callable, reason: str
) -> None:
    assert fit_mixed_model(table(raters, clips, conditions, rule)) == reason


def test_terms_that_cannot_be_estimated_are_left_out(table: Table, chance: Callable) -> None:
    between = table(12, 5, "abc", chance)
    between = between.where(between.rater % 3 == between.condition)
    model = fit(between)
    assert "rater:condition" not in model.components
    assert "rater:condition is not in the model: every rater belongs to one condition" in model.warnings
    assert list(fit(table(8, 1, "ab", chance)).components) == ["rater", "residual"]


FREE = np.ones(4, dtype=bool)


def optimum(free: np.ndarray = FREE) -> tuple[CrossProducts, Optimum, float, int]:
    ratings = simulate_ratings(
        {"a": 0, "b": 1, "c": 0}, raters=9, clips=6, seed=5, deviations=StandardDeviations(1.2, 0.8, 0.7, 0.7, 1.0)
    )
    table = cross_products(ratings.where(np.random.default_rng(1).random(len(ratings)) < 0.9))
    top = maximize_likelihood(table, free)
    assert not isinstance(top, str)
    degrees = table.n_ratings - table.n_conditions
    return table, top, top.terms.residual_ss / degrees, degrees


def restricted(table: CrossProducts, variances: np.ndarray) -> float:
    """Return -2 log restricted likelihood by all five variances, the residual's last."""
    at, degrees = evaluate_likelihood(table, variances[:-1] / variances[-1]), table.n_ratings - table.n_conditions
    return float(at.logdet + degrees * np.log(variances[-1]) + at.residual_ss / variances[-1])


def covariance(table: CrossProducts, variances: np.ndarray) -> np.ndarray:
    return variances[-1] * evaluate_likelihood(table, variances[:-1] / variances[-1]).covariance


def test_component_covariance_is_twice_the_inverse_hessian() -> None:
    table, top, residual, degrees = optimum()
    at, result = np.append(top.rho * residual, residual), variance_precision(top, residual, degrees)
    assert isinstance(result, VariancePrecision)
    steps = 1e-3 * np.eye(5) * at
    hessian = np.array([[_second(table, at, one, other) for other in steps] for one in steps])
    scale = 1e-3 * at
    assert result.component_covariance == pytest.approx(
        2 * np.linalg.inv(hessian / np.outer(scale, scale)), rel=1e-3, abs=1e-4
    )


def _second(table: CrossProducts, at: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    signs: list[Any] = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
    return sum(sign * restricted(table, at + a * one + b * other) for a, b, sign in signs) / 4


def test_covariance_gradients_agree_with_finite_differences() -> None:
    table, top, residual, degrees = optimum()
    at, result = np.append(top.rho * residual, residual), variance_precision(top, residual, degrees)
    assert isinstance(result, VariancePrecision)
    for slope, step in zip(result.covariance_gradients, 1e-5 * np.eye(5), strict=True):
        assert slope == pytest.approx((covariance(table, at + step) - covariance(table, at - step)) / 2e-5, abs=1e-6)


def test_only_positive_variances_have_a_precision() -> None:
    _, top, residual, degrees = optimum(np.array([True, False, True, False]))
    result = variance_precision(top, residual, degrees)
    assert isinstance(result, VariancePrecision)
    assert (result.component_covariance.shape, result.covariance_gradients.shape) == ((3, 3), (3, 3, 3))
    assert (np.linalg.eigvalsh(result.component_covariance) > 0).all()
