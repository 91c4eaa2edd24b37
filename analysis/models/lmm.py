"""The crossed linear mixed model: condition means with rater, clip, rater:condition and clip:condition effects."""

from dataclasses import dataclass

import numpy as np

from analysis.models.cross_products import CrossProducts, cross_products
from analysis.models.optimizer import Optimum, maximize_likelihood
from analysis.ratings import Ratings, count_levels
from face.arrays import Float64Array, IntArray

MAXIMAL_TERMS = ("rater", "clip", "rater:condition", "clip:condition")
INTERCEPT_TERMS = ("rater", "clip")


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
    variance, slopes
        Of the `k` variances above 0, the residual's among them: their covariance `(k, k)`, and the derivatives of
        `covariance` by them `(k, C, C)`.
    """

    components: dict[str, float]
    reml: float
    conditions: IntArray
    means: Float64Array
    covariance: Float64Array
    variance: Float64Array
    slopes: Float64Array
    n: int
    warnings: tuple[str, ...]


def fit_mixed_model(ratings: Ratings, terms: tuple[str, ...] = MAXIMAL_TERMS) -> MixedModelFit | str:
    """Fit the model to the ratings of one region by REML, or say why that's not possible.

    Terms that the data cannot tell apart from others are left out, variances may be 0; both are in `warnings`.
    """
    kept, warnings = estimable_terms(ratings, terms)
    reason = _obstacle(ratings)
    if reason:
        return reason
    table = cross_products(ratings)
    order = [f"{name}{suffix}" for name in table.names for suffix in ("", ":condition")]
    top = maximize_likelihood(table, np.array([name in kept for name in order]))
    if isinstance(top, str):
        return top
    return _finish(table, top, order, kept, np.flatnonzero(np.bincount(ratings.condition)), warnings)


def estimable_terms(ratings: Ratings, terms: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the terms whose variance the design can show, and a warning for each of the others."""
    obstacles = {term: _term_obstacle(ratings, term) for term in terms}
    warnings = [f"{term} is not in the model: {obstacle}" for term, obstacle in obstacles.items() if obstacle]
    return [term for term in terms if not obstacles[term]], warnings


def _term_obstacle(ratings: Ratings, term: str) -> str | None:
    name, _, by_condition = term.partition(":")
    codes = ratings.rater if name == "rater" else ratings.clip
    found = count_levels(codes)
    cells = count_levels(codes * len(ratings.conditions) + ratings.condition)
    if found < 2:
        return f"there is only one {name}"
    if len(ratings) in (found, cells if by_condition else 0):
        return "no two ratings share it"
    if by_condition and cells == found:
        return f"every {name} belongs to one condition"
    return None


def _obstacle(ratings: Ratings) -> str | None:
    conditions = np.flatnonzero(np.bincount(ratings.condition))
    if len(conditions) < 2:
        return "fewer than two conditions were rated"
    if len(ratings) <= len(conditions):
        return "there are not more ratings than conditions"
    if all(np.ptp(ratings.rating[ratings.condition == code]) == 0 for code in conditions):
        return "within each condition all ratings are the same"
    return None


def _finish(
    table: CrossProducts, top: Optimum, order: list[str], kept: list[str], conditions: IntArray, said: list[str]
) -> MixedModelFit | str:
    degrees = table.n - table.conditions
    residual = top.at.square / degrees
    found = variance_precision(top, residual, degrees)
    if found is None:
        return "the ratings do not determine the variances"
    variances = dict(zip(order, (top.rho * residual).tolist(), strict=True))
    zero = [f"the variance of {name} is estimated as 0" for name in kept if variances[name] == 0]
    return MixedModelFit(
        components={name: variances[name] for name in kept} | {"residual": residual},
        reml=top.deviance,
        conditions=conditions,
        means=top.at.means + table.centre,
        covariance=residual * top.at.covariance,
        variance=found.variance,
        slopes=found.slopes,
        n=table.n,
        warnings=(*said, *zero),
    )


DEFINITE = 1e-9


@dataclass(frozen=True, eq=False)
class VariancePrecision:
    """Covariance of the `k` variances `(k, k)`, and the slopes of the fixed effects' covariance `(k, C, C)`."""

    variance: Float64Array
    slopes: Float64Array


def variance_precision(top: Optimum, residual: float, degrees: int) -> VariancePrecision | None:
    """Return both for the variances above 0, the residual's last; `degrees` is ratings less conditions.

    The covariance is twice the inverse Hessian of -2 log restricted likelihood. None if that is not positive definite.
    It is taken by relative variances and the residual's, and carried over to the variances themselves, which is exact
    where the slope is 0.
    """
    inner = np.flatnonzero(top.rho > 0)
    hessian = np.zeros((len(inner) + 1, len(inner) + 1))
    second = 2 * top.information.squares / residual - top.information.traces
    hessian[:-1, :-1] = second[np.ix_(inner, inner)]
    hessian[-1, :-1] = hessian[:-1, -1] = top.at.squares[inner] / residual**2
    hessian[-1, -1] = degrees / residual**2
    scale = np.sqrt(np.abs(np.diag(hessian)))
    if (scale == 0).any() or np.linalg.eigvalsh(hessian / np.outer(scale, scale))[0] <= DEFINITE:
        return None
    rho, slopes = top.rho[inner], top.information.slopes[inner]
    carry = residual * np.eye(len(hessian))
    carry[:, -1] = np.append(rho, 1.0)
    own = top.at.covariance - np.tensordot(rho, slopes, 1)
    return VariancePrecision(2 * carry @ np.linalg.inv(hessian) @ carry.T, np.concatenate([slopes, own[None]]))
