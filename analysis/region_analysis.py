"""Everything that one region's ratings say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.classical.descriptive import Description, complete_rows, describe_conditions, rater_means
from analysis.classical.rank_tests import FriedmanTest, friedman_test
from analysis.classical.rm_anova import RmAnova, rm_anova
from analysis.classical.t_test import Estimate
from analysis.comparisons.bootstrap import ClusterBootstrap, cluster_bootstrap
from analysis.comparisons.contrasts import ContrastEstimate, evaluate_contrasts, pair_weights, weight_vector
from analysis.comparisons.pairwise import OrdinalPairComparison, PairComparison, compare_ordinal_pairs, compare_pairs
from analysis.comparisons.region_model import MixedModelSummary, RegionModel, fit_region_model
from analysis.models.clmm import OrdinalModel, fit_ordinal_model
from analysis.models.random_effects import RandomEffect
from analysis.objective_correlations import ScoreCorrelation, ScoredStimulus, correlate_scores, match_scores
from analysis.objective_scores import ObjectiveScore
from analysis.plan import Plan
from analysis.raters.agreement import Agreement, rater_agreement
from analysis.raters.drift import Drift, rating_drift
from analysis.raters.rater_correlations import (
    RaterConditionMean,
    RaterCorrelation,
    correlate_raters,
    rater_condition_means,
)
from analysis.raters.rater_statistics import RaterStatistics, describe_raters
from analysis.ratings import Ratings
from face.arrays import Float64Array


@dataclass(frozen=True)
class WithoutExclusions:
    """The same answers from all raters, excluded ones too."""

    raters: int
    lmm: MixedModelSummary
    pairs: list[PairComparison]


@dataclass(frozen=True)
class RegionResults:
    """What one region's ratings say; `without_exclusions` is None where nobody was excluded."""

    description: list[Description]
    lmm: MixedModelSummary
    clmm: OrdinalModel
    ordinal_pairs: list[OrdinalPairComparison]
    rm_anova: RmAnova
    friedman: FriedmanTest
    pairs: list[PairComparison]
    agreement: Agreement
    variance_shares: dict[str, float] | None
    random_effects: list[RandomEffect]
    objective: list[ScoredStimulus]
    objective_correlations: list[ScoreCorrelation]
    position: Drift
    raters: list[RaterStatistics]
    rater_means: list[RaterConditionMean]
    rater_pairs: list[RaterCorrelation]
    without_exclusions: WithoutExclusions | None
    warnings: list[str]


@dataclass(frozen=True, eq=False)
class RegionData:
    """What is known of a region: its ratings, those before exclusions, its model, and the objective scores."""

    name: str
    ratings: Ratings
    everyone: Ratings
    model: RegionModel
    scores: Sequence[ObjectiveScore]


def analyse_region(region: RegionData, plan: Plan) -> RegionResults:
    """Analyse the ratings of one region."""
    name, ratings, everyone, model = region.name, region.ratings, region.everyone, region.model
    means = complete_rows(rater_means(ratings))
    level, seed = plan.analysis.alpha, plan.analysis.seed
    drawn = cluster_bootstrap(ratings, level=level, seed=seed)
    explored = compare_all_pairs(name, ratings, model, plan, drawn)
    tests = rm_anova(means), friedman_test(means, level)
    ordinal = fit_ordinal_model(ratings)
    beside = match_scores(ratings, region.scores)
    predicted = model.random_effects
    return RegionResults(
        description=_described(ratings, model, plan, drawn),
        lmm=model.lmm,
        clmm=ordinal,
        ordinal_pairs=compare_ordinal_pairs(ratings, ordinal, level),
        rm_anova=tests[0],
        friedman=tests[1],
        pairs=explored,
        agreement=rater_agreement(ratings, level=level, seed=seed),
        variance_shares=variance_shares(model.lmm.components),
        random_effects=[] if isinstance(predicted, str) else predicted,
        objective=beside,
        objective_correlations=correlate_scores(beside, level=level, seed=seed),
        position=rating_drift(ratings, level),
        raters=describe_raters(ratings),
        rater_means=rater_condition_means(ratings),
        rater_pairs=correlate_raters(ratings),
        without_exclusions=None if len(everyone) == len(ratings) else _unexcluded(name, everyone, plan),
        warnings=[*model.warnings, *_reasons(tests, explored)],
    )


def _described(ratings: Ratings, model: RegionModel, plan: Plan, drawn: ClusterBootstrap) -> list[Description]:
    """Describe the conditions, with the model's and the bootstrap's intervals beside the raters' own."""
    found = describe_conditions(ratings, scale=plan.design.scale, alpha=plan.analysis.alpha)
    rows = zip(found, np.eye(len(ratings.conditions)), strict=True)
    return [replace(row, **_intervals(model.mean(one), drawn, one, plan)) if row.n else row for row, one in rows]


def _intervals(mean: Estimate | str, drawn: ClusterBootstrap, one: Float64Array, plan: Plan) -> dict[str, Any]:
    low, high = drawn.interval(one)
    found: dict[str, Any] = {"boot_low": low, "boot_high": high}
    if isinstance(mean, str):
        return found
    ends = mean.interval(plan.analysis.alpha)
    return found | {"model_mean": mean.difference, "model_low": ends[0], "model_high": ends[1]}


def compare_all_pairs(
    name: str, ratings: Ratings, model: RegionModel, plan: Plan, drawn: ClusterBootstrap
) -> list[PairComparison]:
    """Test every pair of conditions."""
    questions = [
        ContrastEstimate(
            name, f"{a} - {b}", weights, model.method, model.estimate(weight_vector(weights, ratings.conditions))
        )
        for (a, b), weights in pair_weights(ratings.conditions).items()
    ]
    found = evaluate_contrasts(questions, plan.analysis, "all")
    return compare_pairs(found, rater_means(ratings), ratings.conditions, drawn, plan.analysis.alpha)


def variance_shares(components: dict[str, float] | None) -> dict[str, float] | None:
    """Return each variance as a share of their sum: whether more raters or more clips would help."""
    if components is None:
        return None
    total = sum(components.values())
    return {term: variance / total for term, variance in components.items()}


def _unexcluded(name: str, everyone: Ratings, plan: Plan) -> WithoutExclusions:
    model = fit_region_model(everyone)
    drawn = cluster_bootstrap(everyone, level=plan.analysis.alpha, seed=plan.analysis.seed)
    return WithoutExclusions(
        len(np.unique(everyone.rater)), model.lmm, compare_all_pairs(name, everyone, model, plan, drawn)
    )


def _reasons(tests: tuple[RmAnova, FriedmanTest], explored: Sequence[PairComparison]) -> list[str]:
    """Return why tests are missing."""
    found = [test.reason for test in tests if test.reason]
    return found + [f"{pair.a} - {pair.b}: {pair.reason}" for pair in explored if pair.reason]
