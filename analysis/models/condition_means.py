"""The condition-means model: the means of a contrast's conditions, with variances of their own for each weight."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.models.grouped_variances import GroupedDesign, GroupedLikelihood, Term, evaluate, group_design
from analysis.models.kenward_roger import KenwardRoger
from analysis.models.lmm import MixedModelFit
from analysis.models.optimizer import UNDETERMINED, determines_parameters, has_positive_curvature
from analysis.ratings import Ratings, renumber_levels
from face.arrays import BoolArray, Float64Array, IntArray

MAX_COLUMNS: Final = 1500
"""Raters and clips times conditions; a model with more takes minutes."""
MAX_STEPS: Final = 60
MAX_HALVINGS: Final = 30
MIN_GAIN: Final = 1e-10
"""A step that is expected to lower the deviance by less is the last."""
NEWTON_GAIN: Final = 0.5
"""A step that is expected to lower it by less uses the observed second derivatives."""
MIN_RESIDUAL: Final = 1e-6
"""The smallest residual variance, relative to the variance of the ratings of its conditions."""
ROUNDING: Final = 1e-9
FACTORS: Final = ("rater", "clip")


@dataclass(frozen=True, eq=False)
class ConditionMeansFit:
    """A fitted model: `fit` as of every mixed model, and what Kenward and Roger's tests need."""

    fit: MixedModelFit
    likelihood: GroupedLikelihood

    def kenward_roger(self) -> KenwardRoger | str:
        """Return the fit with its adjusted covariance, or the reason why there is none."""
        information, c = self.likelihood.expected_hessian, self.fit.covariance
        if not determines_parameters(information):
            return UNDETERMINED
        variance = np.asarray(2 * np.linalg.inv(information))
        correction = 2 * np.einsum("ij,ijab->ab", variance, self.likelihood.mean_corrections())
        precision = np.linalg.inv(c)
        p_matrices = -precision @ self.likelihood.covariance_gradients() @ precision
        return KenwardRoger(self.fit, c + (correction + correction.T) / 2, p_matrices, variance)


def fit_condition_means(ratings: Ratings, weights: Float64Array) -> ConditionMeansFit | str:
    """Fit the model to the ratings of the weighted conditions of one question, or return why that is impossible.

    Conditions with the same weight share their variances. Terms that the design can't tell from others are left out:
    where each rater rated one condition only, raters differ within conditions and rater:condition takes their place.

    Parameters
    ----------
    ratings
        The ratings of one question; those of conditions with weight 0 are not used.
    weights
        `(all conditions,)`.
    """
    own = ratings.where(np.isin(ratings.condition, np.flatnonzero(weights)))
    condition, rater, clip = (renumber_levels(each) for each in (own.condition, own.rater, own.clip))
    codes = np.unique(own.condition)
    values = np.unique(weights[codes])
    group_of = np.searchsorted(values, weights[codes])
    group = group_of[condition]
    reason = _obstacle(own, codes, group_of)
    if reason:
        return reason
    if (rater.max() + clip.max() + 2) * len(codes) > MAX_COLUMNS:
        return f"the model has more than {MAX_COLUMNS} columns"
    labels = [", ".join(ratings.conditions[code] for code in codes[group_of == each]) for each in range(len(values))]
    terms = _terms((rater, clip), condition, group_of, labels)
    centre = float(own.rating.mean())
    design = group_design((rater, clip), condition, group, own.rating - centre, terms)
    scale = np.array([float(own.rating[group == each].var()) for each in range(len(values))])
    try:
        best = _maximize(design, scale)
        precision = _variance_precision(best)
    except np.linalg.LinAlgError:
        return UNDETERMINED
    if precision is None:
        return UNDETERMINED
    names = [term.name for term in terms] + [f"residual ({label})" for label in labels]
    at_zero = [
        f"the variance of {name} is estimated as 0" for name, value in zip(names, best.theta, strict=True) if value == 0
    ]
    fit = MixedModelFit(
        components=dict(zip(names, best.theta.tolist(), strict=True)),
        reml=best.deviance,
        conditions=codes,
        means=best.means + centre,
        covariance=best.covariance,
        component_covariance=precision,
        covariance_gradients=best.covariance_gradients()[best.theta > 0],
        n=len(own),
        warnings=tuple(at_zero),
    )
    return ConditionMeansFit(fit, best)


def _obstacle(ratings: Ratings, codes: IntArray, group_of: IntArray) -> str | None:
    for group in range(group_of.max() + 1):
        names = [ratings.conditions[code] for code in codes[group_of == group]]
        own = ratings.rating[np.isin(ratings.condition, codes[group_of == group])]
        if len(own) <= len(names):
            return f"{', '.join(names)} has too few ratings"
        if np.ptp(own) == 0:
            return f"all ratings of {', '.join(names)} are the same"
    return None


def _terms(
    levels: tuple[IntArray, IntArray], condition: IntArray, group_of: IntArray, labels: list[str]
) -> tuple[Term, ...]:
    """Return the random effects that the design can tell from each other."""
    c, start, terms = len(group_of), 0, []
    for name, codes in zip(FACTORS, levels, strict=True):
        count = int(codes.max()) + 1
        columns = slice(start, start + count * c)
        start += count * c
        cells = np.bincount(codes * c + condition, minlength=count * c).reshape(count, c)
        if count > 1 and ((cells > 0).sum(axis=1) > 1).any():
            terms.append(Term(name, columns, np.ones((c, c))))
        for group, label in enumerate(labels):
            own = cells[:, group_of == group]
            if (own > 1).any() and ((own > 0).sum(axis=0) > 1).any():
                basis = np.diag((group_of == group).astype(float))
                terms.append(Term(f"{name}:condition ({label})", columns, basis))
    return tuple(terms)


def _maximize(design: GroupedDesign, scale: Float64Array) -> GroupedLikelihood:
    """Return the highest likelihood; a search that ended at a variance of 0 is repeated from another place."""
    lower = np.concatenate([np.zeros(len(design.terms)), MIN_RESIDUAL * scale])
    best = _search(design, _start(design, scale, 0.15), lower)
    if (best.theta[: len(design.terms)] == 0).any():
        best = min(best, _search(design, _start(design, scale, 0.0), lower), key=lambda each: each.deviance)
    return best


def _start(design: GroupedDesign, scale: Float64Array, share: float) -> Float64Array:
    """Return variances: each random effect a share of the ratings' mean variance, the residuals what is left."""
    left = 1 - share * min(len(design.terms), 5)
    return np.concatenate([np.full(len(design.terms), share * float(scale.mean())), left * scale])


def _search(design: GroupedDesign, theta: Float64Array, lower: Float64Array) -> GroupedLikelihood:
    current = evaluate(design, theta)
    for _ in range(MAX_STEPS):
        step, gain = _newton_step(current, lower)
        improved = _line_search(design, current, step, lower) if gain > MIN_GAIN else None
        if improved is None:
            break
        current = improved
    return current


def _newton_step(current: GroupedLikelihood, lower: Float64Array) -> tuple[Float64Array, float]:
    """Return the step `(k,)` of the variances that may move, and by how much it should lower the deviance."""
    gradient = current.gradient
    moving = np.flatnonzero((current.theta > lower) | (gradient < 0))
    step = np.zeros(len(gradient))
    expected = current.expected_hessian
    step[moving] = np.linalg.lstsq(expected[np.ix_(moving, moving)], -gradient[moving])[0]
    gain = float(-gradient @ step)
    if gain < NEWTON_GAIN:
        observed = (2 * current.score_products - expected)[np.ix_(moving, moving)]
        if has_positive_curvature(observed):
            step[moving] = np.linalg.solve(observed, -gradient[moving])
            gain = float(-gradient @ step)
    return step, gain


def _line_search(
    design: GroupedDesign, current: GroupedLikelihood, step: Float64Array, lower: Float64Array
) -> GroupedLikelihood | None:
    """Take the step within the bounds, halving it until the deviance is lower; None if it never is."""
    for _ in range(MAX_HALVINGS):
        trial = evaluate(design, np.maximum(current.theta + step, lower))
        if trial.deviance <= current.deviance + ROUNDING:
            return trial
        step = step / 2
    return None


def _variance_precision(at: GroupedLikelihood) -> Float64Array | None:
    """Return twice the inverse of the observed second derivatives for the variances above 0, as lmerTest does."""
    positive: BoolArray = at.theta > 0
    observed = (2 * at.score_products - at.expected_hessian)[np.ix_(positive, positive)]
    if not determines_parameters(observed):
        return None
    return np.asarray(2 * np.linalg.inv(observed))
