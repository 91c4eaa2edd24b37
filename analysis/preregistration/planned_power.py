"""The power of the planned study for each planned test, at the level that its family leaves to it."""

from dataclasses import dataclass

from analysis.plan import Plan
from analysis.power.power_analysis import StudySize, TargetEffect, VarianceComponents, estimate_power

TYPICAL_RANGE = 9
"""Points between the ends of the scale to which the typical variances belong, 1 to 10."""


@dataclass(frozen=True)
class PlannedPower:
    """The power of a contrast for the questions on one scale and with one equivalence bound.

    `questions` are their names. `power` is the probability of finding a true difference of `effect` points,
    `equivalence` that of showing equivalence within it if there is no difference, `detectable` the difference that is
    found with 80 %, in points; `alpha` the level of a single test.
    """

    contrast: str
    questions: tuple[str, ...]
    effect: float
    alpha: float
    power: float
    equivalence: float
    detectable: float


def family_size(plan: Plan) -> int:
    """Return the number of tests that are adjusted together."""
    contrasts, questions = len(plan.analysis.contrasts), max(len(plan.questions), 1)
    return {"all": contrasts * questions, "question": contrasts, "none": 1}[plan.analysis.family]


def planned_power(
    plan: Plan, conditions: int, clips: int, variances: VarianceComponents | None = None
) -> list[PlannedPower]:
    """Forecast the power of each planned contrast; the effect is the equivalence bound of its question.

    With Benjamini and Hochberg's adjustment the level of a test depends on the others; the strictest is taken.

    Parameters
    ----------
    plan
        The plan with its contrasts.
    conditions, clips
        How many of them are rated.
    variances
        Those of a pilot; by default typical ones of ratings from 1 to 10, in proportion to the scale.
    """
    size = _size(plan, conditions, clips)
    if size.raters < 2 or clips < 2 or not plan.analysis.contrasts:
        return []
    alpha = plan.analysis.alpha / family_size(plan)
    forecasts = []
    for name, weights in plan.analysis.contrasts.items():
        squares = sum(weight**2 for weight in weights.values())
        for (scale, bound), questions in _groups(plan).items():
            target = TargetEffect(bound, squares, alpha, bound)
            estimate = estimate_power(size, variances or _typical_variances(scale), target, 0.0)
            forecasts.append(
                PlannedPower(name, questions, bound, alpha, estimate.power, estimate.equivalence, estimate.detectable)
            )
    return forecasts


def _size(plan: Plan, conditions: int, clips: int) -> StudySize:
    """Return the size by question: with a question per block or per rater, not each trial asks it."""
    questions, cells = max(len(plan.questions), 1), clips * conditions
    raters = plan.design.raters // questions if plan.design.layout == "split-questions" else plan.design.raters
    trials = plan.design.trials_per_rater or cells
    if plan.design.layout == "blocks" and plan.design.trials_per_rater:
        trials //= questions
    return StudySize(raters, clips, conditions, min(max(trials, conditions), cells))


def _groups(plan: Plan) -> dict[tuple[tuple[int, int], float], tuple[str, ...]]:
    """Return the names of the questions by scale and bound; without questions there is one group without names."""
    if not plan.questions:
        return {(plan.design.scale, plan.analysis.equivalence_bound): ()}
    groups: dict[tuple[tuple[int, int], float], tuple[str, ...]] = {}
    for question in plan.questions:
        key = (plan.scale_of(question.name), plan.bound_of(question.name))
        groups[key] = (*groups.get(key, ()), question.name)
    return groups


def _typical_variances(scale: tuple[int, int]) -> VarianceComponents:
    typical, factor = VarianceComponents(), ((scale[1] - scale[0]) / TYPICAL_RANGE) ** 2
    return VarianceComponents(
        typical.rater_condition * factor, typical.clip_condition * factor, typical.residual * factor
    )
