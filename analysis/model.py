"""Which model answers for a region's contrasts: the crossed mixed model, else what is next best, and why."""

from dataclasses import dataclass, replace

from analysis.cells import rater_means
from analysis.contrasts import Estimator, on_rater_means
from analysis.lmm import ALL_TERMS, INTERCEPTS, Fit, fit
from analysis.ratings import Ratings
from analysis.satterthwaite import Omnibus, contrast, omnibus

MIXED = "crossed mixed model by REML, Satterthwaite df"
PAIRED = "paired t test on rater means"


@dataclass(frozen=True)
class MixedModel:
    """What is reported of a fitted model; `components` are variances in points squared."""

    terms: list[str]
    components: dict[str, float] | None
    reml: float | None
    omnibus: Omnibus | None
    warnings: list[str]
    intercepts_only: "MixedModel | None" = None


@dataclass(frozen=True, eq=False)
class RegionModel:
    """How contrasts of a region are estimated, by which method, and the mixed models to report."""

    estimate: Estimator
    method: str
    lmm: MixedModel


def region_model(ratings: Ratings) -> RegionModel:
    """Fit the model with all four terms; if that is impossible, contrasts are tested on rater means.

    Within the mixed model the ladder is shorter: a term that the design cannot show is left out, and a variance
    may be 0. The model with intercepts only is reported beside it, since papers use it; no contrast rests on it.
    """
    full = fit(ratings)
    beside = reported(fit(ratings, INTERCEPTS), INTERCEPTS)
    lmm = replace(reported(full, ALL_TERMS), intercepts_only=beside)
    if isinstance(full, str):
        return RegionModel(on_rater_means(rater_means(ratings)), PAIRED, lmm)
    return RegionModel(lambda weights: contrast(full, weights), MIXED, lmm)


def reported(model: Fit | str, terms: tuple[str, ...]) -> MixedModel:
    """Return what is reported of a fit, or of the reason why there is none."""
    if isinstance(model, str):
        return MixedModel(list(terms), None, None, None, [f"the mixed model was not fitted: {model}"])
    own = [term for term in terms if term in model.components]
    return MixedModel(own, model.components, model.reml, omnibus(model), list(model.warnings))
