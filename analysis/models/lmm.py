"""The crossed linear mixed model: condition means with rater, clip, rater:condition and clip:condition effects."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.models.cross_products import cross_products
from analysis.models.optimizer import UNDETERMINED, Optimum, determines_parameters, maximize_likelihood
from analysis.ratings import Ratings, count_levels
from face.arrays import Float64Array, IntArray

MAXIMAL_TERMS: Final = ("rater", "clip", "rater:condition", "clip:condition")
INTERCEPT_TERMS: Final = ("rater", "clip")


@dataclass(frozen=True, eq=False)
class MixedModelFit:
    """A fitted model.

    Attributes
    ----------
    components
        Variance of each term and of "residual", in points squared.
    reml
        -2 log restricted likelihood.
    conditions
        IntArray of the conditions that were rated, `C` of them.
    means, covariance
        `(C,)` points and `(C, C)`.
    component_covariance, covariance_gradients
        For the `k` variances above 0, the residual's last: their covariance `(k, k)`, and the derivatives of
        `covariance` with respect to them `(k, C, C)`.
    n
        The number of ratings.
    """

    components: dict[str, float]
    reml: float
    conditions: IntArray
    means: Float64Array
    covariance: Float64Array
    component_covariance: Float64Array
    covariance_gradients: Float64Array
    n: int
    warnings: tuple[str, ...]


def fit_mixed_model(ratings: Ratings, terms: tuple[str, ...] = MAXIMAL_TERMS) -> MixedModelFit | str:
    """Fit the model to the ratings of one question by REML, or return the reason why that is impossible.

    Terms that the design cannot estimate are left out, and variances may be 0; both give a warning.

    References
    ----------
    Bates, Mächler, Bolker & Walker, Journal of Statistical Software 67 (2015).
    """
    if count_levels(ratings.condition) < 2:
        return "fewer than two conditions were rated"
    return fit_crossed_model(ratings, terms)


def fit_crossed_model(ratings: Ratings, terms: tuple[str, ...]) -> MixedModelFit | str:
    """Fit the model to the ratings of any number of conditions; see `fit_mixed_model`."""
    estimable, warnings = estimable_terms(ratings, terms)
    reason = _obstacle(ratings)
    if reason:
        return reason
    table = cross_products(ratings)
    order = [f"{name}{suffix}" for name in table.factor_names for suffix in ("", ":condition")]
    optimum = maximize_likelihood(table, np.array([name in estimable for name in order]))
    if isinstance(optimum, str):
        return optimum
    degrees = table.n_ratings - table.n_conditions
    residual = optimum.terms.residual_ss / degrees
    precision = variance_precision(optimum, residual, degrees)
    if precision is None:
        return UNDETERMINED
    variances = dict(zip(order, (optimum.rho * residual).tolist(), strict=True))
    zero = [f"the variance of {name} is estimated as 0" for name in estimable if variances[name] == 0]
    return MixedModelFit(
        components={name: variances[name] for name in estimable} | {"residual": residual},
        reml=optimum.deviance,
        conditions=np.flatnonzero(np.bincount(ratings.condition)),
        means=optimum.terms.means + table.centre,
        covariance=residual * optimum.terms.covariance,
        component_covariance=precision.component_covariance,
        covariance_gradients=precision.covariance_gradients,
        n=table.n_ratings,
        warnings=(*warnings, *zero),
    )


def estimable_terms(ratings: Ratings, terms: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the terms whose variance the design can estimate, and a warning for each of the others."""
    obstacles = {term: _term_obstacle(ratings, term) for term in terms}
    warnings = [f"{term} is not in the model: {obstacle}" for term, obstacle in obstacles.items() if obstacle]
    return [term for term in terms if not obstacles[term]], warnings


def _term_obstacle(ratings: Ratings, term: str) -> str | None:
    name, _, by_condition = term.partition(":")
    codes = ratings.rater if name == "rater" else ratings.clip
    levels = count_levels(codes)
    cells = count_levels(codes * len(ratings.conditions) + ratings.condition)
    if levels < 2:
        return f"there is only one {name}"
    if len(ratings) in (levels, cells if by_condition else 0):
        return "no two ratings share it"
    if by_condition and cells == levels:
        return f"every {name} belongs to one condition"
    return None


def _obstacle(ratings: Ratings) -> str | None:
    conditions = np.flatnonzero(np.bincount(ratings.condition))
    if len(ratings) <= len(conditions):
        return "there are not more ratings than conditions"
    if all(np.ptp(ratings.rating[ratings.condition == code]) == 0 for code in conditions):
        return "within each condition all ratings are the same"
    return None


@dataclass(frozen=True, eq=False)
class VariancePrecision:
    """What Satterthwaite's degrees of freedom need; fields as in `MixedModelFit`."""

    component_covariance: Float64Array
    covariance_gradients: Float64Array


def variance_precision(optimum: Optimum, residual: float, degrees: int) -> VariancePrecision | None:
    """Return the covariance of the variances above 0, and the gradients of the fixed effects' covariance.

    The covariance is twice the inverse Hessian of -2 log restricted likelihood; None if that is not positive definite.
    It is computed for relative variances and the residual's, and transformed to the variances themselves, which is
    exact where the gradient is 0.

    Parameters
    ----------
    optimum
        The maximum of the restricted likelihood.
    residual
        The residual variance.
    degrees
        The number of ratings minus that of conditions.
    """
    positive = np.flatnonzero(optimum.rho > 0)
    hessian = np.zeros((len(positive) + 1, len(positive) + 1))
    second = 2 * optimum.second_order.squares / residual - optimum.second_order.traces
    hessian[:-1, :-1] = second[np.ix_(positive, positive)]
    hessian[-1, :-1] = hessian[:-1, -1] = optimum.terms.squares[positive] / residual**2
    hessian[-1, -1] = degrees / residual**2
    if not determines_parameters(hessian):
        return None
    rho, gradients = optimum.rho[positive], optimum.second_order.covariance_gradients[positive]
    jacobian = residual * np.eye(len(hessian))
    jacobian[:, -1] = np.append(rho, 1.0)
    residual_gradient = optimum.terms.covariance - np.tensordot(rho, gradients, 1)
    return VariancePrecision(
        2 * jacobian @ np.linalg.inv(hessian) @ jacobian.T, np.concatenate([gradients, residual_gradient[None]])
    )
