"""Everything that one region's ratings say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.classical.cells import complete, rater_means
from analysis.classical.describe import Description, describe
from analysis.classical.estimate import Estimate
from analysis.classical.friedman import Friedman, friedman
from analysis.classical.rm_anova import RmAnova, rm_anova
from analysis.differences.clusters import Bootstrap, bootstrap
from analysis.differences.contrasts import Question, decide, pair_weights, weights_in
from analysis.differences.model import MixedModel, RegionModel, region_model
from analysis.differences.ordinal_pairs import OrdinalPair, ordinal_pairs
from analysis.differences.pairs import Pair, pairs
from analysis.models.clmm import OrdinalModel, ordinal_model
from analysis.models.random_effects import RandomEffect
from analysis.objective import Compared, Correlation, Score, compared, correlations
from analysis.plan import Plan
from analysis.raters.agreement import Agreement, agreement
from analysis.raters.drift import Drift, drift
from analysis.raters.observed import Rater, rater_table
from analysis.raters.rater_pairs import RaterMean, RaterPair, means_by_condition, rater_pairs
from analysis.ratings import Ratings

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WithoutExclusions:
    """The same answers from all raters, excluded ones too."""

    raters: int
    lmm: MixedModel
    pairs: list[Pair]


@dataclass(frozen=True)
class RegionResults:
    """What one region's ratings say; `without_exclusions` is None where nobody was excluded."""

    description: list[Description]
    lmm: MixedModel
    clmm: OrdinalModel
    ordinal_pairs: list[OrdinalPair]
    rm_anova: RmAnova
    friedman: Friedman
    pairs: list[Pair]
    agreement: Agreement
    variance_shares: dict[str, float] | None
    random_effects: list[RandomEffect]
    objective: list[Compared]
    objective_correlations: list[Correlation]
    position: Drift
    raters: list[Rater]
    rater_means: list[RaterMean]
    rater_pairs: list[RaterPair]
    without_exclusions: WithoutExclusions | None
    warnings: list[str]


@dataclass(frozen=True, eq=False)
class Region:
    """What is known of a region: its ratings, those before exclusions, its model, and the objective scores."""

    name: str
    ratings: Ratings
    everyone: Ratings
    model: RegionModel
    scores: Sequence[Score]


def region_results(region: Region, plan: Plan) -> RegionResults:
    """Analyse the ratings of one region."""
    name, ratings, everyone, model = region.name, region.ratings, region.everyone, region.model
    means = complete(rater_means(ratings))
    level, seed = plan.analysis.alpha, plan.analysis.seed
    drawn = bootstrap(ratings, level=level, seed=seed)
    explored = every_pair(name, ratings, model, plan, drawn)
    tests = rm_anova(means), friedman(means, level)
    ordinal = ordinal_model(ratings)
    beside = compared(ratings, region.scores)
    predicted = model.random_effects
    return RegionResults(
        description=_described(ratings, model, plan, drawn),
        lmm=model.lmm,
        clmm=ordinal,
        ordinal_pairs=ordinal_pairs(ratings, ordinal, level),
        rm_anova=tests[0],
        friedman=tests[1],
        pairs=explored,
        agreement=agreement(ratings, level=level, seed=seed),
        variance_shares=shares(model.lmm.components),
        random_effects=[] if isinstance(predicted, str) else predicted,
        objective=beside,
        objective_correlations=correlations(beside, level=level, seed=seed),
        position=drift(ratings, level),
        raters=rater_table(ratings),
        rater_means=means_by_condition(ratings),
        rater_pairs=rater_pairs(ratings),
        without_exclusions=None if len(everyone) == len(ratings) else _unexcluded(name, everyone, plan),
        warnings=[*model.warnings, *_reasons(tests, explored)],
    )


def _described(ratings: Ratings, model: RegionModel, plan: Plan, drawn: Bootstrap) -> list[Description]:
    """Describe the conditions, with the model's and the bootstrap's intervals beside the raters' own."""
    found = describe(ratings, scale=plan.design.scale, alpha=plan.analysis.alpha)
    rows = zip(found, np.eye(len(ratings.conditions)), strict=True)
    return [replace(row, **_intervals(model.mean(one), drawn, one, plan)) if row.n else row for row, one in rows]


def _intervals(mean: Estimate | str, drawn: Bootstrap, one: Floats, plan: Plan) -> dict[str, Any]:
    low, high = drawn.interval(one)
    found: dict[str, Any] = {"boot_low": low, "boot_high": high}
    if isinstance(mean, str):
        return found
    ends = mean.interval(plan.analysis.alpha)
    return found | {"model_mean": mean.difference, "model_low": ends[0], "model_high": ends[1]}


def every_pair(name: str, ratings: Ratings, model: RegionModel, plan: Plan, drawn: Bootstrap) -> list[Pair]:
    """Test every pair of conditions."""
    questions = [
        Question(name, f"{a} - {b}", weights, model.method, model.estimate(weights_in(weights, ratings.conditions)))
        for (a, b), weights in pair_weights(ratings.conditions).items()
    ]
    found = decide(questions, plan.analysis, "all")
    return pairs(found, rater_means(ratings), ratings.conditions, drawn, plan.analysis.alpha)


def shares(components: dict[str, float] | None) -> dict[str, float] | None:
    """Return each variance as a share of their sum: whether more raters or more clips would help."""
    if components is None:
        return None
    total = sum(components.values())
    return {term: variance / total for term, variance in components.items()}


def _unexcluded(name: str, everyone: Ratings, plan: Plan) -> WithoutExclusions:
    model = region_model(everyone)
    drawn = bootstrap(everyone, level=plan.analysis.alpha, seed=plan.analysis.seed)
    return WithoutExclusions(len(np.unique(everyone.rater)), model.lmm, every_pair(name, everyone, model, plan, drawn))


def _reasons(tests: tuple[RmAnova, Friedman], explored: Sequence[Pair]) -> list[str]:
    """Return why tests are missing."""
    found = [test.reason for test in tests if test.reason]
    return found + [f"{pair.a} - {pair.b}: {pair.reason}" for pair in explored if pair.reason]
