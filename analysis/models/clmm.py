"""The ordinal (cumulative link) mixed model, with the same random effects as the linear model.

logit P(rating ≤ step k) = theta_k − (condition + rater + clip + rater:condition + clip:condition). It shows whether the
linear model's results depend on treating the steps of the scale as equally spaced.
Source: Christensen, R package ordinal; Liddell & Kruschke, Journal of Experimental Social Psychology 79 (2018).
"""

from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import chdtrc

from analysis.models.crossed_effects import CrossedDesign
from analysis.models.laplace import LaplaceObjective, ParameterLayout
from analysis.models.lmm import MAXIMAL_TERMS, estimable_terms
from analysis.models.optimizer import determines_parameters
from analysis.ratings import Ratings, count_levels, renumber_levels
from face.arrays import Float64Array, IntArray

MAX_CATEGORIES: Final = 20
MAX_RATINGS: Final = 50_000
SEPARATION_LOG_ODDS: Final = 15.0
"""Greater log odds, or standard deviations, mean that ratings hardly overlap: the likelihood has no maximum."""
DIFFERENCE_STEP: Final = 1e-5
"""Step of the numerical second derivatives."""
GRADIENT_TOLERANCE: Final = 1e-5
ZERO_SD: Final = 1e-3
"""A smaller standard deviation is reported as 0."""
INITIAL_SDS: Final = (0.6, 0.2)
"""Initial standard deviations of a factor and of its interaction with the condition."""
_NOT_CONVERGED: Final = "the search for the ordinal model's best fit ended early"


@dataclass(frozen=True)
class ConditionEffect:
    """A condition compared to the first one: log odds of a higher rating, its standard error, and the odds ratio.

    All are None where the ratings of the two conditions hardly overlap.
    """

    condition: str
    log_odds: float | None
    error: float | None
    odds_ratio: float | None


@dataclass(frozen=True)
class OrdinalModel:
    """The fitted model and its likelihood ratio test of equal conditions; None where missing, with a warning.

    There is no test where ratings hardly overlap: the best fit is then at infinity, and a p-value from it would say
    how far the search went.

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
    """Fit the model to the ratings of one question and test the conditions.

    Without a fit, the fields are None and `warnings` gives the reason.
    """
    model, full = _fit_full(ratings, terms)
    if full is None:
        return model
    null = _fit_null(full)
    df = full.objective.parameters.effects
    chi2 = max(2 * (null.value - full.value), 0.0)
    return replace(
        model,
        chi2=chi2,
        df=df,
        p=float(chdtrc(df, chi2)),
        warnings=model.warnings + ([] if full.converged and null.converged else [_NOT_CONVERGED]),
    )


def fit_ordinal_effects(ratings: Ratings, terms: tuple[str, ...] = MAXIMAL_TERMS) -> OrdinalModel:
    """Fit the model like `fit_ordinal_model`, without its test of equal conditions, which needs another fit."""
    return _fit_full(ratings, terms)[0]


def _fit_full(ratings: Ratings, terms: tuple[str, ...]) -> "tuple[OrdinalModel, _Optimum | None]":
    """Return the model without test, and its optimum; None where ratings hardly overlap, or without a fit."""
    estimable, warnings = estimable_terms(ratings, terms)
    reason = _obstacle(ratings)
    if reason:
        return OrdinalModel(list(terms), warnings=[f"the ordinal model was not fitted: {reason}"]), None
    design, answer, used = _crossed_design(ratings, estimable)
    df = design.shape[2] - 1
    full = _fit(LaplaceObjective(design, answer, ParameterLayout(int(answer.max()), df, used)))
    thresholds, effects, sd = full.objective.parameters.unpack(full.x)
    deviations = {term: s for term, s in zip(_term_order(ratings), sd.tolist(), strict=True) if term in estimable}
    zero = [f"the deviation of {term} is estimated as 0" for term in estimable if deviations[term] < ZERO_SD]
    labels = [ratings.conditions[code] for code in np.unique(ratings.condition)]
    model = OrdinalModel(
        terms=estimable,
        loglik=-full.value,
        thresholds=thresholds.tolist(),
        deviations={term: 0.0 if deviations[term] < ZERO_SD else deviations[term] for term in estimable},
        effects=_condition_effects(labels, effects, None),
        warnings=[*warnings, *zero],
    )
    separation = _separation_warnings(labels, effects, deviations)
    if separation:
        return replace(model, warnings=[*model.warnings, *separation]), None
    covariance = _effect_covariance(full)
    model = replace(
        model,
        effects=_condition_effects(labels, effects, covariance),
        covariance=None if covariance is None else covariance.tolist(),
    )
    return model, full


@dataclass(frozen=True, eq=False)
class _Optimum:
    objective: LaplaceObjective
    x: Float64Array
    value: float
    converged: bool
    inverse_hessian: Float64Array


def _obstacle(ratings: Ratings) -> str | None:
    categories = len(np.unique(ratings.rating))
    if len(np.unique(ratings.condition)) < 2:
        return "fewer than two conditions were rated"
    if categories < 2:
        return "all ratings are the same"
    if categories > MAX_CATEGORIES:
        return f"there are {categories} distinct ratings; the ordinal model is meant for at most {MAX_CATEGORIES}"
    if len(ratings) > MAX_RATINGS:
        return f"with more than {MAX_RATINGS} ratings it would take minutes, and the linear model is adequate"
    return None


def _term_order(ratings: Ratings) -> tuple[str, ...]:
    """Return the terms, those of the factor with more levels first."""
    raters, clips = count_levels(ratings.rater), count_levels(ratings.clip)
    return MAXIMAL_TERMS[::2] + MAXIMAL_TERMS[1::2] if raters >= clips else MAXIMAL_TERMS[1::2] + MAXIMAL_TERMS[::2]


def _crossed_design(
    ratings: Ratings, estimable: list[str]
) -> tuple[CrossedDesign, IntArray, tuple[bool, bool, bool, bool]]:
    order = _term_order(ratings)
    factors = (ratings.rater, ratings.clip) if order[0] == "rater" else (ratings.clip, ratings.rater)
    first, second, condition = (renumber_levels(codes) for codes in (*factors, ratings.condition))
    shape = (int(first.max()) + 1, int(second.max()) + 1, int(condition.max()) + 1)
    a, b, c, d = (term in estimable for term in order)
    return (
        CrossedDesign(first, second, condition, shape),
        np.unique(ratings.rating, return_inverse=True)[1],
        (a, b, c, d),
    )


def _fit(objective: LaplaceObjective) -> _Optimum:
    """Fit from the thresholds of the marginal distribution and typical standard deviations."""
    parameters, answer = objective.parameters, objective.answer
    share = np.cumsum(np.bincount(answer))[:-1] / len(answer)
    thresholds = np.log(share / (1 - share))
    deviations = np.array(INITIAL_SDS * 2)[list(parameters.terms)]
    steps = np.log(np.diff(thresholds))
    return _minimize(objective, np.concatenate([thresholds[:1], steps, np.zeros(parameters.effects), deviations]))


def _fit_null(full: _Optimum) -> _Optimum:
    """Fit the model of equal conditions, starting from the full model's optimum and inverse Hessian."""
    parameters, k = full.objective.parameters, full.objective.parameters.thresholds
    common = np.r_[:k, k + parameters.effects : len(full.x)]
    initial = full.x[common]
    initial[0] -= full.x[k : k + parameters.effects].sum() / (parameters.effects + 1)
    objective = LaplaceObjective(full.objective.design, full.objective.answer, replace(parameters, effects=0))
    objective.effects = full.objective.effects
    return _minimize(objective, initial, full.inverse_hessian[np.ix_(common, common)])


def _minimize(
    objective: LaplaceObjective, initial: Float64Array, inverse_hessian: Float64Array | None = None
) -> _Optimum:
    tolerance = GRADIENT_TOLERANCE * max(1.0, len(objective.answer) / 1000)
    options: Any = {"gtol": tolerance, "maxiter": 500, "hess_inv0": inverse_hessian}
    result = minimize(objective, initial, jac=True, method="BFGS", options=options)
    converged = bool(np.abs(result.jac).max() < 100 * tolerance)
    inverse = np.asarray(result.hess_inv, dtype=np.float64)
    return _Optimum(objective, result.x, float(result.fun), converged, (inverse + inverse.T) / 2)


def _effect_covariance(optimum: _Optimum) -> Float64Array | None:
    """Return the covariance of the effects from the inverse Hessian; None if it is not positive definite."""
    near_zero = np.abs(optimum.x) < ZERO_SD
    near_zero[: -sum(optimum.objective.parameters.terms) or None] = False
    inner = np.flatnonzero(~near_zero)
    steps = DIFFERENCE_STEP * np.eye(len(optimum.x))[inner]
    gradient = optimum.objective(optimum.x)[1]
    rows = [(optimum.objective(optimum.x + step)[1] - gradient)[inner] / DIFFERENCE_STEP for step in steps]
    hessian = (np.array(rows) + np.array(rows).T) / 2
    if not determines_parameters(hessian):
        return None
    first = optimum.objective.parameters.thresholds
    effects = slice(first, first + optimum.objective.parameters.effects)
    return np.asarray(np.linalg.inv(hessian)[effects, effects])


def _condition_effects(
    labels: list[str], effects: Float64Array, covariance: Float64Array | None
) -> list[ConditionEffect]:
    errors = [None] * len(effects) if covariance is None else np.sqrt(np.diag(covariance)).tolist()
    return [
        ConditionEffect(label, effect, error, float(np.exp(effect)))
        if abs(effect) <= SEPARATION_LOG_ODDS
        else ConditionEffect(label, None, None, None)
        for label, effect, error in zip(labels[1:], effects.tolist(), errors, strict=True)
    ]


def _separation_warnings(labels: list[str], effects: Float64Array, deviations: dict[str, float]) -> list[str]:
    """Return why there is no test; an empty list if ratings overlap.

    Conditions are compared in the order of their effects, so that groups which do not overlap are found whatever the
    first condition is.
    """
    all_effects = np.append(0.0, effects)
    order = np.argsort(all_effects, kind="stable")
    pairs = [
        f"ratings of {labels[low]} and {labels[high]} overlap too little to estimate the odds between them, so the "
        "ordinal model does not test conditions"
        for low, high in zip(order[:-1].tolist(), order[1:].tolist(), strict=True)
        if all_effects[high] - all_effects[low] > SEPARATION_LOG_ODDS
    ]
    terms = [
        f"ratings differ by {term} almost without chance, so the ordinal model does not test conditions"
        for term, deviation in deviations.items()
        if deviation > SEPARATION_LOG_ODDS
    ]
    return pairs + terms
