"""The model that estimates a region's contrasts: the crossed mixed model, else paired t tests on rater means."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from analysis.classical.descriptive import rater_means
from analysis.comparisons.contrasts import Estimator, rater_mean_estimator
from analysis.method_descriptions import MIXED_MODEL, PAIRED_T_TEST
from analysis.models.kenward_roger import kenward_roger
from analysis.models.lmm import INTERCEPT_TERMS, MAXIMAL_TERMS, MixedModelFit, fit_mixed_model
from analysis.models.random_effects import RandomEffect, predict_random_effects
from analysis.models.satterthwaite import OmnibusTest, estimate_contrast, omnibus_test
from analysis.ratings import Ratings, count_levels

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
class RegionModel:
    """How a region's contrasts (`estimate`) and condition means (`mean`) are estimated, and what is reported of it."""

    estimate: Estimator
    method: str
    mean: Estimator
    lmm: MixedModelSummary
    random_effects: list[RandomEffect] | str
    warnings: list[str]


def fit_region_model(ratings: Ratings) -> RegionModel:
    """Fit the mixed model with all four random-effect terms; if that fails, contrasts are tested on rater means.

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
    if isinstance(fit, str):
        warnings.append(f"contrasts are tested on rater means and do not generalise over clips, because {fit}")
        estimator = rater_mean_estimator(rater_means(ratings))
        return RegionModel(estimator, PAIRED_T_TEST, lambda _: fit, lmm, fit, warnings)
    estimator = partial(estimate_contrast, fit)
    return RegionModel(estimator, MIXED_MODEL, estimator, lmm, predict_random_effects(ratings, fit), warnings)


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
