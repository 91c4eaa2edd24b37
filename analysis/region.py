"""Everything that one region's ratings say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.agreement import Agreement, agreement
from analysis.cells import complete, rater_means
from analysis.clmm import OrdinalModel, ordinal_model
from analysis.clusters import bootstrap
from analysis.contrasts import Question, decide, pair_weights, weights_in
from analysis.describe import Description, describe
from analysis.drift import Drift, drift
from analysis.friedman import Friedman, friedman
from analysis.model import MixedModel, RegionModel, region_model
from analysis.observed import Rater, rater_table
from analysis.pairs import Pair, pairs
from analysis.plan import Plan
from analysis.ratings import Ratings
from analysis.rm_anova import RmAnova, rm_anova


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
    rm_anova: RmAnova
    friedman: Friedman
    pairs: list[Pair]
    agreement: Agreement
    variance_shares: dict[str, float] | None
    position: Drift
    raters: list[Rater]
    without_exclusions: WithoutExclusions | None
    warnings: list[str]


def region_results(name: str, ratings: Ratings, model: RegionModel, plan: Plan, everyone: Ratings) -> RegionResults:
    """Analyse the ratings of one region; `everyone` holds the region's ratings before exclusions."""
    means = complete(rater_means(ratings))
    explored = every_pair(name, ratings, model, plan)
    tests = rm_anova(means), friedman(means)
    level, seed = plan.analysis.alpha, plan.analysis.seed
    return RegionResults(
        description=describe(ratings, scale=plan.design.scale, alpha=level),
        lmm=model.lmm,
        clmm=ordinal_model(ratings),
        rm_anova=tests[0],
        friedman=tests[1],
        pairs=explored,
        agreement=agreement(ratings, level=level, seed=seed),
        variance_shares=shares(model.lmm.components),
        position=drift(ratings, level),
        raters=rater_table(ratings),
        without_exclusions=None if len(everyone) == len(ratings) else _unexcluded(name, everyone, plan),
        warnings=[*model.warnings, *_reasons(tests, explored)],
    )


def every_pair(name: str, ratings: Ratings, model: RegionModel, plan: Plan) -> list[Pair]:
    """Test every pair of conditions."""
    questions = [
        Question(name, f"{a} - {b}", weights, model.method, model.estimate(weights_in(weights, ratings.conditions)))
        for (a, b), weights in pair_weights(ratings.conditions).items()
    ]
    drawn = bootstrap(ratings, level=plan.analysis.alpha, seed=plan.analysis.seed)
    return pairs(decide(questions, plan.analysis, "all"), rater_means(ratings), ratings.conditions, drawn)


def shares(components: dict[str, float] | None) -> dict[str, float] | None:
    """Return each variance as a share of their sum: whether more raters or more clips would help."""
    if components is None:
        return None
    total = sum(components.values())
    return {term: variance / total for term, variance in components.items()}


def _unexcluded(name: str, everyone: Ratings, plan: Plan) -> WithoutExclusions:
    model = region_model(everyone)
    return WithoutExclusions(len(np.unique(everyone.rater)), model.lmm, every_pair(name, everyone, model, plan))


def _reasons(tests: tuple[RmAnova, Friedman], explored: Sequence[Pair]) -> list[str]:
    """Return why tests are missing."""
    found = [test.reason for test in tests if test.reason]
    return found + [f"{pair.a} - {pair.b}: {pair.reason}" for pair in explored if pair.reason]
