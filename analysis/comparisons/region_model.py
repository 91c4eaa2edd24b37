"""Which model answers for a region's contrasts: the crossed mixed model, else what is next best, and why."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from analysis.classical.descriptive import rater_means
from analysis.comparisons.contrasts import Estimator, rater_mean_estimator
from analysis.method_descriptions import MIXED_MODEL, PAIRED_T_TEST
from analysis.models.kenward_roger import kenward_roger
from analysis.models.lmm import INTERCEPT_TERMS, MAXIMAL_TERMS, MixedModelFit, fit_mixed_model
from analysis.models.random_effects import RandomEffect, predict_random_effects
from analysis.models.satterthwaite import OmnibusTest, estimate_contrast, omnibus_test
from analysis.ratings import Ratings

FEW = 5


@dataclass(frozen=True)
class MixedModelSummary:
    """What is reported of a fitted model; `components` are variances in points squared."""

    terms: list[str]
    components: dict[str, float] | None
    reml: float | None
    omnibus: OmnibusTest | None
    warnings: list[str]
    intercepts_only: "MixedModelSummary | None" = None
    kenward_roger: OmnibusTest | None = None


@dataclass(frozen=True, eq=False)
class RegionModel:
    """How a region's contrasts and means are estimated, by which method, what to report, and what to beware of."""

    estimate: Estimator
    method: str
    mean: Estimator
    lmm: MixedModelSummary
    random_effects: list[RandomEffect] | str
    warnings: list[str]


def fit_region_model(ratings: Ratings) -> RegionModel:
    """Fit the model with all four terms; if that is impossible, contrasts are tested on rater means.

    Within the mixed model the ladder is shorter: a term that the design cannot show is left out, and a variance
    may be 0. The model with intercepts only is reported beside it, since papers use it; no contrast rests on it.
    """
    full = fit_mixed_model(ratings)
    beside = summarize_mixed_model(fit_mixed_model(ratings, INTERCEPT_TERMS), INTERCEPT_TERMS)
    lmm = replace(
        summarize_mixed_model(full, MAXIMAL_TERMS), intercepts_only=beside, kenward_roger=_adjusted(ratings, full)
    )
    if isinstance(full, str):
        said = [f"contrasts are tested on rater means and take the clips as given, since {full}"]
        return RegionModel(
            rater_mean_estimator(rater_means(ratings)),
            PAIRED_T_TEST,
            lambda _: full,
            lmm,
            full,
            generalization_warnings(ratings) + said,
        )
    predicted = predict_random_effects(ratings, full)
    return RegionModel(
        partial(estimate_contrast, full),
        MIXED_MODEL,
        partial(estimate_contrast, full),
        lmm,
        predicted,
        generalization_warnings(ratings),
    )


def _adjusted(ratings: Ratings, model: MixedModelFit | str) -> OmnibusTest | None:
    found = model if isinstance(model, str) else kenward_roger(ratings, model)
    test = found if isinstance(found, str) else found.omnibus()
    return None if isinstance(test, str) else test


def generalization_warnings(ratings: Ratings) -> list[str]:
    """Say for which raters and clips the results hold, where there are fewer than five."""
    warnings = []
    for name, codes in (("rater", ratings.rater), ("clip", ratings.clip)):
        levels = len(np.unique(codes))
        if levels == 1:
            warnings.append(f"there is one {name}: the results hold for it alone")
        elif levels < FEW:
            warnings.append(f"there are only {levels} {name}s: how they differ is hardly known, p may be too small")
    return warnings


def summarize_mixed_model(model: MixedModelFit | str, terms: tuple[str, ...]) -> MixedModelSummary:
    """Return what is reported of a fit, or of the reason why there is none."""
    if isinstance(model, str):
        return MixedModelSummary(list(terms), None, None, None, [f"the mixed model was not fitted: {model}"])
    own = [term for term in terms if term in model.components]
    return MixedModelSummary(own, model.components, model.reml, omnibus_test(model), list(model.warnings))
