"""The crossed linear mixed model: condition means with rater, clip, rater:condition and clip:condition effects."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.models.climb import Top, best
from analysis.models.codes import levels
from analysis.models.crosstable import CrossTable, crosstable
from analysis.models.curvature import curvature
from analysis.ratings import Ratings

Floats = NDArray[np.float64]

ALL_TERMS = ("rater", "clip", "rater:condition", "clip:condition")
INTERCEPTS = ("rater", "clip")


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model.

    Attributes
    ----------
    components
        Variance of each term and of "residual", in points squared.
    reml
        -2 log restricted likelihood.
    conditions
        Codes of the conditions that were rated, `C` of them.
    means, covariance
        `(C,)` points and `(C, C)`.
    variance, slopes
        Of the `k` variances above 0, the residual's among them: their covariance `(k, k)`, and the derivatives of
        `covariance` by them `(k, C, C)`.
    """

    components: dict[str, float]
    reml: float
    conditions: NDArray[np.intp]
    means: Floats
    covariance: Floats
    variance: Floats
    slopes: Floats
    n: int
    warnings: tuple[str, ...]


def fit(ratings: Ratings, terms: tuple[str, ...] = ALL_TERMS) -> Fit | str:
    """Fit the model to the ratings of one region by REML, or say why that's not possible.

    Terms that the data cannot tell apart from others are left out, variances may be 0; both are in `warnings`.
    """
    kept, warnings = usable(ratings, terms)
    reason = _obstacle(ratings)
    if reason:
        return reason
    table = crosstable(ratings)
    order = [f"{name}{suffix}" for name in table.names for suffix in ("", ":condition")]
    top = best(table, np.array([name in kept for name in order]))
    if isinstance(top, str):
        return top
    return _finish(table, top, order, kept, np.flatnonzero(np.bincount(ratings.condition)), warnings)


def usable(ratings: Ratings, terms: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the terms whose variance the design can show, and a warning for each of the others."""
    obstacles = {term: _term_obstacle(ratings, term) for term in terms}
    warnings = [f"{term} is not in the model: {obstacle}" for term, obstacle in obstacles.items() if obstacle]
    return [term for term in terms if not obstacles[term]], warnings


def _term_obstacle(ratings: Ratings, term: str) -> str | None:
    name, _, by_condition = term.partition(":")
    codes = ratings.rater if name == "rater" else ratings.clip
    found = levels(codes)
    cells = levels(codes * len(ratings.conditions) + ratings.condition)
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
    table: CrossTable, top: Top, order: list[str], kept: list[str], conditions: NDArray[np.intp], said: list[str]
) -> Fit | str:
    degrees = table.n - table.conditions
    residual = top.at.square / degrees
    found = curvature(top, residual, degrees)
    if found is None:
        return "the ratings do not determine the variances"
    variances = dict(zip(order, (top.rho * residual).tolist(), strict=True))
    zero = [f"the variance of {name} is estimated as 0" for name in kept if variances[name] == 0]
    return Fit(
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
