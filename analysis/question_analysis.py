"""The analysis of one question's ratings: models, tests, comparisons, agreement and raters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.classical.descriptive import Description, describe_conditions
from analysis.classical.group_tests import KruskalWallis, WelchAnova
from analysis.classical.rank_tests import FriedmanTest
from analysis.classical.rm_anova import RmAnova
from analysis.classical.t_test import Estimate
from analysis.comparisons.bootstrap import ClusterBootstrap, cluster_bootstrap
from analysis.comparisons.contrast_model import fit_contrast
from analysis.comparisons.contrasts import ContrastEstimate, evaluate_contrasts, pair_weights, weight_vector
from analysis.comparisons.pairwise import OrdinalPairComparison, PairComparison, compare_ordinal_pairs, compare_pairs
from analysis.comparisons.question_model import MixedModelSummary, QuestionModel, fit_question_model
from analysis.comparisons.rater_mean_tests import RaterMeanTests, compare_rater_means, pair_columns
from analysis.models.clmm import OrdinalModel, fit_ordinal_model
from analysis.models.random_effects import RandomEffect
from analysis.objective_correlations import ScoreCorrelation, ScoredStimulus, correlate_scores, match_scores
from analysis.objective_scores import ObjectiveScore
from analysis.plan import Plan
from analysis.rated_questions import AskedQuestion
from analysis.raters.agreement import Agreement, rater_agreement
from analysis.raters.carry_over import CarryOver, carry_over
from analysis.raters.drift import Drift, rating_drift
from analysis.raters.rater_correlations import (
    RaterConditionMean,
    RaterCorrelation,
    correlate_raters,
    rater_condition_means,
)
from analysis.raters.rater_statistics import RaterStatistics, describe_raters
from analysis.rating_design import RatingDesign, recognise_design
from analysis.ratings import Ratings, count_levels
from face.arrays import Float64Array


@dataclass(frozen=True)
class WithoutExclusions:
    """The main results from all raters, excluded ones too."""

    raters: int
    lmm: MixedModelSummary
    pairs: list[PairComparison]


@dataclass(frozen=True)
class QuestionResults:
    """The results of one question; `without_exclusions` is None where nobody was excluded."""

    asked: AskedQuestion
    design: RatingDesign
    description: list[Description]
    lmm: MixedModelSummary
    clmm: OrdinalModel
    ordinal_pairs: list[OrdinalPairComparison]
    rm_anova: RmAnova
    friedman: FriedmanTest
    welch_anova: WelchAnova | None
    kruskal_wallis: KruskalWallis | None
    pairs: list[PairComparison]
    agreement: Agreement
    variance_shares: dict[str, float] | None
    random_effects: list[RandomEffect]
    objective: list[ScoredStimulus]
    objective_correlations: list[ScoreCorrelation]
    position: Drift
    carry_over: CarryOver
    raters: list[RaterStatistics]
    rater_means: list[RaterConditionMean]
    rater_pairs: list[RaterCorrelation]
    without_exclusions: WithoutExclusions | None
    warnings: list[str]


@dataclass(frozen=True, eq=False)
class QuestionData:
    """The input of a question's analysis.

    `all_ratings` include those of excluded raters; `conditions` are those that were rated for any question.
    """

    name: str
    asked: AskedQuestion
    conditions: Sequence[str]
    ratings: Ratings
    all_ratings: Ratings
    model: QuestionModel
    scores: Sequence[ObjectiveScore]


def analyse_question(question: QuestionData, plan: Plan) -> QuestionResults:
    """Analyse the ratings of one question."""
    ratings, model = question.ratings, question.model
    alpha, seed = plan.analysis.alpha, plan.analysis.seed
    bootstrap = cluster_bootstrap(ratings, alpha=alpha, seed=seed)
    pairs = compare_all_pairs(question, ratings, plan, bootstrap)
    design = recognise_design(ratings, question.conditions)
    tests = compare_rater_means(ratings, design, alpha)
    ordinal = (
        OrdinalModel([], warnings=[f"the ordinal model was not fitted: {design.confounded}"])
        if design.confounded
        else fit_ordinal_model(ratings)
    )
    stimuli = match_scores(ratings, question.scores)
    return QuestionResults(
        asked=question.asked,
        design=design,
        description=_describe_conditions(question, plan, bootstrap),
        lmm=model.lmm,
        clmm=ordinal,
        ordinal_pairs=compare_ordinal_pairs(ratings, ordinal, alpha),
        **vars(tests),
        pairs=pairs,
        agreement=rater_agreement(ratings, alpha=alpha, seed=seed),
        variance_shares=variance_shares(model.lmm.components),
        random_effects=[] if isinstance(model.random_effects, str) else model.random_effects,
        objective=stimuli,
        objective_correlations=correlate_scores(stimuli, alpha=alpha, seed=seed),
        position=rating_drift(ratings, alpha),
        carry_over=carry_over(ratings, alpha),
        raters=describe_raters(ratings),
        rater_means=rater_condition_means(ratings),
        rater_pairs=correlate_raters(ratings),
        without_exclusions=_analyse_without_exclusions(question, plan),
        warnings=[*model.warnings, *_missing_test_reasons(tests, pairs)],
    )


def compare_all_pairs(
    question: QuestionData, ratings: Ratings, plan: Plan, bootstrap: ClusterBootstrap
) -> list[PairComparison]:
    """Test every pair of conditions of one question's ratings by its own model, adjusted over the pairs."""
    estimates = [
        ContrastEstimate(
            question.name,
            f"{a} - {b}",
            weights,
            fit_contrast(ratings, weight_vector(weights, ratings.conditions), plan.analysis.df_method),
            question.asked.equivalence_bound,
        )
        for (a, b), weights in pair_weights(ratings.conditions).items()
    ]
    contrasts = evaluate_contrasts(estimates, plan.analysis, "all")
    intervals = [bootstrap.interval(weight_vector(each.weights, ratings.conditions)) for each in contrasts]
    columns = pair_columns(ratings, list(pair_weights(ratings.conditions)))
    return compare_pairs(contrasts, columns, intervals, plan.analysis.alpha)


def variance_shares(components: dict[str, float] | None) -> dict[str, float] | None:
    """Return each variance component as a share of their sum: whether more raters or more clips would help."""
    if components is None:
        return None
    total = sum(components.values())
    return {term: variance / total for term, variance in components.items()}


def _describe_conditions(question: QuestionData, plan: Plan, bootstrap: ClusterBootstrap) -> list[Description]:
    """Describe the conditions, with the model's and the bootstrap's intervals beside the clustered one."""
    ratings, model = question.ratings, question.model
    descriptions = describe_conditions(ratings, scale=question.asked.scale, alpha=plan.analysis.alpha)
    indicators = np.eye(len(ratings.conditions))
    return [
        replace(each, **_further_intervals(model.mean(indicator), bootstrap, indicator, plan)) if each.n else each
        for each, indicator in zip(descriptions, indicators, strict=True)
    ]


def _further_intervals(
    mean: Estimate | str, bootstrap: ClusterBootstrap, indicator: Float64Array, plan: Plan
) -> dict[str, Any]:
    low, high = bootstrap.interval(indicator)
    intervals: dict[str, Any] = {"boot_low": low, "boot_high": high}
    if isinstance(mean, str):
        return intervals
    model_low, model_high = mean.interval(plan.analysis.alpha)
    return intervals | {"model_mean": mean.difference, "model_low": model_low, "model_high": model_high}


def _analyse_without_exclusions(question: QuestionData, plan: Plan) -> WithoutExclusions | None:
    """Repeat the main analysis with all raters; None if nobody was excluded."""
    ratings = question.all_ratings
    if len(ratings) == len(question.ratings):
        return None
    model = fit_question_model(ratings)
    bootstrap = cluster_bootstrap(ratings, alpha=plan.analysis.alpha, seed=plan.analysis.seed)
    pairs = compare_all_pairs(question, ratings, plan, bootstrap)
    return WithoutExclusions(count_levels(ratings.rater), model.lmm, pairs)


def _missing_test_reasons(tests: RaterMeanTests, pairs: Sequence[PairComparison]) -> list[str]:
    """Return why tests that belong to the design are missing, one sentence each."""
    groups = (tests.welch_anova, tests.kruskal_wallis)
    wanted = groups if tests.welch_anova else (tests.rm_anova, tests.friedman)
    reasons = list(dict.fromkeys(test.reason for test in wanted if test and test.reason))
    return reasons + [f"{pair.a} - {pair.b}: {pair.reason}" for pair in pairs if pair.reason]
