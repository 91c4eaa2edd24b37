"""The ordinal mixed model: ratings as ordered steps, with the same random effects as the linear model.

logit P(rating ≤ step k) = theta_k − (condition + rater + clip + rater:condition + clip:condition). It asks whether the
linear model's answers hang on taking steps of the scale for equal distances.
Source: Christensen, R package ordinal; Liddell & Kruschke, Journal of Experimental Social Psychology 79 (2018).
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import chdtrc

from analysis.models.crossed_effects import CrossedDesign
from analysis.models.laplace import LaplaceObjective, ParameterLayout
from analysis.models.lmm import MAXIMAL_TERMS, estimable_terms
from analysis.ratings import Ratings, count_levels, renumber_levels
from face.arrays import Float64Array, IntArray

MOST_STEPS, MOST_RATINGS = 20, 50_000
SEPARATED = 15.0
STEP = 1e-5
GRADIENT = 1e-5
ZERO = 1e-3
STARTS = (0.6, 0.2)
_UNSURE = "the search for the ordinal model's best fit ended early"


@dataclass(frozen=True)
class ConditionEffect:
    """A condition against the first one: log odds of a higher rating, its standard error, and the odds ratio."""

    condition: str
    log_odds: float
    error: float | None
    odds_ratio: float


@dataclass(frozen=True)
class OrdinalModel:
    """The fitted model and its likelihood ratio test of equal conditions; what is missing has a warning.

    `deviations` are standard deviations on the logit scale, `thresholds` belong to the first condition; `covariance` is
    that of the effects.
    """

    terms: list[str]
    loglik: float | None = None
    chi2: float | None = None
    df: int | None = None
    p: float | None = None
    thresholds: list[float] | None = None
    deviations: dict[str, float] | None = None
    effects: list[ConditionEffect] = field(default_factory=list)
    covariance: list[list[float]] | None = None
    warnings: list[str] = field(default_factory=list)


def fit_ordinal_model(ratings: Ratings, terms: tuple[str, ...] = MAXIMAL_TERMS) -> OrdinalModel:
    """Fit the model to the ratings of one region and test the conditions; never raises, says why instead."""
    kept, warnings = estimable_terms(ratings, terms)
    reason = _obstacle(ratings)
    if reason:
        return OrdinalModel(list(terms), warnings=[f"the ordinal model was not fitted: {reason}"])
    layout, answer, used = _prepared(ratings, kept)
    free = _climb(LaplaceObjective(layout, answer, ParameterLayout(int(answer.max()), layout.shape[2] - 1, used)))
    none = _without_effects(free)
    df = layout.shape[2] - 1
    chi2 = max(2 * (none.value - free.value), 0.0)
    covariance = _covariance(free)
    thresholds, effects, sd = free.objective.shape.split(free.x)
    found = {term: s for term, s in zip(_order(ratings), sd.tolist(), strict=True) if term in kept}
    said = [f"the deviation of {term} is estimated as 0" for term in kept if found[term] < ZERO]
    labels = [ratings.conditions[code] for code in np.unique(ratings.condition)]
    return OrdinalModel(
        terms=kept,
        loglik=-free.value,
        chi2=chi2,
        df=df,
        p=float(chdtrc(df, chi2)),
        thresholds=thresholds.tolist(),
        deviations={term: 0.0 if found[term] < ZERO else found[term] for term in kept},
        effects=_effects(labels, effects, covariance),
        covariance=None if covariance is None else covariance.tolist(),
        warnings=warnings + said + _separated(labels, effects) + ([] if free.found and none.found else [_UNSURE]),
    )


@dataclass(frozen=True, eq=False)
class _End:
    objective: LaplaceObjective
    x: Float64Array
    value: float
    found: bool
    inverse: Float64Array


def _obstacle(ratings: Ratings) -> str | None:
    steps = len(np.unique(ratings.rating))
    if len(np.unique(ratings.condition)) < 2:
        return "fewer than two conditions were rated"
    if steps < 2:
        return "all ratings are the same"
    if steps > MOST_STEPS:
        return f"there are {steps} different ratings, and it is meant for at most {MOST_STEPS} steps"
    if len(ratings) > MOST_RATINGS:
        return f"with more than {MOST_RATINGS} ratings it takes minutes and the linear model serves as well"
    return None


def _order(ratings: Ratings) -> tuple[str, ...]:
    """Return the terms with those of the factor of more levels first."""
    raters, clips = count_levels(ratings.rater), count_levels(ratings.clip)
    return MAXIMAL_TERMS[::2] + MAXIMAL_TERMS[1::2] if raters >= clips else MAXIMAL_TERMS[1::2] + MAXIMAL_TERMS[::2]


def _prepared(ratings: Ratings, kept: list[str]) -> tuple[CrossedDesign, IntArray, tuple[bool, bool, bool, bool]]:
    order = _order(ratings)
    factors = (ratings.rater, ratings.clip) if order[0] == "rater" else (ratings.clip, ratings.rater)
    first, second, condition = (renumber_levels(codes) for codes in (*factors, ratings.condition))
    shape = (int(first.max()) + 1, int(second.max()) + 1, int(condition.max()) + 1)
    a, b, c, d = (term in kept for term in order)
    return (
        CrossedDesign(first, second, condition, shape),
        np.unique(ratings.rating, return_inverse=True)[1],
        (a, b, c, d),
    )


def _climb(objective: LaplaceObjective) -> _End:
    """Search from the answers' marginal distribution, with standard deviations that are ordinary for ratings."""
    shape, answer = objective.shape, objective.answer
    share = np.cumsum(np.bincount(answer))[:-1] / len(answer)
    thresholds = np.log(share / (1 - share))
    deviations = np.array(STARTS * 2)[list(shape.terms)]
    steps = np.log(np.diff(thresholds))
    return _search(objective, np.concatenate([thresholds[:1], steps, np.zeros(shape.effects), deviations]))


def _without_effects(end: _End) -> _End:
    """Search the model of equal conditions from where the other one ended, with what is known of its curvature."""
    shape, k = end.objective.shape, end.objective.shape.thresholds
    kept = np.r_[:k, k + shape.effects : len(end.x)]
    start = end.x[kept]
    start[0] -= end.x[k : k + shape.effects].sum() / (shape.effects + 1)
    objective = LaplaceObjective(end.objective.layout, end.objective.answer, replace(shape, effects=0))
    objective.effects = end.objective.effects
    return _search(objective, start, end.inverse[np.ix_(kept, kept)])


def _search(objective: LaplaceObjective, start: Float64Array, inverse: Float64Array | None = None) -> _End:
    close = GRADIENT * max(1.0, len(objective.answer) / 1000)
    options: Any = {"gtol": close, "maxiter": 500, "hess_inv0": inverse}
    end = minimize(objective, start, jac=True, method="BFGS", options=options)
    found = bool(np.abs(end.jac).max() < 100 * close)
    curved = np.asarray(end.hess_inv, dtype=np.float64)
    return _End(objective, end.x, float(end.fun), found, (curved + curved.T) / 2)


def _covariance(end: _End) -> Float64Array | None:
    """Return the covariance of the effects from the inverse Hessian; None if it is not positive definite."""
    near_zero = np.abs(end.x) < ZERO
    near_zero[: -sum(end.objective.shape.terms) or None] = False
    inner = np.flatnonzero(~near_zero)
    steps = STEP * np.eye(len(end.x))[inner]
    here = end.objective(end.x)[1]
    rows = [(end.objective(end.x + step)[1] - here)[inner] / STEP for step in steps]
    hessian = (np.array(rows) + np.array(rows).T) / 2
    if np.linalg.eigvalsh(hessian)[0] <= 0:
        return None
    own = slice(end.objective.shape.thresholds, end.objective.shape.thresholds + end.objective.shape.effects)
    return np.asarray(np.linalg.inv(hessian)[own, own])


def _effects(labels: list[str], effects: Float64Array, covariance: Float64Array | None) -> list[ConditionEffect]:
    known = [None] * len(effects) if covariance is None else np.sqrt(np.diag(covariance)).tolist()
    return [
        ConditionEffect(label, float(effect), error, float(np.exp(np.clip(effect, -700, 700))))
        for label, effect, error in zip(labels[1:], effects, known, strict=True)
    ]


def _separated(labels: list[str], effects: Float64Array) -> list[str]:
    return [
        f"ratings of {label} and {labels[0]} hardly overlap: the odds between them cannot be estimated"
        for label, effect in zip(labels[1:], effects, strict=True)
        if abs(effect) > SEPARATED
    ]
