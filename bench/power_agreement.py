"""Forecast and achieved power by design; `python -m bench.power_agreement` writes `docs/measured/power.md`.

Studies are simulated with a difference in one planned contrast. Each is analysed like a real one: every planned
contrast by its own model, p-values adjusted by Holm, equivalence at 1 - 2 alpha / m.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from analysis.comparisons.contrast_model import fit_contrast
from analysis.comparisons.contrasts import ContrastEstimate, evaluate_contrasts
from analysis.plan import Analysis
from analysis.power.power_analysis import StudySize, TargetEffect, estimate_power
from analysis.power.variances import VarianceComponents
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from face.arrays import BoolArray

PAGE: Final = Path(__file__).parents[1] / "docs/measured/power.md"
SCALE: Final = (1, 10)
CONDITIONS: Final = "abcde"
PAIR: Final = {"a": 1.0, "b": -1.0}
FOUR: Final = {"a": 1.0, "b": -0.25, "c": -0.25, "d": -0.25, "e": -0.25}
OTHERS: Final = ({"c": 1.0, "d": -1.0}, {"d": 1.0, "e": -1.0})
Rule = Callable[[np.random.Generator, Ratings], BoolArray]
"""Which ratings of the complete table exist."""


def everything(_: np.random.Generator, ratings: Ratings) -> BoolArray:
    """Every rater rates every clip in every condition."""
    return np.ones(len(ratings), dtype=bool)


def some(share: float, rng: np.random.Generator, ratings: Ratings) -> BoolArray:
    """Each rater rates this share of the videos, as many in each condition."""
    shape = (len(ratings.raters), len(ratings.conditions), len(ratings.clips))
    order = rng.random(shape).argsort(axis=2)
    chosen = order < round(share * len(ratings.clips))
    return np.asarray(chosen[ratings.rater, ratings.condition, ratings.clip])


def at_random(share: float, rng: np.random.Generator, ratings: Ratings) -> BoolArray:
    """Each rating exists with this probability."""
    return np.asarray(rng.random(len(ratings)) < share)


def once(_: np.random.Generator, ratings: Ratings) -> BoolArray:
    """Each rater meets each clip in one condition, in turn."""
    return np.asarray((ratings.clip + ratings.rater) % len(ratings.conditions) == ratings.condition)


def one_condition(_: np.random.Generator, ratings: Ratings) -> BoolArray:
    """Each rater rates one condition."""
    return np.asarray(ratings.rater % len(ratings.conditions) == ratings.condition)


@dataclass(frozen=True)
class Case:
    """A design, the tested contrast's true difference in points, and the number of tests in its family."""

    size: StudySize
    effect: float
    weights: tuple[tuple[str, float], ...] = tuple(PAIR.items())
    tests: int = 3
    rule: Rule = everything
    bound: float = 0.5


CASES: Final = {
    "20 raters × 10 clips × 5 conditions, one test": Case(StudySize(20, 10, 5, 50), 0.8, tests=1),
    "the same, three tests": Case(StudySize(20, 10, 5, 50), 0.9),
    "one against four conditions, three tests": Case(StudySize(20, 10, 5, 50), 0.7, tuple(FOUR.items())),
    "40 raters × 40 clips × 5 conditions, three tests": Case(StudySize(40, 40, 5, 200), 0.4),
    "raters see six of ten clips in each condition": Case(StudySize(20, 10, 5, 30), 0.95, rule=partial(some, 0.6)),
    "40 % of the ratings are missing at random": Case(StudySize(20, 10, 5, 30), 0.95, rule=partial(at_random, 0.6)),
    "each rater meets each clip once, 40 × 20": Case(StudySize(40, 20, 5, 20, once=True), 0.7, rule=once),
    "each rater rates one condition, 100 × 10": Case(StudySize(100, 10, 5, 10, between=True), 1.3, rule=one_condition),
}


def forecast(case: Case) -> tuple[float, float]:
    """Return the forecast power to find the difference, and to show equivalence without one."""
    weights = tuple(weight for _, weight in case.weights)
    target = TargetEffect(case.effect, weights, 0.05 / case.tests, case.bound)
    estimate = estimate_power(case.size, VarianceComponents(), target, 0.0)
    return estimate.power, estimate.equivalence


def achieved(name: str, studies: int, seed: int = 1) -> tuple[float, float]:
    """Return how often the difference was found where it is, and equivalence shown where there is none."""
    case, rng = CASES[name], np.random.default_rng(seed)
    size = case.size
    table = simulate_ratings(dict.fromkeys(CONDITIONS, 0.0), raters=size.raters, clips=size.clips, seed=0)
    verdicts = [
        [_verdict(case, _draw(case, table, rng, effect)) for _ in range(studies)] for effect in (case.effect, 0.0)
    ]
    return (
        float(np.mean(["different" in verdict for verdict in verdicts[0]])),
        float(np.mean(["equivalent" in verdict for verdict in verdicts[1]])),
    )


def _draw(case: Case, table: Ratings, rng: np.random.Generator, effect: float) -> Ratings:
    size, variances = case.size, VarianceComponents()
    weights = np.array([dict(case.weights).get(name, 0.0) for name in CONDITIONS])
    rater, clip, condition = table.rater, table.clip, table.condition
    value = (
        (5.5 + effect * weights / (weights @ weights))[condition]
        + np.sqrt(variances.rater) * rng.standard_normal(size.raters)[rater]
        + 0.5 * rng.standard_normal(size.clips)[clip]
        + np.sqrt(variances.rater_condition) * rng.standard_normal((size.raters, 5))[rater, condition]
        + np.sqrt(variances.clip_condition) * rng.standard_normal((size.clips, 5))[clip, condition]
        + np.sqrt(variances.residual) * rng.standard_normal(len(table))
    )
    return replace(table, rating=np.clip(np.round(value), *SCALE)).where(case.rule(rng, table))


def _verdict(case: Case, ratings: Ratings) -> str:
    contrasts = [dict(case.weights), *OTHERS][: case.tests]
    estimates = [
        ContrastEstimate("q", str(number), weights, fit_contrast(ratings, _vector(weights)), case.bound)
        for number, weights in enumerate(contrasts)
    ]
    return evaluate_contrasts(estimates, Analysis(), "all")[0].verdict or ""


def _vector(weights: dict[str, float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([weights.get(name, 0.0) for name in CONDITIONS])


TEMPLATE: Final = """# Forecast and achieved power

What `python -m analysis power` forecasts beside what the analysis finds in {studies} simulated studies per design,
with typical variances (raters by condition 0.5, clips by condition 0.4, residual 1.5 as standard deviations in points),
ratings rounded to 1 to 10, the other planned contrasts without a difference, and p-values adjusted by Holm. The
standard error of a share of 70 % is {error:.1f} points. Written by `python -m bench.power_agreement`.

| design | true difference | power: forecast | achieved | equivalence: forecast | achieved |
|---|---|---|---|---|---|
{rows}

The largest disagreement is {worst:.1f} points. Equivalence is for a true difference of 0 and a bound of 0.5 points.
"""


def main() -> None:
    """Simulate and write the page."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=2000, metavar="N", help="per design (2000)")
    studies = parser.parse_args().studies
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(partial(achieved, studies=studies), CASES))
    expected = [forecast(case) for case in CASES.values()]
    rows = [
        f"| {name} | {case.effect:g} | {a[0]:.1%} | {b[0]:.1%} | {a[1]:.1%} | {b[1]:.1%} |".replace("%", " %")
        for (name, case), a, b in zip(CASES.items(), expected, found, strict=True)
    ]
    page = TEMPLATE.format(
        studies=studies,
        error=100 * np.sqrt(0.7 * 0.3 / studies),
        rows="\n".join(rows),
        worst=100 * np.abs(np.array(expected) - np.array(found)).max(),
    )
    PAGE.write_text(page, encoding="utf-8")
    print(f"written: {PAGE}")  # noqa: T201


if __name__ == "__main__":
    main()
