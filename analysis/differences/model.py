"""Which model answers for a region's contrasts: the crossed mixed model, else what is next best, and why."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from analysis.classical.cells import rater_means
from analysis.differences.contrasts import Estimator, on_rater_means
from analysis.methods import MIXED, PAIRED
from analysis.models.kenward_roger import kenward_roger
from analysis.models.lmm import ALL_TERMS, INTERCEPTS, Fit, fit
from analysis.models.random_effects import RandomEffect, random_effects
from analysis.models.satterthwaite import Omnibus, contrast, omnibus
from analysis.ratings import Ratings

FEW = 5


@dataclass(frozen=True)
class MixedModel:
    """What is reported of a fitted model; `components` are variances in points squared."""

    terms: list[str]
    components: dict[str, float] | None
    reml: float | None
    omnibus: Omnibus | None
    warnings: list[str]
    intercepts_only: "MixedModel | None" = None
    kenward_roger: Omnibus | None = None


@dataclass(frozen=True, eq=False)
class RegionModel:
    """How a region's contrasts and means are estimated, by which method, what to report, and what to beware of."""

    estimate: Estimator
    method: str
    mean: Estimator
    lmm: MixedModel
    random_effects: list[RandomEffect] | str
    warnings: list[str]


def region_model(ratings: Ratings) -> RegionModel:
    """Fit the model with all four terms; if that is impossible, contrasts are tested on rater means.

    Within the mixed model the ladder is shorter: a term that the design cannot show is left out, and a variance
    may be 0. The model with intercepts only is reported beside it, since papers use it; no contrast rests on it.
    """
    full = fit(ratings)
    beside = reported(fit(ratings, INTERCEPTS), INTERCEPTS)
    lmm = replace(reported(full, ALL_TERMS), intercepts_only=beside, kenward_roger=_adjusted(ratings, full))
    if isinstance(full, str):
        said = [f"contrasts are tested on rater means and take the clips as given, since {full}"]
        return RegionModel(
            on_rater_means(rater_means(ratings)), PAIRED, lambda _: full, lmm, full, scope(ratings) + said
        )
    predicted = random_effects(ratings, full)
    return RegionModel(partial(contrast, full), MIXED, partial(contrast, full), lmm, predicted, scope(ratings))


def _adjusted(ratings: Ratings, model: Fit | str) -> Omnibus | None:
    found = model if isinstance(model, str) else kenward_roger(ratings, model)
    test = found if isinstance(found, str) else found.omnibus()
    return None if isinstance(test, str) else test


def scope(ratings: Ratings) -> list[str]:
    """Say for which raters and clips the results hold, where there are fewer than five."""
    warnings = []
    for name, codes in (("rater", ratings.rater), ("clip", ratings.clip)):
        levels = len(np.unique(codes))
        if levels == 1:
            warnings.append(f"there is one {name}: the results hold for it alone")
        elif levels < FEW:
            warnings.append(f"there are only {levels} {name}s: how they differ is hardly known, p may be too small")
    return warnings


def reported(model: Fit | str, terms: tuple[str, ...]) -> MixedModel:
    """Return what is reported of a fit, or of the reason why there is none."""
    if isinstance(model, str):
        return MixedModel(list(terms), None, None, None, [f"the mixed model was not fitted: {model}"])
    own = [term for term in terms if term in model.components]
    return MixedModel(own, model.components, model.reml, omnibus(model), list(model.warnings))
