"""The model of all conditions of a question, for the omnibus test, condition means and shares of variance."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from analysis.classical.t_test import Estimate
from analysis.comparisons.unequal_variances import unequal_variance_warnings
from analysis.models.kenward_roger import kenward_roger
from analysis.models.lmm import INTERCEPT_TERMS, MAXIMAL_TERMS, MixedModelFit, fit_mixed_model
from analysis.models.random_effects import RandomEffect, predict_random_effects
from analysis.models.satterthwaite import OmnibusTest, estimate_contrast, omnibus_test
from analysis.rating_design import find_confounding
from analysis.ratings import Ratings, count_levels
from face.arrays import Float64Array

Estimator = Callable[[Float64Array], Estimate | str]
"""Estimates the contrast with weights `(conditions,)`, or returns the reason why it cannot."""
FEW_LEVELS: Final = 5
"""Fewer raters or clips than this give a warning."""


@dataclass(frozen=True)
class MixedModelSummary:
    """What is reported of a fitted mixed model; `components` are variances in points squared."""

    terms: list[str]
    components: dict[str, float] | None
    reml: float | None
    omnibus: OmnibusTest | None
    warnings: list[str]
    intercepts_only: "MixedModelSummary | None" = None
    kenward_roger: OmnibusTest | None = None


@dataclass(frozen=True, eq=False)
class QuestionModel:
    """How a question's condition means are estimated, and what is reported of the model."""

    mean: Estimator
    lmm: MixedModelSummary
    random_effects: list[RandomEffect] | str
    warnings: list[str]


def fit_question_model(ratings: Ratings) -> QuestionModel:
    """Fit the mixed model with all four random-effect terms.

    A term that the design cannot estimate is left out of the model, and a variance may be 0. The model with intercepts
    only is reported beside it, since papers use it; no contrast rests on it.
    """
    fit = fit_mixed_model(ratings)
    lmm = replace(
        summarize_mixed_model(fit, MAXIMAL_TERMS),
        intercepts_only=summarize_mixed_model(fit_mixed_model(ratings, INTERCEPT_TERMS), INTERCEPT_TERMS),
        kenward_roger=_kenward_roger_test(ratings, fit),
    )
    warnings = generalization_warnings(ratings)
    confounded = find_confounding(ratings)
    if confounded:
        lmm = _without_tests(lmm)
        warnings.append(f"no test of equal conditions: {confounded}")
    if isinstance(fit, str):
        return QuestionModel(lambda _: fit, lmm, fit, warnings)
    warnings += unequal_variance_warnings(ratings)
    return QuestionModel(partial(estimate_contrast, fit), lmm, predict_random_effects(ratings, fit), warnings)


def _without_tests(lmm: MixedModelSummary) -> MixedModelSummary:
    intercepts = lmm.intercepts_only and replace(lmm.intercepts_only, omnibus=None)
    return replace(lmm, omnibus=None, kenward_roger=None, intercepts_only=intercepts)


def _kenward_roger_test(ratings: Ratings, fit: MixedModelFit | str) -> OmnibusTest | None:
    adjusted = fit if isinstance(fit, str) else kenward_roger(ratings, fit)
    test = adjusted if isinstance(adjusted, str) else adjusted.omnibus_test()
    return None if isinstance(test, str) else test


def generalization_warnings(ratings: Ratings) -> list[str]:
    """Return a warning for each of raters and clips of which there are fewer than five."""
    warnings = []
    for name, codes in (("rater", ratings.rater), ("clip", ratings.clip)):
        levels = count_levels(codes)
        if levels == 1:
            warnings.append(f"there is only one {name}: the results do not generalise beyond it")
        elif levels < FEW_LEVELS:
            warnings.append(f"only {levels} {name}s: their variance is poorly estimated, and p may be too small")
    return warnings


def summarize_mixed_model(fit: MixedModelFit | str, terms: tuple[str, ...]) -> MixedModelSummary:
    """Return what is reported of a fit, or of the reason why there is none."""
    if isinstance(fit, str):
        return MixedModelSummary(list(terms), None, None, None, [f"the mixed model was not fitted: {fit}"])
    included = [term for term in terms if term in fit.components]
    return MixedModelSummary(included, fit.components, fit.reml, omnibus_test(fit), list(fit.warnings))
